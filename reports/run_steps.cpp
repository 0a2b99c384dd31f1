#include "reports/run_steps.h"

#include <algorithm>

#include <fmt/format.h>

#include "model/describe.h"

namespace stalemate::reports {

namespace {

using scenarios::Decision;

std::string marked_line(const std::string& time, char mark, std::string_view text, Colour colour,
                        const Style& style) {
  return hanging(fmt::format("{:>12} {}  ", time, mark), text, colour, style);
}

}  // namespace

std::string event_line(const sim::TraceEvent& event, const model::WorldConfig& config,
                       const Style& style) {
  return marked_line(milliseconds(event.at_us), ' ', model::describe(event, config), Colour::none,
                     style);
}

std::string decision_line(const Decision& decision, const Style& style) {
  const sim::RecordedChoice& choice = decision.choice;
  if (choice.calm) {
    const std::string text = fmt::format("{}: {} (calm)", choice.label, choice.taken);
    return marked_line("", ' ', text, Colour::faint, style);
  }
  const bool wrong = decision.kind == sim::ChoiceKind::deviation;
  return marked_line("", wrong ? '!' : '~',
                     fmt::format("{}: {} (calm: {})", choice.label, choice.taken, decision.calm),
                     wrong ? Colour::bad : Colour::faint, style);
}

std::string step_lines(const scenarios::Transcript& transcript, std::size_t begin, std::size_t end,
                       const model::WorldConfig& config, const Style& style) {
  std::string text;
  auto decision =
      std::find_if(transcript.decisions.begin(), transcript.decisions.end(),
                   [begin](const Decision& each) { return each.events_before >= begin; });
  const auto decisions_until = [&](std::size_t event) {
    for (; decision != transcript.decisions.end() && decision->events_before <= event; ++decision) {
      if (!decision->choice.calm) text += decision_line(*decision, style);
    }
  };
  for (std::size_t index = begin; index < end; ++index) {
    decisions_until(index);
    text += event_line(transcript.events[index], config, style);
  }
  if (end == transcript.events.size()) decisions_until(end);
  return text;
}

}  // namespace stalemate::reports
