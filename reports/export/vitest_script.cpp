#include "reports/export/vitest_script.h"

#include <cstdlib>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "model/describe.h"
#include "model/event_kind.h"

namespace stalemate::reports {

namespace {

using model::EventKind;
using model::WorldConfig;
using scenarios::InputError;
using sim::TraceEvent;

/// What the file's runtime, store and page know nothing of; nothing: they know this world.
std::optional<std::string> strange_world(const WorldConfig& config) {
  const bool pages = config.handler.router == model::Router::pages;
  if (config.page.tags > 0) return "its page carries tags";
  if (config.page.expire_ms) return "its page has an expire time";
  if (config.page.body != model::BodyKind::buffered) return "its responses are streams";
  if (config.page.key != model::KeyName::named) return "its key is one that the store refuses";
  const std::size_t artifacts = pages ? 1 : model::artifact_count;
  for (std::size_t artifact = 0; artifact < artifacts; ++artifact) {
    const model::InitialEntry& entry = config.page.initial[artifact];
    if (entry.present && entry.shape != model::EntryShape::valid) {
      return "its store begins with a broken entry";
    }
  }
  for (const model::Arrival& arrival : config.workload) {
    if (arrival.hold_response_us > 0 || arrival.wait_until_us > 0) {
      return "its requests hold their responses, or register timers of their own";
    }
  }
  return std::nullopt;
}

/// Events that a vitest file cannot make happen, or that stop the page in it for another reason
/// than the handler.
std::optional<std::string> strange_event(const TraceEvent& event) {
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::isolate_evicted:
      return "an isolate is evicted in it";
    case EventKind::isolate_replaced:
      return "an isolate is replaced in it";
    case EventKind::cpu_limit_exceeded:
      return "a request in it is stopped in the midst of its code";
    case EventKind::connection_awaited:
      return "operations of the store wait for connections in it";
    case EventKind::operation_refused:
      return "a request in it may not begin another operation of the store";
    case EventKind::read_cache_hit:
    case EventKind::negative_read_cache_hit:
      return "a read cache of the store answers in it";
    case EventKind::delete_queued:
      return "the handler deletes entries in it";
    case EventKind::tag_invalidated:
      return "tags are invalidated in it";
    case EventKind::render_without_caching:
    case EventKind::store_skipped:
      return "a render in it says that nothing is to be stored";
    case EventKind::module_promise_created:
    case EventKind::orphaned_promise_rejected:
    case EventKind::orphaned_promise_awaited:
      return "a request in it awaits another request's promise";
    case EventKind::foreign_context_visible:
      return "AsyncLocalStorage shows a request another one's context";
    default:
      return std::nullopt;
  }
}

/// What is no part of the calm end of a vitest file, which answers everything.
bool refused_when_calm(const TraceEvent& event) {
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::get_failed:
    case EventKind::put_rejected:
    case EventKind::put_connection_lost:
    case EventKind::put_never_answered:
    case EventKind::render_threw:
    case EventKind::render_hangs:
    case EventKind::render_never_settles:
      return true;
    default:
      return false;
  }
}

class ScriptWriter {
 public:
  explicit ScriptWriter(VitestScript& script) : script_(&script) {}

  /// @return why it cannot be repeated, or nothing
  std::optional<std::string> add(const TraceEvent& event) {
    const auto kind = static_cast<EventKind>(event.kind);
    if (kind == EventKind::burst_started) calm_ = true;
    if (auto reason = strange_event(event)) return reason;
    if (kind == EventKind::request_arrived) {
      if (isolate_ && *isolate_ != event.detail) return "its requests come to several isolates";
      isolate_ = event.detail;
    }
    if (!calm_) {
      note(event, kind);
    } else if (refused_when_calm(event)) {
      return fmt::format("something fails in its calm end, too ({})",
                         model::describe(event, script_->config));
    }
    return std::nullopt;
  }

 private:
  std::string operation(const char* what, std::int64_t key) const {
    const bool pages = script_->config.handler.router == model::Router::pages;
    return pages ? what : fmt::format("{} {}", what, model::describe_key(key, script_->config));
  }

  ScriptRequest& request(const TraceEvent& event) {
    if (script_->requests.size() < event.subject) script_->requests.resize(event.subject);
    return script_->requests[event.subject - 1];
  }

  void step(const TraceEvent& event, StepKind kind, std::string operation = {},
            std::string error = {}) {
    script_->steps.push_back(
        {event.at_us, kind, event.subject, std::move(operation), std::move(error)});
  }

  std::string message_of(std::int64_t error) const {
    return model::message(static_cast<model::Error>(error), script_->config);
  }

  /// A put that is answered at the instant of its commit is one step.
  void acknowledge(const TraceEvent& event) {
    const std::string put = operation("kv.put", event.detail);
    if (!script_->steps.empty()) {
      ScriptStep& latest = script_->steps.back();
      if (latest.kind == StepKind::commit && latest.request == event.subject &&
          latest.operation == put && latest.at_us == event.at_us) {
        latest.kind = StepKind::answer;
        return;
      }
    }
    step(event, StepKind::answer, put);
  }

  /// The store has a put whose connection is lost before its promise knows of either.
  void commit(const TraceEvent& event) {
    step(event, StepKind::commit, operation("kv.put", event.detail));
    if (script_->steps.size() < 2) return;
    ScriptStep& before = script_->steps[script_->steps.size() - 2];
    ScriptStep& latest = script_->steps.back();
    if (before.kind == StepKind::fail && before.request == latest.request &&
        before.operation == latest.operation && before.at_us == latest.at_us) {
      std::swap(before, latest);
    }
  }

  void note(const TraceEvent& event, EventKind kind) {
    switch (kind) {
      case EventKind::request_arrived:
        request(event).artifact = static_cast<model::Artifact>(event.extra);
        return step(event, StepKind::arrive);
      case EventKind::context_not_visible:
        request(event).visible = false;
        return;
      case EventKind::client_gone:
        return step(event, StepKind::gone);
      case EventKind::context_cut:
        return step(event, StepKind::cut);
      case EventKind::context_ended:
        return step(event, StepKind::end);
      case EventKind::get_answered:
        return step(event, StepKind::answer, operation("kv.get", event.detail));
      case EventKind::get_failed:
        return step(event, StepKind::fail, operation("kv.get", event.detail),
                    message_of(static_cast<std::int64_t>(model::Error::get_failed)));
      case EventKind::put_committed:
        return commit(event);
      case EventKind::put_committed_late:
        return step(event, StepKind::commit_late, operation("kv.put", event.detail));
      case EventKind::put_acknowledged:
        return acknowledge(event);
      case EventKind::put_rejected:
        return step(event, StepKind::fail, operation("kv.put", event.detail),
                    message_of(event.extra));
      case EventKind::put_connection_lost:
        return step(event, StepKind::fail, operation("kv.put", event.detail),
                    message_of(static_cast<std::int64_t>(model::Error::network_connection_lost)));
      case EventKind::put_never_answered:
        request(event).unanswered.push_back(operation("kv.put", event.detail));
        return;
      case EventKind::render_finished:
        return step(event, StepKind::answer, "render");
      case EventKind::render_threw:
        return step(event, StepKind::fail, "render",
                    message_of(static_cast<std::int64_t>(model::Error::render_threw)));
      case EventKind::render_never_settles:
        request(event).idle.emplace_back("render");
        [[fallthrough]];
      case EventKind::render_hangs:
        request(event).unanswered.emplace_back("render");
        return;
      default:
        return;
    }
  }

  VitestScript* script_;
  std::optional<std::int64_t> isolate_;
  bool calm_ = false;
};

/// How long contexts stay although nothing keeps them: typically, unless a decision says otherwise.
void read_teardowns(const scenarios::Transcript& transcript, VitestScript& script) {
  const bool at_once = script.config.runtime.teardown == model::Teardown::immediate;
  script.lingers_us = at_once ? 0 : script.config.latencies.teardown.typical_us;
  for (ScriptRequest& request : script.requests) request.lingers_us = script.lingers_us;
  for (const scenarios::Decision& decision : transcript.decisions) {
    for (std::size_t index = 0; index < script.requests.size(); ++index) {
      if (decision.choice.label != fmt::format("teardown of request {}", index + 1)) continue;
      script.requests[index].lingers_us =
          sim::from_milliseconds(std::atoll(decision.choice.taken.c_str()));
    }
  }
  // One that does not stay ends by itself.
  std::erase_if(script.steps, [&script](const ScriptStep& step) {
    return step.kind == StepKind::end && script.requests[step.request - 1].lingers_us == 0;
  });
}

}  // namespace

scenarios::Result<VitestScript> vitest_script(const scenarios::SavedReplay& replay) {
  const model::Finding& finding =
      replay.told.result.findings[static_cast<std::size_t>(replay.result.property)];
  if (finding.verdict == model::Verdict::holds || finding.verdict == model::Verdict::undecided) {
    return InputError{"it violates nothing, and a test that cannot fail tests nothing"};
  }
  VitestScript script;
  script.property = replay.result.property;
  script.config = replay.config;
  if (auto reason = strange_world(script.config)) return InputError{*reason};
  ScriptWriter writer(script);
  for (const TraceEvent& event : replay.told.transcript.events) {
    if (auto reason = writer.add(event)) return InputError{*reason};
  }
  read_teardowns(replay.told.transcript, script);
  return script;
}

}  // namespace stalemate::reports
