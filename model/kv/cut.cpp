// What becomes of operations whose context dies.
//
// Observed on workerd with a server that answers late: a cancelled put was, depending on the
// instant, never sent, aborted within its body, or aborted with its body complete and committed by
// the server all the same. The program sees nothing in any case. When the put has been issued but
// the response ends in the same turn of the event loop, releases differ: those before 2026-11 send
// it and then abort, 2026-11-17 sends nothing.

#include "model/kv/namespace.h"
#include "model/world_event.h"

namespace stalemate::model {

void KvNamespace::cut(sim::OwnerId owner) {
  if (owner.slot < begun_.size()) begun_[owner.slot] = 0;
  for (std::size_t index = 0; index < operations_.size();) {
    const std::uint32_t id = operations_[index].id;
    if (operations_[index].owner == owner) {
      KvOperation& operation = operations_[index];
      sim::release(operation.promise);
      operation.promise = nullptr;
      operation.owner = sim::nobody;
      if (operation.kind == KvOperationKind::get || operation.phase == KvPhase::committed) {
        chance_->kernel().retract(kv_get_arrives_event, id);
        chance_->kernel().retract(kv_acknowledge_event, id);
        erase(operation);
      } else {
        cut_write(operation);
      }
    }
    // An erased operation makes room for the next at the same place.
    if (index < operations_.size() && operations_[index].id == id) ++index;
  }
}

void KvNamespace::cut_write(KvOperation& operation) {
  sim::Kernel& kernel = chance_->kernel();
  const bool put = operation.kind == KvOperationKind::put;
  switch (operation.phase) {
    case KvPhase::waiting:
      record(put ? EventKind::put_cut_unsent : EventKind::delete_cut, operation, 0);
      erase(operation);
      break;
    case KvPhase::queued:
      kernel.retract(kv_send_event, operation.id);
      cut_queued_write(operation);
      break;
    case KvPhase::sent:
      // A body that breaks off does not match its declared length: nothing is stored.
      kernel.retract(kv_body_complete_event, operation.id);
      record(put ? EventKind::put_cut_partly_sent : EventKind::delete_cut, operation, 0);
      erase(operation);
      break;
    case KvPhase::body_complete:
      kernel.retract(kv_commit_event, operation.id);
      kernel.retract(kv_reset_event, operation.id);
      cut_complete_write(operation);
      break;
    default:
      SIM_ASSERT(operation.phase == KvPhase::body_complete);
  }
}

void KvNamespace::cut_queued_write(KvOperation& operation) {
  static constexpr sim::Name fates[] = {{"never sent"}, {"partly sent"}, {"completely sent"}};
  std::uint32_t fate = 0;
  if (config_->runtime.unsent_put == UnsentPut::any) {
    fate = chance_->kernel().gate().choose({"cut before it is sent, write of", operation.request},
                                           sim::ChoiceKind::order, fates);
  } else if (config_->runtime.unsent_put == UnsentPut::complete) {
    fate = 2;
  }
  const bool put = operation.kind == KvOperationKind::put;
  if (fate == 2) {
    operation.phase = KvPhase::body_complete;
    cut_complete_write(operation);
    return;
  }
  const EventKind kind = fate == 0 ? EventKind::put_cut_unsent : EventKind::put_cut_partly_sent;
  record(put ? kind : EventKind::delete_cut, operation, 0);
  erase(operation);
}

void KvNamespace::cut_complete_write(KvOperation& operation) {
  const bool put = operation.kind == KvOperationKind::put;
  if (put) record(EventKind::put_cut_complete, operation, 0);
  static constexpr sim::Name fates[] = {{"lost"}, {"committed late"}};
  std::uint32_t fate = 0;
  if (config_->runtime.cut_put == CutPut::any) {
    fate = chance_->kernel().gate().choose({"cut when complete, write of", operation.request},
                                           sim::ChoiceKind::order, fates);
  } else if (config_->runtime.cut_put == CutPut::late) {
    fate = 1;
  }
  if (fate == 0) {
    record(put ? EventKind::put_lost : EventKind::delete_cut, operation, 0);
    erase(operation);
    return;
  }
  const Microseconds delay_us = chance_->duration(config_->latencies.kv_late_commit,
                                                  {"late commit of request", operation.request});
  chance_->kernel().post(delay_us, kv_commit_event, sim::nobody, operation.id);
}

void KvNamespace::add_late_write(KvOperationKind kind, std::uint32_t colo, Key key,
                                 const KvValue& value) {
  KvOperation& operation = operations_.emplace_back();
  operation.id = next_id_++;
  operation.kind = kind;
  operation.phase = KvPhase::body_complete;
  operation.owner = sim::nobody;
  operation.colo = colo;
  operation.key = key;
  operation.value = value;
  chance_->kernel().post(0, kv_commit_event, sim::nobody, operation.id);
}

bool KvNamespace::has_uncovered_write(sim::OwnerId owner) const {
  for (const KvOperation& operation : operations_) {
    const bool write = operation.kind != KvOperationKind::get;
    if (write && operation.owner == owner && operation.phase < KvPhase::committed) return true;
  }
  return false;
}

}  // namespace stalemate::model
