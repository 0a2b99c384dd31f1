// Whether any interleaving at all answers the requests of a log as its lines say.
#include "scenarios/reproduce/every_interleaving.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/reproduce/answers.h"
#include "sim/explore/random_explorer.h"
#include "sim/random.h"
#include "tests/logs/log_texts.h"

namespace stalemate::tests {

using nlohmann::json;
using scenarios::Hypothesis;
using scenarios::Interleavings;
using scenarios::LogQuestion;
using scenarios::Observation;
using scenarios::Possible;

namespace {

scenarios::Scenario scenario_of(const json& world) {
  auto scenario = scenarios::load_scenario_from_text(world.dump(), "a.json");
  if (!scenario) FAIL(scenario.error().message);
  return std::move(scenario).value();
}

Hypothesis hypothesis_named(const std::string& name) {
  for (const Hypothesis& one : scenarios::single_hypotheses()) {
    if (one.name == name) return one;
  }
  FAIL(name);
  return {};
}

/// A page that lives for a minute.
json usual_page() {
  return json::parse(R"({
  "name": "my-page", "about": "A page.", "source": "https://example.com",
  "handler": {"generation": "vinext-0.0.55"}, "page": {"revalidate_ms": 60000},
  "latencies": {"kv_get": [5, 40], "kv_put": [30, 400], "kv_late_commit": [30, 400],
                "render": [50, 600]},
  "workload": [{"at": 0}], "expect": {"eventually-fresh": "holds"}
})");
}

struct Asked {
  std::string lines;  // of a table: time_ms,state,generation, and of all the colo or of none
  json world = usual_page();
  Hypothesis hypothesis = hypothesis_named("nothing");
  std::int64_t tolerance_ms = 0;
  std::uint64_t most_transitions = 1'000'000;
};

Interleavings interleavings_of(const Asked& asked) {
  const scenarios::Scenario scenario = scenario_of(asked.world);
  const bool with_colos = std::count(asked.lines.begin(), asked.lines.end(), ',') >
                          2 * std::count(asked.lines.begin(), asked.lines.end(), '\n');
  const std::string header = "time_ms,state,generation";
  const auto log = log_of(header + (with_colos ? ",colo\n" : "\n") + asked.lines);
  scenarios::QuestionOptions options;
  options.tolerance_ms = asked.tolerance_ms;
  const auto question = scenarios::question_of(scenario, scenario.cells.front(), log.seen, options);
  if (!question) FAIL(question.error().message);
  const auto world = load_world(question.value(), world_of(question.value(), asked.hypothesis));
  if (!world) FAIL(world.error().message);
  const model::WorldConfig& config = world.value().cells.front().config;
  REQUIRE(beyond_interleavings(question.value(), config).empty());
  return every_interleaving(question.value(), asked.hypothesis, config, asked.most_transitions,
                            [] { return false; });
}

// --- logs of random runs

/// Requests that overlap, in a world of any kind.
json crowded_world(sim::Random& random, std::int64_t first_at_ms) {
  json world = usual_page();
  const char* const generations[] = {"vinext-0.0.26", "before-425",    "pull-425",
                                     "vinext-0.0.30", "vinext-0.0.55", "vinext-1.4.0"};
  const std::uint32_t generation = random.below(6);
  const bool app = generation < 5 && random.below(2) == 0;
  world["handler"] = {{"generation", generations[generation]}, {"router", app ? "app" : "pages"}};
  if (random.below(4) == 0) world["handler"]["handler_per_request"] = true;
  const json topologies[] = {{1}, {2}, {1, 1}};
  world["topology"]["colos"] = topologies[random.below(3)];
  json& page = world["page"];
  page["revalidate_ms"] = random.below(2) == 0 ? 60'000 : 1'000;
  if (random.below(3) == 0) page["expire_ms"] = 90'000;
  if (random.below(3) == 0) page["tags"] = 1;
  page["entries"] = json::object();
  if (random.below(3) > 0) {
    page["entries"]["html"] =
        random.below(2) == 0 ? json{{"expired_for_ms", 500}} : json{{"fresh_for_ms", 700}};
  }
  const auto range = [&random] {
    const std::uint32_t low = random.below(3) == 0 ? 0 : random.below(60);
    return json{low, low + random.below(300)};
  };
  json& latencies = world["latencies"] = json::object();
  for (const char* const name : {"kv_get", "kv_put", "kv_delete", "kv_late_commit", "render",
                                 "kv_upload", "kv_reply", "teardown"}) {
    if (random.below(3) > 0) latencies[name] = range();
  }
  if (random.below(3) == 0) world["kv"] = {{"read_cache", true}, {"cache_ttl_ms", 60'000}};
  json& workload = world["workload"] = json::array();
  std::int64_t at_ms = first_at_ms;
  for (std::uint32_t count = 3 + random.below(5); count > 0; --count) {
    json arrival{{"at", at_ms}};
    if (app && random.below(3) == 0) arrival["artifact"] = "rsc";
    workload.push_back(std::move(arrival));
    at_ms += random.below(5) == 0 ? 61'000 : random.below(400);
  }
  return world;
}

struct RandomLog {
  json world;  // without what goes wrong
  Hypothesis hypothesis;
  std::vector<Observation> seen;
  std::int64_t tolerance_ms = 0;
};

Observation seen_of(const scenarios::Answered& answered, const model::WorldConfig& config,
                    model::Artifact artifact, std::int64_t error_ms) {
  Observation seen;
  seen.time_ms = sim::to_milliseconds(answered.arrived_us) + error_ms;
  seen.artifact = artifact;
  const bool first_colo = answered.isolate < config.isolates_per_colo.front();
  if (config.isolates_per_colo.size() > 1) seen.colo = first_colo ? "AAA" : "BBB";
  if (answered.served && !answered.gone) {
    seen.state = answered.state;
    seen.generation = fmt::format("{}/{}", answered.render.isolate, answered.render.number);
    seen.status = 200;
  } else if (answered.error) {
    seen.status = 500;
  }
  return seen;
}

/// Nothing if some request got no answer, or a colo that the scenario has second came first.
std::optional<RandomLog> random_log(std::uint64_t seed) {
  sim::Random random(seed, "random log");
  RandomLog log;
  constexpr std::int64_t tolerances_ms[] = {0, 40, 2000};
  log.tolerance_ms = tolerances_ms[random.below(3)];
  log.world = crowded_world(random, log.tolerance_ms);
  const auto all = scenarios::single_hypotheses();
  log.hypothesis = all[random.below(static_cast<std::uint32_t>(all.size()))];
  json broken = log.world;
  broken.merge_patch(json::parse(log.hypothesis.patch.dump()));
  auto scenario = scenarios::load_scenario_from_text(broken.dump(), "a.json");
  if (!scenario) return std::nullopt;  // this handler has no such thing
  const model::WorldConfig& config = scenario.value().cells.front().config;
  model::Simulation simulation(config);
  scenarios::GuidedExplorer explorer({}, log.hypothesis.most_faults);
  scenarios::Answers answers(simulation, config.workload.size(), &explorer);
  sim::RandomExplorer chance(seed);
  explorer.begin({}, &chance);
  answers.begin();
  simulation.run(explorer, &answers);
  for (std::size_t index = 0; index < answers.all().size(); ++index) {
    const scenarios::Answered& answered = answers.all()[index];
    if (!answered.served && !answered.error && !answered.gone) return std::nullopt;
    const auto span = static_cast<std::uint32_t>(2 * log.tolerance_ms + 1);
    const std::int64_t error_ms =
        index == 0 ? 0 : std::int64_t{random.below(span)} - log.tolerance_ms;
    log.seen.push_back(seen_of(answered, config, config.workload[index].artifact, error_ms));
  }
  if (log.seen.front().colo == "BBB") return std::nullopt;
  return log;
}

struct Held {
  std::size_t possible = 0;
  std::size_t others_ruled_out = 0;
};

/// Each log is asked whether what went wrong in its run is ruled out, which must not be, and
/// whether it is that nothing did.
Held held_against_runs(std::uint64_t seeds, std::uint64_t most_transitions) {
  Held held;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const auto log = random_log(seed);
    if (!log) continue;
    INFO(seed << " " << log->hypothesis.name << " " << log->world.dump());
    const scenarios::Scenario scenario = scenario_of(log->world);
    scenarios::QuestionOptions options;
    options.tolerance_ms = log->tolerance_ms;
    const auto question =
        scenarios::question_of(scenario, scenario.cells.front(), log->seen, options);
    REQUIRE(question);
    for (const Hypothesis& hypothesis : {log->hypothesis, hypothesis_named("nothing")}) {
      const auto world = load_world(question.value(), world_of(question.value(), hypothesis));
      REQUIRE(world);
      const model::WorldConfig& config = world.value().cells.front().config;
      if (!beyond_interleavings(question.value(), config).empty()) continue;
      const Interleavings found = every_interleaving(question.value(), hypothesis, config,
                                                     most_transitions, [] { return false; });
      if (hypothesis.name != log->hypothesis.name) {
        held.others_ruled_out += found.ruled_out() ? 1 : 0;
        continue;
      }
      CHECK_FALSE(found.ruled_out());
      held.possible += found.possible == Possible::yes ? 1 : 0;
    }
  }
  return held;
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
  json app = usual_page();
  app["handler"]["router"] = "app";
  CHECK(beyond("vinext-1.4.0", 1000, app) == "the App Router of 1.4.0");
}

TEST_CASE("what a run of the timed simulator answers is not ruled out", "[logs]") {
  const Held held = held_against_runs(60, 2'000);
  CHECK(held.possible > 20);
  CHECK(held.others_ruled_out > 0);
}

TEST_CASE("nor of thousands of them", "[logs][slow]") {
  const Held held = held_against_runs(3000, 100'000);
  CHECK(held.possible > 1500);
  CHECK(held.others_ruled_out > 100);
}

}  // namespace stalemate::tests
