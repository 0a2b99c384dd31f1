// What of a world's future depends on a script, and on the times that it has told.

#include <algorithm>

#include "model/js/histories.h"
#include "model/proof/burst_world.h"
#include "model/world_event.h"

namespace stalemate::model {

namespace {

bool is_own_timer(const sim::Event& event) {
  return event.kind == sim::timer_event && event.subject == keeps_time;
}

}  // namespace

/// Scripts see instants, and the numbers of renders, as they are.
void BurstWorld::tell_script() {
  account_.word(static_cast<std::uint64_t>(world_->kernel().now_us()));
  account_.word(world_->origin().renders);
  account_.word(record_->pauses);
}

/// Keys of its own, in whatever order they were first used.
void BurstWorld::tell_other_keys() {
  const Microseconds now_us = world_->kernel().now_us();
  const CentralStore& store = world_->kv().store();
  for (Key key = first_other_key; key < store.end(); ++key) {
    const CentralStore::Stored& stored = store.at(key);
    if (!stored.ever_written && !stored.present) continue;
    account_.begin();
    tell_name(key);
    account_.word(stored.ever_written ? 1 : 0);
    if (store.holds(key, now_us)) {
      tell_content(stored.value);
      tell_lifetime(stored);
    }
    digest_.add(sim::StateDigest::root, account_);
  }
  if (!config_.world.kv.read_cache) return;
  for (std::uint32_t colo = 0; colo < config_.world.isolates_per_colo.size(); ++colo) {
    const ReadCache& cache = world_->kv().cache(colo);
    for (Key key = first_other_key; key < cache.end(); ++key) {
      if (!cache.holds(key, now_us)) continue;
      account_.begin();
      tell_name(key);
      account_.word(colo);
      account_.word(static_cast<std::uint64_t>(cache.copy(key).valid_until_us));
      digest(account_, cache.at(key));
      tell_content(cache.at(key).value);
      digest_.add(sim::StateDigest::root, account_);
    }
  }
}

void BurstWorld::tell_content(const KvValue& value) {
  account_.word(script_->content(value.text));
  account_.word(static_cast<std::uint64_t>(value.last_modified_ms));
}

/// Since when a list shows it, and until when.
void BurstWorld::tell_lifetime(const CentralStore::Stored& stored) {
  account_.word(static_cast<std::uint64_t>(stored.since_us));
  account_.word(static_cast<std::uint64_t>(stored.expires_at_us));
}

void BurstWorld::tell_name(Key key) {
  if (key >= first_other_key) account_.word(hash_of_text(script_->key_name(key)));
}

/// Of isolates that began a round alike it does not count which is which.
bool BurstWorld::began_alike(std::uint32_t one, std::uint32_t other, const RestState* state) const {
  if (state != nullptr) return state->isolates[other] == state->isolates[one];
  if (!script_) return true;
  const Isolate& left = world_->runtime().isolate(one);
  const Isolate& right = world_->runtime().isolate(other);
  return script_->history(left.realm) == script_->history(right.realm) &&
         left.started == right.started && left.requests == right.requests;
}

/// Timers go off in the order of their times.
bool BurstWorld::is_later_timer(const sim::Event& event) const {
  return std::ranges::any_of(world_->kernel().events(), [&event](const sim::Event& other) {
    return is_own_timer(other) && (other.at_us < event.at_us ||
                                   (other.at_us == event.at_us && other.sequence < event.sequence));
  });
}

/// The clock does not go past a timer.
std::int64_t BurstWorld::first_timer_ms() const {
  std::int64_t first_ms = no_timer_ms;
  for (const sim::Event& event : world_->kernel().events()) {
    if (is_own_timer(event)) first_ms = std::min(first_ms, wall_clock_ms(event.at_us));
  }
  return first_ms;
}

/// The limit on waitUntil ends the context before this timer of its own goes off.
bool BurstWorld::outlasts_its_limit(const sim::Event& timer, const RequestContext& context) const {
  return is_own_timer(timer) && timer.owner == context.owner && config_.wait_until_limit_us &&
         context.state == ContextState::draining &&
         timer.at_us >= context.draining_since_us + *config_.wait_until_limit_us;
}

/// Its context has to end before, and can.
bool BurstWorld::never_goes_off(const sim::Event& timer) const {
  if (timer.owner == sim::nobody) return false;
  const RequestContext& context = world_->runtime().contexts()[timer.owner.slot];
  return outlasts_its_limit(timer, context) && drains_first(context) && may_end_here(context);
}

}  // namespace stalemate::model
