#include "reports/explanation.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "model/describe.h"
#include "reports/chronicle.h"
#include "reports/remarks.h"
#include "reports/sentences.h"
#include "reports/text.h"
#include "scenarios/shrink/way.h"

namespace stalemate::reports {

namespace {

using model::EventKind;
using model::Property;
using sim::TraceEvent;

std::string entry_words(const model::InitialEntry& entry) {
  if (!entry.present) return "no entry";
  if (entry.expired_for_us < 0) {
    return fmt::format("an entry that is fresh for another {}", at_instant(-entry.expired_for_us));
  }
  return fmt::format("an entry that expired {} ago", at_instant(entry.expired_for_us));
}

std::string setting_of(const model::WorldConfig& config) {
  const std::uint32_t isolates = std::accumulate(config.isolates_per_colo.begin(),
                                                 config.isolates_per_colo.end(), std::uint32_t{0});
  const bool pages = config.handler.router == model::Router::pages;
  std::string store = fmt::format("the store holds {}", entry_words(config.page.initial[0]));
  if (!pages) {
    store = fmt::format("the store holds {} of html and {} of rsc",
                        entry_words(config.page.initial[0]), entry_words(config.page.initial[1]));
  }
  std::string switches;
  if (!config.handler.put_registered) switches += ", put not registered with waitUntil";
  if (!config.handler.regeneration_registered) {
    switches += ", regeneration not registered with waitUntil";
  }
  return fmt::format("Handler {}, {} Router{}; {} in {}; at the start {}.",
                     model::handler_name(config.handler), pages ? "Pages" : "App", switches,
                     counted(isolates, "isolate"), counted(config.isolates_per_colo.size(), "colo"),
                     store);
}

std::vector<ToldDeviation> deviations_of(const scenarios::Transcript& transcript) {
  std::vector<ToldDeviation> deviations;
  for (const scenarios::Decision& decision : transcript.decisions) {
    if (decision.choice.calm) continue;
    const std::size_t before = decision.events_before;
    const sim::Microseconds at_us = before == 0 ? 0 : transcript.events[before - 1].at_us;
    deviations.push_back({milliseconds(at_us), decision.choice.label, decision.choice.taken,
                          decision.calm, decision.kind == sim::ChoiceKind::deviation});
  }
  return deviations;
}

std::string no_return_of(const scenarios::SavedReplay& replay,
                         const std::optional<scenarios::PointOfNoReturn>& point) {
  if (!point) return "";
  if (point->deviations == 0) {
    return "Nothing has to go wrong for it: it comes to this if all is calm from the beginning.";
  }
  const scenarios::Decision& last = replay.told.transcript.decisions[point->decision];
  return fmt::format(
      "After \"{}: {}\", at {}, it is too late: if all is calm from then on, it comes "
      "to this all the same.",
      last.choice.label, last.choice.taken, at_instant(point->at_us));
}

struct Reason {
  EventKind kind;
  const char* sentence;
};
/// What an obstacle in the calm end means for the entry.
constexpr Reason reasons[] = {
    {EventKind::regeneration_deduplicated,
     "Each later request finds the dedupe slot of the page taken and starts no regeneration. Only "
     "the request that took the slot would free it, and it will not: only the end of the isolate "
     "takes the slot away."},
    {EventKind::put_cut_unsent,
     "Each later regeneration renders the page, but its context ends before its put has been sent, "
     "and the put is dropped."},
    {EventKind::put_cut_partly_sent,
     "Each later regeneration renders the page, but its context ends while its put is being sent, "
     "and the put is dropped."},
    {EventKind::put_lost,
     "Each later regeneration sends its put, but its context ends before the store has committed "
     "it, and the put is lost."},
    {EventKind::put_rejected, "The store refuses each later put."},
    {EventKind::put_never_answered, "Later puts are never answered."},
    {EventKind::render_threw, "Each later render throws."},
    {EventKind::render_without_caching,
     "Each later render says revalidate: 0, and nothing is stored."},
    {EventKind::store_skipped, "Each later regeneration stores nothing."},
    {EventKind::regeneration_failed,
     "Each later regeneration fails before it has stored anything."},
    {EventKind::get_failed, "Each later kv.get() fails."},
    {EventKind::operation_refused,
     "Each later request needs more operations of the store than it may begin, and the last of "
     "them "
     "fail."},
    {EventKind::hang_detected,
     "Each later regeneration is ended as hung: nothing that it waits for can come."},
};

/// Whether such an event occurs in the last burst of the calm end.
bool ends_with(EventKind wanted, const scenarios::Transcript& transcript) {
  bool occurs = false;
  for (const TraceEvent& event : transcript.events) {
    const auto kind = static_cast<EventKind>(event.kind);
    if (kind == EventKind::burst_started) occurs = false;
    if (kind == wanted) occurs = true;
  }
  return occurs;
}

std::vector<std::string> reasons_of(const scenarios::SavedReplay& replay, model::Verdict verdict) {
  if (replay.result.property != Property::eventually_fresh) return {};
  if (verdict == model::Verdict::undecided) {
    return {
        "Whether the page heals is judged by requests that read its entry once that has "
        "expired, and by what is stored after them. Here no such request came, or a bound "
        "ended the run."};
  }
  scenarios::WaySink sink(Property::eventually_fresh);
  for (const TraceEvent& event : replay.told.transcript.events) sink.record(event);
  const scenarios::Way way = sink.way(replay.told.result.findings);
  std::vector<std::string> told;
  for (const Reason& reason : reasons) {
    const auto number = static_cast<std::size_t>(reason.kind);
    if ((way.kinds[number / 64] >> (number % 64) & 1U) != 0) told.emplace_back(reason.sentence);
  }
  if (told.empty() && ends_with(EventKind::put_committed, replay.told.transcript)) {
    told.emplace_back(
        "Newer generations are stored, and later requests are served the old one all the same: the "
        "handler answers with what it keeps elsewhere.");
  } else if (told.empty() && ends_with(EventKind::served_hit, replay.told.transcript)) {
    told.emplace_back(
        "Later requests are served the entry as a HIT, though its time is over: the handler takes "
        "it for fresh, and nobody regenerates it.");
  } else if (told.empty()) {
    told.emplace_back(
        "Later requests find the entry expired, and none of them begins to regenerate it to the "
        "end: no newer generation is ever stored.");
  }
  return told;
}

}  // namespace

Explanation explain(const scenarios::SavedReplay& replay,
                    const std::optional<scenarios::PointOfNoReturn>& no_return) {
  Explanation explanation;
  const model::Finding& finding =
      replay.told.result.findings[static_cast<std::size_t>(replay.result.property)];
  const std::string verdict = meaning(replay.result.property, finding.verdict);
  explanation.verdict = fmt::format("{} ({}).", with_capital(verdict), place_of(finding));
  explanation.setting = setting_of(replay.config);
  Chronicle chronicle(replay.config);
  // A safety property is violated at an instant; what comes after is no part of its story.
  const bool to_the_end = replay.result.property == Property::eventually_fresh ||
                          finding.verdict == model::Verdict::holds;
  for (const TraceEvent& event : replay.told.transcript.events) {
    if (to_the_end || event.at_us <= finding.at_us) chronicle.add(event);
  }
  explanation.story = chronicle.story(explanation.left_out);
  explanation.deviations = deviations_of(replay.told.transcript);
  if (finding.verdict != model::Verdict::holds) {
    explanation.reasons = reasons_of(replay, finding.verdict);
    for (const std::string& remark : remarks_on(replay.told.result.script_remarks)) {
      explanation.reasons.push_back(with_capital(remark) + ".");
    }
  }
  if (finding.verdict == model::Verdict::undecided) {
    explanation.reasons_title = "Why there is no verdict";
  } else if (finding.verdict != model::Verdict::holds) {
    explanation.no_return = no_return_of(replay, no_return);
  }
  return explanation;
}

}  // namespace stalemate::reports
