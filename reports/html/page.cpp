#include "reports/html/page.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "reports/chronicle.h"
#include "reports/html/cell.h"
#include "reports/html/first_failures.h"
#include "reports/html/markup.h"
#include "reports/html/matrix_table.h"
#include "reports/html/story.h"
#include "reports/matrix.h"
#include "reports/replay_command.h"
#include "reports/sentences.h"
#include "scenarios/campaign/exit_code.h"
#include "scenarios/campaign/file_names.h"
#include "stalemate/html_assets.h"

namespace stalemate::reports::html {

namespace {

using scenarios::CampaignResult;
using scenarios::CellResult;
using scenarios::ExitCode;
using scenarios::ScenarioResult;

constexpr const char* words_for_strangers =
    "<details class=\"words\"><summary>The words on this page</summary><dl>\n"
    "<dt>STALE</dt><dd>An answer from an entry of the cache that has expired. Once is healthy: the "
    "page is rendered anew behind that answer. For ever is the bug.</dd>\n"
    "<dt>isolate</dt><dd>One thread of JavaScript with its globals; many requests share it, and it "
    "outlives them.</dd>\n"
    "<dt>request context</dt><dd>What the runtime keeps for one request. It ends once the response "
    "is sent and everything given to <code>waitUntil</code> is done; what it had not finished is "
    "dropped, without an error and without <code>finally</code>.</dd>\n"
    "<dt>KV</dt><dd>Workers KV, the store with the pages. A put takes a while, and its context may "
    "end before.</dd>\n"
    "<dt>dedupe slot</dt><dd>A note in the isolate that somebody renders the page already, so that "
    "others do not.</dd>\n"
    "<dt>generation</dt><dd>Which render of the page it is; generation 0 lay in the store before "
    "the "
    "run.</dd>\n"
    "<dt>calm</dt><dd>What a healthy and unloaded system does. A schedule is told by what deviates "
    "from it.</dd>\n"
    "</dl></details>\n";

constexpr const char* patterns =
    "<svg class=\"patterns\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs><pattern "
    "id=\"hatch\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" "
    "patternTransform=\"rotate(45)\"><rect class=\"ground\" width=\"7\" height=\"7\"/><rect "
    "class=\"stripe\" width=\"3\" height=\"7\"/></pattern></defs></svg>\n";

/// The frame of a page: everything that is in each of them.
std::string page(const std::string& title, const std::string& body,
                 const scenarios::Versions& versions) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
      "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" "
      "content=\"light "
      "dark\">\n<link rel=\"icon\" href=\"data:,\">\n<title>{0}</title>\n<style>\n{1}</style>\n"
      "</head>\n<body>\n<a class=\"skip\" href=\"#main\">to the "
      "results</a>\n{2}{3}<footer>stalemate "
      "{4}, model {5}. Keys: left and right go through the steps of the open story, t turns light "
      "and dark.</footer>\n<script>\n{6}</script>\n</body>\n</html>\n",
      title, report_style, patterns, body, text(versions.stalemate), text(versions.model_hash),
      report_script);
}

std::string head(const std::string& title, const std::string& lead) {
  return fmt::format("<header><h1>{}</h1>\n{}</header>\n", title, lead);
}

struct Totals {
  std::size_t cells = 0;
  std::size_t wrong = 0;  // as expected or not
  std::size_t violated = 0;
  std::size_t proved = 0;  // healthy
  std::size_t differs = 0;
  std::size_t doubtful = 0;
};

void add(Totals& totals, const CellResult& cell) {
  const std::string kind = class_of_cell(cell);
  ++totals.cells;
  const bool wrong =
      std::any_of(cell.properties.begin(), cell.properties.end(), [](const auto& one) {
        return one.found == model::Verdict::violated || one.found == model::Verdict::uncached;
      });
  if (wrong) ++totals.wrong;
  if (kind == "violated") ++totals.violated;
  if (kind == "proved") ++totals.proved;
  if (kind == "differs") ++totals.differs;
  if (kind == "doubt") ++totals.doubtful;
}

std::string totals_list(const Totals& totals) {
  const auto entry = [](const char* kind, std::size_t count, const char* words) {
    if (count == 0) return std::string();
    return fmt::format("<li class=\"{}\"><b>{}</b> {}</li>", kind, count, words);
  };
  const std::size_t none =
      totals.cells - totals.violated - totals.proved - totals.differs - totals.doubtful;
  return "<ul class=\"totals\">" +
         entry("differs", totals.differs, "differ from what is expected") +
         entry("violated", totals.violated, "go wrong, as expected") +
         entry("proved", totals.proved, "proved healthy") +
         entry("none", none, "with nothing found in samples") +
         entry("doubt", totals.doubtful, "inconclusive or vacuous") + "</ul>\n";
}

std::string saved_part(const CampaignResult& result) {
  if (result.saved.empty()) return "";
  std::size_t good = 0;
  std::string bad;
  for (const scenarios::SavedResult& saved : result.saved) {
    if (exit_code(saved.outcome) == ExitCode::as_expected) {
      ++good;
      continue;
    }
    bad += fmt::format("<li class=\"differs\">{}: {}.</li>\n", name_text(saved.file),
                       text(summary(saved)));
  }
  return fmt::format("<p>{} replayed, {} as recorded.</p>\n{}",
                     counted(result.saved.size(), "saved schedule"), good,
                     bad.empty() ? "" : "<ul>\n" + bad + "</ul>\n");
}

std::string lead_of(const CampaignResult& result, const Totals& totals) {
  const ExitCode code = exit_code(result);
  std::string lead =
      fmt::format("<p class=\"verdict {}\">{}. In {} of {} something goes wrong.</p>\n",
                  code == ExitCode::as_expected ? "fine" : "differs",
                  text(with_capital(meaning(code))), totals.wrong, counted(totals.cells, "cell"));
  lead += fmt::format(
      "<p>A page on an edge cache may be served STALE once; then it must be rendered anew and "
      "stored. Each cell below is one set of assumptions: a simulated Workers runtime ran it "
      "through {}{}.</p>\n",
      counted(result.options.seeds, "schedule"),
      result.options.prove == scenarios::Prove::never
          ? ""
          : ", and where that is small enough every order of events was explored");
  lead += totals_list(totals) + saved_part(result);
  for (const std::string& folder : result.empty_folders) {
    lead += fmt::format("<p class=\"differs\">{}: this folder holds no scenario.</p>\n",
                        name_text(folder));
  }
  for (const std::string& problem : result.problems) {
    lead += fmt::format("<p class=\"differs\">{}</p>\n", text(problem));
  }
  return lead + words_for_strangers;
}

std::string contents(const std::vector<const ScenarioResult*>& scenarios,
                     const std::vector<std::string>& ids) {
  if (scenarios.size() < 2) return "";
  std::string list;
  for (std::size_t index = 0; index < scenarios.size(); ++index) {
    Totals totals;
    for (const CellResult& cell : scenarios[index]->cells) add(totals, cell);
    const char* const kind = totals.differs > 0              ? "differs"
                             : totals.violated > 0           ? "violated"
                             : totals.doubtful > 0           ? "doubt"
                             : totals.proved == totals.cells ? "proved"
                                                             : "none";
    list += fmt::format(
        "<li class=\"{}\"><a href=\"#{}\">{}</a> <span>{}, {} go wrong</span></li>\n", kind,
        ids[index], name_text(scenarios[index]->name), counted(totals.cells, "cell"), totals.wrong);
  }
  return fmt::format("<nav aria-label=\"Scenarios\"><h2>Scenarios</h2><ul>\n{}</ul></nav>\n", list);
}

class ReportPage {
 public:
  ReportPage(const CampaignResult& result, const Style& style) : result_(&result), style_(&style) {}

  std::string body() {
    std::string sections;
    std::vector<const ScenarioResult*> scenarios;
    std::vector<std::string> ids;
    Totals totals;
    for (const ScenarioResult& scenario : result_->scenarios) {
      for (const CellResult& cell : scenario.cells) add(totals, cell);
      scenarios.push_back(&scenario);
      ids.push_back("scenario-" + names_.stem(scenario.name, ""));
      sections += section(scenario, ids.back());
    }
    std::string cut;
    if (stories_.left_out > 0) {
      cut = fmt::format(
          "<p class=\"cut\">This page tells {} of {}; the others are left out, each "
          "with the command that shows it.</p>\n",
          stories_.told, counted(stories_.told + stories_.left_out, "failing run"));
    }
    return head("Stalemate report", lead_of(*result_, totals) + cut) + contents(scenarios, ids) +
           "<main id=\"main\">\n" + sections + "</main>\n";
  }

 private:
  std::string section(const ScenarioResult& scenario, const std::string& section_id) {
    std::vector<std::string> ids;
    std::string cells;
    for (const CellResult& cell : scenario.cells) {
      ids.push_back(names_.stem(scenario.name, cell.name));
      cells += cell_details(cell, scenario, result_->options, ids.back(), stories_, *style_);
    }
    std::string head = fmt::format("<section class=\"scenario\" id=\"{}\">\n<h2>{}</h2>\n",
                                   section_id, name_text(scenario.name));
    if (!scenario.about.empty()) head += fmt::format("<p>{}</p>\n", text(scenario.about));
    head += fmt::format("<p class=\"setting\">{}{}{}</p>\n", name_text(scenario.path),
                        scenario.source.empty() ? "" : " &middot; ", source_link(scenario.source));
    return head + matrix_table(scenario, ids) +
           "<p class=\"how\">Each field leads to its cell below. = as expected, ! differs, ? "
           "inconclusive, - vacuous; \"proved: n\": heals within n due bursts.</p>\n" +
           cells + first_failures(scenario, result_->options) + "</section>\n";
  }

  const CampaignResult* result_;
  const Style* style_;
  scenarios::FileNames names_;
  StoriesSoFar stories_;
};

}  // namespace

std::string html_report(const CampaignResult& result, const scenarios::Versions& versions,
                        const Style& style) {
  const bool alone = result.scenarios.size() == 1;
  const std::string title =
      alone ? name_text(result.scenarios.front().name) + " - Stalemate report" : "Stalemate report";
  return page(title, ReportPage(result, style).body(), versions);
}

std::string html_explanation(const ReplaySubject& subject, const scenarios::SavedReplay& run,
                             const std::optional<scenarios::Film>& film,
                             const std::optional<scenarios::PointOfNoReturn>& no_return,
                             const Style& style) {
  scenarios::FileNames names;
  Telling telling;
  telling.id = names.stem(subject.scenario, subject.cell);
  telling.run = &run;
  telling.film = &film;
  telling.no_return = no_return;
  telling.command = replay_command(subject.file, style);
  telling.first = true;
  const std::string cell = fmt::format("{}, cell {}", subject.scenario, subject.cell);
  const std::string body =
      head(name_text(cell), fmt::format("<p class=\"setting\">{}</p>\n{}", name_text(subject.file),
                                        words_for_strangers)) +
      "<main id=\"main\">\n" + story_section(telling) + "</main>\n";
  return page(name_text(cell) + " - Stalemate", body, subject.versions);
}

}  // namespace stalemate::reports::html
