#include "reports/sequence_diagram.h"

#include <map>
#include <numeric>

#include <fmt/format.h>

#include "model/describe.h"
#include "model/event_kind.h"
#include "reports/text.h"

namespace stalemate::reports {

namespace {

using model::EventKind;
using sim::TraceEvent;

class Diagram {
 public:
  Diagram(const model::WorldConfig& config, bool goes_round)
      : config_(&config), goes_round_(goes_round) {
    text_ = "sequenceDiagram\n  participant C as clients\n";
    const std::uint32_t isolates =
        std::accumulate(config.isolates_per_colo.begin(), config.isolates_per_colo.end(), 0U);
    for (std::uint32_t isolate = 1; isolate <= isolates; ++isolate) {
      text_ += fmt::format("  participant I{} as isolate {}\n", isolate, isolate);
    }
    text_ += "  participant K as Workers KV\n";
    last_ = fmt::format("C,K");
  }

  /// @return false if nothing more is drawn
  bool add(const TraceEvent& event) {
    const auto kind = static_cast<EventKind>(event.kind);
    if (kind == EventKind::burst_started) return begin_burst(event);
    const std::string line = line_of(kind, event);
    if (line.empty()) return true;
    if (lines_ == longest_diagram) {
      text_ += fmt::format("  Note over {}: the run goes on, the diagram is cut here\n", last_);
      return false;
    }
    ++lines_;
    text_ += "  " + line + "\n";
    return true;
  }

  std::string finish() { return text_ + (in_loop_ ? "  end\n" : ""); }

 private:
  bool begin_burst(const TraceEvent& event) {
    if (event.detail > 1) return false;
    if (goes_round_) {
      in_loop_ = true;
      text_ += "  loop for ever, each time the entry has expired\n";
    } else {
      text_ += fmt::format("  Note over {}: the entry has had time to expire\n", last_);
    }
    return true;
  }

  std::string isolate_of(const TraceEvent& event) const {
    const auto place = isolates_.find(event.subject);
    return fmt::format("I{}", place == isolates_.end() ? 1 : place->second);
  }

  std::string words(const TraceEvent& event) const { return model::describe(event, *config_); }

  std::string to_store(const TraceEvent& event, const char* arrow) const {
    return fmt::format("{}{}K: {}", isolate_of(event), arrow, words(event));
  }
  std::string from_store(const TraceEvent& event) const {
    return fmt::format("K-->>{}: {}", isolate_of(event), words(event));
  }
  std::string in_isolate(const TraceEvent& event) const {
    return fmt::format("Note over {}: {}", isolate_of(event), words(event));
  }

  std::string line_of(EventKind kind, const TraceEvent& event) {
    switch (kind) {
      case EventKind::request_arrived:
        isolates_[event.subject] = event.detail + 1;
        return fmt::format("C->>I{}: request {} at {} ms", event.detail + 1, event.subject,
                           milliseconds(event.at_us));
      case EventKind::served_miss:
      case EventKind::served_hit:
      case EventKind::served_stale:
      case EventKind::served_error:
        return fmt::format("{}-->>C: {}", isolate_of(event), words(event));
      case EventKind::get_sent:
      case EventKind::put_sent:
      case EventKind::delete_queued:
        return to_store(event, "->>");
      case EventKind::put_lost:
      case EventKind::put_cut_unsent:
      case EventKind::put_cut_partly_sent:
      case EventKind::put_connection_lost:
      case EventKind::delete_cut:
        return to_store(event, "-x");
      case EventKind::get_answered:
      case EventKind::get_failed:
      case EventKind::put_acknowledged:
      case EventKind::put_rejected:
        return from_store(event);
      case EventKind::put_committed:
      case EventKind::put_committed_late:
      case EventKind::put_never_answered:
      case EventKind::delete_committed:
        return "Note over K: " + words(event);
      case EventKind::regeneration_started:
      case EventKind::regeneration_deduplicated:
      case EventKind::regeneration_failed:
      case EventKind::regeneration_slot_freed:
      case EventKind::render_threw:
      case EventKind::render_hangs:
      case EventKind::render_never_settles:
      case EventKind::render_without_caching:
      case EventKind::store_skipped:
      case EventKind::context_ended:
      case EventKind::context_cut:
      case EventKind::wait_until_limit_reached:
      case EventKind::hang_detected:
      case EventKind::cpu_limit_exceeded:
      case EventKind::memory_limit_exceeded:
      case EventKind::deploy_grace_over:
      case EventKind::client_gone:
      case EventKind::context_not_visible:
      case EventKind::tag_invalidated:
        return in_isolate(event);
      case EventKind::regeneration_slot_orphaned:
        return fmt::format("Note over I{}: {}", event.subject + 1, words(event));
      case EventKind::isolate_evicted:
        return fmt::format("Note over I{}: evicted, its globals are gone", event.detail + 1);
      case EventKind::isolate_replaced:
        return fmt::format("Note over I{}: replaced by a new isolate", event.detail + 1);
      case EventKind::chaos_over:
        return fmt::format("Note over {}: the workload is over, all is calm from here on", last_);
      default:
        return {};
    }
  }

  const model::WorldConfig* config_;
  bool goes_round_;
  std::string text_;
  std::string last_;
  std::map<std::uint32_t, std::int64_t> isolates_;  // by request, from 1
  std::size_t lines_ = 0;
  bool in_loop_ = false;
};

}  // namespace

std::string sequence_diagram(const scenarios::Transcript& transcript,
                             const model::WorldConfig& config, bool goes_round) {
  Diagram diagram(config, goes_round);
  for (const TraceEvent& event : transcript.events) {
    if (!diagram.add(event)) break;
  }
  return diagram.finish();
}

}  // namespace stalemate::reports
