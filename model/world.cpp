#include "model/world.h"

#include <algorithm>
#include <array>

#include "model/world_event.h"

namespace stalemate::model {

namespace {

/// The requests of the calm suffix: nothing is prescribed for them.
constexpr Arrival calm_arrival(Artifact artifact) {
  Arrival arrival;
  arrival.artifact = artifact;
  return arrival;
}
constexpr Arrival calm_html = calm_arrival(Artifact::html);
constexpr Arrival calm_rsc = calm_arrival(Artifact::rsc);

/// Subjects of arrival events beyond the workload: which isolate, and which artifact.
constexpr std::uint32_t calm_flag = 0x8000'0000U;
constexpr std::uint32_t calm_rsc_flag = 0x4000'0000U;

bool any_left(const FaultBudget& budget) {
  return budget.of(Fault::context_cut) > 0 || budget.of(Fault::disconnect) > 0 ||
         budget.of(Fault::eviction) > 0 || budget.of(Fault::memory_limit) > 0 ||
         budget.of(Fault::deploy) > 0;
}

KvValue initial_value(const WorldConfig& config, const InitialEntry& entry) {
  KvValue value;
  value.shape = static_cast<std::uint8_t>(entry.shape);
  value.revalidate_at_ms = epoch_ms - sim::to_milliseconds(entry.expired_for_us);
  // One that is fresh for longer than the page's entries was stored just now, for longer.
  const std::int64_t stored_ms = value.revalidate_at_ms - config.page.revalidate_ms;
  value.last_modified_ms = std::min(stored_ms, epoch_ms);
  if (config.handler.router == Router::app) {
    value.tags = static_cast<std::uint8_t>(config.page.tags);
  }
  if (config.page.expire_ms && config.handler.generation >= Generation::vinext_0_0_55) {
    value.expire_at_ms = stored_ms + *config.page.expire_ms;
  }
  return value;
}

}  // namespace

World::World(const WorldConfig& config, sim::Arena& arena, Script* script)
    : config_(&config),
      kernel_(arena, config.runtime.orphan_policy, rejection(Error::orphaned_promise)),
      chance_(kernel_, config.faults),
      kv_(chance_, config, arena),
      runtime_(chance_, kv_, origin_, config, arena, script),
      faults_possible_(any_left(config.faults)) {
  for (std::size_t index = 0; index < artifact_count; ++index) {
    const InitialEntry& entry = config.page.initial[index];
    if (!entry.present || script != nullptr) continue;
    kv_.store().preload(static_cast<Key>(index), initial_value(config, entry));
  }
  if (script == nullptr) return;
  for (const InitialPut& put : script->initial_puts()) {
    kv_.store().preload(put.key, put.value, put.expires_at_us.value_or(CentralStore::never));
  }
}

void World::begin() {
  for (std::uint32_t index = 0; index < config_->workload.size(); ++index) {
    if (!config_->workload[index].after_previous || index == 0) post_arrival(index);
  }
}

void World::post_arrival(std::uint32_t index) {
  const Microseconds delay_us =
      chance_.duration(config_->workload[index].delay, {"arrival", index + 1});
  kernel_.post(delay_us, arrival_event, sim::nobody, index);
}

void World::end_chaos() {
  faults_possible_ = false;
  chance_.budget().clear();
  kv_.end_scripts();
  chance_.record(EventKind::chaos_over, 0);
}

void World::post_calm_request(Microseconds delay_us, std::uint32_t isolate, Artifact artifact) {
  std::uint32_t subject = calm_flag | isolate;
  if (artifact == Artifact::rsc) subject |= calm_rsc_flag;
  kernel_.post(delay_us, arrival_event, sim::nobody, subject);
}

bool World::step() {
  if (faults_possible_) choose_strike();
  if (kernel_.events().empty()) return false;
  deliver(pick());
  return true;
}

void World::deliver(std::size_t place) {
  const sim::Event event = kernel_.take(place);
  sim::OwnerId owner = event.owner;
  if (is_kv_event(event.kind)) {
    owner = kv_.deliver(event);
  } else if (event.kind == arrival_event) {
    owner = arrive(event.subject);
  } else if (!kernel_.deliver(event)) {
    runtime_.deliver(event);
  }
  settle_after(owner);
}

/// What follows a macro-step for contexts.
void World::settle_after(sim::OwnerId owner) {
  runtime_.end_interrupted();
  if (!kernel_.notices().empty()) runtime_.process_notices();
  runtime_.look_for_hang(owner);
  if (!runtime_.answered().empty()) follow_answers();
}

void World::request(std::uint32_t isolate, std::uint32_t arrival, const Arrival& asked) {
  settle_after(runtime_.start(isolate, arrival, asked));
}

/// The earliest event. If several are due at the same instant, which comes first is a choice.
std::size_t World::pick() {
  const auto events = kernel_.events();
  const sim::Event* first = events.data();
  Microseconds earliest_us = first->at_us;
  bool tied = false;
  const sim::Event* const end = first + events.size();
  for (const sim::Event* event = first + 1; event != end; ++event) {
    if (event->at_us > earliest_us) continue;
    tied = event->at_us == earliest_us;
    if (tied) continue;
    first = event;
    earliest_us = event->at_us;
  }
  return tied ? pick_among(earliest_us) : static_cast<std::size_t>(first - events.data());
}

std::size_t World::pick_among(Microseconds at_us) {
  const auto events = kernel_.events();
  constexpr std::size_t shown_limit = 16;
  std::array<std::size_t, shown_limit> places{};
  std::array<sim::Name, shown_limit> names;
  // The earliest of them by sequence, in that order, whatever their order in memory.
  std::size_t count = 0;
  for (std::size_t index = 0; index < events.size(); ++index) {
    if (events[index].at_us != at_us) continue;
    std::size_t place = count;
    while (place > 0 && events[places[place - 1]].sequence > events[index].sequence) --place;
    if (place == shown_limit) continue;
    count = std::min(count + 1, shown_limit);
    std::copy_backward(places.begin() + static_cast<std::ptrdiff_t>(place),
                       places.begin() + static_cast<std::ptrdiff_t>(count) - 1,
                       places.begin() + static_cast<std::ptrdiff_t>(count));
    places[place] = index;
  }
  std::size_t kept = 0;
  for (std::size_t index = 0; index < count; ++index) {
    const sim::Event& event = events[places[index]];
    // Timers of one context fire in the order in which they were set.
    const bool later_timer =
        event.kind == sim::timer_event &&
        std::any_of(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(kept),
                    [&](std::size_t place) {
                      return events[place].kind == sim::timer_event &&
                             events[place].owner == event.owner;
                    });
    if (later_timer) continue;
    places[kept] = places[index];
    names[kept++] = name_of_event(event);
  }
  count = kept;
  return places[kernel_.gate().choose({"first of those due now"}, sim::ChoiceKind::order,
                                      {names.data(), count})];
}

// --- arrivals

/// @return whose request it is, if it is one
sim::OwnerId World::arrive(std::uint32_t index) {
  if ((index & calm_flag) != 0) {
    const bool rsc = (index & calm_rsc_flag) != 0;
    const std::uint32_t isolate = index & ~(calm_flag | calm_rsc_flag);
    return runtime_.start(isolate, index, rsc ? calm_rsc : calm_html);
  }
  const Arrival& asked = config_->workload[index];
  if (asked.kind == ArrivalKind::deploy) {
    runtime_.deploy();
    runtime_.answered().push_back(index);
    return sim::nobody;
  }
  if (asked.kind == ArrivalKind::data_change) {
    ++origin_.data_version;
    chance_.record(EventKind::data_changed, 0, origin_.data_version);
    runtime_.answered().push_back(index);
    return sim::nobody;
  }
  const std::uint32_t isolate = route(index + 1, asked);
  if (asked.kind == ArrivalKind::eviction) {
    if (runtime_.isolate(isolate).live_contexts == 0) runtime_.evict(isolate);
    runtime_.answered().push_back(index);
    return sim::nobody;
  }
  return runtime_.start(isolate, index, asked);
}

std::uint32_t World::route(std::uint32_t request, const Arrival& asked) {
  if (asked.isolate) return *asked.isolate;
  if (runtime_.place_count() == 1) return 0;
  constexpr std::size_t isolate_limit = 32;
  std::array<sim::Name, isolate_limit> names;
  const std::size_t count = std::min(std::size_t{runtime_.place_count()}, isolate_limit);
  for (std::size_t index = 0; index < count; ++index) {
    names[index] = {"isolate", static_cast<std::int64_t>(index) + 1};
  }
  return kernel_.gate().choose({"route of arrival", request}, sim::ChoiceKind::order,
                               {names.data(), count});
}

/// Arrivals that wait for the previous answer are timed from it.
void World::follow_answers() {
  for (const std::uint32_t index : runtime_.answered()) {
    if ((index & calm_flag) != 0) continue;
    const std::uint32_t next = index + 1;
    if (next < config_->workload.size() && config_->workload[next].after_previous) {
      post_arrival(next);
    }
  }
  runtime_.answered().clear();
}

// --- faults

void World::offer(StrikeList& strikes) const {
  const auto offered = [&](const char* text, Fault fault, std::uint32_t number,
                           std::uint32_t subject) {
    if (chance_.budget().of(fault) > 0) strikes.add({fault, subject, {text, number}});
  };
  for (std::uint32_t slot = 0; slot < runtime_.contexts().size(); ++slot) {
    const RequestContext& context = runtime_.contexts()[slot];
    if (context.state == ContextState::gone) continue;
    offered("the context is cut, request", Fault::context_cut, context.request, slot);
    if (context.state == ContextState::running) {
      offered("the client goes, request", Fault::disconnect, context.request, slot);
    }
  }
  bool any_started = false;
  for (std::uint32_t number = 0; number < runtime_.place_count(); ++number) {
    const Isolate& isolate = runtime_.isolate(number);
    if (!isolate.started) continue;
    any_started = true;
    if (isolate.live_contexts == 0) {
      offered("eviction of isolate", Fault::eviction, number + 1, number);
    } else if (runtime_.may_be_replaced(number)) {
      offered("out of memory, isolate", Fault::memory_limit, number + 1, number);
    }
  }
  if (chance_.budget().of(Fault::deploy) > 0 && any_started && runtime_.all_may_be_replaced()) {
    strikes.add({Fault::deploy, 0, {"a new version is deployed"}});
  }
}

void World::strike(const Strike& strike) {
  chance_.budget().spend(strike.fault);
  faults_possible_ = any_left(chance_.budget());
  if (strike.fault == Fault::context_cut) {
    runtime_.cut(strike.subject);
  } else if (strike.fault == Fault::disconnect) {
    const sim::OwnerId owner = runtime_.contexts()[strike.subject].owner;
    runtime_.client_gone(strike.subject);
    runtime_.look_for_hang(owner);
  } else if (strike.fault == Fault::memory_limit) {
    runtime_.exceed_memory(strike.subject);
  } else if (strike.fault == Fault::deploy) {
    runtime_.deploy();
  } else {
    SIM_ASSERT(strike.fault == Fault::eviction);
    runtime_.evict(strike.subject);
  }
  follow_answers();
}

/// Between any two macro-steps a context may be cut, a client may go, an isolate may be evicted or
/// replaced.
void World::choose_strike() {
  StrikeList strikes;
  offer(strikes);
  if (strikes.all().empty()) return;
  std::array<sim::Name, StrikeList::limit + 1> names;
  std::size_t count = 0;
  names[count++] = {"nothing"};
  for (const Strike& possible : strikes.all()) names[count++] = possible.name;
  const std::uint32_t taken = kernel_.gate().choose(
      {"what strikes now"}, sim::ChoiceKind::deviation, {names.data(), count});
  if (taken > 0) strike(strikes.all()[taken - 1]);
}

// --- what never comes

void World::reach_limit(std::uint32_t slot) {
  runtime_.reach_limit(slot);
  follow_answers();
}

void World::give_up(std::uint32_t slot) {
  const sim::OwnerId owner = runtime_.contexts()[slot].owner;
  runtime_.client_gone(slot);
  runtime_.look_for_hang(owner);
  follow_answers();
}

}  // namespace stalemate::model
