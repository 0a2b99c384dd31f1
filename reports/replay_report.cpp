#include "reports/replay_report.h"

#include <algorithm>

#include <fmt/format.h>

#include "reports/remarks.h"
#include "reports/run_steps.h"
#include "reports/sentences.h"
#include "scenarios/campaign/exit_code.h"

namespace stalemate::reports {

namespace {

using scenarios::Decision;

/// A shrunk schedule, or the counterexample of a proof, comes from no seed.
std::string seed_of(const ReplaySubject& subject) {
  const bool from_none = !subject.file.empty() && subject.seed == 0;
  return from_none ? "" : fmt::format(", seed {}", subject.seed);
}

std::string verdicts(const model::RunResult& result, const Style& style) {
  std::string text;
  for (std::size_t index = 0; index < result.findings.size(); ++index) {
    const auto property = static_cast<model::Property>(index);
    const model::Finding& finding = result.findings[index];
    const bool holds = finding.verdict == model::Verdict::holds;
    std::string line = fmt::format("{}: {}", model::name(property), model::name(finding.verdict));
    if (holds) {
      line += " in this run";
    } else {
      line += fmt::format(": {} ({})", meaning(property, finding.verdict), place_of(finding));
    }
    const Colour colour = holds ? Colour::good : Colour::bad;
    text += hanging("", line, colour, style);
  }
  for (const std::string& remark : remarks_on(result.script_remarks)) {
    text += hanging("", printable(remark), Colour::doubtful, style);
  }
  return text;
}

/// The console of the handler's script, and why it could not go on.
std::string said(const model::RunResult& result, const Style& style) {
  std::string text;
  for (const model::ScriptLine& line : result.script_lines) {
    const std::string who = line.request == 0 ? "" : fmt::format("request {}: ", line.request);
    text += hanging("", fmt::format("{} {}{}", milliseconds(line.at_us), who, line.text),
                    Colour::faint, style);
  }
  if (!result.script_failure.empty()) {
    text += hanging("", "the handler cannot go on: " + result.script_failure, Colour::bad, style);
  }
  return text.empty() ? text : "What the handler said:\n" + text + "\n";
}

}  // namespace

std::string replay_head(const ReplaySubject& subject, const Style& style) {
  std::string text = hanging("",
                             fmt::format("stalemate {}, model {}", subject.versions.stalemate,
                                         subject.versions.model_hash),
                             Colour::none, style) +
                     hanging("",
                             fmt::format("scenario {}, cell {}{}", subject.scenario, subject.cell,
                                         seed_of(subject)),
                             Colour::none, style);
  if (!subject.file.empty()) {
    text += hanging("", fmt::format("saved in {}", subject.file), Colour::none, style);
  }
  return text +
         hanging("", "milliseconds; ~ differs from calm, ! goes wrong", Colour::faint, style) +
         "\n";
}

std::string replay_report(const ReplaySubject& subject, const scenarios::ToldRun& told,
                          const model::WorldConfig& config, const Style& style) {
  return replay_head(subject, style) + whole_run(told, config, style);
}

std::string whole_run(const scenarios::ToldRun& told, const model::WorldConfig& config,
                      const Style& style) {
  const scenarios::Transcript& transcript = told.transcript;
  const auto deviating =
      std::count_if(transcript.decisions.begin(), transcript.decisions.end(),
                    [](const Decision& decision) { return !decision.choice.calm; });
  const std::uint64_t events = told.result.trace.count();
  return step_lines(transcript, 0, transcript.events.size(), config, style) + "\n" +
         said(told.result, style) + verdicts(told.result, style) +
         fmt::format("{}{}, {}, of which {} differ from calm\ntrace hash {}\n",
                     counted(events, "event"),
                     transcript.events.size() > events ? " until that is known" : "",
                     counted(transcript.decisions.size(), "decision"), deviating,
                     hash_text(told.result.trace.hash()));
}

std::string comparison(const scenarios::SavedResult& saved, const Style& style) {
  const bool good = exit_code(saved.outcome) == scenarios::ExitCode::as_expected;
  return hanging("", fmt::format("{}: {}", model::name(saved.property), summary(saved)),
                 good ? Colour::good : Colour::bad, style);
}

}  // namespace stalemate::reports
