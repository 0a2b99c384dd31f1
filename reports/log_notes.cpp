#include "reports/log_notes.h"

#include <algorithm>

#include <fmt/format.h>

#include "reports/sentences.h"
#include "reports/text.h"

namespace stalemate::reports {

using scenarios::LogQuestion;
using scenarios::Observation;

std::vector<std::string> reading_notes(const scenarios::log::Log& log) {
  const scenarios::log::Tally& tally = log.tally;
  std::vector<std::string> notes;
  const auto note = [&](std::uint64_t count, const std::string& words) {
    if (count > 0)
      notes.push_back(fmt::format("{}: {} {}", log.path, counted(count, "line"), words));
  };
  for (const auto& one : tally.first_unreadable) {
    notes.push_back(fmt::format("{}:{}: not read: {}", log.path, one.line, one.why));
  }
  if (tally.unreadable > tally.first_unreadable.size()) {
    note(tally.unreadable - tally.first_unreadable.size(), "more could not be read");
  }
  note(tally.without_state, "without a cache state left out");
  if (tally.without_time > 0) {
    notes.push_back(
        fmt::format("{}:{}: without a time that could be read, as {} in all: taken to "
                    "have come between {} neighbours",
                    log.path, tally.first_without_time, counted(tally.without_time, "line"),
                    tally.without_time == 1 ? "its" : "their"));
  }
  if (tally.generation_missing) {
    notes.push_back(fmt::format("{}: no response has what --generation names", log.path));
  }
  note(tally.of_other_pages, "of other pages left out");
  note(tally.of_other_hosts, "of other hosts left out");
  if (tally.hosts.size() > 1) {
    notes.push_back(printable(fmt::format(
        "{}: of {} hosts{} ({}), taken for one page; --page with a URL takes those of one",
        log.path, tally.hosts.size(),
        tally.hosts.size() < scenarios::log::most_named ? "" : " or more",
        fmt::join(tally.hosts, ", "))));
  }
  if (tally.date_order_guessed) {
    const bool by_day = tally.dates(scenarios::log::FirstOfDate::day) > 0;
    notes.push_back(
        fmt::format("{}: in its dates the {} is taken to stand before the {}: guessed, for it "
                    "makes sense the other way round too",
                    log.path, by_day ? "day" : "month", by_day ? "month" : "day"));
  }
  note(tally.duplicates, "there twice, counted once");
  note(tally.out_of_order, "out of order, sorted by time");
  note(tally.folded, tally.folded == 1
                         ? "says the same as its neighbours and is folded into them"
                         : "say the same as their neighbours and are folded into them");
  note(tally.dropped, "before those that are kept left out");
  return notes;
}

std::string line_words(const LogQuestion& question, std::size_t index) {
  if (index >= question.seen.size()) return "the end of the log";
  const Observation& seen = question.seen[index];
  std::string text = place_words(seen) + ": ";
  if (seen.state) {
    text += model::name(*seen.state);
  } else {
    text += seen.is_error() ? fmt::format("status {}", *seen.status) : "no page";
  }
  const std::int64_t after_ms = question.at_ms[index] - question.at_ms.front();
  text += fmt::format(", {} s after the first", milliseconds(after_ms));
  if (!seen.generation.empty()) text += fmt::format(", generation \"{}\"", seen.generation);
  if (seen.age_s) text += fmt::format(", age {} s", *seen.age_s);
  if (!seen.colo.empty()) text += fmt::format(", from {}", seen.colo);
  for (std::size_t sign = 0; seen.signs && sign < model::count_of<scenarios::Sign>(); ++sign) {
    const auto one = static_cast<scenarios::Sign>(sign);
    if ((*seen.signs & sign_bit(one)) != 0) text += fmt::format(", {}", model::name(one));
  }
  return text;
}

std::vector<std::string> question_notes(const scenarios::log::Log& log,
                                        const LogQuestion& question) {
  std::vector<std::string> notes;
  if (question.of_other_colos > 0) {
    constexpr std::size_t most_named = 8;
    std::vector<std::string> named = question.other_colos;
    named.resize(std::min(named.size(), most_named));
    notes.push_back(printable(fmt::format(
        "{}: {} of {} left out: {}{}", log.path, counted(question.of_other_colos, "line"),
        question.other_colos.size() == 1
            ? "another colo"
            : fmt::format("{} other colos", question.other_colos.size()),
        fmt::join(named, ", "), named.size() < question.other_colos.size() ? ", ..." : "")));
  }
  const std::size_t asked = log.seen.size() - question.of_other_colos;
  if (asked > question.seen.size()) {
    notes.push_back(fmt::format("{}: of {} lines the last {} are to be explained (--lines)",
                                log.path, asked, question.seen.size()));
  }
  return notes;
}

}  // namespace stalemate::reports
