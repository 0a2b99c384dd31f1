// The way of a put or delete from the program to the central store, and what the store answers.

#include "model/kv/limits.h"
#include "model/kv/namespace.h"
#include "model/world_event.h"

namespace stalemate::model {

void KvNamespace::send(KvOperation& operation) {
  SIM_ASSERT(operation.phase == KvPhase::queued);
  operation.phase = KvPhase::sent;
  Microseconds upload_us = 0;
  if (operation.kind == KvOperationKind::put) {
    record(EventKind::put_sent, operation, packed(operation.value));
    upload_us = chance_->duration(config_->latencies.kv_upload,
                                  {"upload of a put of request", operation.request});
  }
  if (upload_us == 0) {
    body_complete(operation);
  } else {
    chance_->kernel().post(upload_us, kv_body_complete_event, sim::nobody, operation.id);
  }
}

void KvNamespace::body_complete(KvOperation& operation) {
  operation.phase = KvPhase::body_complete;
  const bool put = operation.kind == KvOperationKind::put;
  if (put) {
    record(EventKind::put_body_complete, operation, packed(operation.value));
    if (follow_script(operation)) return;
  }
  const Microseconds delay_us =
      put ? chance_->duration(config_->latencies.kv_put,
                              {"time of a put of request", operation.request})
          : chance_->duration(config_->latencies.kv_delete,
                              {"time of a delete of request", operation.request});
  chance_->kernel().post(delay_us, kv_commit_event, sim::nobody, operation.id);
}

bool KvNamespace::follow_script(KvOperation& operation) {
  if (scripts_over_) return false;
  sim::Kernel& kernel = chance_->kernel();
  for (const PutScript& script : config_->puts) {
    if (script.ordinal != operation.ordinal) continue;
    switch (script.kind) {
      case PutScriptKind::never_answered:
        record(EventKind::put_never_answered, operation, packed(operation.value));
        return true;
      case PutScriptKind::too_many_requests:
        operation.scripted = true;
        return false;
      case PutScriptKind::connection_reset:
        kernel.post(script.after_us, kv_reset_event, sim::nobody, operation.id);
        operation.commits_after_reset = script.commit_after_us.has_value();
        if (script.commit_after_us) {
          kernel.post(*script.commit_after_us, kv_commit_event, sim::nobody, operation.id);
        }
        return true;
    }
  }
  return false;
}

bool KvNamespace::commit(KvOperation& operation) {
  const bool put = operation.kind == KvOperationKind::put;
  if (operation.owner == sim::nobody) {
    commit_late(operation);
    return false;
  }
  if (operation.commits_after_reset) chance_->kernel().retract(kv_reset_event, operation.id);
  operation.outcome = outcome_of(operation);
  if (operation.outcome == Error::hung) {
    operation.outcome = Error::none;
    record(EventKind::put_never_answered, operation, packed(operation.value));
    return false;
  }
  operation.phase = KvPhase::committed;
  if (operation.outcome == Error::none) {
    apply(operation, false);
  } else if (operation.outcome == Error::network_connection_lost) {
    record(EventKind::put_connection_lost, operation, packed(operation.value));
    static constexpr sim::Name fates[] = {{"lost"}, {"committed"}};
    if (chance_->kernel().gate().choose({"fate of the put of request", operation.request},
                                        sim::ChoiceKind::order, fates) == 1) {
      apply(operation, false);
    } else {
      record(EventKind::put_lost, operation, packed(operation.value));
    }
  } else {
    record(put ? EventKind::put_rejected : EventKind::delete_rejected, operation,
           static_cast<std::int64_t>(operation.outcome));
  }
  return reply(operation);
}

/// Nobody waits any more: the write of a dead context, or one whose connection was reset. The store
/// judges it like any other.
void KvNamespace::commit_late(KvOperation& operation) {
  const Error refused = outcome_by_rule(operation);
  if (refused == Error::none) {
    apply(operation, true);
  } else {
    record(operation.kind == KvOperationKind::put ? EventKind::put_rejected
                                                  : EventKind::delete_rejected,
           operation, static_cast<std::int64_t>(refused));
  }
  erase(operation);
}

Error KvNamespace::outcome_of(const KvOperation& operation) {
  if (operation.scripted) return Error::put_too_many_requests;
  const Error refused = outcome_by_rule(operation);
  return refused != Error::none ? refused : faulty_outcome_of(operation);
}

/// What the store says by its own rules, without any fault.
Error KvNamespace::outcome_by_rule(const KvOperation& operation) {
  const bool put = operation.kind == KvOperationKind::put;
  if (put && is_page_key(operation.key)) {
    const Error refused = check_put(config_->page, operation.ttl_ms);
    if (refused != Error::none) return refused;
  }
  sim::Kernel& kernel = chance_->kernel();
  const Microseconds interval_us = config_->kv.write_interval_us;
  if (interval_us > 0 && store_.written_within(operation.key, interval_us, kernel.now_us())) {
    // The documented rule; how exactly it is enforced is not documented, so both are explored.
    static constexpr sim::Name answers[] = {{"429"}, {"accepted"}};
    const std::uint32_t accepted =
        kernel.gate().choose({"second write within the interval, request", operation.request},
                             sim::ChoiceKind::order, answers);
    if (accepted == 0) {
      return put ? Error::put_too_many_requests : Error::delete_too_many_requests;
    }
  }
  return Error::none;
}

Error KvNamespace::faulty_outcome_of(const KvOperation& operation) {
  if (operation.kind == KvOperationKind::remove) {
    const auto fault =
        chance_->fault({"delete of request", operation.request}, "accepted", {Fault::delete_5xx});
    return fault ? Error::delete_failed : Error::none;
  }
  const auto fault = chance_->fault(
      {"put of request", operation.request}, "accepted",
      {Fault::put_429, Fault::put_5xx, Fault::put_connection_lost, Fault::put_never_answered});
  if (!fault) return Error::none;
  switch (*fault) {
    case Fault::put_429:
      return Error::put_too_many_requests;
    case Fault::put_5xx:
      return Error::put_failed;
    case Fault::put_connection_lost:
      return Error::network_connection_lost;
    default:
      return Error::hung;
  }
}

void KvNamespace::apply(KvOperation& operation, bool late) {
  sim::Kernel& kernel = chance_->kernel();
  const Microseconds now_us = kernel.now_us();
  if (operation.kind == KvOperationKind::put) {
    const Microseconds expires_at_us = operation.ttl_ms == 0 || !config_->kv.entries_age
                                           ? CentralStore::never
                                           : now_us + sim::from_milliseconds(operation.ttl_ms);
    store_.write(operation.key, operation.value, expires_at_us, now_us);
    record(late ? EventKind::put_committed_late : EventKind::put_committed, operation,
           packed(operation.value));
  } else {
    store_.remove(operation.key, now_us);
    record(late ? EventKind::delete_committed_late : EventKind::delete_committed, operation, 0);
  }
  if (!config_->kv.read_cache) return;
  // "Usually immediately visible in the location at which they are made", and not guaranteed.
  static constexpr sim::Name views[] = {{"sees the write"}, {"keeps its copy"}};
  if (kernel.gate().choose({"read cache at a write of request", operation.request},
                           sim::ChoiceKind::order, views) == 0) {
    caches_[operation.colo].drop(operation.key);
  }
}

}  // namespace stalemate::model
