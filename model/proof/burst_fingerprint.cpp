// What the future of a burst depends on, told to a digest. It looks at explicit data and at what
// suspended functions have observed, never into their frames.

#include "model/proof/burst_world.h"
#include "model/world_event.h"

namespace stalemate::model {

std::uint64_t BurstWorld::fingerprint() {
  digest_.begin(now_ms());
  digest_world();
  const std::uint64_t hash = digest_.finish();
  exhausted_ = exhausted_ || digest_.clock().exhausted();
  record_->something_is_now = digest_.clock().at_now();
  record_->next_deadline_ms = digest_.clock().next_deadline().value_or(null_instant);
  return hash;
}

void BurstWorld::digest_world() {
  digest_store();
  digest_.word(world_->budget().digest());
  digest_.rank(version_rank, world_->origin().data_version);
  const Round& round = record_->round;
  digest_.word(static_cast<std::uint64_t>(round.requests) |
               static_cast<std::uint64_t>(round.faults) << 16 |
               static_cast<std::uint64_t>(round.burst) << 32 |
               static_cast<std::uint64_t>(round.throttled) << 33 |
               static_cast<std::uint64_t>(round.written) << 34);
  for (const std::int64_t stored : record_->stored_at_start) digest_.rank(render_rank, stored);
  for (std::uint32_t number = 0; number < world_->runtime().isolate_count(); ++number) {
    digest_.open();
    digest_isolate(world_->runtime().isolate(number));
    digest_.close();
  }
  for (const KvOperation& operation : world_->kv().in_flight()) {
    if (operation.owner != sim::nobody) continue;
    digest_.open();
    digest_operation(operation);
    digest_.close();
  }
}

void BurstWorld::digest_store() {
  const Microseconds now_us = world_->kernel().now_us();
  const Key keys = first_tag_key + config_.world.page.tags;
  for (Key key = 0; key < keys; ++key) {
    digest(digest_, world_->kv().store().read(key, now_us));
    digest_.word(world_->kv().store().at(key).ever_written ? 1 : 0);
    digest_.word(key);
  }
  if (!config_.world.kv.read_cache) return;
  for (std::uint32_t colo = 0; colo < config_.world.isolates_per_colo.size(); ++colo) {
    const ReadCache& cache = world_->kv().cache(colo);
    for (Key key = 0; key < keys; ++key) {
      digest_.word(cache.holds(key, now_us) ? 1 : 0);
      if (!cache.holds(key, now_us)) continue;
      digest_.deadline(wall_clock_ms(cache.copy(key).valid_until_us));
      digest(digest_, cache.at(key));
    }
  }
}

/// Of isolates that began alike it does not count which is which.
void BurstWorld::digest_isolate(const Isolate& isolate) {
  const std::uint32_t number = isolate.number;
  std::uint64_t seen = 0;
  for (std::size_t index = 0; index < artifact_count; ++index) {
    seen = seen << 2 | (record_->round.expired[index] >> number & 1U) << 1 |
           (record_->round.absent[index] >> number & 1U);
  }
  digest_.word(static_cast<std::uint64_t>(alike_[number]) | seen << 8 |
               static_cast<std::uint64_t>(record_->arrivals[number]) << 16 |
               static_cast<std::uint64_t>(isolate.started) << 24);
  digest_globals(isolate);
  if (isolate.live_contexts == 0) return;
  for (const RequestContext& context : world_->runtime().contexts()) {
    if (context.state == ContextState::gone || context.isolate != number) continue;
    digest_.open();
    digest_context(context);
    digest_.close();
  }
}

void BurstWorld::digest_globals(const Isolate& isolate) {
  for (const PendingRegenerations::Slot& slot : isolate.pending_regenerations.slots()) {
    digest_.word(slot.key * 2 + (world_->kernel().alive(slot.promise.creator()) ? 1 : 0) + 16);
  }
  digest_tags(isolate.tag_cache);
  const sim::Promise<>& memo = isolate.module_promise;
  digest_.word(!memo ? 0 : (memo.pending() ? 1 : 2));
  if (memo) digest_.word(world_->kernel().alive(memo.creator()) ? 1 : 0);
}

void BurstWorld::digest_tags(const TagCache& cache) {
  for (std::uint32_t tag = 0; tag < config_.world.page.tags; ++tag) {
    const TagCache::Entry& entry = cache.at(tag);
    const bool valid = entry.present && now_ms() < entry.fetched_at_ms + tag_cache_ttl_ms;
    digest_.word(valid ? 1 : 0);
    if (!valid) continue;
    digest_.deadline(entry.fetched_at_ms + tag_cache_ttl_ms);
    digest_.word(entry.timestamp_ms == 0 ? 1 : 0);
    if (entry.timestamp_ms != 0) digest_.stamp(entry.timestamp_ms);
  }
}

void BurstWorld::digest_context(const RequestContext& context) {
  waits_.begin(context.owner);
  digest(digest_, *context.asked);
  digest_.word(static_cast<std::uint64_t>(context.state) |
               static_cast<std::uint64_t>(context.client_served) << 8 |
               static_cast<std::uint64_t>(context.responding) << 9 |
               static_cast<std::uint64_t>(context.wait_until_pending) << 16);
  if (context.state == ContextState::draining && config_.limit_counts()) {
    digest_.deadline(wall_clock_ms(context.draining_since_us + *config_.wait_until_limit_us));
  }
  digest_.word(world_->kernel().pending_work(context.owner));
  for (const sim::Event& event : world_->kernel().events()) {
    // Timers and crossings are told with what waits for them.
    if (event.owner == context.owner && event.kind >= sim::first_world_event) {
      digest_.word(std::uint64_t{1} << event.kind);
    }
  }
  for (const KvOperation& operation : world_->kv().in_flight()) {
    if (operation.owner != context.owner) continue;
    digest_operation(operation);
    waits_.promise(operation.promise);
  }
  if (config_.world.handler.handler_per_request) digest_tags(context.tag_cache);
  const Isolate& isolate = world_->runtime().isolate(context.isolate);
  for (const PendingRegenerations::Slot& slot : isolate.pending_regenerations.slots()) {
    if (slot.promise.creator() != context.owner) continue;
    digest_.word(slot.key + 1);
    waits_.promise(slot.promise.core());
  }
  if (isolate.module_promise && isolate.module_promise.creator() == context.owner) {
    waits_.promise(isolate.module_promise.core());
  }
  if (context.response) waits_.promise(context.response.core());
  waits_.rest();
  // Requests that wait for each other are told apart.
  if (waits_.crosses()) digest_.word(context.request);
}

void BurstWorld::digest_operation(const KvOperation& operation) {
  digest_.word(static_cast<std::uint64_t>(operation.kind) |
               static_cast<std::uint64_t>(operation.phase) << 8 |
               static_cast<std::uint64_t>(operation.outcome) << 16 |
               static_cast<std::uint64_t>(operation.key) << 32 |
               static_cast<std::uint64_t>(operation.colo) << 40 |
               static_cast<std::uint64_t>(operation.commits_after_reset) << 56);
  for (const sim::Event& event : world_->kernel().events()) {
    if (is_kv_event(event.kind) && event.subject == operation.id) digest_.word(event.kind);
  }
  if (operation.kind == KvOperationKind::put) {
    digest(digest_, operation.value);
    digest_.word(operation.ttl_ms == 0 ? 0 : 1);
  }
  if (operation.phase == KvPhase::answered) digest(digest_, operation.read);
}

}  // namespace stalemate::model
