// Random choice within a part of what could happen: each seed draws which features are on.
//
// After the swarm testing of Groce, Zhang, Eide, Chen and Regehr (ISSTA 2012): where everything can
// go wrong in each run, what goes wrong hides what needs the rest to go well.
//
// Invariants:
//  1. A kind of decision or of deviation, told by its text, is on or off for the whole run; what is
//     off is calm.
//
// Cost: a hash for each decision, and for each alternative of a deviation.
#pragma once

#include <array>
#include <cstddef>

#include "sim/explore/name_hash.h"
#include "sim/explore/random_explorer.h"

namespace stalemate::sim {

class SwarmExplorer final : public Explorer {
 public:
  explicit SwarmExplorer(std::uint64_t seed)
      : random_(seed), features_(Random(seed, "features").next()) {}

  std::uint32_t choose(const ChoicePoint& point) override {
    if (point.kind != ChoiceKind::deviation) return is_on(point.label) ? random_.choose(point) : 0;
    const std::uint32_t taken = random_.choose(point);
    return taken == 0 || is_on(point.names[taken]) ? taken : 0;
  }

 private:
  bool is_on(const Name& name) const { return (draw_for_text(features_, name) >> 63) == 0; }

  RandomExplorer random_;
  std::uint64_t features_;
};

}  // namespace stalemate::sim
