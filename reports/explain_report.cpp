#include "reports/explain_report.h"

#include <fmt/format.h>

#include "reports/markdown.h"
#include "reports/replay_command.h"
#include "reports/sequence_diagram.h"

namespace stalemate::reports {

namespace {

std::string section(const std::string& title, const std::vector<std::string>& lines,
                    const Style& style) {
  if (lines.empty()) return "";
  std::string text = fmt::format("\n{}\n", title);
  for (const std::string& line : lines) text += hanging("  ", printable(line), Colour::none, style);
  return text;
}

std::vector<std::string> story_lines(const Explanation& explanation) {
  std::vector<std::string> lines = explanation.story;
  if (!explanation.left_out.empty()) lines.push_back("(" + explanation.left_out + ".)");
  return lines;
}

}  // namespace

std::string explain_text(const ReplaySubject& subject, const Explanation& explanation,
                         const Style& style) {
  std::string text = hanging("", explanation.verdict, Colour::bad, style);
  text +=
      hanging("", printable(fmt::format("scenario {}, cell {}", subject.scenario, subject.cell)),
              Colour::faint, style);
  text += hanging("", explanation.setting, Colour::none, style);
  text += section("What happens", story_lines(explanation), style);
  std::vector<std::string> deviations;
  for (const ToldDeviation& deviation : explanation.deviations) {
    deviations.push_back(fmt::format("{} at {} ms: {}: {} (calm: {})",
                                     deviation.goes_wrong ? "!" : "~", deviation.time,
                                     deviation.what, deviation.taken, deviation.calm));
  }
  if (deviations.empty()) deviations.emplace_back("nothing");
  text += section("What deviates from calm", deviations, style);
  if (!explanation.no_return.empty()) {
    text += section("The point of no return", {explanation.no_return}, style);
  }
  text += section(explanation.reasons_title, explanation.reasons, style);
  return text + "\n  " + replay_command(subject.file, style) + "\n";
}

std::string explain_markdown(const ReplaySubject& subject, const Explanation& explanation,
                             const scenarios::SavedReplay& replay, const Style& style) {
  const model::Finding& finding =
      replay.told.result.findings[static_cast<std::size_t>(replay.result.property)];
  const bool goes_round = replay.result.property == model::Property::eventually_fresh &&
                          finding.verdict != model::Verdict::holds;
  std::string text = fmt::format("### {}\n\n", markdown_text(explanation.verdict));
  text += fmt::format("Scenario **{}**, cell **{}**. {}\n\n", markdown_text(subject.scenario),
                      markdown_text(subject.cell), markdown_text(explanation.setting));
  for (const std::string& line : story_lines(explanation))
    text += "- " + markdown_text(line) + "\n";
  for (const std::string& reason : explanation.reasons) {
    text += fmt::format("\n**{}.** {}\n", explanation.reasons_title, markdown_text(reason));
  }
  if (!explanation.no_return.empty()) {
    text += fmt::format("\n**The point of no return.** {}\n", markdown_text(explanation.no_return));
  }
  text += fmt::format("\n```mermaid\n{}```\n",
                      sequence_diagram(replay.told.transcript, replay.config, goes_round));
  if (explanation.deviations.empty()) {
    text += "\nNothing deviates from calm.\n";
  } else {
    text += "\n| at ms | decision | taken | calm |\n|---|---|---|---|\n";
    for (const ToldDeviation& deviation : explanation.deviations) {
      text +=
          fmt::format("| {} | {} | {}{}{} | {} |\n", deviation.time, markdown_text(deviation.what),
                      deviation.goes_wrong ? "**" : "", markdown_text(deviation.taken),
                      deviation.goes_wrong ? "**" : "", markdown_text(deviation.calm));
    }
  }
  return text + fmt::format("\n```sh\n{}\n```\n", replay_command(subject.file, style));
}

}  // namespace stalemate::reports
