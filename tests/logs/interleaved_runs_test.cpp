// No log of a run of the timed simulator is ruled out for the world of that run.
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/reproduce/answers.h"
#include "scenarios/reproduce/every_interleaving.h"
#include "sim/explore/random_explorer.h"
#include "sim/random.h"
#include "tests/logs/usual_page.h"

namespace stalemate::tests {

using nlohmann::json;
using scenarios::Hypothesis;
using scenarios::Interleavings;
using scenarios::Observation;
using scenarios::Possible;

namespace {

/// Requests that overlap, in a world of any kind.
json crowded_world(sim::Random& random, std::int64_t first_at_ms) {
  json world = usual_page();
  const char* const generations[] = {"vinext-0.0.26", "before-425",    "pull-425",
                                     "vinext-0.0.30", "vinext-0.0.55", "vinext-1.4.0"};
  const std::uint32_t generation = random.below(6);
  const bool app = random.below(2) == 0;
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
