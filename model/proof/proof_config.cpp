#include <algorithm>
#include <numeric>

#include "model/proof/bounds.h"
#include "model/proof/round.h"
#include "model/vinext/kv_cache_handler.h"
#include "model/workers/isolate.h"

namespace stalemate::model {

namespace {

/// Something that takes time: it is an event of its own, which may come at any time.
constexpr Latency later{1000, 1000, 1000};
/// At once, or later: both are to be explored.
constexpr Latency at_once_or_later{0, 0, 1000};

Latency if_any(const Latency& latency) { return latency.high_us > 0 ? later : Latency{}; }

/// @param ends_at_once a context whose work is done ends in the same step. Then a render that takes
///        no time does more than one that takes some, even if nothing else happens before its end.
void drop_times(Latencies& latencies, bool teardown_later, bool ends_at_once) {
  const bool render_at_once =
      ends_at_once && latencies.render.low_us == 0 && latencies.origin_read.low_us == 0;
  latencies.kv_get = later;
  latencies.kv_put = later;
  latencies.kv_delete = later;
  latencies.kv_reply = later;
  latencies.kv_late_commit = later;
  latencies.render = render_at_once ? at_once_or_later : later;
  // At once is the same as later and before anything else, unless a write is then not yet sent.
  latencies.teardown = teardown_later ? later : at_once_or_later;
  latencies.kv_upload = if_any(latencies.kv_upload);
  latencies.origin_read = if_any(latencies.origin_read);
  latencies.body = if_any(latencies.body);
  // A render reads at its start, or at an event of its own before its end.
  if (latencies.origin_read.high_us == 0) return;
  if (render_at_once) latencies.origin_read = at_once_or_later;
  latencies.render = render_at_once ? Latency{0, 0, 2000, 2000} : Latency{2000, 2000, 2000};
}

std::int64_t longest_latency_ms(const Latencies& latencies) {
  Microseconds longest_us = 1000;
  for (const Latency* const latency :
       {&latencies.kv_get, &latencies.kv_put, &latencies.kv_delete, &latencies.kv_upload,
        &latencies.kv_reply, &latencies.render, &latencies.origin_read, &latencies.body}) {
    longest_us = std::max(longest_us, latency->high_us);
  }
  return sim::to_milliseconds(longest_us);
}

void add(FaultBudget& budget, Fault fault) {
  budget.set(fault, static_cast<std::uint16_t>(budget.of(fault) + 1));
}

/// What an arrival prescribes to go wrong becomes part of the budget.
void move_to_budget(Arrival& arrival, FaultBudget& budget) {
  if (arrival.cut_after_us) add(budget, Fault::context_cut);
  if (arrival.client_gone_after_us) add(budget, Fault::disconnect);
  if (arrival.visible_context == VisibleContext::none) add(budget, Fault::context_missing);
  switch (arrival.render) {
    case RenderScript::throws:
      add(budget, Fault::render_throws);
      break;
    case RenderScript::hangs:
      add(budget, Fault::render_hangs);
      break;
    case RenderScript::never_settles:
      add(budget, Fault::render_never_settles);
      break;
    case RenderScript::revalidate_zero:
      add(budget, Fault::revalidate_zero);
      break;
    default:
      break;
  }
  Arrival plain;
  plain.kind = arrival.kind;
  plain.artifact = arrival.artifact;
  plain.module_promise_us = arrival.module_promise_us > 0 ? 1000 : 0;
  if (arrival.render == RenderScript::awaits_module_promise) plain.render = arrival.render;
  if (arrival.visible_context == VisibleContext::foreign) {
    plain.visible_context = VisibleContext::foreign;
  }
  arrival = plain;
}

bool same_request(const Arrival& left, const Arrival& right) {
  return left.kind == right.kind && left.artifact == right.artifact &&
         left.render == right.render && left.visible_context == right.visible_context;
}

void move_puts_to_budget(WorldConfig& world) {
  for (const PutScript& script : world.puts) {
    switch (script.kind) {
      case PutScriptKind::never_answered:
        add(world.faults, Fault::put_never_answered);
        break;
      case PutScriptKind::too_many_requests:
        add(world.faults, Fault::put_429);
        break;
      case PutScriptKind::connection_reset:
        add(world.faults, Fault::put_connection_lost);
        break;
    }
  }
  world.puts.clear();
}

/// Whether isolates cache what they know of tags, for a while.
bool caches_tags(const WorldConfig& world) {
  return world.page.tags > 0 && world.handler.generation >= Generation::vinext_0_0_30 &&
         world.handler.cached_tags_age;
}

/// Html is stored only behind rsc, both by one regeneration, in html's slot; and one that fails
/// stores again what its request has read.
bool regenerates_together(const HandlerConfig& handler) {
  return handler.generation == Generation::vinext_1_4_0 && handler.router == Router::app;
}

/// Html and rsc are stored side by side by one Promise.all, and only it keeps the context: a put
/// that is refused ends the wait for the other one, which may go down with the context.
bool ends_both_puts(const HandlerConfig& handler) {
  return handler.router == Router::app && !regenerates_together(handler) && !handler.put_registered;
}

/// Rsc is regenerated in html's slot.
bool shares_slot(const HandlerConfig& handler) {
  return handler.router == Router::app && handler.generation != Generation::vinext_0_0_55;
}

bool is_invalidation(const Arrival& request) { return request.kind == ArrivalKind::revalidate_tag; }

/// Everything that a deadline is computed with.
std::vector<std::int64_t> lengths_of(const ProofConfig& proof) {
  const WorldConfig& world = proof.world;
  std::vector<std::int64_t> lengths{world.page.revalidate_ms};
  if (world.page.expire_ms && world.handler.generation >= Generation::vinext_0_0_55) {
    lengths.push_back(*world.page.expire_ms);
  }
  if (proof.stores_again()) {
    lengths.push_back(kept_revalidate_ms(world.page));
    if (const auto expire_ms = kept_expire_ms(world.page)) lengths.push_back(*expire_ms);
  }
  if (world.kv.read_cache) lengths.push_back(sim::to_milliseconds(world.kv.cache_ttl_us));
  if (caches_tags(world)) lengths.push_back(tag_cache_ttl_ms);
  if (proof.invalidations_judged()) {
    const std::int64_t cached_ms =
        world.kv.read_cache ? sim::to_milliseconds(world.kv.cache_ttl_us) : 0;
    lengths.push_back(cached_ms);
    if (world.isolate_count() > 1) lengths.push_back(cached_ms + tag_cache_ttl_ms);
  }
  if (world.handler.regeneration_lease_ms > 0) {
    lengths.push_back(world.handler.regeneration_lease_ms);
  }
  std::erase_if(lengths, [](std::int64_t length) { return length <= 0; });
  std::sort(lengths.begin(), lengths.end());
  lengths.erase(std::unique(lengths.begin(), lengths.end()), lengths.end());
  return lengths;
}

bool is_far_beyond(std::int64_t limit_ms, std::int64_t unit_ms) { return unit_ms >= 2 * limit_ms; }

/// An entry that is fresh at the start, for longer than any that is stored later.
bool begins_with_longer_life(const ProofConfig& proof) {
  const auto& entries = proof.world.page.initial;
  return std::any_of(entries.begin(), entries.end(), [&proof](const InitialEntry& entry) {
    const std::int64_t fresh_for_ms = -sim::to_milliseconds(entry.expired_for_us);
    return entry.present && fresh_for_ms > proof.lengths_ms.front();
  });
}

std::int64_t unit_of(const ProofConfig& proof) {
  std::int64_t unit = 0;
  for (const std::int64_t length : proof.lengths_ms) unit = std::gcd(unit, length);
  if (unit == 0) return 1000;
  if (!proof.wait_until_limit_us) return unit;
  if (!proof.limit_is_told()) return unit;
  return std::gcd(unit, sim::to_milliseconds(*proof.wait_until_limit_us));
}

/// Some instants of which only the order counts find room in between; where there are more of them
/// they stand closer (build_rest_state.cpp).
std::int64_t step_of(const ProofConfig& proof) {
  constexpr std::int64_t some_instants = 8;
  std::int64_t room_ms = proof.clock_unit_ms;
  if (proof.wait_until_limit_us) {
    room_ms = std::min(room_ms, sim::to_milliseconds(*proof.wait_until_limit_us));
  }
  return std::min(proof.bounds.clock_step_ms, std::max<std::int64_t>(room_ms / some_instants, 2));
}

/// A write that was not sent is lost or, if it was sent all the same, has the fate of one that was.
bool sending_is_invisible(const WorldConfig& config) {
  const RuntimeProfile& runtime = config.runtime;
  if (config.latencies.kv_upload.high_us > 0) return false;  // partly sent is lost
  return runtime.cut_put != CutPut::late || runtime.unsent_put == UnsentPut::complete;
}

/// Whether a context may end over the put of an entry, which may then be late; nothing else makes
/// one late. (A marker may be late all the same, if the store refuses another one, and a delete.)
bool entries_may_be_late(const ProofConfig& proof) {
  return proof.world.handler.program || proof.work_may_outlast_limit || proof.world.faults.any() ||
         !proof.all_is_awaited();
}

/// The store may refuse any write to a key that was written before.
constexpr Microseconds for_ever_us = Microseconds{1} << 60;

}  // namespace

Microseconds longest_work_us(const WorldConfig& world) {
  const Latencies& latencies = world.latencies;
  const Microseconds get_us = latencies.kv_get.high_us + latencies.kv_reply.high_us;
  const Microseconds put_us =
      latencies.kv_upload.high_us + latencies.kv_put.high_us + latencies.kv_reply.high_us;
  const Microseconds delete_us = latencies.kv_delete.high_us + latencies.kv_reply.high_us;
  // An entry, and what is known of its tags: together, or one by one if connections are few.
  const std::uint32_t connections = world.runtime.connections;
  const bool few = connections > 0 && connections < RuntimeProfile{}.connections;
  const std::int64_t reads = 1 + (few ? world.page.tags : std::min(world.page.tags, 1U));
  // Both artifacts, or all markers, and what is deleted: together, or one by one.
  const std::int64_t writes = few ? 2 * std::int64_t{artifact_count} + world.page.tags : 1;
  const Microseconds write_us = std::max(put_us, delete_us);
  Microseconds stores_us = writes * write_us;
  if (regenerates_together(world.handler)) {
    const Microseconds keeps_us = reads * get_us + (few ? 2 : 1) * write_us;
    stores_us = std::max({stores_us, 2 * write_us, keeps_us});
  }
  // What cannot be read is deleted first, which 0.0.26 waits for.
  if (world.handler.generation == Generation::vinext_0_0_26) stores_us += delete_us;
  return reads * get_us + latencies.origin_read.high_us + latencies.render.high_us + stores_us +
         latencies.body.high_us;
}

bool ProofConfig::limit_is_told() const {
  if (!wait_until_limit_us || lengths_ms.empty()) return false;
  return lengths_ms.size() > 1 || begins_with_longer_life(*this) ||
         !is_far_beyond(sim::to_milliseconds(*wait_until_limit_us), lengths_ms.front());
}

bool ProofConfig::limit_may_strike() const {
  if (!wait_until_limit_us) return false;
  if (world.handler.program) return true;  // nobody knows what it waits for
  if (work_may_outlast_limit || world.faults.any()) return true;
  return !all_is_awaited();  // then what others wait for settles
}

bool ProofConfig::all_is_awaited() const {
  const HandlerConfig& handler = world.handler;
  return handler.generation >= Generation::pull_425 && handler.put_registered &&
         handler.regeneration_registered &&
         std::all_of(requests.begin(), requests.end(), [](const Arrival& request) {
           return request.render == RenderScript::normal &&
                  request.visible_context == VisibleContext::own;
         });
}

bool ProofConfig::progress_is_final() const {
  // A handler deletes what is invalidated, has expired for good, or cannot be read.
  if (order_of_renders_counts || stamps_count || world.page.expire_ms) return false;
  return std::all_of(world.page.initial.begin(), world.page.initial.end(),
                     [](const InitialEntry& entry) { return entry.shape == EntryShape::valid; });
}

bool ProofConfig::clock_is_plain() const {
  if (world.handler.program) return false;  // it may ask whether it stands at a deadline
  if (!bounds.plain_clock || lengths_ms.size() != 1) return false;
  if (caches_tags(world) || stamps_count || world.kv.read_cache) return false;
  if (world.handler.regeneration_lease_ms > 0) return false;
  // Of deadlines that are still to be set, each must lie behind those that are.
  return !begins_with_longer_life(*this) && !limit_is_told();
}

bool ProofConfig::clock_may_stand() const {
  return !world.handler.program && std::ranges::any_of(requests, is_invalidation);
}

bool ProofConfig::invalidations_judged() const {
  return entries_judged() && std::ranges::any_of(requests, is_invalidation);
}

bool ProofConfig::stores_again() const {
  if (!regenerates_together(world.handler)) return false;
  const bool awaited_may_fail =
      world.runtime.orphan_policy == sim::OrphanPolicy::reject &&
      std::any_of(requests.begin(), requests.end(), [](const Arrival& request) {
        return request.render == RenderScript::awaits_module_promise;
      });
  return awaited_may_fail || world.faults.of(Fault::render_throws) > 0 ||
         world.faults.of(Fault::revalidate_zero) > 0 || world.page.revalidate_ms == 0;
}

std::uint8_t ProofConfig::held_up_by(Artifact artifact) const {
  constexpr std::uint8_t html = 1U << static_cast<unsigned>(Artifact::html);
  constexpr std::uint8_t rsc = 1U << static_cast<unsigned>(Artifact::rsc);
  std::uint8_t all = artifact == Artifact::html ? html : rsc;
  if (clock_may_stand()) all |= Round::clock_limit;
  if (regenerates_together(world.handler)) all |= rsc;
  if (ends_both_puts(world.handler)) all |= html | rsc;
  if (world.handler.regeneration_lease_ms > 0 && shares_slot(world.handler)) all |= html;
  return all;
}

ProofConfig proof_config(const WorldConfig& config, const ProofBounds& bounds) {
  ProofConfig proof;
  proof.world = config;
  proof.bounds = bounds;
  proof.pause_ms = longest_latency_ms(config.latencies);
  proof.sending_is_invisible = sending_is_invisible(config);
  drop_times(proof.world.latencies, bounds.merge_invisible && proof.sending_is_invisible,
             config.runtime.teardown == Teardown::immediate);
  proof.wait_until_limit_us = config.runtime.wait_until_limit_us;
  proof.work_may_outlast_limit =
      proof.wait_until_limit_us && longest_work_us(config) >= *proof.wait_until_limit_us;
  proof.world.runtime.wait_until_limit_us.reset();
  // As long as work does not last that long, only what waits in vain outlives the grace of a
  // deploy, and that the limit ends as well, if there is one.
  const Microseconds grace_us = config.runtime.deploy_grace_us.value_or(for_ever_us);
  if (proof.wait_until_limit_us && longest_work_us(config) < grace_us) {
    proof.world.runtime.deploy_grace_us.reset();
  }
  proof.world.kv.entries_age = config.handler.program != nullptr;
  for (Arrival arrival : config.workload) {
    if (arrival.kind == ArrivalKind::eviction) {
      add(proof.world.faults, Fault::eviction);
      continue;
    }
    if (arrival.kind == ArrivalKind::deploy) {
      add(proof.world.faults, Fault::deploy);
      continue;
    }
    // What the origin's data is decides nothing about freshness.
    if (arrival.kind == ArrivalKind::data_change) continue;
    move_to_budget(arrival, proof.world.faults);
    const bool known =
        std::any_of(proof.requests.begin(), proof.requests.end(),
                    [&](const Arrival& other) { return same_request(arrival, other); });
    if (!known) proof.requests.push_back(arrival);
  }
  if (!config.asks_for_anything()) proof.requests.emplace_back();
  move_puts_to_budget(proof.world);
  proof.world.workload.clear();
  const bool invalidated = std::ranges::any_of(proof.requests, is_invalidation);
  // Before an entry is stored again, the handler looks whether it is still the one.
  proof.stamps_count = invalidated || proof.stores_again();
  proof.renders_count_as_read = proof.stores_again() || proof.entries_judged();
  // Where nothing is ever invalidated, all that the cache of tags decides is whether a marker is
  // read that is not there. Then it is left open when a tag is to be read again.
  proof.world.handler.cached_tags_age = invalidated;
  if (proof.world.kv.write_interval_us > 0) proof.world.kv.write_interval_us = for_ever_us;
  proof.order_of_renders_counts =
      !bounds.renders_unordered || proof.renders_count_as_read || entries_may_be_late(proof);
  proof.lengths_ms = lengths_of(proof);
  proof.clock_unit_ms = unit_of(proof);
  proof.bounds.clock_step_ms = step_of(proof);
  return proof;
}

}  // namespace stalemate::model
