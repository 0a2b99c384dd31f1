// Each event draws how early it comes, once, and again only when another one has come first.
//
// After the partial order sampling of Yuan, Yang and Gu (CAV 2018): orders of events that do not
// meet are not drawn apart, so that more of the draws decide what can make a difference. Amounts
// are uniform and deviations rare, as in random choice.
//
// Invariants:
//  1. Which of two events comes first is drawn when they first meet, and stays so for one that
//  wins.
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
      const std::uint64_t drawn = mix(seed_ + losses(name), name);
      if (index > 0 && drawn <= height) continue;
      first = index;
      height = drawn;
    }
    for (std::uint32_t index = 0; index < point.count; ++index) {
      if (index != first) ++losses(draw_for(seed_, point.names[index]));
    }
    return first;
  }

 private:
  /// How often this event has come later than one that it met. Two that share a counter only draw
  /// anew more often.
  std::uint32_t& losses(std::uint64_t name) { return losses_[name % losses_.size()]; }

  RandomExplorer rest_;
  std::uint64_t seed_;
  std::array<std::uint32_t, 64> losses_{};
};

}  // namespace stalemate::sim
