// A way to a violation, told: what happens in each of its bursts.
//
// Cost: that of the run.
#pragma once

#include <vector>

#include "scenarios/bounded/certificate.h"
#include "scenarios/certificate/told.h"

namespace stalemate::scenarios {

struct ToldPath {
  std::vector<ToldRound> bursts;
  std::uint32_t calm_bursts = 0;  // that came after it and changed nothing
  std::string problem;            // why it cannot be run; empty: it can
};

/// @param world the scenario's own
ToldPath tell(const BoundedPath& path, const model::BoundedBounds& bounds,
              const model::WorldConfig& world);

}  // namespace stalemate::scenarios
