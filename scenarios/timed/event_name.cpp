#include "scenarios/timed/event_name.h"

#include <tuple>

#include "model/world_event.h"

namespace stalemate::scenarios {

namespace {

using model::World;

const model::KvOperation* operation_of(const World& world, const sim::Event& event) {
  if (!model::is_kv_event(event.kind)) return nullptr;
  for (const model::KvOperation& operation : world.kv().in_flight()) {
    if (operation.id == event.subject) return &operation;
  }
  return nullptr;
}

EventName without_number(const World& world, const sim::Event& event, std::uint32_t before) {
  EventName name;
  name.kind = event.kind;
  std::uint32_t request = 0;
  if (const auto* const operation = operation_of(world, event)) {
    request = operation->request;
    name.operation = operation->kind;
    name.key = operation->key;
    name.colo = operation->colo;
  } else if (event.owner != sim::nobody) {
    request = world.kernel().label(event.owner);
  } else if (event.kind == model::arrival_event) {
    request = event.subject + 1;
  }
  name.request = request > before ? request - before : 0;
  return name;
}

/// Which of two alike comes first: writes by what they write, which has an order in every world.
std::tuple<std::uint64_t, std::uint32_t> order_of(const World& world, const sim::Event& event) {
  const auto* const operation = operation_of(world, event);
  return {operation != nullptr ? operation->value.generation.render : 0, event.sequence};
}

}  // namespace

EventName name_of(const World& world, std::size_t place, std::uint32_t before) {
  const auto events = world.kernel().events();
  EventName name = without_number(world, events[place], before);
  const auto order = order_of(world, events[place]);
  std::uint32_t earlier = 0;
  for (const sim::Event& other : events) {
    if (without_number(world, other, before) == name && order_of(world, other) < order) ++earlier;
  }
  name.nth = earlier;
  return name;
}

std::optional<std::size_t> place_of(const World& world, const EventName& name,
                                    std::uint32_t before) {
  for (std::size_t place = 0; place < world.kernel().events().size(); ++place) {
    if (name_of(world, place, before) == name) return place;
  }
  return std::nullopt;
}

}  // namespace stalemate::scenarios
