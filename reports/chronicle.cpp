#include "reports/chronicle.h"

#include <algorithm>

#include <fmt/format.h>

#include "model/describe.h"
#include "model/event_kind.h"
#include "reports/text.h"

namespace stalemate::reports {

namespace {

using model::EventKind;
using sim::TraceEvent;

constexpr std::size_t most_requests = 8;

/// What happened to a request, without its number: "its context is cut at 5 ms".
std::string told(const TraceEvent& event, const model::WorldConfig& config) {
  const std::string text = model::describe(event, config);
  const std::string head = fmt::format("request {}: ", event.subject);
  return text.starts_with(head) ? text.substr(head.size()) : text;
}

/// Which of a request's puts; the Pages Router has but one.
std::string of_key(const TraceEvent& event, const model::WorldConfig& config) {
  if (config.handler.router == model::Router::pages) return "";
  return " of " + model::describe_key(event.detail, config);
}

/// How a context ends; empty for all other events.
std::string end_clause(const TraceEvent& event) {
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::context_ended:
      return fmt::format("its context ends at {}, for nothing keeps it alive",
                         at_instant(event.at_us));
    case EventKind::context_cut:
      return fmt::format("its context is CUT at {}: its promises never settle, no finally runs",
                         at_instant(event.at_us));
    case EventKind::cpu_limit_exceeded:
      return fmt::format(
          "its code exceeds the limit on CPU time at {} and is stopped where it is: no finally "
          "runs",
          at_instant(event.at_us));
    case EventKind::memory_limit_exceeded:
      return fmt::format("the runtime cancels it at {}, for its isolate exceeds its memory",
                         at_instant(event.at_us));
    case EventKind::deploy_grace_over:
      return fmt::format("its grace after the deploy is over at {}, and it is cut",
                         at_instant(event.at_us));
    case EventKind::wait_until_limit_reached:
      return fmt::format("the limit on waitUntil ends its context at {}", at_instant(event.at_us));
    case EventKind::hang_detected:
      return fmt::format("its context is ended as hung at {}", at_instant(event.at_us));
    default:
      return {};
  }
}

/// A clause for the events that make a story; empty for all others.
std::string clause(const TraceEvent& event, const model::WorldConfig& config) {
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::request_arrived:
      return fmt::format("it comes to isolate {} at {}", event.detail + 1, at_instant(event.at_us));
    case EventKind::served_miss:
    case EventKind::served_hit:
    case EventKind::served_stale:
    case EventKind::served_error:
      return fmt::format("it is {} at {}", told(event, config), at_instant(event.at_us));
    case EventKind::regeneration_started:
      return "it begins to regenerate the page behind its response and takes the dedupe slot";
    case EventKind::regeneration_deduplicated:
      return "it starts no regeneration, for the dedupe map says that one is under way";
    case EventKind::client_gone:
      return fmt::format("its client goes away at {}", at_instant(event.at_us));
    case EventKind::write_uncovered:
      return "it ends over a write that nothing waited for";
    case EventKind::invalidated_served:
      return "what it was served had been invalidated before it came";
    case EventKind::fresh_entry_deleted:
      return fmt::format("its delete{} removes, at {}, an entry newer than the one it had read",
                         of_key(event, config), at_instant(event.at_us));
    case EventKind::tag_invalidated:
      return fmt::format("it calls revalidateTag() at {}", at_instant(event.at_us));
    case EventKind::put_committed_late:
      return fmt::format("its put{} is committed late, at {}", of_key(event, config),
                         at_instant(event.at_us));
    case EventKind::put_committed:
      return fmt::format("its put{} is committed at {}", of_key(event, config),
                         at_instant(event.at_us));
    case EventKind::put_lost:
      return fmt::format("its put{} is LOST", of_key(event, config));
    case EventKind::put_cut_unsent:
      return fmt::format("its put{} is DROPPED before it was sent", of_key(event, config));
    case EventKind::put_cut_partly_sent:
      return fmt::format("its put{} is DROPPED within its body", of_key(event, config));
    case EventKind::put_never_answered:
      return fmt::format("its put{} is never answered", of_key(event, config));
    case EventKind::orphaned_promise_awaited:
      return "it awaits a promise whose request is dead";
    case EventKind::context_not_visible:
      return "AsyncLocalStorage shows it no context";
    case EventKind::regeneration_slot_freed:
      return "it frees the dedupe slot";
    case EventKind::put_rejected:
    case EventKind::put_connection_lost:
    case EventKind::render_threw:
    case EventKind::render_hangs:
    case EventKind::render_never_settles:
    case EventKind::render_without_caching:
    case EventKind::regeneration_failed:
    case EventKind::get_failed:
    case EventKind::store_skipped:
    case EventKind::background_delete:
    case EventKind::orphaned_promise_rejected:
    case EventKind::module_promise_created:
      return told(event, config);
    default:
      return end_clause(event);
  }
}

/// "Request 1 comes to isolate 1 at 0 ms. It is served STALE at 5 ms."
std::string sentences_of(std::uint32_t request, const std::vector<std::string>& clauses) {
  std::string story = fmt::format("Request {}", request);
  for (std::size_t index = 0; index < clauses.size(); ++index) {
    if (index == 0 && clauses.front().starts_with("it ")) {
      story += clauses.front().substr(2) + ".";
    } else {
      story += (index == 0 ? ": " : " ") + with_capital(clauses[index]) + ".";
    }
  }
  return story;
}

}  // namespace

std::string at_instant(sim::Microseconds at_us) {
  const std::string text = milliseconds(at_us);
  return (text.ends_with(".000") ? text.substr(0, text.size() - 4) : text) + " ms";
}

std::string with_capital(std::string sentence) {
  const char first = sentence.empty() ? ' ' : sentence.front();
  if (first >= 'a' && first <= 'z') sentence.front() = static_cast<char>(first - 'a' + 'A');
  return sentence;
}

void Chronicle::add(const TraceEvent& event) {
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::chaos_over:
      calm_ = true;
      calm_from_ = clauses_.size();
      return;
    case EventKind::regeneration_slot_orphaned:
      // It follows the end of the context that held it.
      if (latest_ != 0)
        clauses_[latest_].emplace_back("its dedupe slot stays behind in the isolate");
      return;
    default:
      break;
  }
  std::string text = clause(event, *config_);
  if (text.empty() || event.subject == 0) return;
  latest_ = event.subject;
  clauses_[event.subject].push_back(std::move(text));
}

std::vector<std::string> Chronicle::story(std::string& left_out) const {
  std::vector<std::string> sentences;
  const std::size_t last = calm_ ? std::min(clauses_.size(), calm_from_ + 1) : clauses_.size();
  std::size_t index = 0;
  for (const auto& [request, clauses] : clauses_) {
    const bool calm = calm_ && index >= calm_from_;
    if (++index > last) break;
    if (sentences.size() >= most_requests && !calm) continue;
    sentences.push_back((calm ? "Long after, when all is calm: " : "") +
                        sentences_of(request, clauses));
  }
  if (last > sentences.size()) {
    left_out = fmt::format("{} more are left out", counted(last - sentences.size(), "request"));
  }
  return sentences;
}

}  // namespace stalemate::reports
