// Random worlds under random schedules: what must always hold, holds.
#include <cstdlib>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <sstream>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "scenarios/format/load.h"
#include "scenarios/format/schedule_file.h"
#include "sim/explore/random_explorer.h"
#include "sim/explore/replay_explorer.h"
#include "tests/model/check_cases.h"
#include "tests/model/generators.h"
#include "tests/model/invariants.h"
#include "tests/model/sample_worlds.h"
#include "tests/support/failing_case.h"
#include "tests/support/scenario_text.h"

namespace stalemate::model {
namespace {

/// Schedules that are tried in each world.
constexpr std::uint64_t schedules = 5;

constexpr int many = sim::Arena::can_snapshot ? 3000 : 200;

/// What a batch of random runs has come to.
struct Seen {
  std::array<std::uint64_t, count_of<EventKind>()> kinds{};
  std::uint64_t runs = 0;
  std::array<std::uint64_t, count_of<Verdict>()> verdicts{};  // of eventually-fresh

  void add(const RunResult& result) {
    ++runs;
    ++verdicts[static_cast<std::size_t>(result.findings.front().verdict)];
    for (std::uint32_t kind = 0; kind < kinds.size(); ++kind) {
      kinds[kind] += result.trace.occurred(kind) ? 1 : 0;
    }
  }
};

TEST_CASE("what must always hold holds in random worlds", "[model][random]") {
  const bool shows_cases = std::getenv("STALEMATE_SHOW_CASES") != nullptr;
  Seen seen;
  check_cases(many, [shows_cases, &seen] {
    const Case the_case = *any_case();
    if (shows_cases) std::cerr << the_case << std::endl;
    for (std::uint64_t seed = the_case.seed; seed < the_case.seed + schedules; ++seed) {
      const WatchedRun run = watched_run(the_case.config, seed);
      seen.add(run.result);
      if (run.broken.empty()) continue;
      RC_LOG() << "seed " << seed << ": " << run.broken << "\n"
               << tests::save_failing_case(tests::failing_cases_folder(), "random-world",
                                           the_case.config, seed, run.broken);
      RC_FAIL(run.broken);
    }
  });
  // The worlds were worth it: everything happened, every verdict was given, few runs were endless.
  CHECK(seen.runs >= many * schedules);
  for (std::size_t kind = 0; kind < count_of<EventKind>(); ++kind) {
    // What a judge adds is no event of the world.
    if (kind == static_cast<std::size_t>(EventKind::invalidated_served)) break;
    INFO(name(static_cast<EventKind>(kind)) << " in " << seen.kinds[kind] << " runs");
    CHECK(seen.kinds[kind] > 0);
  }
  for (const Verdict verdict : {Verdict::holds, Verdict::violated, Verdict::uncached}) {
    INFO(name(verdict));
    CHECK(seen.verdicts[static_cast<std::size_t>(verdict)] > seen.runs / 50);
  }
  CHECK(seen.verdicts[static_cast<std::size_t>(Verdict::undecided)] <= seen.runs / 50);
}

TEST_CASE("what must always hold holds in the sample worlds", "[model][random]") {
  constexpr std::uint64_t seeds = sim::Arena::can_snapshot ? 20 : 6;
  for (const SampleWorld& sample : sample_worlds()) {
    INFO(sample.name);
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      INFO("seed " << seed);
      REQUIRE(watched_run(sample.config, seed).broken == "");
    }
  }
}

TEST_CASE("a random world is one that a scenario file can describe", "[model][random]") {
  check_cases(many / 10, [] {
    const Case the_case = *any_case();
    const auto scenario =
        scenarios::load_scenario_from_text(tests::scenario_text(the_case.config), "random.json");
    if (!scenario) RC_FAIL(scenario.error().message);
    const auto hash = [&the_case](const WorldConfig& config) {
      Simulation simulation(config);
      sim::RandomExplorer explorer(the_case.seed);
      return simulation.run(explorer).trace.hash();
    };
    RC_ASSERT(hash(scenario.value().cells.front().config) == hash(the_case.config));
  });
}

TEST_CASE("a failing case is saved as a schedule that replays", "[model][random]") {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / "stalemate-failing-case-test";
  const WorldConfig& config = sample_worlds().front().config;
  const std::string said =
      tests::save_failing_case(folder.string(), "case", config, 11, "Something did not hold.");
  const std::string path = (folder / "case.json").string();
  CHECK(said == "saved as " + path);
  const auto saved = scenarios::load_schedule(path);
  std::filesystem::remove_all(folder);
  REQUIRE(saved);
  CHECK(saved.value().found == "Something did not hold.");
  CHECK(saved.value().seed == 11);

  const auto scenario = scenarios::embedded_scenario(saved.value(), path);
  REQUIRE(scenario);
  Simulation simulation(scenario.value().cells.front().config);
  sim::ReplayExplorer replay(saved.value().choices);
  const RunResult replayed = simulation.run(replay);
  replay.finish();
  CHECK_FALSE(replay.divergence());
  std::ostringstream hash;
  hash << std::hex << std::setw(16) << std::setfill('0') << replayed.trace.hash();
  CHECK(hash.str() == saved.value().trace_hash);
}

}  // namespace
}  // namespace stalemate::model
