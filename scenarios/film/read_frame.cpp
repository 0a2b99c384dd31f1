#include "scenarios/film/read_frame.h"

#include <algorithm>

#include "model/world_event.h"

namespace stalemate::scenarios {

namespace {

using model::World;

FilmEntry entry_of(model::Key key, const model::KvRead& read, sim::Microseconds now_us) {
  FilmEntry entry;
  entry.key = key;
  entry.present = read.found != 0;
  if (!entry.present) return entry;
  const std::int64_t until_ms = read.value.revalidate_at_ms;
  entry.expired = until_ms != model::null_instant && model::wall_clock_ms(now_us) > until_ms;
  entry.generation = read.value.generation;
  return entry;
}

/// The keys that a run of this world can touch.
std::vector<model::Key> keys_of(const model::WorldConfig& config) {
  std::vector<model::Key> keys{model::html_key};
  if (config.handler.router == model::Router::app) keys.push_back(model::rsc_key);
  for (std::uint32_t tag = 0; tag < config.page.tags; ++tag) {
    keys.push_back(model::first_tag_key + tag);
  }
  return keys;
}

void read_store(Frame& frame, const World& world) {
  const sim::Microseconds now_us = world.kernel().now_us();
  for (const model::Key key : keys_of(world.config())) {
    const FilmEntry entry = entry_of(key, world.kv().store().read(key, now_us), now_us);
    if (entry.present || model::is_page_key(key)) frame.store.push_back(entry);
  }
  if (!world.config().kv.read_cache) return;
  for (std::uint32_t colo = 0; colo < world.config().isolates_per_colo.size(); ++colo) {
    const model::ReadCache& cache = world.kv().cache(colo);
    for (const model::Key key : keys_of(world.config())) {
      if (!cache.holds(key, now_us)) continue;
      frame.copies.push_back(entry_of(key, cache.at(key), now_us));
      frame.copies.back().colo = colo;
    }
  }
}

void read_operations(Frame& frame, const World& world) {
  for (const model::KvOperation& operation : world.kv().in_flight()) {
    frame.in_flight.push_back({operation.kind, operation.phase, operation.request,
                               operation.owner == sim::nobody, operation.key,
                               operation.value.generation});
  }
}

void read_isolates(Frame& frame, const World& world, const KnownOwners& owners) {
  for (const model::RequestContext& context : world.runtime().contexts()) {
    if (context.state == model::ContextState::gone) continue;
    frame.contexts.push_back(
        {context.request, context.isolate, context.state, context.wait_until_pending});
  }
  std::sort(frame.contexts.begin(), frame.contexts.end(),
            [](const FilmContext& a, const FilmContext& b) { return a.request < b.request; });
  for (std::uint32_t number = 0; number < world.runtime().isolate_count(); ++number) {
    for (const auto& slot : world.runtime().isolate(number).pending_regenerations.slots()) {
      const sim::OwnerId owner = slot.promise.creator();
      const bool orphaned = !world.kernel().alive(owner);
      frame.slots.push_back({number, slot.key, owners.request_of(owner), orphaned,
                             slot.until_ms != model::null_instant});
    }
  }
}

/// On whose behalf an event of the world comes.
std::uint32_t request_of(const sim::Event& event, const World& world, const KnownOwners& owners) {
  if (model::is_kv_event(event.kind)) {
    for (const model::KvOperation& operation : world.kv().in_flight()) {
      if (operation.id == event.subject) return operation.request;
    }
    return 0;
  }
  return owners.request_of(event.owner);
}

void read_due(Frame& frame, const World& world, const KnownOwners& owners) {
  for (const sim::Event& event : world.kernel().events()) {
    frame.due.push_back({event.at_us, event.kind, request_of(event, world, owners)});
  }
  std::stable_sort(frame.due.begin(), frame.due.end(),
                   [](const FilmDue& a, const FilmDue& b) { return a.at_us < b.at_us; });
}

}  // namespace

void KnownOwners::learn(const World& world) {
  for (const model::RequestContext& context : world.runtime().contexts()) {
    if (context.request == 0) continue;
    requests_[{context.owner.slot, context.owner.serial}] = context.request;
  }
}

std::uint32_t KnownOwners::request_of(sim::OwnerId owner) const {
  const auto found = requests_.find({owner.slot, owner.serial});
  return found == requests_.end() ? 0 : found->second;
}

Frame read_frame(const World& world, KnownOwners& owners) {
  owners.learn(world);
  Frame frame;
  frame.at_us = world.kernel().now_us();
  read_store(frame, world);
  read_operations(frame, world);
  read_isolates(frame, world, owners);
  read_due(frame, world, owners);
  return frame;
}

}  // namespace stalemate::scenarios
