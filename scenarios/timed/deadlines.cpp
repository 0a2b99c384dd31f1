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
  Deadlines(const model::World& world, const model::ProofConfig& config)
      : world_(&world), config_(&config) {}

  void add_stored() {
    const Microseconds now_us = world_->kernel().now_us();
    for (Key key = 0; key < keys(); ++key) {
      const model::CentralStore::Stored& stored = world_->kv().store().at(key);
      if (world_->kv().store().holds(key, now_us)) add_value(stored.value);
      if (!config_->world.kv.read_cache) continue;
      for (std::uint32_t colo = 0; colo < config_->world.isolates_per_colo.size(); ++colo) {
        const model::ReadCache& cache = world_->kv().cache(colo);
        // That a copy is over counts too, until there is another.
        const Microseconds valid_until_us = cache.copy(key).valid_until_us;
        if (valid_until_us > 0) add(model::wall_clock_ms(valid_until_us));
        if (cache.holds(key, now_us) && cache.at(key).found != 0) add_value(cache.at(key).value);
      }
    }
    for (const model::KvOperation& operation : world_->kv().in_flight()) {
      // What was committed stands in the store, or was refused.
      const bool waits = operation.phase != model::KvPhase::committed;
      if (operation.kind == model::KvOperationKind::put && waits) add_value(operation.value);
      const bool answered = operation.phase == model::KvPhase::answered;
      if (answered && operation.read().found != 0) add_value(operation.read().value);
    }
  }

  void add_globals() {
    for (std::uint32_t number = 0; number < world_->runtime().isolate_count(); ++number) {
      const model::Isolate& isolate = world_->runtime().isolate(number);
      for (const auto& slot : isolate.pending_regenerations.slots()) add(slot.until_ms);
      add_tags(isolate.tag_cache);
    }
  }

  /// What the code of a request holds that waits, and until when it may.
  void add_contexts() {
    sim::WaitGraph waits(world_->kernel());
    sim::Account account(false);
    for (const model::RequestContext& context : world_->runtime().contexts()) {
      if (context.state == model::ContextState::gone) continue;
      if (context.state == model::ContextState::draining && config_->limit_is_told()) {
        add(model::wall_clock_ms(context.draining_since_us + *config_->wait_until_limit_us));
      }
      if (config_->world.handler.handler_per_request) {
        add_tags(world_->runtime().tag_cache(context));
      }
      account.begin();
      waits.begin(context.owner, account);
      for (const model::KvOperation& operation : world_->kv().in_flight()) {
        if (operation.owner == context.owner) waits.promise(operation.promise);
      }
      waits.rest();
      for (const sim::OrderedNumber& number : account.numbers()) {
        if (number.kind() == sim::OrderedNumber::Kind::deadline) add(number.value());
      }
    }
  }

  /// From when on a render must not be served any more.
  void add_forbidden(const model::EntryMonitor& monitor) {
    const Microseconds now_us = world_->kernel().now_us();
    for (std::uint32_t place = 0; place < world_->runtime().place_count(); ++place) {
      monitor.for_each_forbidden(place, [&](std::uint32_t, Microseconds from_us) {
        if (from_us > now_us) add(model::wall_clock_ms(from_us));
      });
    }
  }

  std::vector<std::int64_t> sorted() {
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  Key keys() const { return model::first_tag_key + config_->world.page.tags; }
  void add(std::int64_t wall_ms) {
    if (wall_ms != model::null_instant) found_.push_back(wall_ms - model::epoch_ms);
  }
  void add_tags(const model::TagCache& cache) {
    if (!config_->world.handler.cached_tags_age) return;
    for (std::uint32_t tag = 0; tag < config_->world.page.tags; ++tag) {
      const model::TagCache::Entry& entry = cache.at(tag);
      if (entry.present) add(entry.fetched_at_ms + model::tag_cache_ttl_ms);
    }
  }
  void add_value(const KvValue& value) {
    add(value.revalidate_at_ms);
    add(value.expire_at_ms);
  }

  const model::World* world_;
  const model::ProofConfig* config_;
  std::vector<std::int64_t> found_;
};

}  // namespace

std::vector<std::int64_t> deadlines_of(const model::World& world, const model::ProofConfig& config,
                                       const model::EntryMonitor* monitor) {
  Deadlines deadlines(world, config);
  deadlines.add_stored();
  deadlines.add_globals();
  deadlines.add_contexts();
  if (monitor != nullptr) deadlines.add_forbidden(*monitor);
  return deadlines.sorted();
}

}  // namespace stalemate::scenarios
