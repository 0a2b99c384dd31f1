// How often each fault has struck, against its budget and what the scenario prescribes.

#include <fmt/format.h>

#include "model/error.h"
#include "tests/model/invariants.h"

namespace stalemate::model {

std::size_t Invariants::prescribed(Fault fault) const {
  std::size_t count = 0;
  const auto has_render = [](const Arrival& arrival, RenderScript script) {
    return arrival.render == script;
  };
  for (const Arrival& arrival : config_->workload) {
    switch (fault) {
      case Fault::context_cut:
        count += arrival.cut_after_us ? 1 : 0;
        break;
      case Fault::disconnect:
        count += arrival.client_gone_after_us ? 1 : 0;
        break;
      case Fault::eviction:
        count += arrival.kind == ArrivalKind::eviction ? 1 : 0;
        break;
      case Fault::deploy:
        count += arrival.kind == ArrivalKind::deploy ? 1 : 0;
        break;
      case Fault::context_missing:
        count += arrival.visible_context == VisibleContext::none ? 1 : 0;
        break;
      case Fault::render_throws:
        count += has_render(arrival, RenderScript::throws) ? 1 : 0;
        break;
      case Fault::render_hangs:
        count += has_render(arrival, RenderScript::hangs) ? 1 : 0;
        break;
      case Fault::render_never_settles:
        count += has_render(arrival, RenderScript::never_settles) ? 1 : 0;
        break;
      case Fault::revalidate_zero:
        count += has_render(arrival, RenderScript::revalidate_zero) ? 1 : 0;
        break;
      default:
        break;
    }
  }
  for (const PutScript& script : config_->puts) {
    const bool lost = script.kind == PutScriptKind::connection_reset;
    const bool unanswered = script.kind == PutScriptKind::never_answered;
    count += (fault == Fault::put_connection_lost && lost) ||
                     (fault == Fault::put_never_answered && unanswered)
                 ? 1
                 : 0;
  }
  return count;
}

std::size_t Invariants::struck(Fault fault) const {
  const auto of = [this](EventKind kind) { return count_[static_cast<std::size_t>(kind)]; };
  const auto with_error = [this](EventKind kind, Error error) -> std::size_t {
    const auto found = count_by_error_.find({kind, static_cast<std::int64_t>(error)});
    return found == count_by_error_.end() ? 0 : found->second;
  };
  switch (fault) {
    case Fault::context_cut:
      return of(EventKind::context_cut);
    case Fault::disconnect:
      return of(EventKind::client_gone);
    case Fault::eviction:
      return of(EventKind::isolate_evicted);
    case Fault::context_missing:
      return of(EventKind::context_not_visible);
    case Fault::render_throws:
      return of(EventKind::render_threw);
    case Fault::render_hangs:
      return of(EventKind::render_hangs);
    case Fault::render_never_settles:
      return of(EventKind::render_never_settles);
    case Fault::revalidate_zero:
      return of(EventKind::render_without_caching);
    case Fault::put_5xx:
      return with_error(EventKind::put_rejected, Error::put_failed);
    case Fault::put_connection_lost:
      return of(EventKind::put_connection_lost);
    case Fault::put_never_answered:
      return of(EventKind::put_never_answered);
    case Fault::get_5xx:
      return of(EventKind::get_failed);
    case Fault::delete_5xx:
      return with_error(EventKind::delete_rejected, Error::delete_failed);
    case Fault::cpu_limit:
      return of(EventKind::cpu_limit_exceeded);
    case Fault::memory_limit:
    case Fault::deploy:
      return 0;  // either replaces isolates, any number of them
    case Fault::put_429:
      return 0;  // the rule answers 429 as well
  }
  return 0;
}

void Invariants::check_faults() {
  for (std::size_t index = 0; index < count_of<Fault>(); ++index) {
    const auto fault = static_cast<Fault>(index);
    check(struck(fault) <= config_->faults.of(fault) + prescribed(fault),
          fmt::format("faults: {} struck too often", name(fault)));
  }
}

}  // namespace stalemate::model
