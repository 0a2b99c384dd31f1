// One saved schedule in two worlds that differ in their handler: where the two runs part.
//
// Each world is the one that the schedule embeds, with one key of its handler changed, or with
// none. Both follow the recorded decisions by label (see sim/explore/labelled_explorer.h); what
// only one of them asks is calm there.
//
// Invariants:
//  1. A changed world is a valid one: a change that its loader refuses is an error, told as of a
//     scenario file.
//  2. Before `parting` the two runs have equal events at equal times; there they have not, or one
//     of them is over.
//  3. A side without a change has the run that `replay` shows, if that follows its file to the end.
//  4. The own run is always replayed as well, whatever is compared: a file that its own handler no
//     longer follows says nothing of others.
//
// Cost: three runs with everything written down.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "scenarios/campaign/inputs.h"
#include "scenarios/campaign/saved.h"
#include "scenarios/campaign/transcript.h"
#include "scenarios/campaign/versions.h"
#include "scenarios/format/result.h"
#include "sim/explore/labelled_explorer.h"

namespace stalemate::scenarios {

/// The key of a handler that names its version; all others are switches.
inline constexpr const char* generation_key = "generation";

/// A key of the handler, and what it is to be: both as scenario files write them.
struct Change {
  std::string key;
  std::string value;  // true, false, whole numbers, else a name without quotes

  bool operator==(const Change&) const = default;
};

/// What the two sides change; nothing: as recorded.
using Changes = std::array<std::optional<Change>, 2>;

struct Side {
  std::string title;      // "pull-425", "put_registered=false", "as recorded"
  bool recorded = false;  // its world is the one that the schedule was saved from
  model::WorldConfig config;
  ToldRun told;
  sim::Followed followed;
};

/// The first place where two runs differ.
struct Parting {
  std::size_t event = 0;     // an index into the events of both
  std::size_t decision = 0;  // into the decisions of both: all before it are alike
};

struct Comparison {
  SavedReplay own;  // the schedule in the world that it embeds
  std::array<Side, 2> sides;
  std::optional<Parting> parting;  // nothing: the runs do the same to their end
};

Result<Comparison> compare(const SavedSchedule& saved, const Changes& changes,
                           const Versions& versions);

/// Where two runs part by their events, if they do.
std::optional<Parting> parting_of(const Transcript& first, const Transcript& second);

}  // namespace stalemate::scenarios
