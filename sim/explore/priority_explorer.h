// Few changes of mind: who comes first, and who is slow, is decided once a run, but for a few
// points at which it is decided anew, and at which something may go wrong.
//
// After the probabilistic concurrency testing of Burckhardt, Kothari, Musuvathi and Nagarakatte
// (ASPLOS 2010). A bug that takes d - 1 changes at certain decisions is met with a chance that
// falls with the length of the run to the power of d - 1, and not with the number of schedules.
//
// Invariants:
//  1. Between two points of change equal names are treated alike: the same one of two events comes
//     first, what is slow stays slow.
//  2. Things go wrong at points of change only, at most once for each.
//
// Cost: a hash for each alternative.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "sim/explore/name_hash.h"
#include "sim/random.h"

namespace stalemate::sim {

class PriorityExplorer final : public Explorer {
 public:
  static constexpr std::uint32_t most_changes = 3;

  explicit PriorityExplorer(std::uint64_t seed) : random_(seed, "priorities") {
    priorities_ = random_.next();
    // How long the run will be is not known: any of the orders of magnitude.
    const std::uint32_t horizon = 8U << random_.below(7);
    changes_ = random_.below(most_changes + 1);
    for (std::size_t change = 0; change < changes_; ++change) at_[change] = random_.below(horizon);
  }

  std::uint32_t choose(const ChoicePoint& point) override {
    const auto last = at_.begin() + changes_;
    if (std::find(at_.begin(), last, decisions_++) != last) {
      priorities_ = random_.next();
      goes_wrong_ = true;
    }
    switch (point.kind) {
      case ChoiceKind::order:
        return highest_of(priorities_, point);
      case ChoiceKind::amount:
        return pace(point);
      case ChoiceKind::deviation:
        break;
    }
    if (!goes_wrong_) return 0;
    goes_wrong_ = false;
    return 1 + random_.below(point.count - 1);
  }

 private:
  /// Half of what takes time takes its typical time, the others as little or as much as they can.
  std::uint32_t pace(const ChoicePoint& point) const {
    const std::uint64_t drawn = draw_for(priorities_, point.label) >> 62;
    if (drawn < 2) return 0;
    const std::uint32_t last = point.count - 1;
    // Alternative 0 is the typical amount; the others follow from the lowest on.
    if (drawn == 2) return point.typical == point.low ? 0 : 1;
    return point.typical == point.low + point.step * static_cast<std::int64_t>(last) ? 0 : last;
  }

  Random random_;
  std::uint64_t priorities_ = 0;
  std::array<std::uint32_t, most_changes> at_{};
  std::uint32_t changes_ = 0;
  std::uint32_t decisions_ = 0;
  bool goes_wrong_ = false;  // at the next occasion
};

}  // namespace stalemate::sim
