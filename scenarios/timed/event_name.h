// Pending events by what they are about, so that one and the same event can be found in two worlds
// that number their operations and timers differently.
//
// Cost: a pass over the pending events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "model/world.h"

namespace stalemate::scenarios {

struct EventName {
  std::uint16_t kind = 0;
  std::uint32_t request = 0;  // 0: of an earlier request, whichever, or nobody's
  model::KvOperationKind operation = model::KvOperationKind::get;
  std::uint32_t key = 0;
  std::uint32_t colo = 0;
  std::uint32_t nth = 0;  // of those that agree in all of this

  bool operator==(const EventName&) const = default;
};

/// @param before requests up to this number are earlier ones; the others count from it
EventName name_of(const model::World& world, std::size_t place, std::uint32_t before);

/// Where the event pends; nothing: it does not.
std::optional<std::size_t> place_of(const model::World& world, const EventName& name,
                                    std::uint32_t before);

}  // namespace stalemate::scenarios
