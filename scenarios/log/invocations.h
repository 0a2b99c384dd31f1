// Puts together what a log tells of one invocation in several records: Workers Logs has one for
// each line of the console, and one for the invocation itself, with its outcome.
//
// Invariants:
//  1. An invocation comes out with every fact that one of its records tells; of the times the
//     first. Of several states the one counts that was told last, as in a console; signs are
//     united; of other facts that differ, what stands first in the log.
//  2. Memory is bounded: of more than `most_waiting` the one that came first is taken for complete.
//     What comes of it later is an invocation of its own.
//
// Cost: a look into a map for each record.
#pragma once

#include <cstddef>
#include <cstdint>
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
  struct Waiting {
    Observation whole;
    std::optional<std::int64_t> state_at_ms;  // when its state was told
  };

  static void add_facts(Waiting& known, Observation part);
  Observation take_first();

  std::deque<std::string> order_;
  std::map<std::string, Waiting> waiting_;
};

}  // namespace stalemate::scenarios::log
