// What the future of a burst depends on, told to a digest. It looks at explicit data and at what
// suspended functions have observed, never into their frames.

#include "model/proof/burst_world.h"
#include "model/world_event.h"
#include "sim/hash.h"

namespace stalemate::model {

std::uint64_t BurstWorld::fingerprint() {
  const bool known = follows_remembered();
  memo_ = known ? Memo::reading : Memo::unused;
  const std::uint64_t hash = digest_all();
  if (checking_ && known) {
    memo_ = Memo::unused;
    SIM_ASSERT(digest_all() == hash);
  }
  record_->next_deadline_ms = digest_.clock().next_deadline().value_or(null_instant);
  record_->second_deadline_ms = digest_.clock().second_deadline().value_or(null_instant);
  record_->next_instant_ms = digest_.clock().next_instant().value_or(null_instant);
  record_->at_an_instant = digest_.clock().at_an_instant();
  exhausted_ = !config_.clock_is_plain() && record_->at_an_instant &&
               record_->next_instant_ms != null_instant && record_->next_instant_ms - now_ms() < 2;
  return hash;
}

std::uint64_t BurstWorld::hash_of_bytes() {
  arena_.save(hashed_);
  const auto* const trace =
      static_cast<const std::byte*>(static_cast<const void*>(&world_->kernel().trace()));
  const auto* const base = static_cast<const std::byte*>(arena_.base());
  SIM_ASSERT(arena_.owns(trace));
  std::fill_n(hashed_.begin() + (trace - base), sizeof(sim::Trace), std::byte{0});
  return sim::hash_bytes(0, std::span<const std::byte>(hashed_));
}

std::uint64_t BurstWorld::digest_all() {
  digest_.begin(now_ms());
  digest_world();
  return digest_.finish();
}

// --- telling again what has not changed

bool BurstWorld::follows_remembered() const {
  return record_->remembered == remembered_count_ && remembered_count_ > 0;
}

void BurstWorld::remember(std::vector<std::byte>& snapshot) {
  if (!follows_remembered()) {
    for (Remembered& context : remembered_) context.owner = sim::nobody;
  }
  // The number travels with the arena: no other state bears it but those reached from this one.
  record_->remembered = ++remembered_count_;
  arena_.save_part(record_->remembered, snapshot);
  remembered_.resize(world_->runtime().contexts().size());
  memo_ = Memo::writing;
  digest_all();
}

const BurstWorld::Remembered* BurstWorld::remembered(const RequestContext& context) const {
  if (context.owner.slot >= remembered_.size()) return nullptr;
  const Remembered& known = remembered_[context.owner.slot];
  const Isolate& isolate = world_->runtime().isolate(context.isolate);
  const bool same = known.owner == context.owner &&
                    known.changes == world_->kernel().changes(context.owner) &&
                    known.slot_changes == isolate.pending_regenerations.changes() &&
                    now_ms() < known.told.first_deadline();
  return same ? &known : nullptr;
}

/// What a context is told as depends on what is its own and on the clock, unless its code has to do
/// with another's.
void BurstWorld::remember_context(const RequestContext& context) {
  const Isolate& isolate = world_->runtime().isolate(context.isolate);
  Remembered& known = remembered_[context.owner.slot];
  known.owner = sim::nobody;
  if (!waits_.alone() || isolate.module_promise) return;
  known.owner = context.owner;
  known.changes = world_->kernel().changes(context.owner);
  known.slot_changes = isolate.pending_regenerations.changes();
  digest_.copy(known.told);
}

void BurstWorld::tell_context(const RequestContext& context) {
  if (memo_ != Memo::unused) {
    if (const Remembered* const known = remembered(context)) return digest_.repeat(known->told);
  }
  digest_.open();
  digest_context(context);
  if (memo_ == Memo::writing) remember_context(context);
  digest_.close();
}

void BurstWorld::digest_world() {
  digest_store();
  digest_.word(world_->budget().any() ? world_->budget().digest() : 0);
  const Round& round = record_->round;
  digest_.word(static_cast<std::uint64_t>(round.requests) |
               static_cast<std::uint64_t>(round.faults) << 16 |
               static_cast<std::uint64_t>(round.burst) << 32 |
               static_cast<std::uint64_t>(round.throttled[0]) << 33 |
               static_cast<std::uint64_t>(round.written[0]) << 34 |
               static_cast<std::uint64_t>(round.throttled[1]) << 35 |
               static_cast<std::uint64_t>(round.written[1]) << 36);
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
    // Here it does count which render is stored: it decides what is newer.
    const KvRead stored = world_->kv().store().read(key, now_us);
    digest_.word(stored.found);
    if (stored.found != 0) digest(digest_, stored.value);
    digest_.word(world_->kv().store().at(key).ever_written ? 1 : 0);
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
               static_cast<std::uint64_t>(isolate.started && config_.isolates_may_go()) << 24);
  digest_globals(isolate);
  if (isolate.live_contexts == 0) return;
  for (const RequestContext& context : world_->runtime().contexts()) {
    if (context.state == ContextState::gone || context.isolate != number) continue;
    tell_context(context);
  }
}

void BurstWorld::digest_globals(const Isolate& isolate) {
  for (const PendingRegenerations::Slot& slot : isolate.pending_regenerations.slots()) {
    digest_deadline(digest_, slot.until_ms);
    digest_.word(slot.key * 2 + (world_->kernel().alive(slot.promise.creator()) ? 1 : 0) + 16);
  }
  digest_tags(isolate.tag_cache);
  const sim::Promise<>& memo = isolate.module_promise;
  if (!memo) return digest_.word(0);
  digest_.word((memo.pending() ? 2 : 4) + (world_->kernel().alive(memo.creator()) ? 1 : 0));
}

void BurstWorld::digest_tags(const TagCache& cache) {
  for (std::uint32_t tag = 0; tag < config_.world.page.tags; ++tag) {
    const TagCache::Entry& entry = cache.at(tag);
    const bool ages = config_.world.handler.cached_tags_age;
    const bool valid =
        entry.present && (!ages || now_ms() < entry.fetched_at_ms + tag_cache_ttl_ms);
    digest_.word(valid ? 1 : 0);
    if (!valid || !ages) continue;
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
  if (context.state == ContextState::draining && config_.limit_is_told()) {
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
