#include "reports/html/cell.h"

#include <fmt/format.h>

#include "reports/chronicle.h"
#include "reports/html/burst_graph.h"
#include "reports/html/markup.h"
#include "reports/html/matrix_table.h"
#include "reports/html/story.h"
#include "reports/matrix.h"
#include "reports/remarks.h"
#include "reports/replay_command.h"
#include "reports/sentences.h"
#include "reports/shrink_report.h"

namespace stalemate::reports::html {

namespace {

using scenarios::CellResult;
using scenarios::PropertyResult;
using scenarios::Violation;

/// The run that a violation's file holds, as if it had been replayed from there.
scenarios::SavedReplay run_of(const Violation& violation, const CellResult& cell) {
  const auto& shrunk = violation.shrunk;
  scenarios::SavedReplay run;
  run.config = shrunk ? shrunk->config : cell.config;
  run.result.property = violation.property;
  run.result.cell = cell.name;
  run.told.transcript = shrunk ? shrunk->transcript : violation.transcript;
  run.told.result.findings[static_cast<std::size_t>(violation.property)] =
      shrunk ? shrunk->finding : violation.finding;
  return run;
}

class CellPart {
 public:
  CellPart(const CellResult& cell, const scenarios::ScenarioResult& scenario,
           const scenarios::Options& options, const std::string& id, StoriesSoFar& stories,
           const Style& style)
      : cell_(&cell),
        scenario_(&scenario),
        options_(&options),
        id_(&id),
        stories_(&stories),
        style_(&style) {}

  std::string markup() {
    std::string body;
    if (const auto& found = cell_->non_determinism) {
      body += fmt::format(
          "<p class=\"differs\">Not deterministic: two runs of seed {} differ: {}."
          "</p>\n",
          found->seed, text(found->difference));
    }
    for (const PropertyResult& property : cell_->properties) body += stories_of(property);
    body += notes() + sentences();
    body += burst_figures(cell_->proof, *id_);
    std::string findings;
    for (const std::string& finding : findings_of(*cell_)) {
      findings += fmt::format("{}{}", findings.empty() ? "" : ", ", finding);
    }
    return fmt::format(
        "<details class=\"cell {}\" id=\"{}\"{}><summary><b class=\"sign\">{}</b> <h3>{}</h3> "
        "<span "
        "class=\"found\">{}</span> <span class=\"standing\">{}</span></summary>\n<div "
        "class=\"body\">\n{}</div></details>\n",
        class_of_cell(*cell_), *id_, opens_ ? " open" : "", mark_of(exit_code(*cell_)),
        cell_->name.empty() ? name_text(scenario_->name) : name_text(cell_->name), text(findings),
        standing_words(*cell_), body);
  }

 private:
  /// Why it says nothing, or why it was only sampled.
  std::string notes() const {
    std::string notes;
    const auto add = [&notes](const char* head, const std::string& words) {
      if (!words.empty()) notes += fmt::format("<p class=\"note\">{}{}.</p>\n", head, text(words));
    };
    for (const std::string& remark : remarks_on(*cell_)) add("", with_capital(remark));
    add("", vacuity(*cell_));
    add("Only sampled: ", why_not_proved(cell_->proof));
    return notes;
  }

  std::string sentences() const {
    std::string list;
    for (const PropertyResult& property : cell_->properties) {
      list += fmt::format("<li><code>{}</code> {}.</li>\n", model::name(property.property),
                          text(summary(property, *cell_)));
    }
    return list.empty() ? "" : "<ul class=\"sentences\">\n" + list + "</ul>\n";
  }

  std::string stories_of(const PropertyResult& property) {
    std::string parts;
    for (const Violation& violation : property.violations) {
      if (violation.transcript.events.empty()) continue;
      if (stories_->told >= most_stories) {
        ++stories_->left_out;
        parts += fmt::format(
            "<p class=\"cut\">{} The page holds {} stories already; this one is "
            "shown by</p><pre tabindex=\"0\"><code>{}</code></pre>\n",
            text(found_words(violation) + "."), most_stories, text(command_of(violation)));
        continue;
      }
      parts += story_of(violation);
    }
    return parts;
  }

  std::string command_of(const Violation& violation) const {
    return replay_command(violation, {scenario_->path, cell_->name, options_->strategy}, *style_);
  }

  std::string story_of(const Violation& violation) {
    const scenarios::SavedReplay run = run_of(violation, *cell_);
    const bool first_here = told_ == 0;
    Telling telling;
    // Steps of the first story are named by the cell alone.
    telling.id = first_here ? *id_
                            : fmt::format("{}--{}--{}", *id_, model::name(violation.property),
                                          model::name(violation.verdict));
    telling.run = &run;
    telling.film = &violation.film;
    telling.no_return = violation.no_return;
    telling.command = command_of(violation);
    telling.first = stories_->told == 0;
    opens_ = opens_ || telling.first;
    ++stories_->told;
    ++told_;
    std::string section = story_section(telling);
    if (violation.shrunk) {
      section += fmt::format("<p class=\"setting\">Found by seed {}; {}.</p>\n", violation.seed,
                             text(shrink_words(*violation.shrunk)));
    }
    if (first_here) return section;
    return fmt::format("<details class=\"more\"><summary>{}</summary>\n{}</details>\n",
                       text("Also: " + meaning(violation.property, violation.verdict)), section);
  }

  const CellResult* cell_;
  const scenarios::ScenarioResult* scenario_;
  const scenarios::Options* options_;
  const std::string* id_;
  StoriesSoFar* stories_;
  const Style* style_;
  std::size_t told_ = 0;
  bool opens_ = false;
};

}  // namespace

std::string cell_details(const CellResult& cell, const scenarios::ScenarioResult& scenario,
                         const scenarios::Options& options, const std::string& id,
                         StoriesSoFar& stories, const Style& style) {
  return CellPart(cell, scenario, options, id, stories, style).markup();
}

}  // namespace stalemate::reports::html
