// Seeded random choice: one seed is one schedule.
//
// Orders and amounts are uniform. Deviations (things that go wrong) are rare, and how rare is
// itself drawn for each seed, so that some runs see none, some a single one at any place, and some
// a storm.
//
// Cost: one draw a decision, two for a deviation that happens.
#pragma once

#include "sim/gate.h"
#include "sim/random.h"

namespace stalemate::sim {

class RandomExplorer final : public Explorer {
 public:
  explicit RandomExplorer(std::uint64_t seed)
      : random_(seed, "schedule"), deviation_threshold_(draw_threshold(random_)) {}

  std::uint32_t choose(const ChoicePoint& point) override {
    if (point.kind != ChoiceKind::deviation) return random_.below(point.count);
    if ((random_.next() >> 32) >= deviation_threshold_) return 0;
    return 1 + random_.below(point.count - 1);
  }

 private:
  /// A chance between 1/2 and 1/64, as a threshold for 32 random bits.
  static std::uint64_t draw_threshold(Random& random) {
    return std::uint64_t{1} << (31 - random.below(6));
  }

  Random random_;
  std::uint64_t deviation_threshold_;
};

}  // namespace stalemate::sim
