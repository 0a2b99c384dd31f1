// How long a page lives, as a draft guesses it, and dates whose order of day and month is open.
#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "reports/log_notes.h"
#include "scenarios/log/draft.h"
#include "tests/logs/log_texts.h"

namespace stalemate::tests {

namespace {

/// What a draft says of revalidate.
std::string guess_of(const scenarios::log::Log& log) {
  for (const std::string& guess : draft_of(log).guesses) {
    if (guess.starts_with("revalidate: ")) return guess.substr(12);
  }
  return "";
}

std::string guess_of_rows(const std::string& rows) {
  return guess_of(log_of("time,state\n" + rows));
}

bool notes_guess_order(const scenarios::log::Log& log) {
  const auto notes = reports::reading_notes(log);
  return std::any_of(notes.begin(), notes.end(), [](const std::string& note) {
    return note.find("guessed, for it makes sense the other way round") != std::string::npos;
  });
}

/// Rows of a healthy page around midnight.
std::string rows_around_midnight(const std::string& before, const std::string& after) {
  return "time;state\n" + before + " 23:59:00;STALE\n" + before + " 23:59:25;HIT\n" + before +
         " 23:59:50;HIT\n" + after + " 00:00:15;STALE\n" + after + " 00:00:40;HIT\n";
}

}  // namespace

TEST_CASE("any of a run of STALE may have made the entry that follows", "[logs]") {
  const std::string guess = guess_of_rows(
      "2026-11-17T10:00:00.000Z,STALE\n2026-11-17T10:00:01.500Z,STALE\n"
      "2026-11-17T10:00:02.000Z,HIT\n2026-11-17T10:01:01.000Z,HIT\n"
      "2026-11-17T10:01:01.300Z,STALE\n");
  CHECK(guess ==
        "60000 ms, for the page was seen fresh for at least 58900 ms, and for at most 61400 ms");
}

TEST_CASE("what is guessed of a life is no less than what was seen of it", "[logs]") {
  const std::string guess = guess_of_rows(
      "2026-11-17T10:00:00.000Z,STALE\n2026-11-17T10:00:00.200Z,HIT\n"
      "2026-11-17T10:00:06.970Z,HIT\n2026-11-17T10:00:06.980Z,STALE\n");
  CHECK(guess ==
        "6800 ms, for the page was seen fresh for at least 6670 ms, and for at most "
        "7080 ms");
}

TEST_CASE("times of whole seconds and minutes bound a life by no more than they tell", "[logs]") {
  CHECK(guess_of_rows("2026-11-17T10:00:00Z,STALE\n2026-11-17T10:00:01Z,HIT\n"
                      "2026-11-17T10:00:03Z,HIT\n2026-11-17T10:00:03Z,STALE\n")
            .find("at least 901 ms, and for at most 4099 ms") != std::string::npos);
  CHECK(guess_of_rows("2026-11-17 10:00,STALE\n2026-11-17 10:00,HIT\n2026-11-17 10:02,HIT\n"
                      "2026-11-17 10:02,STALE\n")
            .find("at least 59901 ms, and for at most 180099 ms") != std::string::npos);
  // Three lives in five minutes are less than two minutes each.
  CHECK(guess_of_rows("2026-11-17 10:00,STALE\n2026-11-17 10:00,HIT\n2026-11-17 10:01,STALE\n"
                      "2026-11-17 10:02,HIT\n2026-11-17 10:03,STALE\n2026-11-17 10:03,HIT\n"
                      "2026-11-17 10:04,STALE\n")
            .find("at most 100033 ms") != std::string::npos);
}

TEST_CASE("a page may take as long to render as the draft says, before it is stored", "[logs]") {
  // Stored at 2 s, it lives for a minute.
  CHECK(guess_of_rows("2026-11-17T10:00:00.000Z,MISS\n2026-11-17T10:01:01.900Z,HIT\n")
            .starts_with("60000 ms, "));
}

TEST_CASE("day and month stand in the order that makes sense of all dates", "[logs]") {
  constexpr std::int64_t around_twelfth_ms = 1'794'527'940'000;  // 2026-11-12T23:59:00Z
  // The thirteenth is no month.
  const auto certain = log_of(rows_around_midnight("11/12/2026", "11/13/2026"));
  CHECK(certain.seen.front().time_ms == around_twelfth_ms);
  CHECK(certain.seen.back().time_ms == around_twelfth_ms + 100'000);
  CHECK_FALSE(notes_guess_order(certain));
  CHECK(log_of(rows_around_midnight("12/11/2026", "13/11/2026")).seen.front().time_ms ==
        around_twelfth_ms);
  // Days in a row, or in two months: the log is short, most likely.
  const auto likely = log_of(rows_around_midnight("11/05/2026", "11/06/2026"));
  CHECK(*likely.seen.back().time_ms - *likely.seen.front().time_ms == 100'000);
  CHECK(notes_guess_order(likely));
  // On one day, nothing depends on it.
  CHECK_FALSE(
      notes_guess_order(log_of("time;state\n11/05/2026 10:00:00;HIT\n"
                               "11/05/2026 10:00:30;STALE\n")));
  // In sequence only if the day comes first.
  const auto in_sequence = log_of(
      "time;state\n11/05/2026 10:00:00;HIT\n"
      "01/06/2026 10:00:00;STALE\n");
  CHECK_FALSE(notes_guess_order(in_sequence));
  CHECK(in_sequence.tally.out_of_order == 0);
  CHECK(log_of("time;state\n17/11/2026, 10:00:00 am;HIT\n").seen.front().time_ms ==
        1'794'909'600'000);
}

}  // namespace stalemate::tests
