// From a world at rest to its canonical value.

#include <algorithm>
#include <array>

#include "model/proof/entry_monitor.h"
#include "model/proof/rest_state.h"
#include "model/world.h"

namespace stalemate::model {

namespace {

/// Goes through the world twice: first to gather what only counts by order, then to code it.
class Taker {
 public:
  Taker(const World& world, const ProofConfig& config, const EntryMonitor* monitor)
      : world_(&world), config_(&config), monitor_(monitor), clock_(config.clock_unit_ms) {
    clock_.begin(now_ms());
  }

  RestState take() {
    go_through();
    std::sort(ranked_.begin(), ranked_.end());
    ranked_.erase(std::unique(ranked_.begin(), ranked_.end()), ranked_.end());
    coding_ = true;
    return go_through();
  }

 private:
  std::int64_t now_ms() const { return wall_clock_ms(world_->kernel().now_us()); }
  Key key_count() const { return first_tag_key + world_->config().page.tags; }

  DeadlineCode instant(std::int64_t at_ms) {
    if (at_ms < now_ms()) return 0;
    if (!coding_) {
      clock_.add_deadline(at_ms);
      deadlines_.add(at_ms);
      return 0;
    }
    // To stand at a deadline is like standing before it, so none is told as now.
    if (config_->clock_is_plain()) return static_cast<DeadlineCode>(deadlines_.place_of(at_ms)) + 2;
    const sim::RelativeInstant instant = clock_.deadline(at_ms);
    SIM_ASSERT(instant.place < codes_of_a_unit);
    return 1 + instant.units * codes_of_a_unit + instant.place;
  }
  Deadline deadline(std::int64_t at_ms) {
    if (at_ms == null_instant) return std::nullopt;
    return instant(at_ms);
  }
  std::uint32_t stamp(std::int64_t at_ms) {
    if (!config_->stamps_count) return 0;
    // A page that is fresh for longer than `revalidate` in the beginning was stored just now.
    at_ms = std::min(at_ms, now_ms());
    if (coding_) return clock_.stamp(at_ms);
    clock_.add_stamp(at_ms);
    return 0;
  }
  std::uint32_t rank(std::int64_t value) {
    if (!renders_ordered_) return 0;  // to the next burst all of them are old
    if (!coding_) {
      ranked_.push_back(value);
      return 0;
    }
    return static_cast<std::uint32_t>(std::lower_bound(ranked_.begin(), ranked_.end(), value) -
                                      ranked_.begin());
  }

  /// Which render a copy holds is only shown, unless the handler may store it again.
  RestValue value_as_read(Key key, const KvValue& from) {
    if (config_->renders_count_as_read) return value(key, from);
    return without_render(from);
  }
  RestValue value(Key key, const KvValue& from) {
    RestValue to = without_render(from);
    if (!is_page_key(key)) return to;  // a marker comes from no render
    to.render = rank(static_cast<std::int64_t>(from.generation.render));
    return to;
  }
  RestValue without_render(const KvValue& from) {
    RestValue to;
    to.shape = from.shape;
    to.tags = from.tags;
    to.revalidate_at = deadline(from.revalidate_at_ms);
    to.expire_at = deadline(from.expire_at_ms);
    to.stamp = stamp(from.last_modified_ms);
    return to;
  }

  RestState go_through() {
    RestState state;
    for (Key key = 0; key < key_count(); ++key) state.store.push_back(entry(key));
    if (world_->config().kv.read_cache) {
      const auto colos = static_cast<std::uint32_t>(world_->config().isolates_per_colo.size());
      for (std::uint32_t colo = 0; colo < colos; ++colo) {
        auto& copies = state.read_caches.emplace_back();
        for (Key key = 0; key < key_count(); ++key) copies.push_back(copy(colo, key));
      }
    }
    for (std::uint32_t number = 0; number < world_->runtime().place_count(); ++number) {
      state.isolates.push_back(globals(world_->runtime().isolate(number)));
    }
    for (const KvOperation& operation : world_->kv().in_flight()) {
      SIM_ASSERT(operation.owner == sim::nobody);
      state.late_writes.push_back(late_write(operation));
    }
    std::sort(state.late_writes.begin(), state.late_writes.end());
    for (std::size_t fault = 0; fault < count_of<Fault>(); ++fault) {
      state.faults_left.push_back(world_->budget().of(static_cast<Fault>(fault)));
    }
    return state;
  }

  RestState::Entry entry(Key key) {
    const Microseconds now_us = world_->kernel().now_us();
    const CentralStore::Stored& stored = world_->kv().store().at(key);
    RestState::Entry to;
    if (world_->kv().store().read(key, now_us).found != 0) to.value = value(key, stored.value);
    to.written = stored.ever_written;
    return to;
  }

  std::optional<RestState::Copy> copy(std::uint32_t colo, Key key) {
    const ReadCache& cache = world_->kv().cache(colo);
    if (!cache.holds(key, world_->kernel().now_us())) return std::nullopt;
    RestState::Copy to;
    to.valid_until = instant(wall_clock_ms(cache.copy(key).valid_until_us));
    if (cache.at(key).found != 0) to.value = value_as_read(key, cache.at(key).value);
    return to;
  }

  RestState::IsolateGlobals globals(const Isolate& isolate) {
    RestState::IsolateGlobals to;
    to.started = isolate.started && config_->isolates_may_go();
    for (const PendingRegenerations::Slot& slot : isolate.pending_regenerations.slots()) {
      to.orphaned_slots.push_back({slot.key, deadline(slot.until_ms)});
    }
    for (std::uint32_t tag = 0; tag < world_->config().page.tags; ++tag) {
      to.tags.push_back(cached_tag(isolate.tag_cache.at(tag)));
    }
    if (isolate.module_promise) {
      to.module_promise =
          isolate.module_promise.pending() ? RestState::Memo::orphaned : RestState::Memo::settled;
    }
    if (monitor_ != nullptr) {
      monitor_->for_each_forbidden(isolate.place, [&](std::uint32_t render, Microseconds from_us) {
        to.forbidden.push_back({rank(render), instant(wall_clock_ms(from_us))});
      });
    }
    return to;
  }

  std::optional<RestState::CachedTag> cached_tag(const TagCache::Entry& entry) {
    const std::int64_t until_ms = entry.fetched_at_ms + tag_cache_ttl_ms;
    RestState::CachedTag to;
    if (entry.present && !config_->world.handler.cached_tags_age) return to;
    if (!entry.present || now_ms() >= until_ms) return std::nullopt;
    to.valid_until = instant(until_ms);
    if (entry.timestamp_ms != 0) to.stamp = stamp(entry.timestamp_ms);
    return to;
  }

  RestState::LateWrite late_write(const KvOperation& operation) {
    RestState::LateWrite to;
    to.put = operation.kind == KvOperationKind::put;
    to.colo = operation.colo;
    to.key = operation.key;
    if (to.put) to.value = value(to.key, operation.value);
    if (monitor_ == nullptr) return to;
    if (const auto read = monitor_->read_before(operation)) to.read = rank(*read);
    return to;
  }

  const World* world_;
  const ProofConfig* config_;
  const EntryMonitor* monitor_;
  const bool renders_ordered_ = config_->order_of_renders_counts;
  sim::ClockOrder clock_;
  sim::FewNumbers deadlines_;         // not past
  std::vector<std::int64_t> ranked_;  // renders
  bool coding_ = false;
};

}  // namespace

RestState rest_state(const World& world, const ProofConfig& config, const EntryMonitor* monitor) {
  SIM_ASSERT(world.runtime().live_contexts() == 0);
  return Taker(world, config, monitor).take();
}

}  // namespace stalemate::model
