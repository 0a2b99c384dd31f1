// How operations begin: what is refused at once, what waits for a connection, and what sets out.

#include <algorithm>

#include "model/kv/limits.h"
#include "model/kv/namespace.h"
#include "model/world_event.h"

namespace stalemate::model {

using sim::OwnerId;
using sim::Promise;

KvOperation& KvNamespace::begin(KvOperationKind kind, std::uint32_t colo, Key key) {
  sim::Kernel& kernel = chance_->kernel();
  KvOperation& operation = sim::append(operations_);
  operation.id = next_id_++;
  operation.kind = kind;
  operation.owner = kernel.current_owner();
  operation.request = kernel.label(operation.owner);
  operation.colo = colo;
  operation.key = key;
  kernel.begin_work(operation.owner);
  return operation;
}

Error KvNamespace::refusal(Key key, Error too_long) const {
  return is_page_key(key) ? check_key(config_->page, too_long) : Error::none;
}

/// The limit on operations of one request: the promise of one too many is rejected. Source:
/// developers.cloudflare.com/kv/platform/limits ("Operations/Worker invocation").
bool KvNamespace::may_begin() {
  const std::uint32_t limit = config_->runtime.kv_operations;
  if (limit == 0) return true;
  sim::Kernel& kernel = chance_->kernel();
  const std::size_t slot = kernel.current_owner().slot;
  while (slot >= begun_.size()) sim::append(begun_) = 0;
  if (begun_[slot] < limit) {
    ++begun_[slot];
    return true;
  }
  chance_->record(EventKind::operation_refused, kernel.label(kernel.current_owner()));
  return false;
}

std::uint32_t KvNamespace::connections_of(OwnerId owner) const {
  return static_cast<std::uint32_t>(
      std::count_if(operations_.begin(), operations_.end(), [owner](const KvOperation& operation) {
        return operation.owner == owner && operation.phase != KvPhase::waiting;
      }));
}

void KvNamespace::depart_or_wait(KvOperation& operation) {
  const std::uint32_t limit = config_->runtime.connections;
  operation.phase = KvPhase::waiting;
  if (limit == 0 || connections_of(operation.owner) < limit) return depart(operation);
  record(EventKind::connection_awaited, operation, 0);
}

void KvNamespace::depart(KvOperation& operation) {
  sim::Kernel& kernel = chance_->kernel();
  if (operation.kind != KvOperationKind::get) {
    operation.phase = KvPhase::queued;
    kernel.post(0, kv_send_event, sim::nobody, operation.id);
    return;
  }
  operation.phase = KvPhase::sent;
  record(EventKind::get_sent, operation, 0);
  const Microseconds delay_us =
      chance_->duration(config_->latencies.kv_get, {"time of a get of request", operation.request});
  kernel.post(delay_us, kv_get_arrives_event, sim::nobody, operation.id);
}

/// An operation is over: its connection is free.
void KvNamespace::let_next_depart(OwnerId owner) {
  for (KvOperation& operation : operations_) {
    if (operation.owner != owner || operation.phase != KvPhase::waiting) continue;
    return depart(operation);
  }
}

Promise<KvRead> KvNamespace::get(std::uint32_t colo, Key key) {
  sim::Kernel& kernel = chance_->kernel();
  if (const Error refused = refusal(key, Error::get_key_too_long); refused != Error::none) {
    due_reads_.absent[key] = true;
    return kernel.rejected<KvRead>(rejection(refused));
  }
  if (!may_begin()) {
    if (is_page_key(key)) due_reads_.absent[key] = true;
    return kernel.rejected<KvRead>(rejection(Error::too_many_operations));
  }
  Promise<KvRead> promise = kernel.pending<KvRead>();
  KvOperation& operation = begin(KvOperationKind::get, colo, key);
  operation.promise = promise.core();
  sim::retain(operation.promise);
  depart_or_wait(operation);
  return promise;
}

Promise<> KvNamespace::put(std::uint32_t colo, Key key, const KvValue& value, std::int64_t ttl_ms) {
  sim::Kernel& kernel = chance_->kernel();
  if (const Error refused = refusal(key, Error::put_key_too_long); refused != Error::none) {
    return kernel.rejected<sim::Done>(rejection(refused));
  }
  if (!may_begin()) return kernel.rejected<sim::Done>(rejection(Error::too_many_operations));
  Promise<> promise = kernel.pending<sim::Done>();
  KvOperation& operation = begin(KvOperationKind::put, colo, key);
  operation.promise = promise.core();
  sim::retain(operation.promise);
  operation.value = value;
  operation.ttl_ms = ttl_ms;
  operation.ordinal = ++puts_;
  record(EventKind::put_queued, operation, packed(value));
  depart_or_wait(operation);
  return promise;
}

Promise<> KvNamespace::remove(std::uint32_t colo, Key key) {
  sim::Kernel& kernel = chance_->kernel();
  if (const Error refused = refusal(key, Error::delete_key_too_long); refused != Error::none) {
    return kernel.rejected<sim::Done>(rejection(refused));
  }
  if (!may_begin()) return kernel.rejected<sim::Done>(rejection(Error::too_many_operations));
  Promise<> promise = kernel.pending<sim::Done>();
  KvOperation& operation = begin(KvOperationKind::remove, colo, key);
  operation.promise = promise.core();
  sim::retain(operation.promise);
  record(EventKind::delete_queued, operation, 0);
  depart_or_wait(operation);
  return promise;
}

}  // namespace stalemate::model
