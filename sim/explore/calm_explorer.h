// The strategy of a healthy, unloaded system: always alternative 0.
#pragma once

#include "sim/gate.h"

namespace stalemate::sim {

class CalmExplorer final : public Explorer {
 public:
  std::uint32_t choose(const ChoicePoint& /*point*/) override { return 0; }
};

}  // namespace stalemate::sim
