// Whether any interleaving at all answers the requests of a log as its lines say.
#include "scenarios/reproduce/every_interleaving.h"

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/reproduce/reproduce.h"
#include "tests/logs/log_texts.h"
#include "tests/logs/usual_page.h"

namespace stalemate::tests {

using nlohmann::json;
using scenarios::Hypothesis;
using scenarios::Interleavings;
using scenarios::Observation;
using scenarios::Possible;

namespace {

struct Asked {
  std::string lines;  // of a table: time_ms,state,generation, and of all the colo or of none
  json world = usual_page();
  Hypothesis hypothesis = hypothesis_named("nothing");
  std::int64_t tolerance_ms = 0;
  std::uint64_t most_transitions = 1'000'000;
};

Interleavings interleavings_of(const Asked& asked, const std::vector<Observation>& seen) {
  const scenarios::Scenario scenario = scenario_of(asked.world);
  scenarios::QuestionOptions options;
  options.tolerance_ms = asked.tolerance_ms;
  const auto question = scenarios::question_of(scenario, scenario.cells.front(), seen, options);
  if (!question) FAIL(question.error().message);
  const auto world = load_world(question.value(), world_of(question.value(), asked.hypothesis));
  if (!world) FAIL(world.error().message);
  const model::WorldConfig& config = world.value().cells.front().config;
  REQUIRE(beyond_interleavings(question.value(), config).empty());
  return every_interleaving(question.value(), asked.hypothesis, config, asked.most_transitions,
                            [] { return false; });
}

Interleavings interleavings_of(const Asked& asked) {
  const bool with_colos = std::count(asked.lines.begin(), asked.lines.end(), ',') >
                          2 * std::count(asked.lines.begin(), asked.lines.end(), '\n');
  const std::string header = "time_ms,state,generation";
  const auto log = log_of(header + (with_colos ? ",colo\n" : "\n") + asked.lines);
  return interleavings_of(asked, log.seen);
}

Observation line_of(std::int64_t time_ms, scenarios::SeenState state, const std::string& generation,
                    model::Artifact artifact = model::Artifact::html, std::int64_t status = 200) {
  Observation seen;
  seen.time_ms = time_ms;
  seen.state = state;
  seen.generation = generation;
  seen.artifact = artifact;
  seen.status = status;
  return seen;
}

}  // namespace

TEST_CASE("how long an entry lives is held against a log", "[logs]") {
  const auto of_last_hit_at = [](std::int64_t at_ms) {
    return interleavings_of({"0,MISS,a\n2000,HIT,a\n" + std::to_string(at_ms) + ",HIT,a\n"});
  };
  // A get and a render take 640 ms at most: then the entry is written down.
  CHECK(of_last_hit_at(60'600).possible == Possible::yes);
  CHECK(of_last_hit_at(60'700).ruled_out());
}

TEST_CASE("how long things take is held against a log", "[logs]") {
  // A get of at least 5 ms, a render of 50, and a put of 30: no sooner is the next one fresh.
  const auto of_hit_at = [](std::int64_t at_ms) {
    return interleavings_of({"0,STALE,a\n" + std::to_string(at_ms) + ",HIT,b\n"});
  };
  CHECK(of_hit_at(2000).possible == Possible::yes);
  CHECK(of_hit_at(85).possible == Possible::yes);
  CHECK(of_hit_at(30).ruled_out());
  // Nor can it be stale for long, unless something goes wrong.
  const std::string late = "0,STALE,a\n2000,STALE,a\n";
  CHECK(interleavings_of({late}).ruled_out());
  CHECK(interleavings_of({late, usual_page(), hypothesis_named("context-cut")}).possible ==
        Possible::yes);
  CHECK(interleavings_of({late, usual_page(), hypothesis_named("eviction")}).ruled_out());
  CHECK(interleavings_of({late, usual_page(), hypothesis_named("nothing"), 1500}).possible ==
        Possible::yes);
}

TEST_CASE("that a write is refused only soon after another is held against a log", "[logs]") {
  const auto of_lives_of = [](int revalidate_ms, const std::string& lines) {
    json page = usual_page();
    page["page"]["revalidate_ms"] = revalidate_ms;
    return interleavings_of({lines, page});
  };
  CHECK(of_lives_of(300, "0,STALE,a\n900,STALE,b\n1900,STALE,b\n").possible == Possible::yes);
  CHECK(of_lives_of(60'000, "0,STALE,a\n2000,HIT,b\n63000,STALE,b\n65000,STALE,b\n").ruled_out());
}

TEST_CASE("how often something goes wrong is held against a log", "[logs]") {
  const auto with_faults = [](std::uint32_t most) {
    Hypothesis fails = hypothesis_named("put-5xx");
    fails.patch["faults"]["put_5xx"] = 2;
    fails.most_faults = most;
    return interleavings_of({"0,STALE,a\n2000,STALE,a\n4000,STALE,a\n", usual_page(), fails});
  };
  CHECK(with_faults(2).possible == Possible::yes);
  CHECK(with_faults(1).ruled_out());
}

TEST_CASE("which render is shown is held against a log", "[logs]") {
  const std::string back = "0,STALE,a\n5000,HIT,b\n10000,HIT,a\n";
  CHECK(interleavings_of({back}).ruled_out());
  CHECK(interleavings_of({back}).explained == 2);
  CHECK(interleavings_of({"0,STALE,a\n5000,HIT,b\n10000,HIT,b\n"}).possible == Possible::yes);
  CHECK(interleavings_of({"0,STALE,a\n5000,HIT,a\n"}).ruled_out());
  // Where renders of the same data look the same, there are no more looks than data.
  const Hypothesis same_data = with_same_data(hypothesis_named("nothing"));
  CHECK(interleavings_of({back, usual_page(), same_data}).ruled_out());
  CHECK(interleavings_of({"0,STALE,a\n5000,HIT,a\n", usual_page(), same_data}).possible ==
        Possible::yes);
}

TEST_CASE("who comes first to the store is held against a log", "[logs]") {
  // A get takes 5 to 40 ms there, its answer up to 5 s back.
  json page = usual_page();
  page["latencies"]["kv_reply"] = {0, 5000};
  const auto of_third_at = [&page](std::int64_t at_ms) {
    return interleavings_of(
        {"0,STALE,a\n1000,HIT,b\n" + std::to_string(at_ms) + ",STALE,a\n", page});
  };
  CHECK(of_third_at(1030).possible == Possible::yes);
  CHECK(of_third_at(1040).ruled_out());
}

TEST_CASE("ways are told apart by what is yet to be shown", "[logs]") {
  // An answer of the store takes 2 s at least. When the last request comes, all that differs
  // between two ways is which of two expired entries the second one was given.
  json page = usual_page();
  page["page"]["revalidate_ms"] = 1000;
  page["latencies"]["kv_reply"] = {2000, 5000};
  page["latencies"]["kv_put"] = {30, 5000};
  page["latencies"]["kv_late_commit"] = {30, 5000};
  const Hypothesis late = hypothesis_named("put-not-registered");
  for (const std::string second : {"a", "b"}) {
    const std::string lines = "0,STALE,a\n8000,STALE," + second + "\n8050,STALE,b\n9500,STALE,b\n";
    CHECK(interleavings_of({lines, page, late}).possible == Possible::yes);
  }
  CHECK(interleavings_of({"0,STALE,a\n8000,STALE,b\n8050,STALE,a\n", page, late}).ruled_out());
}

TEST_CASE("ways are told apart by what a request that waits for its put will show", "[logs]") {
  // Both have rendered and wait for their puts, whose answers take a second: who was first is left.
  json page = usual_page();
  page["handler"]["generation"] = "vinext-0.0.30";
  page["page"]["entries"] = json::object();
  page["latencies"] = {{"kv_get", {5, 40}}, {"render", {50, 100}}, {"kv_put", {30, 60}}};
  page["latencies"]["kv_reply"] = 1000;
  for (const std::string last : {"a", "b"}) {
    const std::string lines = "0,MISS,a\n0,MISS,b\n5000,HIT," + last + "\n";
    CHECK(interleavings_of({lines, page}).possible == Possible::yes);
  }
}

TEST_CASE("ways are told apart by which of two puts is how far", "[logs]") {
  using model::Artifact;
  using scenarios::SeenState;
  json page = usual_page();
  page["handler"] = {{"generation", "vinext-0.0.30"}, {"router", "app"}};
  page["page"]["entries"] = {{"html", {{"expired_for_ms", 500}}},
                             {"rsc", {{"expired_for_ms", 500}}}};
  page["latencies"] = {{"kv_get", 1}, {"render", 1}, {"kv_upload", {0, 1000}}, {"kv_put", 2000}};
  for (const Artifact first : {Artifact::html, Artifact::rsc}) {
    const Artifact second = first == Artifact::html ? Artifact::rsc : Artifact::html;
    for (const bool html_asks_first : {true, false}) {
      const Artifact before = html_asks_first ? Artifact::html : Artifact::rsc;
      const Artifact after = html_asks_first ? Artifact::rsc : Artifact::html;
      const std::vector<Observation> seen{
          line_of(0, SeenState::stale, "a", before), line_of(500, SeenState::stale, "a", after),
          line_of(2450, SeenState::hit, "b", first), line_of(2550, SeenState::stale, "a", second)};
      CHECK(interleavings_of({"", page}, seen).possible == Possible::yes);
    }
  }
}

TEST_CASE("an error shows no render", "[logs]") {
  using scenarios::SeenState;
  const Hypothesis throws = with_same_data(hypothesis_named("render-throws"));
  const std::vector<Observation> seen{line_of(0, SeenState::miss, "e", model::Artifact::html, 500),
                                      line_of(5000, SeenState::miss, "a"),
                                      line_of(75'000, SeenState::stale, "a")};
  CHECK(interleavings_of({"", usual_page(), throws}, seen).possible == Possible::yes);
}

TEST_CASE("more requests at once than are gone through rule nothing out", "[logs]") {
  json page = usual_page();
  page["latencies"]["kv_get"] = {50, 60};
  const auto of_requests = [&page](std::uint32_t count) {
    std::string lines;
    for (std::uint32_t at_ms = 0; at_ms < count; ++at_ms)
      lines += fmt::format("{},STALE,a\n", at_ms);
    return interleavings_of({lines + "5000,HIT,a\n", page});
  };
  const Interleavings found = of_requests(scenarios::interleaving_limits.requests_at_once + 1);
  CHECK(found.held_back);
  CHECK_FALSE(found.ruled_out());
  CHECK(of_requests(3).ruled_out());
}

TEST_CASE("where a line comes from is held against a log", "[logs]") {
  json page = usual_page();
  page["topology"]["colos"] = {1, 1};
  page["handler"]["generation"] = "vinext-0.0.55";
  const Hypothesis hangs = hypothesis_named("render-hangs");
  // The slot that stays behind in one isolate keeps no other from rendering anew.
  const std::string stuck = "0,STALE,a,AAA\n70000,STALE,a,AAA\n140000,STALE,a,AAA\n";
  const std::string elsewhere = "0,STALE,a,AAA\n70000,STALE,a,BBB\n75000,STALE,a,AAA\n";
  CHECK(interleavings_of({stuck, page, hangs}).possible == Possible::yes);
  CHECK(interleavings_of({elsewhere, page, hangs}).ruled_out());
}

TEST_CASE("a request that the log does not show may be why", "[logs]") {
  const std::string skipped = "0,HIT,a\n70000,HIT,b\n";
  json page = usual_page();
  page["page"]["entries"]["html"] = {{"fresh_for_ms", 30'000}};
  const Hypothesis nothing = hypothesis_named("nothing");
  CHECK(interleavings_of({skipped, page}).ruled_out());
  CHECK(interleavings_of({skipped, page, with_unobserved(nothing, 1)}).possible == Possible::yes);
  const std::string twice = "0,HIT,a\n70000,HIT,b\n72000,HIT,c\n";
  CHECK(interleavings_of({twice, page, with_unobserved(nothing, 1)}).ruled_out());
}

TEST_CASE("how long an entry of a store that is guessed lives rules nothing out", "[logs]") {
  const std::string skipped = "0,HIT,a\n70000,HIT,b\n";
  const Hypothesis one_more = with_unobserved(hypothesis_named("nothing"), 1);
  CHECK(interleavings_of({skipped, usual_page(), one_more}).possible == Possible::yes);
  json known = usual_page();
  known["page"]["entries"]["html"] = {{"fresh_for_ms", 100'000}};
  CHECK(interleavings_of({skipped, known, one_more}).ruled_out());
}

TEST_CASE("nothing is claimed of a log that does not tell all", "[logs]") {
  const auto reproduced = [](const std::string& lines) {
    const scenarios::Scenario scenario = scenario_of(usual_page());
    const auto log = log_of("time_ms,state,generation\n" + lines);
    const auto question = scenarios::question_of(scenario, scenario.cells.front(), log.seen, {});
    REQUIRE(question);
    const auto found = scenarios::reproduce({question.value(), 50, [] { return false; }});
    REQUIRE(found);
    CHECK(found.value().causes.empty());
    return found.value();
  };
  const scenarios::Reproduction whole = reproduced("0,STALE,a\n5000,HIT,b\n10000,HIT,a\n");
  CHECK(whole.rules_out("nothing"));
  const scenarios::Reproduction timeless = reproduced(",STALE,a\n5000,HIT,b\n10000,HIT,a\n");
  std::string run;
  for (int second = 11; second < 30; ++second) run += fmt::format("{}000,HIT,a\n", second);
  const scenarios::Reproduction folded = reproduced("0,STALE,a\n5000,HIT,b\n" + run);
  for (const scenarios::Reproduction& one : {timeless, folded}) {
    CHECK(one.ruled_out.empty());
    CHECK(one.ruled_out_single == 0);
    CHECK_FALSE(one.rules_out_single);
    CHECK_FALSE(one.rules_out_all());
  }
}

TEST_CASE("too many ways, or no time, rule nothing out", "[logs]") {
  const std::string back = "0,STALE,a\n5000,HIT,b\n10000,HIT,a\n";
  Asked asked{back};
  asked.most_transitions = 5;
  const Interleavings found = interleavings_of(asked);
  CHECK(found.possible == Possible::not_known);
  CHECK_FALSE(found.ruled_out());
  CHECK(found.transitions >= 5);
}

TEST_CASE("what is not held against worlds without times", "[logs]") {
  const auto beyond = [](const std::string& generation, std::int64_t last_ms, json page) {
    page["handler"]["generation"] = generation;
    const scenarios::Scenario scenario = scenario_of(page);
    const auto log = log_of(fmt::format("time_ms,url,state\n0,/p,HIT\n{},/p,MISS\n", last_ms));
    const auto question = scenarios::question_of(scenario, scenario.cells.front(), log.seen, {});
    REQUIRE(question);
    return beyond_interleavings(question.value(), scenario.cells.front().config);
  };
  constexpr std::int64_t day_ms = 24 * 3'600'000;
  CHECK(beyond("vinext-0.0.55", day_ms, usual_page()).empty());
  CHECK(beyond("vinext-0.0.55", 31 * day_ms, usual_page()) ==
        "a log that is longer than an entry lives");
  // There an entry is gone after ten of its lives.
  CHECK(beyond("vinext-0.0.26", 590'000, usual_page()).empty());
  CHECK_FALSE(beyond("vinext-0.0.26", 601'000, usual_page()).empty());
  json slow = usual_page();  // what was asked for before then may be read after it
  slow["latencies"]["kv_get"] = {5, 15'000};
  CHECK_FALSE(beyond("vinext-0.0.26", 590'000, slow).empty());
}

}  // namespace stalemate::tests
