// Lines on which vinext, or the page, says that something failed: they never remove what it was.
#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "scenarios/reproduce/reproduce.h"
#include "tests/logs/log_texts.h"
#include "tests/logs/usual_page.h"

namespace stalemate::tests {

namespace {

using scenarios::Reproduction;
using scenarios::Sign;
using scenarios::sign_bit;

/// A response, and what the console shows of its invocation.
struct TailEvent {
  const char* state;
  std::string console;
};

/// An event of `wrangler tail` every twelve seconds.
std::string tail_of(const std::vector<TailEvent>& events) {
  std::string text;
  std::int64_t at_ms = 1'794'909'600'000;
  for (const TailEvent& event : events) {
    text += fmt::format(
        R"({{"outcome":"ok","eventTimestamp":{},"exceptions":[],"event":{{"request":{{"url":)"
        R"("https://a.com/blog"}},"response":{{"status":200}}}},"logs":[{{"message":)"
        R"(["X-Vinext-Cache: {}"]}},{{"message":[{}]}}]}})",
        at_ms, event.state, nlohmann::json(event.console).dump());
    text += "\n";
    at_ms += 12'000;
  }
  return text;
}

Reproduction reproduced_tail(const std::vector<TailEvent>& events, const char* router) {
  nlohmann::json page = usual_page();
  page["handler"]["router"] = router;
  const scenarios::Scenario scenario = scenario_of(page);
  const auto log = log_of(tail_of(events));
  const auto question = scenarios::question_of(scenario, scenario.cells.front(), log.seen, {});
  REQUIRE(question);
  auto found = scenarios::reproduce({question.value(), 500, [] { return false; }});
  REQUIRE(found);
  return std::move(found).value();
}

bool names_cause(const Reproduction& found, const std::string& name) {
  return std::any_of(found.causes.begin(), found.causes.end(),
                     [&](const auto& run) { return run.hypothesis.name == name; });
}

scenarios::Signs signs_of_console(const std::string& console) {
  return *log_of(tail_of({{"MISS", console}})).seen.front().signs;
}

const std::vector<std::string> written_failures{
    "[vinext] ISR background regeneration failed for pages:/blog:",
    "[vinext] ISR regen failed for pages:/blog:",
    "[vinext] Pages ISR cache write failed for pages:/blog:", "[vinext] ISR cache write error:",
    "[vinext] ISR RSC cache write error:"};

}  // namespace

TEST_CASE("what vinext writes of a failed write names its cause", "[logs]") {
  constexpr scenarios::Signs refused = sign_bit(Sign::regeneration_failed) |
                                       sign_bit(Sign::failure_told) | sign_bit(Sign::kv_refused);
  for (const std::string& failure : written_failures) {
    CAPTURE(failure);
    CHECK(signs_of_console(failure + " Error: KV PUT failed: 429 Too Many Requests") == refused);
  }
  const std::string error = " Error: KV PUT failed: 429 Too Many Requests";
  for (const char* const router : {"pages", "app"}) {
    const bool is_app = std::string(router) == "app";
    const auto found = reproduced_tail(
        {{"MISS", written_failures[is_app ? 3 : 2] + error}, {"MISS", ""}, {"HIT", ""}}, router);
    CHECK(names_cause(found, "put-429"));
    CHECK_FALSE(names_cause(found, "put-5xx"));
  }
}

TEST_CASE("what vinext writes of a failed read names its cause", "[logs]") {
  const auto found = reproduced_tail(
      {{"MISS", ""},
       {"HIT", ""},
       {"MISS", "[vinext] ISR cache read error: Error: KV GET failed: 500 Internal Server Error"},
       {"HIT", ""}},
      "app");
  REQUIRE_FALSE(found.causes.empty());
  CHECK(found.causes.front().hypothesis.name == "get-5xx");
}

TEST_CASE("a context that was cut says nothing of the store", "[logs]") {
  const std::string error =
      R"({"outcome":"exception","eventTimestamp":1794909600000,"exceptions":[{"message":)"
      R"("Error: KV GET failed: 500 Internal Server Error"}],"event":{"request":{"url":)"
      R"("https://a.com/blog"},"response":{"status":500}},"logs":[]})";
  const scenarios::Scenario scenario = scenario_of(usual_page());
  const auto log = log_of(error + "\n");
  const auto question = scenarios::question_of(scenario, scenario.cells.front(), log.seen, {});
  REQUIRE(question);
  const auto found = scenarios::reproduce({question.value(), 500, [] { return false; }});
  REQUIRE(found);
  CHECK(names_cause(found.value(), "get-5xx"));
  CHECK_FALSE(names_cause(found.value(), "context-cut"));
}

TEST_CASE("a limit that a message names is that limit, whatever the outcome", "[logs]") {
  CHECK(signs_of_console("Error: Worker exceeded CPU time limit.") == sign_bit(Sign::cpu_limit));
  CHECK(signs_of_console("Error: Worker exceeded memory limit.") == sign_bit(Sign::memory_limit));
}

TEST_CASE("what is not known of a console removes no cause", "[logs]") {
  CHECK(signs_of_console("[shop] comments: Error: Network connection lost.") == 0);
  CHECK(signs_of_console(
            "[vinext] Failed to keep the previous entry for /: Error: KV PUT failed: 429") == 0);
  const std::string wrote = "[vinext] Pages ISR cache write failed for pages:/blog: ";
  // KV in words of another day; and a message of the page's own beside that of KV.
  CHECK(signs_of_console(wrote + "Error: KV said that it was busy") ==
        sign_bit(Sign::regeneration_failed));
  for (const std::string& error :
       {std::string("Error: KV said that it was busy"),
        std::string("Error: KV put() limit exceeded for the day."),
        std::string("Error: KV PUT failed: 429 Too Many Requests Error: Network connection lost."),
        std::string("Error: internal error; reference = abc")}) {
    CAPTURE(error);
    CHECK(names_cause(
        reproduced_tail({{"MISS", wrote + error}, {"MISS", ""}, {"HIT", ""}}, "pages"), "put-429"));
  }
}

TEST_CASE("a render that loses a connection of its own throws", "[logs]") {
  const std::string failed = "[vinext] ISR background regeneration failed for pages:/blog: ";
  std::vector<TailEvent> events{{"MISS", ""}, {"HIT", ""}, {"HIT", ""}, {"HIT", ""}, {"HIT", ""}};
  events.push_back({"HIT", ""});
  events.push_back({"STALE", failed + "Error: Network connection lost."});
  events.push_back({"STALE", ""});
  events.push_back({"HIT", ""});
  const auto found = reproduced_tail(events, "pages");
  CHECK(names_cause(found, "render-throws"));
  CHECK_FALSE(names_cause(found, "put-429"));
}

}  // namespace stalemate::tests
