#include "reports/compare_report.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "reports/run_steps.h"
#include "reports/sentences.h"
#include "reports/story.h"

namespace stalemate::reports {

namespace {

using scenarios::Comparison;
using scenarios::Decision;
using scenarios::Parting;
using scenarios::Side;
using scenarios::Transcript;

constexpr std::size_t events_before_the_parting = 5;
constexpr std::size_t most_decisions_at_the_parting = 4;

/// "before-425 (as recorded)"
std::string named(const Side& side) {
  constexpr std::string_view recorded = "as recorded";
  if (!side.recorded || side.title == recorded) return side.title;
  return fmt::format("{} ({})", side.title, recorded);
}

const model::Finding& finding_of(const Comparison& comparison, const Side& side) {
  return side.told.result.findings[static_cast<std::size_t>(comparison.own.result.property)];
}

std::string verdict_sentence(const Comparison& comparison, const Side& side, const Style& style) {
  const model::Property property = comparison.own.result.property;
  const model::Finding& finding = finding_of(comparison, side);
  std::string text = fmt::format("{}, {}: ", model::name(property), named(side));
  const bool holds = finding.verdict == model::Verdict::holds;
  if (holds) {
    text += "nothing against it was found in this run";
  } else {
    text += fmt::format("{} ({})", meaning(property, finding.verdict), place_of(finding));
  }
  return hanging("", text, holds ? Colour::good : Colour::bad, style);
}

/// How much of the schedule a side has taken over: a run that took over little says little.
std::string followed_sentence(const Side& side, std::size_t recorded, const Style& style) {
  const sim::Followed& followed = side.followed;
  std::string text = fmt::format("{}: took {} of {}", named(side), followed.taken,
                                 counted(recorded, "recorded decision"));
  if (followed.not_offered > 0) text += fmt::format(", {} not offered", followed.not_offered);
  if (followed.not_asked > 0) text += fmt::format(", {} never asked for", followed.not_asked);
  if (followed.not_recorded > 0) {
    text += fmt::format("; {} that the file does not have, calm",
                        counted(followed.not_recorded, "decision"));
  }
  return hanging("", text, Colour::none, style);
}

/// Of the decisions from `parting` on that lead to its event, those that the other side lacks.
std::vector<Decision> decided_here_alone(const Transcript& here, const Transcript& there,
                                         const Parting& parting) {
  const auto up_to_the_event = [&parting](const Transcript& transcript) {
    std::vector<Decision> decisions;
    for (std::size_t index = parting.decision; index < transcript.decisions.size(); ++index) {
      const Decision& decision = transcript.decisions[index];
      if (decision.events_before <= parting.event) decisions.push_back(decision);
    }
    return decisions;
  };
  std::vector<Decision> alone = up_to_the_event(here);
  for (const Decision& other : up_to_the_event(there)) {
    const auto same = std::find_if(alone.begin(), alone.end(), [&other](const Decision& decision) {
      return decision.choice.label == other.choice.label &&
             decision.choice.taken == other.choice.taken;
    });
    if (same != alone.end()) alone.erase(same);
  }
  if (alone.size() > most_decisions_at_the_parting) alone.resize(most_decisions_at_the_parting);
  return alone;
}

/// The last steps that both runs have.
std::string common_steps(const Side& side, const Parting& parting, const Style& style) {
  Transcript common = side.told.transcript;
  common.events.resize(parting.event);
  common.decisions.resize(std::min(parting.decision, common.decisions.size()));
  const std::size_t begin = parting.event - std::min(parting.event, events_before_the_parting);
  return step_lines(common, begin, parting.event, side.config, style);
}

std::string parting_of_side(const Side& side, const Side& other, const Parting& parting,
                            const Style& style) {
  const Transcript& transcript = side.told.transcript;
  std::string text = hanging("  ", named(side) + ":", Colour::none, style);
  for (const Decision& decision : decided_here_alone(transcript, other.told.transcript, parting)) {
    text += decision_line(decision, style);
  }
  if (parting.event < transcript.events.size()) {
    return text + event_line(transcript.events[parting.event], side.config, style);
  }
  return text + hanging("                ", "the run is over", Colour::faint, style);
}

std::string what_followed(const Comparison& comparison, const Side& side, const Parting& parting,
                          const Style& style) {
  const Transcript& transcript = side.told.transcript;
  const std::size_t begin = std::min(parting.event + 1, transcript.events.size());
  const model::Finding& finding = finding_of(comparison, side);
  std::optional<model::Microseconds> until_us;
  if (finding.verdict != model::Verdict::holds) until_us = finding.at_us;
  const std::vector<StoryStep> steps = steps_that_matter(transcript, begin, until_us, side.config);
  std::string text = hanging("", "What followed, " + named(side) + ":", Colour::none, style);
  for (const StoryStep& step : steps) {
    text += hanging(fmt::format("{:>12}    ", step.time), step.text, Colour::none, style);
  }
  const std::string remark = fmt::format("({} of the {} that followed)", steps.size(),
                                         counted(transcript.events.size() - begin, "event"));
  return text + hanging("                ", remark, Colour::faint, style);
}

std::string parting_text(const Comparison& comparison, const Style& style) {
  const Side& first = comparison.sides[0];
  const Side& second = comparison.sides[1];
  if (!comparison.parting) {
    // What is shown after the verdict is no part of the run.
    const std::uint64_t events = first.told.result.trace.count();
    return hanging("",
                   fmt::format("The two runs part nowhere: {}, the same ones at the same times.",
                               counted(events, "event")),
                   Colour::none, style);
  }
  const Parting& parting = *comparison.parting;
  return hanging("",
                 parting.event == 0 ? "The runs part at their first event:"
                                    : fmt::format("The first {} are the same; then the runs part:",
                                                  counted(parting.event, "event")),
                 Colour::none, style) +
         common_steps(first, parting, style) + parting_of_side(first, second, parting, style) +
         parting_of_side(second, first, parting, style) + "\n" +
         what_followed(comparison, first, parting, style) + "\n" +
         what_followed(comparison, second, parting, style);
}

/// What the own run says of the file, if that is not what was recorded.
std::string doubts(const Comparison& comparison, const Style& style) {
  const scenarios::SavedResult& own = comparison.own.result;
  if (own.outcome == scenarios::SavedOutcome::reproduced) return "";
  return hanging(
      "",
      fmt::format("The schedule in its own world: {}: {}", model::name(own.property), summary(own)),
      Colour::bad, style);
}

std::string heading(const ReplaySubject& subject, const Comparison& comparison,
                    const Style& style) {
  return replay_head(subject, style) + verdict_sentence(comparison, comparison.sides[0], style) +
         verdict_sentence(comparison, comparison.sides[1], style) + doubts(comparison, style) +
         "\n";
}

}  // namespace

std::string compare_report(const ReplaySubject& subject, const Comparison& comparison,
                           const std::string& command, const Style& style) {
  std::string text = heading(subject, comparison, style) + parting_text(comparison, style) + "\n";
  for (const Side& side : comparison.sides) {
    const sim::Followed& followed = side.followed;
    text +=
        followed_sentence(side, followed.taken + followed.not_offered + followed.not_asked, style);
  }
  return text +
         hanging("", "This is one schedule: what others do, check and prove tell. Both runs whole:",
                 Colour::none, style) +
         "  " + command + "\n";
}

std::string whole_comparison(const ReplaySubject& subject, const Comparison& comparison,
                             const Style& style) {
  std::string text = heading(subject, comparison, style);
  for (const Side& side : comparison.sides) {
    if (&side != &comparison.sides.front()) text += "\n";
    text += hanging("", named(side) + ":", Colour::none, style) +
            whole_run(side.told, side.config, style);
  }
  return text;
}

std::string whole_command(const std::string& file, const scenarios::Changes& changes,
                          const Style& style) {
  std::string command = fmt::format("{} compare {}", shell_word(style.program), shell_word(file));
  for (const std::optional<scenarios::Change>& change : changes) {
    if (!change) continue;
    const bool version = change->key == scenarios::generation_key;
    command += version ? " --handler " + shell_word(change->value)
                       : " --with " + shell_word(change->key + "=" + change->value);
  }
  return command + " --whole";
}

}  // namespace stalemate::reports
