#include "model/kv/namespace.h"

#include <algorithm>
#include <iterator>

#include "model/world_event.h"

namespace stalemate::model {

using sim::AnyPromise;
using sim::OwnerId;
using sim::Promise;

KvNamespace::KvNamespace(Chance& chance, const WorldConfig& config, sim::Arena& arena)
    : chance_(&chance),
      config_(&config),
      store_(arena),
      caches_(sim::ArenaAllocator<ReadCache>(arena)),
      operations_(sim::ArenaAllocator<KvOperation>(arena)),
      begun_(sim::ArenaAllocator<std::uint32_t>(arena)) {
  operations_.reserve(4);
  if (!config.kv.read_cache) return;
  for (std::size_t colo = 0; colo < config.isolates_per_colo.size(); ++colo) {
    caches_.emplace_back(arena);
  }
}

KvNamespace::~KvNamespace() {
  for (KvOperation& operation : operations_) sim::release(operation.promise);
}

void KvNamespace::record(EventKind kind, const KvOperation& operation, std::int64_t extra) {
  chance_->record(kind, operation.request, static_cast<std::int64_t>(operation.key), extra);
}

// --- in flight

KvOperation* KvNamespace::find(std::uint32_t id) {
  for (KvOperation& operation : operations_) {
    if (operation.id != id) continue;
    chance_->kernel().touch(operation.owner);
    return &operation;
  }
  return nullptr;
}

void KvNamespace::erase(KvOperation& operation) {
  const auto place = &operation - operations_.data();
  SIM_ASSERT(place >= 0 && place < std::ssize(operations_));
  sim::release(operation.promise);
  operations_.erase(operations_.begin() + place);
}

OwnerId KvNamespace::deliver(const sim::Event& event) {
  KvOperation* const operation = find(event.subject);
  SIM_ASSERT(operation != nullptr);
  bool answered = false;
  switch (event.kind) {
    case kv_get_arrives_event:
      answered = arrive(*operation);
      break;
    case kv_send_event:
      send(*operation);
      break;
    case kv_body_complete_event:
      body_complete(*operation);
      break;
    case kv_commit_event:
      answered = commit(*operation);
      break;
    case kv_reset_event:
      operation->outcome = Error::network_connection_lost;
      record(EventKind::put_connection_lost, *operation, packed(operation->value));
      answered = true;
      break;
    default:
      SIM_ASSERT(event.kind == kv_acknowledge_event);
      answered = true;
  }
  return answered ? settle(*operation) : sim::nobody;
}

// --- reading

bool KvNamespace::arrive(KvOperation& operation) {
  const Microseconds now_us = chance_->kernel().now_us();
  const bool failed = chance_->fault({"get of request", operation.request}, "answered",
                                     {Fault::get_5xx}) == Fault::get_5xx;
  if (failed) {
    operation.outcome = Error::get_failed;
  } else if (config_->kv.read_cache && caches_[operation.colo].holds(operation.key, now_us)) {
    static constexpr sim::Name alternatives[] = {{"the cached copy"}, {"a renewed copy"}};
    const std::uint32_t renewed = chance_->kernel().gate().choose(
        {"read cache answers request", operation.request}, sim::ChoiceKind::order, alternatives);
    if (renewed == 1) {
      read_from_store(operation);
    } else {
      operation.answer(caches_[operation.colo].at(operation.key));
      record(operation.found ? EventKind::read_cache_hit : EventKind::negative_read_cache_hit,
             operation, packed(operation.value));
    }
  } else {
    read_from_store(operation);
  }
  operation.phase = KvPhase::answered;
  note_due_read(operation);
  return reply(operation);
}

void KvNamespace::note_due_read(const KvOperation& operation) {
  if (!is_page_key(operation.key)) return;
  const std::int64_t now_ms = wall_clock_ms(chance_->kernel().now_us());
  const KvValue& value = operation.value;
  // To a handler that goes by it, an entry past its end is none.
  const bool ended = value.expire_at_ms != null_instant && now_ms > value.expire_at_ms;
  if (operation.outcome != Error::none || !operation.found || ended) {
    due_reads_.absent[operation.key] = true;
  } else if (value.revalidate_at_ms != null_instant && now_ms > value.revalidate_at_ms) {
    due_reads_.expired[operation.key] = true;
  }
}

void KvNamespace::read_from_store(KvOperation& operation) {
  const Microseconds now_us = chance_->kernel().now_us();
  operation.answer(store_.read(operation.key, now_us));
  if (config_->kv.read_cache) {
    // An entry's own expiry wins over cacheTtl.
    const Microseconds expires_at_us =
        operation.found ? store_.at(operation.key).expires_at_us : CentralStore::never;
    caches_[operation.colo].fill(operation.key, operation.read(),
                                 std::min(now_us + config_->kv.cache_ttl_us, expires_at_us));
  }
}

/// The answer travels back to whoever issued the operation. @return true if it is there at once
bool KvNamespace::reply(KvOperation& operation) {
  const Microseconds delay_us =
      chance_->duration(config_->latencies.kv_reply, {"reply to request", operation.request});
  if (delay_us == 0) return true;
  chance_->kernel().post(delay_us, kv_acknowledge_event, sim::nobody, operation.id);
  return false;
}

/// Runs the code that waits for the operation, which then is over.
OwnerId KvNamespace::settle(KvOperation& operation) {
  sim::Kernel& kernel = chance_->kernel();
  const OwnerId owner = operation.owner;
  const KvOperation done = operation;
  operation.promise = nullptr;
  if (done.commits_after_reset && done.phase == KvPhase::body_complete) {
    operation.owner = sim::nobody;
  } else {
    erase(operation);
  }
  kernel.end_work(owner);
  let_next_depart(owner);
  kernel.enter(owner, 0);
  if (done.kind == KvOperationKind::get) {
    record(done.outcome == Error::none ? EventKind::get_answered : EventKind::get_failed, done,
           done.found ? packed(done.value) : -1);
  } else if (done.outcome == Error::none) {
    record(done.kind == KvOperationKind::put ? EventKind::put_acknowledged
                                             : EventKind::delete_acknowledged,
           done, packed(done.value));
  }
  if (done.outcome != Error::none) {
    AnyPromise(done.promise).reject(rejection(done.outcome));
  } else if (done.kind == KvOperationKind::get) {
    Promise<KvRead>(done.promise).fulfil(done.read());
  } else {
    Promise<>(done.promise).fulfil(sim::Done{});
  }
  kernel.leave();
  sim::release(done.promise);
  return owner;
}

}  // namespace stalemate::model
