// From a canonical value back to a world.

#include <algorithm>

#include "model/proof/entry_monitor.h"
#include "model/proof/rest_state.h"
#include "model/world.h"

namespace stalemate::model {

namespace {

/// Far enough from the start that every instant of the past has room.
constexpr Microseconds begin_us = Microseconds{3600} * 1'000'000;
/// How long ago something was whose deadline has passed; how long does not matter.
constexpr std::int64_t long_ago_ms = 60'000;

class Builder {
 public:
  Builder(const ProofConfig& config, World& world, EntryMonitor* monitor)
      : config_(&config), world_(&world), monitor_(monitor) {}

  void build(const RestState& state) {
    spacing_ms_ = spacing_ms(state);
    world_->kernel().ignore_times();
    world_->kernel().advance_to(begin_us);
    for (Key key = 0; key < state.store.size(); ++key) add_entry(key, state.store[key]);
    for (std::uint32_t colo = 0; colo < state.read_caches.size(); ++colo) {
      for (Key key = 0; key < state.read_caches[colo].size(); ++key) {
        add_copy(colo, key, state.read_caches[colo][key]);
      }
    }
    for (std::uint32_t number = 0; number < state.isolates.size(); ++number) {
      add_globals(world_->runtime().isolate(number), state.isolates[number]);
    }
    for (const RestState::LateWrite& write : state.late_writes) {
      world_->kv().add_late_write(write.put ? KvOperationKind::put : KvOperationKind::remove,
                                  write.colo, write.key,
                                  write.value ? value(write.key, *write.value) : KvValue{});
    }
    if (monitor_ != nullptr) tell_monitor(state);
    world_->origin().renders = renders_;
    for (std::size_t fault = 0; fault < state.faults_left.size(); ++fault) {
      world_->budget().set(static_cast<Fault>(fault), state.faults_left[fault]);
    }
  }

 private:
  static constexpr std::int64_t now_ms() { return wall_clock_ms(begin_us); }

  std::int64_t at_ms(DeadlineCode code) const {
    if (code == 0) return now_ms() - long_ago_ms;
    const std::int64_t units = (code - 1) / codes_of_a_unit;
    const std::int64_t place = (code - 1) % codes_of_a_unit;
    return now_ms() + units * config_->clock_unit_ms + place * spacing_ms_;
  }
  /// All remainders find room within a unit, with as much in between as there is. (If there is
  /// none, an exploration says that it is not complete.)
  std::int64_t spacing_ms(const RestState& state) const {
    std::int64_t places = 0;
    for_each_deadline(state, [&places](DeadlineCode code) {
      if (code > 0) places = std::max<std::int64_t>(places, (code - 1) % codes_of_a_unit);
    });
    return std::clamp<std::int64_t>(config_->clock_unit_ms / (places + 1), 1,
                                    config_->bounds.clock_step_ms);
  }
  std::int64_t at_ms(const Deadline& deadline) const {
    return deadline ? at_ms(*deadline) : null_instant;
  }
  Microseconds at_us(DeadlineCode code) const {
    return sim::from_milliseconds(at_ms(code) - epoch_ms);
  }
  std::int64_t stamp_ms(std::uint32_t stamp) const {
    return now_ms() - std::int64_t{stamp} * config_->bounds.clock_step_ms;
  }

  KvValue value(Key key, const RestValue& from) {
    KvValue to;
    to.shape = static_cast<std::uint8_t>(from.shape);
    to.tags = static_cast<std::uint8_t>(from.tags);
    to.revalidate_at_ms = at_ms(from.revalidate_at);
    to.expire_at_ms = at_ms(from.expire_at);
    to.last_modified_ms = stamp_ms(from.stamp);
    if (!is_page_key(key)) {
      to.generation.render = no_render;
      return to;
    }
    to.generation.render = from.render;
    to.generation.of_isolate = from.render;  // so that each has a name
    renders_ = std::max(renders_, from.render);
    return to;
  }

  void add_entry(Key key, const RestState::Entry& entry) {
    CentralStore& store = world_->kv().store();
    store.clear(key);
    if (entry.value) store.preload(key, value(key, *entry.value));
    if (entry.written) store.preload_write(key, 0);
  }

  void add_copy(std::uint32_t colo, Key key, const std::optional<RestState::Copy>& copy) {
    if (!copy) return;
    KvRead read;
    if (copy->value) {
      read.found = 1;
      read.value = value(key, *copy->value);
    }
    world_->kv().cache(colo).fill(key, read, at_us(copy->valid_until));
  }

  void add_globals(Isolate& isolate, const RestState::IsolateGlobals& globals) {
    isolate.started = globals.started;
    for (const RestState::OrphanedSlot& slot : globals.orphaned_slots) {
      isolate.pending_regenerations.set(slot.key, orphan(), at_ms(slot.until));
    }
    for (std::uint32_t tag = 0; tag < globals.tags.size(); ++tag) {
      const auto& cached = globals.tags[tag];
      if (!cached) continue;
      isolate.tag_cache.at(tag) = {cached->stamp ? stamp_ms(*cached->stamp) : 0,
                                   at_ms(cached->valid_until) - tag_cache_ttl_ms, true};
    }
    if (globals.module_promise == RestState::Memo::orphaned) isolate.module_promise = orphan();
    if (globals.module_promise == RestState::Memo::settled) {
      isolate.module_promise = world_->kernel().resolved();
    }
  }

  void tell_monitor(const RestState& state) {
    monitor_->begin();
    for (std::uint32_t place = 0; place < state.isolates.size(); ++place) {
      for (const RestState::Forbidden& forbidden : state.isolates[place].forbidden) {
        monitor_->forbid(forbidden.render, place, at_us(forbidden.from));
      }
    }
    for (std::size_t index = 0; index < state.late_writes.size(); ++index) {
      const auto& read = state.late_writes[index].read;
      if (!read) continue;
      monitor_->set_read_before(world_->kv().in_flight()[index], *read);
      renders_ = std::max(renders_, *read);
    }
  }

  /// A promise that a context has left behind that is dead.
  sim::Promise<> orphan() {
    sim::Kernel& kernel = world_->kernel();
    const sim::OwnerId owner = kernel.create_owner(0);
    kernel.enter(owner, 0);
    const sim::Promise<> promise = kernel.pending<sim::Done>();
    kernel.leave();
    kernel.kill(owner);
    return promise;
  }

  const ProofConfig* config_;
  World* world_;
  EntryMonitor* monitor_;
  std::int64_t spacing_ms_ = 0;  // between two remainders
  std::uint32_t renders_ = 0;
};

}  // namespace

void build(const RestState& state, const ProofConfig& config, World& world, EntryMonitor* monitor) {
  Builder(config, world, monitor).build(state);
}

}  // namespace stalemate::model
