// The strategies that a check can sample schedules with, by name.
//
// A strategy turns a seed into one schedule. To add one: a name here, before `automatic`, an
// explorer in sim/explore/, and its alternative in SeededExplorers.
//
// Invariants:
//  1. The explorer for a seed does not depend on the seeds that were asked for before.
//
// Cost: no allocation for a seed.
#pragma once

#include <cstdint>
#include <variant>

#include "model/names.h"
#include "sim/explore/partial_order_explorer.h"
#include "sim/explore/priority_explorer.h"
#include "sim/explore/random_explorer.h"
#include "sim/explore/swarm_explorer.h"
#include "sim/gate.h"

namespace stalemate::scenarios {

enum class Strategy : std::uint8_t {
  random,         // orders and amounts uniform, deviations rare
  swarm,          // the same, of a part of what could happen; which part, each seed draws
  priorities,     // who comes first and who is slow changes at a few points only
  partial_order,  // each event draws how early it comes
  automatic,      // each of the others in turn
};

/// Which one of them a seed is for; the strategy itself, unless it is `automatic`.
Strategy strategy_of(Strategy strategy, std::uint64_t seed);

class SeededExplorers {
 public:
  explicit SeededExplorers(Strategy strategy);

  /// Valid until the next call.
  sim::Explorer& for_seed(std::uint64_t seed);

 private:
  Strategy strategy_;
  std::variant<sim::RandomExplorer, sim::SwarmExplorer, sim::PriorityExplorer,
               sim::PartialOrderExplorer>
      current_;
};

}  // namespace stalemate::scenarios

template <>
struct stalemate::model::NamesOf<stalemate::scenarios::Strategy> {
  static constexpr auto table =
      std::to_array<const char*>({"random", "swarm", "pct", "pos", "auto"});
};
