// A run that joins the known healing loop is judged as it would be if it went round.
#include <algorithm>
#include <string>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <rapidcheck.h>

#include "sim/explore/random_explorer.h"
#include "tests/model/check_cases.h"
#include "tests/model/generators.h"
#include "tests/model/sample_worlds.h"
#include "tests/model/stepped_run.h"
#include "tests/support/collecting_sink.h"
#include "tests/support/failing_case.h"

namespace stalemate::model {
namespace {

RunResult run_whole(const WorldConfig& config, std::uint64_t seed) {
  SteppedRun stepped(config, seed);
  stepped.begin();
  return stepped.finish({});
}

/// What differs between a run that may join the loop and the same run without it; empty: nothing.
std::string difference(const RunResult& run, const RunResult& whole, std::size_t loop_length) {
  if (!run.occurred(EventKind::healing_known)) {
    return run.trace.hash() == whole.trace.hash() ? "" : "they are not the same run";
  }
  for (std::size_t property = 0; property < whole.findings.size(); ++property) {
    const Verdict joined = run.findings[property].verdict;
    if (joined == whole.findings[property].verdict) continue;
    return fmt::format("{}: {}, and {} when it goes round", name(static_cast<Property>(property)),
                       name(joined), name(whole.findings[property].verdict));
  }
  // Where entries age, the other may see itself come back before it has gone all round.
  const bool went_round = whole.bursts >= run.bursts + loop_length;
  for (std::uint32_t kind = 0; kind < count_of<EventKind>(); ++kind) {
    if (kind == static_cast<std::uint32_t>(EventKind::healing_known)) continue;
    const bool occurs = run.trace.occurred(kind);
    const bool occurred = whole.trace.occurred(kind);
    if (occurs != occurred && (occurred || went_round)) {
      return fmt::format("{}: foreseen {}, occurred {}", name(static_cast<EventKind>(kind)), occurs,
                         occurred);
    }
  }
  return "";
}

TEST_CASE("a sample world that joins the healing loop heals, and shows it once round",
          "[model][suffix]") {
  std::size_t joined = 0;
  for (const SampleWorld& sample : sample_worlds()) {
    INFO(sample.name);
    Simulation simulation(sample.config);
    const std::size_t loop_length = simulation.healing_loop().states.size();
    for (std::uint64_t seed = 1; seed <= (sim::Arena::can_snapshot ? 20U : 6U); ++seed) {
      INFO("seed " << seed);
      sim::RandomExplorer explorer(seed);
      tests::CollectingSink sink;
      const RunResult run = simulation.run(explorer, &sink);
      CHECK(difference(run, run_whole(sample.config, seed), loop_length) == "");
      if (!run.occurred(EventKind::healing_known)) continue;
      ++joined;
      CHECK(sink.count(EventKind::burst_started) == run.bursts + loop_length);
      CHECK(sink.last(EventKind::burst_started).detail ==
            static_cast<std::int64_t>(run.bursts + loop_length));
    }
  }
  CHECK(joined > (sim::Arena::can_snapshot ? 20U : 5U));
}

TEST_CASE("a random world that joins the healing loop heals", "[model][suffix][random]") {
  constexpr int worlds = sim::Arena::can_snapshot ? 1500 : 100;
  std::size_t loops = 0;
  std::size_t joined = 0;
  check_cases(worlds, [&loops, &joined] {
    const Case the_case = *any_case();
    Simulation simulation(the_case.config);
    const std::size_t loop_length = simulation.healing_loop().states.size();
    if (loop_length == 0) return;
    ++loops;
    for (std::uint64_t seed = the_case.seed; seed < the_case.seed + 4; ++seed) {
      sim::RandomExplorer explorer(seed);
      const RunResult run = simulation.run(explorer);
      joined += run.occurred(EventKind::healing_known) ? 1 : 0;
      const std::string differs = difference(run, run_whole(the_case.config, seed), loop_length);
      if (differs.empty()) continue;
      RC_LOG() << "seed " << seed << ": "
               << tests::save_failing_case(tests::failing_cases_folder(), "healing-loop",
                                           the_case.config, seed, differs);
      RC_FAIL(differs);
    }
  });
  CHECK(loops > worlds / 10);
  CHECK(joined > loops / 2);
}

}  // namespace
}  // namespace stalemate::model
