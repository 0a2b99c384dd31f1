// What the future of a burst depends on, told to a digest. It looks at explicit data and at what
// suspended functions have observed, never into their frames.

#include <algorithm>
#include <limits>
#include <utility>

#include "model/proof/burst_world.h"
#include "model/world_event.h"
#include "sim/hash.h"

namespace stalemate::model {

using sim::StateDigest;

namespace {

/// The dimension of numbers in which contexts are ranked by when they began to drain.
constexpr std::size_t draining_rank = render_rank + 1;

/// Which render is stored decides what is newer. A marker comes from no render.
void digest_stored(sim::Account& account, Key key, const KvValue& value) {
  if (is_page_key(key)) {
    digest(account, value);
  } else {
    digest_as_read(account, value);
  }
}

}  // namespace

std::uint64_t BurstWorld::fingerprint() {
  const std::uint64_t hash = digest_all(!remembering_);
  if (checking_) SIM_ASSERT(digest_all(true) == hash);
  record_->next_deadline_ms = digest_.clock().next_deadline().value_or(null_instant);
  record_->second_deadline_ms = digest_.clock().second_deadline().value_or(null_instant);
  record_->next_instant_ms = digest_.clock().next_instant().value_or(null_instant);
  record_->at_an_instant = digest_.clock().at_an_instant();
  const bool at_an_instant = !clock_is_plain_ && record_->at_an_instant;
  std::int64_t until_ms = at_an_instant ? alike_until_ms() : null_instant;
  if (clock_is_plain_) until_ms = record_->next_deadline_ms;
  exhausted_ = until_ms != null_instant && until_ms - now_ms() < 2;
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

/// @param anew whether nothing that is remembered is used, nor anything remembered
std::uint64_t BurstWorld::digest_all(bool anew) {
  digest_.begin(now_ms());
  requests_cross_ = false;
  account_.begin();
  tell_world();
  digest_.add(StateDigest::root, account_);
  const Runtime& runtime = world_->runtime();
  constexpr StateDigest::Section first = StateDigest::root + 1;
  for (std::uint32_t number = 0; number < runtime.isolate_count(); ++number) {
    account_.begin();
    const Isolate& isolate = runtime.isolate(number);
    tell_isolate(isolate);
    // One that only finishes belongs to the one that has replaced it.
    digest_.add(isolate.replaced ? first + isolate.place : StateDigest::root, account_);
  }
  for (std::uint32_t place = 0; progress_is_final_ && place < runtime.place_count(); ++place) {
    if (const std::uint64_t seen = due_reads_of(place); seen != 0) {
      account_.begin();
      account_.word(seen);
      digest_.add(first + place, account_);
    }
  }
  for (const RequestContext& context : runtime.contexts()) {
    if (context.state == ContextState::gone) continue;
    add_context(first + context.isolate, context, anew);
  }
  for (const KvOperation& operation : world_->kv().in_flight()) {
    if (operation.owner != sim::nobody) continue;
    const bool is_late_put = operation.kind == KvOperationKind::put && is_page_key(operation.key);
    SIM_ASSERT(renders_ordered_ || !is_late_put);
    account_.begin();
    tell_operation(operation);
    digest_.add(StateDigest::root, account_);
  }
  if (script_) tell_other_keys();
  return digest_.finish();
}

// --- telling again what has not changed

void BurstWorld::add_context(StateDigest::Section isolate, const RequestContext& context,
                             bool anew) {
  Remembered& known = remembered_[context.owner.slot];
  if (!anew && may_tell_again(known, context)) {
    digest_.add(isolate, known.words, std::span(known.numbers).first(known.number_count));
    return;
  }
  account_.begin();
  const std::int64_t valid_until_ms = tell_context(context);
  digest_.add(isolate, account_);
  if (!anew) remember(known, context, valid_until_ms);
}

bool BurstWorld::may_tell_again(const Remembered& known, const RequestContext& context) const {
  const Isolate& isolate = world_->runtime().isolate(context.isolate);
  return known.owner == context.owner && known.changes == world_->kernel().changes(context.owner) &&
         known.slot_removals == isolate.pending_regenerations.removals() &&
         now_ms() < known.valid_until_ms;
}

/// The account of a context depends on what is its own, unless its code has to do with another's.
void BurstWorld::remember(Remembered& known, const RequestContext& context,
                          std::int64_t valid_until_ms) {
  const Isolate& isolate = world_->runtime().isolate(context.isolate);
  known.owner = sim::nobody;
  const auto numbers = account_.numbers();
  if (!waits_.alone() || isolate.module_promise) return;
  if (numbers.size() > Remembered::number_limit) return;
  known.owner = context.owner;
  known.changes = world_->kernel().changes(context.owner);
  known.slot_removals = isolate.pending_regenerations.removals();
  known.number_count = static_cast<std::uint32_t>(numbers.size());
  known.valid_until_ms = valid_until_ms;
  known.words = account_.words();
  std::copy(numbers.begin(), numbers.end(), known.numbers.begin());
}

// --- the parts of a state

void BurstWorld::tell_world() {
  tell_store();
  account_.word(world_->budget().total());
  if (world_->budget().any()) {
    for (const std::uint16_t left : world_->budget().all()) account_.word(left);
  }
  const Round& round = record_->round;
  account_.word(static_cast<std::uint64_t>(round.requests) |
                static_cast<std::uint64_t>(round.faults) << 16 |
                static_cast<std::uint64_t>(round.burst) << 32 |
                static_cast<std::uint64_t>(round.throttled) << 33 |
                static_cast<std::uint64_t>(round.written) << 41 |
                static_cast<std::uint64_t>(round.disturbed) << 49);
  for (const std::int64_t stored : record_->stored_at_start) account_.rank(render_rank, stored);
  tell_which_were_alike();
  // Whether a context that begins to drain now does so later than the others.
  if (limit_may_strike_) account_.rank(draining_rank, world_->kernel().now_us());
  if (script_) tell_script();
  if (onlooker_ != nullptr) onlooker_->tell(account_);
}

/// Each isolate tells the first one that began like it. Of up to three isolates that says which
/// ones began alike; of four it does not: 1 and 2 alike 4 and 3, or alike 3 and 4. Bursts that
/// differ in that would take each other's ends for their own.
void BurstWorld::tell_which_were_alike() {
  const std::span<const std::uint8_t> all = alike();
  if (all.size() <= 3) return;
  std::uint64_t word = 0;
  for (std::size_t number = 0; number < all.size(); ++number) {
    word = word << 8 | all[number];
    if (number % 8 == 7 || number + 1 == all.size()) account_.word(std::exchange(word, 0));
  }
}

void BurstWorld::tell_store() {
  const Microseconds now_us = world_->kernel().now_us();
  const Key keys = first_tag_key + config_.world.page.tags;
  for (Key key = 0; key < keys; ++key) {
    const CentralStore::Stored& stored = world_->kv().store().at(key);
    const bool found = world_->kv().store().holds(key, now_us);
    account_.word((found ? 2U : 0U) | (stored.ever_written ? 1U : 0U));
    if (!found) continue;
    digest_stored(account_, key, stored.value);
    if (!script_) continue;
    tell_content(stored.value);
    tell_lifetime(stored);
  }
  if (!config_.world.kv.read_cache) return;
  for (std::uint32_t colo = 0; colo < config_.world.isolates_per_colo.size(); ++colo) {
    const ReadCache& cache = world_->kv().cache(colo);
    for (Key key = 0; key < keys; ++key) {
      account_.word(cache.holds(key, now_us) ? 1 : 0);
      if (!cache.holds(key, now_us)) continue;
      account_.deadline(wall_clock_ms(cache.copy(key).valid_until_us));
      digest(account_, cache.at(key));
      if (script_) tell_content(cache.at(key).value);
    }
  }
}

/// Of isolates that began alike it does not count which is which.
void BurstWorld::tell_isolate(const Isolate& isolate) {
  if (isolate.number >= world_->runtime().place_count()) {
    account_.word(isolate.replaced ? 1 : 0);
    return tell_globals(isolate);
  }
  const std::uint32_t number = isolate.number;
  if (monitor_ != nullptr) monitor_->tell_place(number, account_);
  // If reads may be forgotten, they are told by themselves.
  const std::uint64_t seen = progress_is_final_ ? 0 : due_reads_of(number);
  account_.word(static_cast<std::uint64_t>(alike_[number]) | seen << 8 |
                static_cast<std::uint64_t>(record_->arrivals[number]) << 16 |
                static_cast<std::uint64_t>(isolate.started && config_.isolates_may_go()) << 24);
  tell_globals(isolate);
}

/// Two bits for each artifact.
std::uint64_t BurstWorld::due_reads_of(std::uint32_t isolate) const {
  std::uint64_t seen = 0;
  for (std::size_t index = 0; index < artifact_count; ++index) {
    seen = seen << 2 | (record_->round.expired[index] >> isolate & 1U) << 1 |
           (record_->round.absent[index] >> isolate & 1U);
  }
  return seen;
}

std::vector<std::uint64_t> BurstWorld::words_of_due_reads() {
  std::vector<std::uint64_t> words;
  for (std::uint64_t seen = 1; seen < std::uint64_t{1} << 2 * artifact_count; ++seen) {
    words.push_back(sim::Account::folded(sim::Account::no_words, seen));
  }
  return words;
}

void BurstWorld::tell_globals(const Isolate& isolate) {
  for (const PendingRegenerations::Slot& slot : isolate.pending_regenerations.slots()) {
    digest_deadline(account_, slot.until_ms);
    account_.word(slot.key * 2 + (world_->kernel().alive(slot.promise.creator()) ? 1 : 0) + 16);
  }
  tell_tags(isolate.tag_cache);
  if (script_) account_.word(script_->history(isolate.realm));
  const sim::Promise<>& memo = isolate.module_promise;
  if (!memo) return account_.word(0);
  account_.word((memo.pending() ? 2 : 4) + (world_->kernel().alive(memo.creator()) ? 1 : 0));
}

/// @return until when the same would be told
std::int64_t BurstWorld::tell_tags(const TagCache& cache) {
  std::int64_t valid_until_ms = std::numeric_limits<std::int64_t>::max();
  for (std::uint32_t tag = 0; tag < config_.world.page.tags; ++tag) {
    const TagCache::Entry& entry = cache.at(tag);
    const bool ages = config_.world.handler.cached_tags_age;
    const bool valid =
        entry.present && (!ages || now_ms() < entry.fetched_at_ms + tag_cache_ttl_ms);
    account_.word(valid ? 1 : 0);
    if (!valid || !ages) continue;
    valid_until_ms = std::min(valid_until_ms, entry.fetched_at_ms + tag_cache_ttl_ms);
    account_.deadline(entry.fetched_at_ms + tag_cache_ttl_ms);
    account_.word(entry.timestamp_ms == 0 ? 1 : 0);
    if (entry.timestamp_ms != 0) account_.stamp(entry.timestamp_ms);
  }
  return valid_until_ms;
}

/// @return until when the same would be told, if the context does not change
std::int64_t BurstWorld::tell_context(const RequestContext& context) {
  std::int64_t valid_until_ms = std::numeric_limits<std::int64_t>::max();
  waits_.begin(context.owner, account_);
  digest(account_, *context.asked);
  if (onlooker_ != nullptr) onlooker_->tell_request(context.request, account_);
  if (monitor_ != nullptr) monitor_->tell_request(context.request, account_);
  if (script_) account_.word(context.of_isolate);  // its isolate's history tells them apart
  account_.word(static_cast<std::uint64_t>(context.state) |
                static_cast<std::uint64_t>(context.client_served) << 8 |
                static_cast<std::uint64_t>(context.responding) << 9 |
                static_cast<std::uint64_t>(context.wait_until_pending) << 16 |
                static_cast<std::uint64_t>(world_->kernel().pending_work(context.owner)) << 32);
  if (context.state == ContextState::draining && config_.wait_until_limit_us) tell_limit(context);
  for (const sim::Event& event : world_->kernel().events()) {
    // Timers and crossings are told with what waits for them.
    if (event.owner == context.owner && event.kind >= sim::first_world_event) {
      account_.word(std::uint64_t{1} << event.kind);
    }
  }
  for (const KvOperation& operation : world_->kv().in_flight()) {
    if (operation.owner != context.owner) continue;
    tell_operation(operation);
    waits_.promise(operation.promise);
  }
  const std::uint32_t begun = world_->kv().begun_by(context.owner);
  SIM_ASSERT(script_ || begun < ProofConfig::operations_of_a_context);
  if (script_ || config_.operations_may_run_out()) account_.word(begun);
  if (config_.world.handler.handler_per_request) {
    valid_until_ms = tell_tags(world_->runtime().tag_cache(context));
  }
  const Isolate& isolate = world_->runtime().isolate(context.isolate);
  for (const PendingRegenerations::Slot& slot : isolate.pending_regenerations.slots()) {
    if (slot.promise.creator() != context.owner) continue;
    account_.word(slot.key + 1);
    waits_.promise(slot.promise.core());
  }
  if (isolate.module_promise && isolate.module_promise.creator() == context.owner) {
    waits_.promise(isolate.module_promise.core());
  }
  if (context.response) waits_.promise(context.response.core());
  waits_.rest();
  // Requests that wait for each other are told apart.
  if (waits_.crosses()) {
    requests_cross_ = true;
    account_.word(context.request);
  }
  return valid_until_ms;
}

/// Of a draining context: when it will have to end.
void BurstWorld::tell_limit(const RequestContext& context) {
  const Microseconds since_us = context.draining_since_us;
  if (limit_is_told_) {
    account_.deadline(wall_clock_ms(since_us + *config_.wait_until_limit_us));
    return;
  }
  account_.mark(wall_clock_ms(since_us) + config_.lengths_ms.front());
  if (limit_may_strike_) account_.rank(draining_rank, since_us);
}

void BurstWorld::tell_operation(const KvOperation& operation) {
  account_.word(static_cast<std::uint64_t>(operation.kind) |
                static_cast<std::uint64_t>(operation.phase) << 8 |
                static_cast<std::uint64_t>(operation.outcome) << 16 |
                static_cast<std::uint64_t>(std::min(operation.key, first_other_key)) << 32 |
                static_cast<std::uint64_t>(operation.colo) << 40 |
                static_cast<std::uint64_t>(operation.commits_after_reset) << 56);
  if (onlooker_ != nullptr) onlooker_->tell_operation(operation.id, account_);
  for (const sim::Event& event : world_->kernel().events()) {
    if (is_kv_event(event.kind) && event.subject == operation.id) account_.word(event.kind);
  }
  // What was committed stands in the store; only the answer is under way.
  if (operation.kind == KvOperationKind::put && operation.phase != KvPhase::committed) {
    digest_stored(account_, operation.key, operation.value);
    account_.word(operation.ttl_ms == 0 ? 0 : 1);
  }
  if (operation.phase == KvPhase::answered) digest(account_, operation.read());
  const bool may_delete = operation.kind == KvOperationKind::remove && is_page_key(operation.key);
  if (monitor_ != nullptr && may_delete) monitor_->tell_delete(operation, account_);
  if (!script_) return;
  tell_name(operation.key);
  tell_content(operation.kind == KvOperationKind::put ? operation.value : operation.read().value);
}

}  // namespace stalemate::model
