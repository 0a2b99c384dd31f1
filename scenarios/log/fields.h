// Under which names the facts of a response stand in a log, and how a file renames them.
//
// A names file is a JSON object: {"time": "EdgeStartTimestamp", "state": "headers.x-vinext-cache"}.
// A name is that of a column, or of a field of a JSON line with a dot between the levels.
//
// Invariants:
//  1. A fact that the file names is looked for under that name only; all others under those that
//     are in use (see README.md).
//
// Cost: none to speak of.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "model/names.h"
#include "scenarios/format/result.h"
#include "scenarios/log/times.h"

namespace stalemate::scenarios::log {

enum class Fact : std::uint8_t {
  time,
  url,
  state,
  generation,
  age,
  colo,
  ray,
  status,
  outcome,
  message,
};

/// What of the log is wanted, beside its lines.
struct ReadOptions {
  std::string header = "x-vinext-cache";  // in lower case: which says the cache's state
  std::string generation;  // in lower case: a header that differs between renders; "body"; empty
  std::string page;        // only this one; empty: the log must hold one only
  std::string host;        // only of this one, where a line names any; empty: of all
  DateOrder dates = DateOrder::usual;
  std::array<std::string, 10> names{};  // by fact; empty: those in use
};

constexpr const char* body_generation = "body";

std::string& name_of(ReadOptions& options, Fact fact);
const std::string& name_of(const ReadOptions& options, Fact fact);

/// Reads a names file into the options.
/// @return what is wrong with it, if anything is
std::optional<InputError> read_names(const std::string& path, ReadOptions& options);

}  // namespace stalemate::scenarios::log

template <>
struct stalemate::model::NamesOf<stalemate::scenarios::log::Fact> {
  static constexpr auto table = std::to_array<const char*>(
      {"time", "url", "state", "generation", "age", "colo", "ray", "status", "outcome", "message"});
};
