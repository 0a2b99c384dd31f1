// A folder of schedules that are kept: what is in it, what is worth keeping, and what stays.
//
// Invariants:
//  1. A candidate fails as its file says it does, and its schedule was run just now.
//  2. Of the entries of one shape exactly one stays; the same one in whatever order they come.
//  3. Nothing is written here.
//
// Cost: reading loads every file; a candidate costs what shrinking it does.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/campaign/archive.h"
#include "scenarios/campaign/inputs.h"
#include "scenarios/corpus/shape.h"
#include "scenarios/shrink/shrink.h"

namespace stalemate::scenarios {

struct Corpus {
  std::string folder;
  std::vector<SavedSchedule> entries;
  std::vector<InputError> errors;  // of the folder, or of files in it
};

/// One that is not there yet is empty if `may_be_new`, else an error.
Corpus read_corpus(const std::string& folder, bool may_be_new);

/// What is written of a schedule that was shrunk: its provenance stays.
/// @param archive only its versions and sentence count
ScheduleFile smaller_file(const ScheduleFile& old, const Shrunk& shrunk, const Archive& archive);

/// A schedule as small as it gets, with what it is compared by.
struct Candidate {
  ScheduleFile content;
  Shape shape;
  ShrinkCost before;
  ShrinkCost cost;
  std::uint64_t runs = 0;  // that shrinking tried
  bool finished = false;   // nothing more can be taken out; else the budget ended it

  bool smaller() const { return cost < before; }
};

struct SmallerRequest {
  const SavedSchedule& saved;
  const Archive& archive;  // its versions and sentence; no folder of it is used
  std::uint64_t budget = usual_shrink_budget;
  std::function<bool()> must_stop;
};

/// Requires that the schedule reproduces a failure (see replay_saved). One that does not get
/// smaller stays as it is, but for what the present model says of it. What it says of its
/// provenance is kept.
Result<Candidate> as_small_as_it_gets(const SmallerRequest& request);

struct Kept {
  std::string file;
  Candidate candidate;
};

/// Whether the first stays rather than the second: it costs less, or was found earlier, or has the
/// earlier name.
bool stays_before(const Kept& one, const Kept& other);

/// The entry that stays of those with this shape; nothing: there is none.
std::optional<std::size_t> entry_of_shape(const std::vector<Kept>& entries, const Shape& shape);

struct Duplicate {
  std::size_t goes = 0;  // of the list of entries
  std::size_t stays = 0;
};

/// Which entries show what another one shows already, in their order.
std::vector<Duplicate> duplicates_in(const std::vector<Kept>& entries);

}  // namespace stalemate::scenarios
