#include "reports/html/story.h"

#include <algorithm>

#include <fmt/format.h>

#include "reports/html/lanes.h"
#include "reports/html/markup.h"
#include "reports/html/steps.h"
#include "reports/html/timeline_svg.h"
#include "reports/text.h"

namespace stalemate::reports::html {

namespace {

constexpr std::size_t most_deviations = 100;

std::string paragraph(const std::string& title, const std::string& words) {
  if (words.empty()) return "";
  return fmt::format("<p><strong>{}</strong> {}</p>\n", title, text(words));
}

std::string telling_list(const Explanation& explanation) {
  std::string list = "<ul class=\"telling\">\n";
  for (const std::string& sentence : explanation.story) {
    list += fmt::format("<li>{}</li>\n", text(sentence));
  }
  if (!explanation.left_out.empty()) {
    list += fmt::format("<li class=\"cut\">{}.</li>\n", text(explanation.left_out));
  }
  return list + "</ul>\n";
}

std::string deviations_table(const Explanation& explanation) {
  if (explanation.deviations.empty()) {
    return "<p><strong>What deviates from calm:</strong> nothing. A healthy, unloaded system does "
           "all of this.</p>\n";
  }
  std::string rows;
  std::size_t told = 0;
  for (const ToldDeviation& deviation : explanation.deviations) {
    if (told++ == most_deviations) {
      rows += fmt::format("<tr><td colspan=\"4\" class=\"cut\">{} more are left out.</td></tr>\n",
                          explanation.deviations.size() - most_deviations);
      break;
    }
    rows += fmt::format("<tr><td>{} {} ms</td><td>{}</td><td{}>{}</td><td>{}</td></tr>\n",
                        deviation.goes_wrong ? "!" : "~", text(deviation.time),
                        text(deviation.what), deviation.goes_wrong ? " class=\"wrong\"" : "",
                        text(deviation.taken), text(deviation.calm));
  }
  return fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"What deviates from calm\">"
      "<table class=\"plain\"><caption>What deviates from calm (! goes wrong, ~ another order or "
      "time)</caption><thead><tr><th scope=\"col\">at</th><th scope=\"col\">decision</th><th "
      "scope=\"col\">taken</th><th scope=\"col\">calm</th></tr></thead><tbody>\n{}</tbody></table>"
      "</div>\n",
      rows);
}

std::string panel(const Lanes& lanes, const Panel& shown, const std::string& caption) {
  const char* const on_paper =
      wider_than_paper(lanes, shown)
          ? "<p class=\"cut paper\">On paper this timeline is cut at its right edge; the list of "
            "steps below is whole.</p>\n"
          : "";
  return fmt::format(
      "<figure class=\"panel {}\"><figcaption>{}</figcaption><div class=\"scroll\" tabindex=\"0\" "
      "role=\"region\" aria-label=\"{}\">\n{}</div>{}</figure>\n",
      shown.name, caption, text(shown.title), timeline_svg(lanes, shown), on_paper);
}

std::string panels(const Telling& telling, const scenarios::Film& film) {
  const scenarios::Transcript& transcript = telling.run->told.transcript;
  const Lanes lanes = lanes_of(film, transcript, telling.run->config, telling.no_return);
  const std::size_t last = film.frames.size() - 1;
  Panel stem{0, last, telling.id, "stem", "", false};
  stem.unit = unit_for(std::max(lanes.seam, lanes.bands.back().to - lanes.seam));
  if (!film.loop_from) {
    stem.title = fmt::format("Timeline of the run, {}", counted(last, "step"));
    return panel(lanes, stem, "<b>What happens</b>, from left to right");
  }
  const std::size_t loop_from = *film.loop_from;
  stem.last_frame = loop_from - 1;
  stem.title = fmt::format("Timeline of how it comes to that, steps 1 to {}", loop_from - 1);
  Panel loop{loop_from, last, telling.id, "loop", "", true};
  loop.unit = stem.unit;
  loop.title =
      fmt::format("Timeline of what then repeats for ever, steps {} to {}", loop_from, last);
  return panel(lanes, stem, "<b>How it comes to that</b>, from left to right") +
         panel(lanes, loop,
               "<b>What then repeats for ever</b>: calm requests, nothing goes wrong any more, and "
               "still no newer generation is stored");
}

std::string steps_part(const Telling& telling, const scenarios::Film& film) {
  const scenarios::Transcript& transcript = telling.run->told.transcript;
  std::string part = fmt::format(
      "<div class=\"player\"></div>\n<details class=\"steplist\" open><summary>All {}, and what "
      "each "
      "changes</summary>\n{}</details>\n",
      counted(film.frames.size() - 1, "step"),
      steps_list(film, transcript, telling.run->config, telling.id, telling.first));
  if (film.cut) {
    part += fmt::format(
        "<p class=\"cut\">The run goes on: only its first {} are shown. The command below shows "
        "all.</p>\n",
        counted(film.frames.size() - 1, "step"));
  }
  return part;
}

}  // namespace

std::string legend() {
  const auto entry = [](const char* kind, const char* words) {
    return fmt::format("<li><i class=\"key {}\"></i>{}</li>", kind, words);
  };
  return "<ul class=\"legend\" aria-label=\"Legend\">" +
         entry("running", "request context, running") +
         entry("draining", "response done, not ended yet") + entry("render", "render") +
         entry("queued", "put called, not yet sent") + entry("sent", "put or get on its way") +
         entry("late", "put of a dead context") + entry("fresh", "entry fresh") +
         entry("expired", "entry expired") + entry("slot", "dedupe slot taken") +
         entry("orphaned", "slot of a dead request") +
         "<li><b class=\"x\">&#10005;</b>context cut, put dropped or lost</li>"
         "<li><b class=\"ok\">&#10003;</b>put stored</li></ul>\n";
}

std::string story_section(const Telling& telling) {
  const Explanation told = explain(*telling.run, telling.no_return);
  std::string section = fmt::format(
      "<section class=\"story\" id=\"{0}--story\" data-steps=\"{0}\" "
      "aria-labelledby=\"{0}--title\">\n<h4 "
      "id=\"{0}--title\">{1}</h4>\n",
      telling.id, text(told.verdict));
  for (const std::string& reason : told.reasons) {
    section += paragraph(told.reasons_title + ":", reason);
  }
  section += telling_list(told);
  section += paragraph("The point of no return:", told.no_return);
  if (*telling.film) {
    section += panels(telling, **telling.film) + legend() + steps_part(telling, **telling.film);
  } else {
    section += "<p class=\"cut\">No timeline: the run could not be shown step by step.</p>\n";
  }
  section += deviations_table(told);
  section += fmt::format("<p class=\"setting\">{}</p>\n", text(told.setting));
  if (!telling.command.empty()) {
    section +=
        fmt::format("<p>Again, on any machine:</p><pre tabindex=\"0\"><code>{}</code></pre>\n",
                    text(telling.command));
  }
  return section + "</section>\n";
}

}  // namespace stalemate::reports::html
