#include "tests/logs/hidden_run.h"

#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/campaign/strategy.h"
#include "scenarios/format/load.h"
#include "scenarios/reproduce/guide.h"
#include "scenarios/reproduce/hypothesis.h"
#include "sim/random.h"

namespace stalemate::tests {

namespace {

using nlohmann::json;
using scenarios::Answered;
using scenarios::Hypothesis;

/// A world in which a page lives some times over.
json random_world(sim::Random& random) {
  json world;
  world["name"] = "hidden";
  world["about"] = "A run with a fault inside.";
  world["source"] = "https://github.com/cloudflare/vinext";
  const char* const generations[] = {"vinext-0.0.55", "vinext-0.0.55", "vinext-0.0.30", "pull-425"};
  world["handler"] = {{"generation", generations[random.below(4)]},
                      {"router", random.below(3) == 0 ? "app" : "pages"}};
  const json topologies[] = {{1}, {1}, {1}, {2}, {1, 1}};
  world["topology"]["colos"] = topologies[random.below(5)];
  world["page"]["revalidate_ms"] = 60'000;
  world["page"]["entries"] = json::object();
  if (random.below(2) == 0) world["page"]["entries"]["html"] = {{"expired_for_ms", 30'000}};
  world["latencies"] = {{"kv_get", {5, 40}},
                        {"kv_put", {30, 400}},
                        {"kv_late_commit", {30, 400}},
                        {"render", {50, 600}},
                        {"teardown", {0, 40}}};
  json& workload = world["workload"] = json::array();
  const std::uint32_t requests = 8 + random.below(9);
  std::int64_t at_ms = clock_error_ms;
  for (std::uint32_t index = 0; index < requests; ++index) {
    workload.push_back({{"at", at_ms}});
    at_ms += random.below(4) == 0 ? 62'000 + random.below(30'000) : 500 + random.below(25'000);
  }
  world["expect"] = {{"eventually-fresh", "holds"}};
  return world;
}

scenarios::Scenario loaded(const json& world) {
  auto scenario = scenarios::load_scenario_from_text(world.dump(), "hidden.json");
  SIM_ASSERT(scenario.ok());
  return std::move(scenario).value();
}

bool all_settled(const std::vector<Answered>& answers) {
  return std::all_of(answers.begin(), answers.end(), [](const Answered& answered) {
    return answered.served || answered.error || answered.gone;
  });
}

/// A run with the fault in which it changed an answer; nothing if this seed has none.
std::optional<std::vector<Answered>> run_with(const model::WorldConfig& config,
                                              const Hypothesis& hypothesis, std::uint64_t seed) {
  model::Simulation simulation(config);
  scenarios::GuidedExplorer explorer({}, hypothesis.most_faults);
  scenarios::Answers answers(simulation, config.workload.size(), &explorer);
  sim::RandomExplorer random(seed);
  explorer.begin({}, &random);
  answers.begin();
  simulation.run(explorer, &answers);
  if (explorer.faults() != hypothesis.most_faults || !all_settled(answers.all())) {
    return std::nullopt;
  }
  std::vector<Answered> found = answers.all();
  scenarios::Guide without = explorer.guide();
  std::erase_if(without, [](const scenarios::Gene& gene) { return gene.is_fault; });
  explorer.begin(without);
  answers.begin();
  simulation.run(explorer, &answers);
  if (scenarios::shown_by(found) == scenarios::shown_by(answers.all())) return std::nullopt;
  return found;
}

std::uint32_t colo_of(const model::WorldConfig& config, std::uint32_t isolate) {
  std::uint32_t colo = 0;
  for (std::uint32_t end = config.isolates_per_colo[0]; isolate >= end; ++colo) {
    end += config.isolates_per_colo[colo + 1];
  }
  return colo;
}

}  // namespace

HiddenRun hidden_run(std::uint64_t seed) {
  sim::Random random(seed, "hidden run");
  std::vector<Hypothesis> causes = scenarios::single_hypotheses();
  std::erase_if(causes, [](const Hypothesis& cause) { return cause.most_faults != 1; });
  // Not each fault can leave a trace in each world.
  for (std::uint64_t attempt = 0;; ++attempt) {
    const Hypothesis& cause = causes[random.below(static_cast<std::uint32_t>(causes.size()))];
    const json world = random_world(random);
    json with_fault = world;
    with_fault.merge_patch(json::parse(cause.patch.dump()));
    const model::WorldConfig config = loaded(with_fault).cells.front().config;
    std::optional<std::vector<Answered>> answers;
    for (std::uint64_t tries = 0; tries < 30 && !answers; ++tries) {
      answers = run_with(config, cause, seed * 1'000'003 + attempt * 101 + tries);
    }
    if (!answers) continue;
    HiddenRun run;
    run.cause = cause.name;
    run.format = static_cast<LogFormat>(seed % model::count_of<LogFormat>());
    run.requests = answers->size();
    std::vector<WrittenLine> lines;
    for (std::uint32_t index = 0; index < answers->size(); ++index) {
      const Answered& answered = (*answers)[index];
      const std::int64_t error =
          std::int64_t{random.below(2 * clock_error_ms + 1)} - clock_error_ms;
      if (random.below(100) < lost_in_a_hundred) {
        ++run.lost;
        continue;
      }
      lines.push_back(
          {answered, model::Artifact::html, index + 1, colo_of(config, answered.isolate), error});
    }
    run.log = written_log(std::move(lines), run.format);
    run.scenario = world.dump(2) + "\n";
    return run;
  }
}

}  // namespace stalemate::tests
