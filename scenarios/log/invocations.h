// Puts together what a log tells of one invocation in several records: Workers Logs has one for
// each line of the console, and one for the invocation itself, with its outcome.
//
// Invariants:
//  1. Each invocation comes out once, with every fact that one of its records tells; of the times
//     the first. Where two tell different ones, the record counts that came first.
//  2. Memory is bounded: of more than `most_waiting` the one that came first is taken for complete.
//
// Cost: a look into a map for each record.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/log/observation.h"

namespace stalemate::scenarios::log {

class Invocations {
 public:
  static constexpr std::size_t most_waiting = 4096;

  /// @return an invocation that is complete, if one is
  std::optional<Observation> add(Observation part);
  /// Those that are left, in the order in which they came.
  std::vector<Observation> take();

 private:
  Observation take_first();

  std::deque<std::string> order_;
  std::map<std::string, Observation> waiting_;
};

}  // namespace stalemate::scenarios::log
