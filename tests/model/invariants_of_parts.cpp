// The invariants of the parts of a world: operations, store, contexts, slots.

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "model/describe.h"
#include "tests/model/invariants.h"

namespace stalemate::model {

namespace {

bool is_commit(EventKind kind) {
  return kind == EventKind::put_committed || kind == EventKind::put_committed_late ||
         kind == EventKind::delete_committed || kind == EventKind::delete_committed_late;
}
bool begins_operation(EventKind kind) {
  return kind == EventKind::get_sent || kind == EventKind::put_queued ||
         kind == EventKind::delete_queued;
}
bool ends_operation(EventKind kind) {
  switch (kind) {
    case EventKind::get_answered:
    case EventKind::get_failed:
    case EventKind::put_acknowledged:
    case EventKind::put_rejected:
    case EventKind::put_connection_lost:
    case EventKind::put_cut_unsent:
    case EventKind::put_cut_partly_sent:
    case EventKind::put_cut_complete:
    case EventKind::delete_acknowledged:
    case EventKind::delete_rejected:
    case EventKind::delete_cut:
      return true;
    default:
      return false;
  }
}
bool decides_operation(EventKind kind) {
  return is_commit(kind) || kind == EventKind::put_rejected || kind == EventKind::delete_rejected ||
         kind == EventKind::put_connection_lost;
}

/// Kinds of operations by the first word of their events' names.
enum class Sort { none, get, put, remove };
Sort sort_of(EventKind kind) {
  const std::string_view text = name(kind);
  if (text.starts_with("get-")) return Sort::get;
  if (text.starts_with("put-")) return Sort::put;
  if (text.starts_with("delete-")) return Sort::remove;
  return Sort::none;
}

}  // namespace

// --- operations and the store

void Invariants::record_operation(EventKind kind, const sim::TraceEvent& event, Request& request) {
  const Sort sort = sort_of(kind);
  if (sort == Sort::none) return;
  auto& of_sort = sort == Sort::get   ? request.gets
                  : sort == Sort::put ? request.puts
                                      : request.deletes;
  Operation& operation = of_sort[static_cast<Key>(event.detail)];
  const std::string line = describe(event, *config_);
  const bool refused = kind == EventKind::put_rejected || kind == EventKind::delete_rejected;
  // What the store says of a write whose program is dead, or knows that it failed, ends nothing.
  const bool late = refused && (request.ended || operation.decided > 0);
  if (begins_operation(kind)) ++operation.begun;
  if (ends_operation(kind) && !late) ++operation.ended;
  if (is_commit(kind) || kind == EventKind::put_lost) ++operation.committed;
  if (decides_operation(kind)) ++operation.decided;
  check(operation.begun > 0, "operations: before it was begun, " + line);
  check(operation.ended <= operation.begun, "operations: ends twice, " + line);
  check(operation.committed <= operation.begun, "operations: commits twice, " + line);
  if (refused) ++count_by_error_[{kind, event.extra}];
  if (is_commit(kind)) record_commit(kind, event);
  if (kind == EventKind::get_answered) check_read(event);
}

void Invariants::record_commit(EventKind kind, const sim::TraceEvent& event) {
  const auto key = static_cast<Key>(event.detail);
  if (sort_of(kind) == Sort::put) {
    store_.write(key, event.extra, event.at_us, expiry(key, event.extra));
  } else {
    store_.remove(key, event.at_us);
  }
}

/// When an entry that is committed now will expire.
sim::Microseconds Invariants::expiry(Key key, PackedGeneration value) const {
  constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;
  const PageConfig& page = config_->page;
  std::int64_t ttl_ms = page.kv_ttl_ms;
  if (config_->handler.generation == Generation::vinext_0_0_26) {
    ttl_ms = std::min(std::max<std::int64_t>(10 * page.revalidate_ms, 60'000), 30 * day_ms);
  }
  if (!is_page_key(key)) ttl_ms = 30 * day_ms;
  if (is_page_key(key) && uncacheable_.contains(value)) return PlainStore::never;
  return now_us_ + sim::from_milliseconds(ttl_ms);
}

void Invariants::check_read(const sim::TraceEvent& event) {
  sim::Microseconds from_us = event.at_us - config_->latencies.kv_reply.high_us;
  if (config_->kv.read_cache) from_us -= config_->kv.cache_ttl_us;
  const auto key = static_cast<Key>(event.detail);
  check(store_.readable_within(key, event.extra, from_us, event.at_us),
        "reads: never there, " + describe(event, *config_));
}

void Invariants::check_store() {
  const sim::Microseconds now_us = world_->kernel().now_us();
  for (Key key = 0; key < key_limit; ++key) {
    const KvRead read = world_->kv().store().read(key, now_us);
    const RenderId& render = read.value.generation;
    const PackedGeneration value =
        read.found == 0 ? nothing_found
                        : (static_cast<std::int64_t>(render.isolate) << 32) | render.of_isolate;
    check(value == store_.read(key, now_us),
          fmt::format("store: key {} holds {:x} and should hold {:x}", key, value,
                      store_.read(key, now_us)));
  }
  for (const KvOperation& operation : world_->kv().in_flight()) {
    check(world_->kernel().alive(operation.owner), "store: an operation of a dead context");
  }
}

// --- the world after a step

void Invariants::after_step() {
  check_store();
  check_contexts();
  check_slots();
}

void Invariants::check_contexts() {
  const Runtime& runtime = world_->runtime();
  std::uint32_t of_isolates = 0;
  for (std::uint32_t number = 0; number < runtime.isolate_count(); ++number) {
    of_isolates += runtime.isolate(number).live_contexts;
  }
  std::uint32_t not_gone = 0;
  for (const RequestContext& context : runtime.contexts()) {
    if (context.state == ContextState::gone) continue;
    ++not_gone;
    check(world_->kernel().alive(context.owner), "contexts: one lives on without its owner");
  }
  check(runtime.live_contexts() == live_, "contexts: the runtime counts others than arrived");
  check(of_isolates == live_, "contexts: the isolates count others than arrived");
  check(not_gone == live_, "contexts: there are others than arrived");
}

void Invariants::check_slots() {
  const Runtime& runtime = world_->runtime();
  for (std::uint32_t number = 0; number < runtime.isolate_count(); ++number) {
    std::set<Key> keys;
    for (const auto& slot : runtime.isolate(number).pending_regenerations.slots()) {
      check(keys.insert(slot.key).second, "slots: two for one key");
      check(slots_[{number, slot.key}], "slots: one that nobody took");
      const bool orphaned = !world_->kernel().alive(slot.promise.creator());
      const auto lease = static_cast<std::size_t>(Property::no_orphaned_regeneration_slot);
      check(!orphaned || runtime.isolate(number).replaced ||
                runtime.findings()[lease].verdict == Verdict::violated,
            "findings: an orphaned slot that was not found");
    }
    const auto taken = std::count_if(slots_.begin(), slots_.end(), [number](const auto& entry) {
      return entry.first.first == number && entry.second;
    });
    check(static_cast<std::size_t>(taken) == keys.size(), "slots: one is missing");
  }
}

}  // namespace stalemate::model
