// Responses in the order of their times, without those that tell nothing new.
//
// Lines of a log may be a little out of order, or there twice; and a page that is read a thousand
// times between two changes says the same a thousand times. Of a run of equal responses (state,
// generation, colo, status, end) the first few and the last one are kept; the last stands for those
// between. A request that finds a fresh entry changes nothing for those after it; one that finds it
// stale may, so for runs of STALE that is a bound on what is searched, and reports say so.
//
// Invariants:
//  1. What comes out is in the order of times; of equal ones, of the file.
//  2. Memory is bounded, however long the log: `window` lines wait to be sorted, `most_kept` are
//     kept, the latest.
//
// Cost: a step for each response that comes later by its time, and came before.
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include "scenarios/log/observation.h"
#include "scenarios/log/tally.h"

namespace stalemate::scenarios::log {

inline constexpr std::size_t most_alike = 8;  // of a run of equal responses
inline constexpr std::size_t window = 1024;   // how far lines may be out of order
inline constexpr std::size_t most_kept = 1000;

class Folding {
 public:
  explicit Folding(Tally& tally) : tally_(&tally) {}

  void add(Observation seen);
  /// After the last one.
  std::vector<Observation> take();

 private:
  void pass_on(Observation seen);
  void keep(Observation seen);

  Tally* tally_;
  std::deque<Observation> waiting_;  // in the order of times
  std::deque<Observation> kept_;
  std::size_t alike_ = 0;  // how many equal ones end `kept_`
};

}  // namespace stalemate::scenarios::log
