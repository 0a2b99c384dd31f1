// One failing run, explained: who did what, what was lost, what had to go wrong, after what it was
// too late, and why it never heals.
//
// Invariants:
//  1. Everything in it is read off the run's events and decisions; nothing is known of the bug.
//  2. The same run gives the same explanation.
//
// Cost: some text.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/campaign/saved.h"
#include "scenarios/explain/point_of_no_return.h"

namespace stalemate::reports {

/// A decision that was not calm.
struct ToldDeviation {
  std::string time;  // milliseconds
  std::string what;
  std::string taken;
  std::string calm;
  bool goes_wrong = false;  // a fault, not only another order or another time
};

struct Explanation {
  std::string verdict;             // one sentence
  std::string setting;             // which handler, where, with what in the store
  std::vector<std::string> story;  // a few sentences for each request
  std::string left_out;            // how many requests the story leaves out; empty: none
  std::vector<ToldDeviation> deviations;
  std::string no_return;  // empty: not known
  std::string reasons_title = "Why it never heals";
  std::vector<std::string>
      reasons;  // of that, or why there is no verdict; of a safety property: none
};

/// @param no_return where it is known
Explanation explain(const scenarios::SavedReplay& replay,
                    const std::optional<scenarios::PointOfNoReturn>& no_return);

}  // namespace stalemate::reports
