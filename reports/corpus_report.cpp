#include "reports/corpus_report.h"

#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reports/matrix.h"
#include "reports/replay_command.h"
#include "reports/report_json.h"
#include "reports/sentences.h"
#include "reports/shrink_report.h"

namespace stalemate::reports {

namespace {

using scenarios::ExitCode;
using scenarios::SavedOutcome;

using OutcomeCounts = std::array<std::uint64_t, model::count_of<SavedOutcome>()>;

struct Totals {
  OutcomeCounts outcomes{};
  std::uint64_t model_changed = 0;
};

Totals totals_of(const std::vector<ReplayedEntry>& entries) {
  Totals totals;
  for (const ReplayedEntry& entry : entries) {
    ++totals.outcomes[static_cast<std::size_t>(entry.result.outcome)];
    if (entry.result.model_changed) ++totals.model_changed;
  }
  return totals;
}

std::string sentence_of(const ReplayedEntry& entry) {
  const scenarios::SavedResult& result = entry.result;
  std::string text = result.outcome == SavedOutcome::reproduced
                         ? fmt::format("reproduced ({})", model::name(result.found))
                         : summary(result);
  // That a run diverged says so already.
  if (result.model_changed && result.outcome != SavedOutcome::diverged) {
    text += "; the model has changed since";
  }
  const std::vector<std::string> missing = missing_in(entry.provenance);
  if (!missing.empty()) text += fmt::format("; it does not say: {}", fmt::join(missing, ", "));
  return text;
}

std::string count_words(const std::vector<ReplayedEntry>& entries) {
  constexpr std::array words{"reproduced", "no longer fail", "fail differently", "diverged",
                             "not deterministic"};
  static_assert(words.size() == std::tuple_size_v<OutcomeCounts>);
  const Totals totals = totals_of(entries);
  std::string text = counted(entries.size(), "schedule") + ": ";
  for (std::size_t index = 0; index < words.size(); ++index) {
    text += fmt::format("{}{} {}", index == 0 ? "" : ", ", totals.outcomes[index], words[index]);
  }
  return text + fmt::format("; {} of another model", totals.model_changed);
}

}  // namespace

std::string corpus_text(const std::vector<ReplayedEntry>& entries, ExitCode code,
                        const scenarios::Versions& versions, const Style& style) {
  std::string text;
  for (const ReplayedEntry& entry : entries) {
    const ExitCode own = exit_code(entry.result.outcome);
    const bool good = own == ExitCode::as_expected;
    text += hanging(fmt::format("{} ", mark_of(own)),
                    fmt::format("{}: {}", entry.result.file, sentence_of(entry)),
                    good ? Colour::none : colour_of(own), style);
    if (!good) text += fmt::format("    {}\n", replay_command(entry.result.file, style));
  }
  text += hanging("",
                  fmt::format("stalemate {}, model {}: {}", versions.stalemate, versions.model_hash,
                              count_words(entries)),
                  Colour::none, style);
  return text + hanging("", fmt::format("{} (exit code {})", meaning(code), static_cast<int>(code)),
                        colour_of(code), style);
}

std::string corpus_json(const std::vector<ReplayedEntry>& entries, ExitCode code,
                        const scenarios::Versions& versions) {
  const Totals totals = totals_of(entries);
  nlohmann::ordered_json json;
  json["format"] = "stalemate-corpus";
  json["format_version"] = 1;
  json["version"] = versions.stalemate;
  json["model_hash"] = versions.model_hash;
  json["exit_code"] = static_cast<int>(code);
  json["meaning"] = meaning(code);
  for (std::size_t outcome = 0; outcome < totals.outcomes.size(); ++outcome) {
    json["counts"][model::name(static_cast<SavedOutcome>(outcome))] = totals.outcomes[outcome];
  }
  json["model_changed"] = totals.model_changed;
  json["entries"] = nlohmann::ordered_json::array();
  for (const ReplayedEntry& entry : entries) {
    nlohmann::ordered_json one = saved_json(entry.result);
    const auto& [name, source, expected, date_found] = entry.provenance;
    const auto said = [](const std::string& text) {
      return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
    };
    one["name"] = said(name);
    one["source"] = said(source);
    one["expected"] = said(expected);
    one["date_found"] = said(date_found);
    one["missing"] = missing_in(entry.provenance);
    json["entries"].push_back(std::move(one));
  }
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string why_it_stays(const scenarios::Kept& stays, const scenarios::Kept& goes) {
  std::string why = "which shows the same and ";
  if (stays.candidate.cost < goes.candidate.cost) {
    return why + fmt::format("is smaller ({})", cost_words(stays.candidate.cost));
  }
  const std::string& date = stays.candidate.content.provenance.date_found;
  const std::string& other = goes.candidate.content.provenance.date_found;
  if (!date.empty() && !other.empty() && date != other) {
    return why + fmt::format("is as small, and was found earlier ({})", date);
  }
  return why + "is as small";
}

std::string shrink_words(const scenarios::Candidate& candidate) {
  return shrink_words(candidate.before, candidate.cost, candidate.runs, candidate.finished);
}

}  // namespace stalemate::reports
