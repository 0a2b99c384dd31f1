// A run that joins the known healing loop is judged as it would be if it went round.
#include <algorithm>
#include <array>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "tests/model/check_cases.h"
#include "tests/model/generators.h"
#include "tests/model/sample_worlds.h"
#include "tests/model/stepped_run.h"

namespace stalemate::model {
namespace {

/// @return whether the run has joined the loop
bool judged_alike(const WorldConfig& config, std::uint64_t seed, const HealingLoop& known) {
  const auto run = [&config, seed](const HealingLoop& loop) {
    SteppedRun stepped(config, seed);
    stepped.begin();
    return stepped.finish(loop);
  };
  const RunResult joined = run(known);
  const RunResult whole = run({});
  if (!joined.occurred(EventKind::healing_known)) {
    CHECK(joined.trace.hash() == whole.trace.hash());
    return false;
  }
  CHECK(joined.steps <= whole.steps);
  CHECK(joined.bursts <= whole.bursts);
  // Where entries age, the other may see itself come back before it has gone all round.
  const bool went_round = whole.bursts >= joined.bursts + known.states.size();
  for (std::size_t property = 0; property < whole.findings.size(); ++property) {
    CHECK(joined.findings[property].verdict == whole.findings[property].verdict);
  }
  for (std::uint32_t kind = 0; kind < count_of<EventKind>(); ++kind) {
    if (kind == static_cast<std::uint32_t>(EventKind::healing_known)) continue;
    INFO(name(static_cast<EventKind>(kind)));
    if (whole.trace.occurred(kind)) CHECK(joined.trace.occurred(kind));
    if (went_round) CHECK(joined.trace.occurred(kind) == whole.trace.occurred(kind));
  }
  return true;
}

TEST_CASE("a sample world that joins the healing loop heals", "[model][suffix]") {
  std::size_t joined = 0;
  for (const SampleWorld& sample : sample_worlds()) {
    INFO(sample.name);
    const Simulation simulation(sample.config);
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      INFO("seed " << seed);
      joined += judged_alike(sample.config, seed, simulation.healing_loop()) ? 1 : 0;
    }
  }
  CHECK(joined > 20);
}

TEST_CASE("a random world that joins the healing loop heals", "[model][suffix][random]") {
  constexpr int worlds = sim::Arena::can_snapshot ? 1500 : 100;
  std::size_t loops = 0;
  std::size_t joined = 0;
  check_cases(worlds, [&loops, &joined] {
    const Case the_case = *any_case();
    const Simulation simulation(the_case.config);
    if (simulation.healing_loop().states.empty()) return;
    ++loops;
    for (std::uint64_t seed = the_case.seed; seed < the_case.seed + 4; ++seed) {
      INFO("seed " << seed);
      joined += judged_alike(the_case.config, seed, simulation.healing_loop()) ? 1 : 0;
    }
  });
  CHECK(loops > worlds / 10);
  CHECK(joined > loops / 2);
}

}  // namespace
}  // namespace stalemate::model
