#include "scenarios/timed/deadlines.h"

#include <algorithm>
#include <utility>

#include "sim/state/account.h"
#include "sim/state/wait_graph.h"

namespace stalemate::scenarios {

namespace {

using model::Key;
using model::KvValue;
using model::Microseconds;

class Deadlines {
 public:
  Deadlines(const model::World& world, const model::ProofConfig& config, std::uint32_t before)
      : world_(&world), config_(&config), before_(before) {}

  void add_stored() {
    const Microseconds now_us = world_->kernel().now_us();
    for (Key key = 0; key < keys(); ++key) {
      const model::CentralStore::Stored& stored = world_->kv().store().at(key);
      if (world_->kv().store().holds(key, now_us)) add_value({Of::entry, 0, key}, stored.value);
      if (!config_->world.kv.read_cache) continue;
      for (std::uint32_t colo = 0; colo < config_->world.isolates_per_colo.size(); ++colo) {
        const model::ReadCache& cache = world_->kv().cache(colo);
        const DeadlineName name{Of::copy, colo, key};
        // That a copy is over counts too, until there is another.
        const Microseconds valid_until_us = cache.copy(key).valid_until_us;
        if (valid_until_us > 0) add(name, model::wall_clock_ms(valid_until_us));
        if (cache.holds(key, now_us) && cache.at(key).found != 0) {
          add_value(name, cache.at(key).value);
        }
      }
    }
    for (const model::KvOperation& operation : world_->kv().in_flight()) {
      const DeadlineName name{Of::write, from_here(operation.request), operation.key};
      // What was committed stands in the store, or was refused.
      const bool waits = operation.phase != model::KvPhase::committed;
      if (operation.kind == model::KvOperationKind::put && waits) add_value(name, operation.value);
      const bool answered = operation.phase == model::KvPhase::answered;
      if (answered && operation.read().found != 0) add_value(name, operation.read().value);
    }
  }

  void add_globals() {
    for (std::uint32_t number = 0; number < world_->runtime().isolate_count(); ++number) {
      const model::Isolate& isolate = world_->runtime().isolate(number);
      for (const auto& slot : isolate.pending_regenerations.slots()) {
        add({Of::slot, number, slot.key}, slot.until_ms);
      }
      add_tags({Of::tag, number}, isolate.tag_cache);
    }
  }

  /// What the code of a request holds that waits, and until when it may.
  void add_contexts() {
    sim::WaitGraph waits(world_->kernel());
    sim::Account account(false);
    for (const model::RequestContext& context : world_->runtime().contexts()) {
      if (context.state == model::ContextState::gone) continue;
      const DeadlineName name{Of::context, from_here(context.request)};
      if (context.state == model::ContextState::draining && config_->limit_is_told()) {
        add(name, model::wall_clock_ms(context.draining_since_us + *config_->wait_until_limit_us));
      }
      if (config_->world.handler.handler_per_request) {
        add_tags(name, world_->runtime().tag_cache(context));
      }
      account.begin();
      waits.begin(context.owner, account);
      for (const model::KvOperation& operation : world_->kv().in_flight()) {
        if (operation.owner == context.owner) waits.promise(operation.promise);
      }
      waits.rest();
      for (const sim::OrderedNumber& number : account.numbers()) {
        if (number.kind() == sim::OrderedNumber::Kind::deadline) add(name, number.value());
      }
    }
  }

  /// From when on a render must not be served any more.
  void add_forbidden(const model::EntryMonitor& monitor) {
    const Microseconds now_us = world_->kernel().now_us();
    for (std::uint32_t place = 0; place < world_->runtime().place_count(); ++place) {
      monitor.for_each_forbidden(place, [&](std::uint32_t, Microseconds from_us) {
        if (from_us > now_us) add({Of::render, place}, model::wall_clock_ms(from_us));
      });
    }
  }

  std::vector<NamedDeadline> all() { return std::move(found_); }

 private:
  using Of = DeadlineName::Of;

  Key keys() const { return model::first_tag_key + config_->world.page.tags; }
  std::uint32_t from_here(std::uint32_t request) const {
    return request > before_ ? request - before_ : 0;
  }
  void add_tags(DeadlineName name, const model::TagCache& cache) {
    if (!config_->world.handler.cached_tags_age) return;
    for (name.key = 0; name.key < config_->world.page.tags; ++name.key) {
      const model::TagCache::Entry& entry = cache.at(name.key);
      if (entry.present) add(name, entry.fetched_at_ms + model::tag_cache_ttl_ms);
    }
  }
  void add(DeadlineName name, std::int64_t wall_ms) {
    if (wall_ms == model::null_instant) return;
    while (std::ranges::find(found_, name, &NamedDeadline::name) != found_.end()) ++name.nth;
    found_.push_back({name, wall_ms - model::epoch_ms});
  }
  void add_value(const DeadlineName& name, const KvValue& value) {
    add(name, value.revalidate_at_ms);
    add(name, value.expire_at_ms);
  }

  const model::World* world_;
  const model::ProofConfig* config_;
  std::uint32_t before_;
  std::vector<NamedDeadline> found_;
};

}  // namespace

std::vector<NamedDeadline> named_deadlines_of(const model::World& world,
                                              const model::ProofConfig& config,
                                              const model::EntryMonitor* monitor,
                                              std::uint32_t before) {
  Deadlines deadlines(world, config, before);
  deadlines.add_stored();
  deadlines.add_globals();
  deadlines.add_contexts();
  if (monitor != nullptr) deadlines.add_forbidden(*monitor);
  return deadlines.all();
}

std::optional<std::int64_t> last_of_same(const std::vector<NamedDeadline>& here,
                                         const std::vector<NamedDeadline>& there,
                                         std::int64_t after_ms, std::int64_t until_ms) {
  std::optional<std::int64_t> last;
  for (const NamedDeadline& other : there) {
    if (other.at_ms <= after_ms || other.at_ms > until_ms) continue;
    const auto same = std::ranges::find(here, other.name, &NamedDeadline::name);
    if (same != here.end()) last = std::max(last, std::optional(same->at_ms));
  }
  return last;
}

std::vector<std::int64_t> deadlines_of(const model::World& world, const model::ProofConfig& config,
                                       const model::EntryMonitor* monitor) {
  std::vector<std::int64_t> found;
  for (const NamedDeadline& deadline : named_deadlines_of(world, config, monitor, 0)) {
    found.push_back(deadline.at_ms);
  }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace stalemate::scenarios
