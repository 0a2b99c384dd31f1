// Traces that must not change by accident, and must be equal on every compiler and machine.
//
// STALEMATE_UPDATE_GOLDEN=1 writes the files in golden/ anew; see README.md.

#include "tests/support/golden.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "model/describe.h"
#include "sim/explore/random_explorer.h"
#include "tests/model/sample_worlds.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"
#include "tests/support/scripted_explorer.h"

namespace stalemate::model {
namespace {

using tests::check_golden;

const std::string golden_folder = "tests/model/golden/";

TEST_CASE("trace hashes are those in golden/trace_hashes.txt", "[model][golden]") {
  constexpr std::uint64_t last_seed = 30;
  std::string text;
  for (const SampleWorld& sample : sample_worlds()) {
    Simulation simulation(sample.config);
    std::uint64_t together = 0;
    for (std::uint64_t seed = 1; seed <= last_seed; ++seed) {
      sim::RandomExplorer explorer(seed);
      const RunResult result = simulation.run(explorer);
      together = sim::mix(together, result.trace.hash());
      if (seed > 2) continue;
      text += fmt::format("{:016x}  {}, seed {}: {} events\n", result.trace.hash(), sample.name,
                          seed, result.trace.count());
    }
    text += fmt::format("{:016x}  {}, seeds 1 to {}\n", together, sample.name, last_seed);
  }
  check_golden(golden_folder + "trace_hashes.txt", text);
}

/// A run line by line: the time in milliseconds, and what happened.
std::string told(const WorldConfig& config, sim::Explorer& explorer, bool with_calm_end) {
  const tests::WholeRun run = tests::run_whole(config, explorer);
  std::string text;
  for (const sim::TraceEvent& event : run.trace.events()) {
    const bool calm = event.kind == static_cast<std::uint32_t>(EventKind::chaos_over);
    if (calm && !with_calm_end) break;
    text += fmt::format("{:>7}.{:03} ms  {}\n", event.at_us / 1000, event.at_us % 1000,
                        describe(event, config));
  }
  return text + fmt::format("trace {:016x}\n", run.result.trace.hash());
}

TEST_CASE("one context cut reads as in golden/one_context_cut.txt", "[model][golden]") {
  WorldConfig config = tests::stale_entry();
  config.workload = tests::requests_at({0, 5, 100});
  config.faults.set(Fault::context_cut, 1);
  tests::ScriptedExplorer explorer;
  explorer.once("what strikes now", "the context is cut, request 1", 6);
  explorer.once("cut when complete, write of 1", "committed late");
  check_golden(golden_folder + "one_context_cut.txt", told(config, explorer, true));
}

TEST_CASE("a storm of faults reads as in golden/storm.txt", "[model][golden]") {
  for (const SampleWorld& sample : sample_worlds()) {
    if (sample.name != "every fault, app") continue;
    sim::RandomExplorer explorer(5);
    check_golden(golden_folder + "storm.txt", told(sample.config, explorer, false));
  }
}

TEST_CASE("every event of every sample world has a line of its own", "[model][golden]") {
  for (const SampleWorld& sample : sample_worlds()) {
    INFO(sample.name);
    Simulation simulation(sample.config);
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      tests::CollectingSink sink;
      sim::RandomExplorer explorer(seed);
      simulation.run(explorer, &sink);
      for (const sim::TraceEvent& event : sink.events()) {
        const std::string line = describe(event, sample.config);
        if (line.empty()) FAIL("no line for " << name(static_cast<EventKind>(event.kind)));
        if (line.find('\n') != std::string::npos) FAIL("two lines: " << line);
      }
    }
  }
}

}  // namespace
}  // namespace stalemate::model
