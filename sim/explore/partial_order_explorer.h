// Each event draws how early it comes, once for as long as it waits.
//
// After the partial order sampling of Yuan, Yang and Gu (CAV 2018), without their redrawing of
// those that race with the one taken. An event that is passed over keeps its draw, so one that drew
// late stays late for long: random choice lets nobody wait for many turns. Amounts are uniform and
// deviations rare, as in random choice.
//
// Invariants:
//  1. Of the events that wait, the order is drawn when they first meet, and stays so until one of
//     them comes; if its name comes up again, that is another event.
//
// Cost: a hash for each alternative.
#pragma once

#include <array>
#include <cstddef>

#include "sim/explore/name_hash.h"
#include "sim/explore/random_explorer.h"

namespace stalemate::sim {

class PartialOrderExplorer final : public Explorer {
 public:
  explicit PartialOrderExplorer(std::uint64_t seed) : rest_(seed), seed_(mix(seed, 0x706f73)) {}

  std::uint32_t choose(const ChoicePoint& point) override {
    if (point.kind != ChoiceKind::order) return rest_.choose(point);
    std::uint32_t first = 0;
    std::uint64_t height = 0;
    for (std::uint32_t index = 0; index < point.count; ++index) {
      const std::uint64_t name = draw_for(seed_, point.names[index]);
      const std::uint64_t drawn = mix(seed_ + times_taken(name), name);
      if (index > 0 && drawn <= height) continue;
      first = index;
      height = drawn;
    }
    ++times_taken(draw_for(seed_, point.names[first]));
    return first;
  }

 private:
  /// How often an event of this name has come. Two that share a counter only draw anew more often.
  std::uint32_t& times_taken(std::uint64_t name) {
    return times_taken_[name % times_taken_.size()];
  }

  RandomExplorer rest_;
  std::uint64_t seed_;
  std::array<std::uint32_t, 64> times_taken_{};
};

}  // namespace stalemate::sim
