#include "tests/model/invariants.h"

#include <algorithm>

#include <fmt/format.h>

#include "model/describe.h"
#include "model/kv/value.h"
#include "tests/model/run_comparison.h"
#include "tests/model/stepped_run.h"

namespace stalemate::model {

namespace {

bool is_about_no_request(EventKind kind) {
  return is_of_isolate(kind) || kind == EventKind::data_changed ||
         kind == EventKind::unhandled_rejection || kind == EventKind::chaos_over ||
         kind == EventKind::burst_started || kind == EventKind::healing_known;
}

/// What may still be told of a request whose context has ended.
bool may_follow_the_end(EventKind kind) {
  switch (kind) {
    case EventKind::write_uncovered:
    case EventKind::served_error:
    case EventKind::put_cut_unsent:
    case EventKind::put_cut_partly_sent:
    case EventKind::put_cut_complete:
    case EventKind::put_lost:
    case EventKind::delete_cut:
    case EventKind::put_committed_late:
    case EventKind::put_rejected:
    case EventKind::delete_committed_late:
    case EventKind::delete_rejected:
      return true;
    default:
      return false;
  }
}

}  // namespace

Invariants::Invariants(const WorldConfig& config, const World& world)
    : config_(&config), world_(&world) {
  for (Key key = 0; key < first_tag_key; ++key) {
    if (config.page.initial[key].present) store_.write(key, 0, -1, PlainStore::never);
  }
}

void Invariants::check(bool holds, const std::string& sentence) {
  if (!holds && broken_.empty()) {
    broken_ = fmt::format("at {} us: {}", world_->kernel().now_us(), sentence);
  }
}

void Invariants::record(const sim::TraceEvent& event) {
  const auto kind = static_cast<EventKind>(event.kind);
  const std::string line = describe(event, *config_);
  check(event.at_us >= now_us_, "clock: it went back before " + line);
  check(event.at_us == world_->kernel().now_us(), "clock: it stands elsewhere at " + line);
  now_us_ = event.at_us;
  // What comes after is shown, and counts no more.
  if (count_[static_cast<std::size_t>(EventKind::healing_known)] == 0)
    trace_.record(event, nullptr);
  ++count_[event.kind];

  if (kind == EventKind::isolate_evicted) forget_slots(event.detail);
  if (kind == EventKind::isolate_replaced) record_replacement(event.detail, event.extra);
  if (is_about_no_request(kind)) return;
  Request& request = requests_[event.subject];
  if (kind == EventKind::request_arrived) {
    check(!request.arrived, "requests: a second arrival, " + line);
    check(event.subject == 1 || requests_.contains(event.subject - 1), "requests: a gap, " + line);
    request.arrived = true;
    request.isolate = static_cast<std::uint32_t>(event.detail);
    request.page = page_key(static_cast<Artifact>(event.extra));
    ++live_;
    return;
  }
  if (kind == EventKind::isolate_started) return;
  check(request.arrived, "requests: before its arrival, " + line);
  check(!request.ended || may_follow_the_end(kind), "death: after the context's end, " + line);
  record_life(kind, event, request);
  record_answer(kind, event, request);
  record_render(kind, event, request);
  record_slot(kind, event, request);
  record_operation(kind, event, request);
}

void Invariants::record_life(EventKind kind, const sim::TraceEvent& event, Request& request) {
  switch (kind) {
    case EventKind::client_gone:
      request.client_gone = true;
      break;
    case EventKind::context_ended:
      check_normal_end(event.subject, request);
      [[fallthrough]];
    case EventKind::context_cut:
    case EventKind::wait_until_limit_reached:
    case EventKind::hang_detected:
    case EventKind::cpu_limit_exceeded:
    case EventKind::memory_limit_exceeded:
    case EventKind::deploy_grace_over:
      check(!request.ended, fmt::format("requests: {} ends twice", event.subject));
      request.ended = true;
      --live_;
      if (request.isolate >= world_->runtime().place_count() && !anybody_in(request.isolate)) {
        forget_slots(request.isolate);
      }
      break;
    case EventKind::write_uncovered:
      request.uncovered = true;
      break;
    default:
      break;
  }
}

void Invariants::forget_slots(std::int64_t isolate) {
  for (auto& [place, taken] : slots_) {
    if (place.first == isolate) taken = false;
  }
}

bool Invariants::anybody_in(std::uint32_t isolate) const {
  return std::any_of(requests_.begin(), requests_.end(), [isolate](const auto& entry) {
    const Request& request = entry.second;
    return request.arrived && !request.ended && request.isolate == isolate;
  });
}

/// The old one is known by another number from now on, if it still has something to do.
void Invariants::record_replacement(std::int64_t place, std::int64_t old) {
  const bool busy = anybody_in(static_cast<std::uint32_t>(place));
  check(busy == (old != place), "replacement: a busy isolate and no other goes on elsewhere");
  if (!busy) return forget_slots(place);
  check(!anybody_in(static_cast<std::uint32_t>(old)), "replacement: by an isolate in use");
  for (auto& [number, request] : requests_) {
    if (!request.ended && request.isolate == place) {
      request.isolate = static_cast<std::uint32_t>(old);
    }
  }
  for (Key key = 0; key < key_limit; ++key) {
    slots_[{static_cast<std::uint32_t>(old), key}] =
        slots_[{static_cast<std::uint32_t>(place), key}];
    slots_[{static_cast<std::uint32_t>(place), key}] = false;
  }
}

void Invariants::check_normal_end(std::uint32_t number, Request& request) {
  const auto open = [](const auto& entry) { return entry.second.begun > entry.second.decided; };
  request.left_write_open = std::any_of(request.puts.begin(), request.puts.end(), open) ||
                            std::any_of(request.deletes.begin(), request.deletes.end(), open);
  for (const RequestContext& context : world_->runtime().contexts()) {
    if (context.request != number || context.state == ContextState::gone) continue;
    check(context.state == ContextState::draining && context.wait_until_pending == 0,
          fmt::format("waitUntil: request {} ends while something keeps it alive", number));
    return;
  }
  check(false, fmt::format("contexts: request {} ends without a context", number));
}

void Invariants::record_answer(EventKind kind, const sim::TraceEvent& event, Request& request) {
  const bool stored = kind == EventKind::served_hit || kind == EventKind::served_stale;
  const bool answer = stored || kind == EventKind::served_miss || kind == EventKind::served_error ||
                      kind == EventKind::response_ended;
  if (!answer) return;
  const std::string line = describe(event, *config_);
  ++request.answers;
  check(request.answers == 1, "requests: answered twice, " + line);
  check(!request.client_gone, "requests: the client has gone, " + line);
  const PackedGeneration value = packed(event.detail, event.extra);
  if (stored) check(store_.ever_held(request.page, value), "served: never stored, " + line);
  if (kind == EventKind::served_miss) {
    check(value == request.finished_render, "served: not what was rendered, " + line);
  }
}

void Invariants::record_render(EventKind kind, const sim::TraceEvent& event, Request& request) {
  switch (kind) {
    case EventKind::render_started:
      ++request.renders_begun;
      request.render = packed(event.detail + 1, event.extra);
      break;
    case EventKind::render_without_caching:
      uncacheable_[request.render] = true;
      break;
    case EventKind::render_finished:
      request.finished_render = packed(event.detail + 1, event.extra);
      [[fallthrough]];
    case EventKind::render_threw:
    case EventKind::render_hangs:
    case EventKind::render_never_settles:
    case EventKind::orphaned_promise_rejected:
      ++request.renders_ended;
      break;
    default:
      return;
  }
  check(request.renders_ended <= request.renders_begun,
        fmt::format("renders: one of request {} ends twice", event.subject));
}

void Invariants::record_slot(EventKind kind, const sim::TraceEvent& event, const Request& request) {
  bool& taken = slots_[{request.isolate, static_cast<Key>(event.detail)}];
  const std::string line = describe(event, *config_);
  if (kind == EventKind::regeneration_started) {
    check(!taken, "slots: the slot is taken, " + line);
    taken = true;
  } else if (kind == EventKind::regeneration_deduplicated) {
    check(taken, "slots: the slot is free, " + line);
  } else if (kind == EventKind::regeneration_slot_freed) {
    check(taken, "slots: freed twice, " + line);
    taken = false;
  }
}

// --- the end of the run

void Invariants::at_end(const RunResult& result) {
  check(trace_.hash() == result.trace.hash(), "the sink has not seen what was hashed");
  const auto violated = [&result](Property property) {
    return result.findings[static_cast<std::size_t>(property)].verdict == Verdict::violated;
  };
  const auto occurred = [this](EventKind kind) {
    return count_[static_cast<std::size_t>(kind)] > 0;
  };
  check(violated(Property::no_orphaned_regeneration_slot) ==
            occurred(EventKind::regeneration_slot_orphaned),
        "findings: orphaned slots");
  check(violated(Property::no_uncovered_write) == occurred(EventKind::write_uncovered),
        "findings: uncovered writes");
  for (const Finding& finding : result.findings) {
    check(finding.at_us <= result.ended_at_us, "findings: later than the end");
    check(finding.isolate < world_->runtime().isolate_count(), "findings: no such isolate");
  }
  for (const auto& [number, request] : requests_) {
    const bool answered = request.answers > 0 || request.client_gone;
    check(!request.ended || answered, fmt::format("requests: {} ended unanswered", number));
    check(request.uncovered == request.left_write_open,
          fmt::format("findings: uncovered writes of request {}", number));
  }
  for (const KvOperation& operation : world_->kv().in_flight()) {
    check(operation.owner != sim::nobody, "store: a late write that is over is still in flight");
  }
  check_faults();
  check_store();
  check_contexts();
}

WatchedRun watched_run(const WorldConfig& config, std::uint64_t seed) {
  WatchedRun watched;
  SteppedRun run(config, seed);
  Invariants invariants(config, run.world());
  run.watch(&invariants);
  run.begin();
  while (run.step()) invariants.after_step();
  watched.result = run.finish();
  invariants.at_end(watched.result);
  watched.broken = invariants.broken();
  if (!watched.broken.empty()) return watched;

  Simulation simulation(config);
  sim::RandomExplorer explorer(seed);
  if (!same(simulation.run(explorer), watched.result)) {
    watched.broken = "the simulation gives another result";
  }
  return watched;
}

}  // namespace stalemate::model
