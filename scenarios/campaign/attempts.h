// The proofs that did not fit into their cell's share of a budget, and come again with what the
// cells have left over.
//
// Invariants:
//  1. The one that is worth least comes first, of equals the one that was added first: so as many
//     as possible are closed, and what is known to be larger than all that is left is not begun.
//  2. Nothing here reads a clock.
//
// Cost: as many comparisons as there are attempts, for each that is taken.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/format/scenario.h"

namespace stalemate::scenarios {

struct Attempt {
  const Scenario* scenario = nullptr;
  const Cell* cell = nullptr;
  std::string stem;             // of the file's name
  std::size_t of_scenario = 0;  // in the result, and which of its cells there
  std::size_t of_cell = 0;
  double thread_seconds = 0;  // what it is worth, see ProofRequest
};

class Attempts {
 public:
  void add(Attempt attempt) { waiting_.push_back(std::move(attempt)); }

  std::size_t size() const { return waiting_.size(); }

  /// Takes the next one; nothing if each is worth more than that.
  std::optional<Attempt> next(double thread_seconds) {
    const auto least = std::ranges::min_element(waiting_, {}, &Attempt::thread_seconds);
    if (least == waiting_.end() || least->thread_seconds > thread_seconds) return std::nullopt;
    Attempt taken = std::move(*least);
    waiting_.erase(least);
    return taken;
  }

 private:
  std::vector<Attempt> waiting_;
};

}  // namespace stalemate::scenarios
