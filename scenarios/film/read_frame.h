// The world as it stands between two macro-steps, as a frame of a film.
//
// Invariants:
//  1. Reading changes nothing.
//
// Cost: linear in what the world holds.
#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "model/world.h"
#include "scenarios/film/film.h"

namespace stalemate::scenarios {

/// Which request an owner stands or stood for; slots in the world's own list are used again.
class KnownOwners {
 public:
  void learn(const model::World& world);
  /// @return 0 if it is unknown
  std::uint32_t request_of(sim::OwnerId owner) const;

 private:
  std::map<std::pair<std::uint16_t, std::uint16_t>, std::uint32_t> requests_;  // by slot and serial
};

/// All but `events_end` and `microtasks`.
Frame read_frame(const model::World& world, KnownOwners& owners);

}  // namespace stalemate::scenarios
