#include "reports/html/steps.h"

#include <algorithm>

#include <fmt/format.h>

#include "model/describe.h"
#include "model/event_kind.h"
#include "reports/chronicle.h"
#include "reports/html/markup.h"
#include "reports/html/state_words.h"

namespace stalemate::reports::html {

namespace {

using model::EventKind;
using scenarios::Decision;

std::string field_markup(const StateField& field) {
  std::string lines;
  for (const std::string& line : field.lines) {
    lines += fmt::format("{}{}", lines.empty() ? "" : "<br>", text(line));
  }
  return fmt::format("<div data-f=\"{}\"{}><dt>{}</dt><dd>{}</dd></div>", text(field.name),
                     field.quiet ? " class=\"quiet\"" : "", text(field.name), lines);
}

class StepList {
 public:
  StepList(const scenarios::Transcript& transcript, const model::WorldConfig& config,
           const std::string& id, bool first)
      : transcript_(&transcript), config_(&config), id_(&id), first_(first) {}

  void add(const scenarios::Frame& frame) {
    const std::size_t begin = events_;
    events_ = frame.events_end;
    list_ +=
        fmt::format("<li class=\"step\" id=\"{0}--step-{1}\" data-step=\"{1}\">", *id_, steps_);
    if (first_) list_ += fmt::format("<span id=\"step-{}\"></span>", steps_);
    list_ += fmt::format(
        "<a class=\"no\" href=\"#{0}--step-{1}\">step {1}</a> <span class=\"at\">"
        "{2}</span>\n<ul class=\"events\">",
        *id_, steps_, text(at_instant(frame.at_us)));
    if (steps_ == 0) list_ += "<li>the beginning</li>";
    for (std::size_t index = begin; index < events_; ++index) {
      add_decisions(index);
      const sim::TraceEvent& event = transcript_->events[index];
      const std::string kind = class_of_event(event);
      list_ += fmt::format("<li{}>{}</li>", kind.empty() ? "" : " class=\"" + kind + "\"",
                           text(model::describe(event, *config_)));
    }
    list_ += "</ul>\n<dl>" + changed_fields(frame) + "</dl></li>\n";
    ++steps_;
  }

  std::string take() { return "<ol class=\"steps\">\n" + list_ + "</ol>\n"; }

 private:
  /// The decisions that led to this event, if they are not calm.
  void add_decisions(std::size_t event) {
    const auto& decisions = transcript_->decisions;
    for (; decision_ < decisions.size() && decisions[decision_].events_before <= event;
         ++decision_) {
      const Decision& decision = decisions[decision_];
      if (decision.choice.calm) continue;
      const bool wrong = decision.kind == sim::ChoiceKind::deviation;
      list_ += fmt::format("<li class=\"{}\">{} {}: {} (calm: {})</li>", wrong ? "wrong" : "other",
                           wrong ? "!" : "~", text(decision.choice.label),
                           text(decision.choice.taken), text(decision.calm));
    }
  }

  std::string changed_fields(const scenarios::Frame& frame) {
    std::string markup;
    std::vector<StateField> fields = state_fields(frame, *config_);
    for (std::size_t index = 0; index < fields.size(); ++index) {
      const bool same = index < shown_.size() && shown_[index].lines == fields[index].lines;
      if (!same) markup += field_markup(fields[index]);
    }
    shown_ = std::move(fields);
    return markup;
  }

  const scenarios::Transcript* transcript_;
  const model::WorldConfig* config_;
  const std::string* id_;
  bool first_;
  std::size_t steps_ = 0;
  std::size_t events_ = 0;
  std::size_t decision_ = 0;
  std::vector<StateField> shown_;
  std::string list_;
};

}  // namespace

const char* class_of_event(const sim::TraceEvent& event) {
  const auto kind = static_cast<EventKind>(event.kind);
  if (model::cuts_context(kind)) return "bad";
  switch (kind) {
    case EventKind::operation_refused:
    case EventKind::served_error:
    case EventKind::put_rejected:
    case EventKind::put_never_answered:
    case EventKind::put_connection_lost:
    case EventKind::put_cut_unsent:
    case EventKind::put_cut_partly_sent:
    case EventKind::put_lost:
    case EventKind::delete_rejected:
    case EventKind::delete_cut:
    case EventKind::regeneration_slot_orphaned:
    case EventKind::regeneration_deduplicated:
    case EventKind::write_uncovered:
    case EventKind::invalidated_served:
    case EventKind::fresh_entry_deleted:
    case EventKind::render_threw:
    case EventKind::render_hangs:
    case EventKind::render_never_settles:
      return "bad";
    case EventKind::served_stale:
      return "stale";
    case EventKind::put_committed_late:
    case EventKind::delete_committed_late:
    case EventKind::put_cut_complete:
      return "late";
    case EventKind::put_committed:
    case EventKind::served_hit:
      return "good";
    case EventKind::chaos_over:
    case EventKind::burst_started:
    case EventKind::healing_known:
      return "rule";
    default:
      return "";
  }
}

std::string steps_list(const scenarios::Film& film, const scenarios::Transcript& transcript,
                       const model::WorldConfig& config, const std::string& id, bool first) {
  StepList list(transcript, config, id, first);
  for (const scenarios::Frame& frame : film.frames) list.add(frame);
  return list.take();
}

}  // namespace stalemate::reports::html
