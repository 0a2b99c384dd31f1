// A snapshot of the arena is a snapshot of the world: from any macro-step on, the future after a
// restore is the future that was.
#include <catch2/catch.hpp>

#include "tests/model/run_comparison.h"
#include "tests/model/sample_worlds.h"
#include "tests/model/stepped_run.h"

namespace stalemate::model {
namespace {

/// From each macro-step goes on to the end and comes back to it. @return how many steps there were
std::size_t check_every_step(const WorldConfig& config, std::uint64_t seed) {
  Simulation simulation(config);
  sim::RandomExplorer explorer(seed);
  const RunResult expected = simulation.run(explorer);
  SteppedRun run(config, seed);
  run.begin();
  for (std::size_t steps = 0;; ++steps) {
    const SteppedRun::Snapshot snapshot = run.save();
    INFO("after " << steps << " steps");
    REQUIRE(same(run.finish(), expected));
    run.restore(snapshot);
    REQUIRE(run.save().arena == snapshot.arena);
    // What comes now, a step and again all the rest, is the future after a restore.
    if (run.step()) continue;
    REQUIRE(same(run.finish(), expected));
    return steps;
  }
}

TEST_CASE("after a restore at any macro-step of 1,000 random runs the future is the same",
          "[model][snapshot][slow]") {
  if constexpr (sim::Arena::can_snapshot) {
    std::size_t runs = 0;
    std::size_t steps = 0;
    for (const SampleWorld& sample : sample_worlds()) {
      INFO(sample.name);
      const std::uint64_t seeds = sample.name == "crowded" ? 10 : 60;
      for (std::uint64_t seed = 0; seed < seeds; ++seed, ++runs) {
        INFO("seed " << seed);
        steps += check_every_step(sample.config, seed);
      }
    }
    CHECK(runs >= 1000);
    CHECK(steps > 20 * runs);
  }
}

TEST_CASE("after a restore the future is the same, for a few runs", "[model][snapshot]") {
  if constexpr (sim::Arena::can_snapshot) {
    for (const SampleWorld& sample : sample_worlds()) {
      if (sample.name == "crowded") continue;
      INFO(sample.name);
      check_every_step(sample.config, 7);
    }
  }
}

/// The bytes of the world after each of the first macro-steps.
std::vector<std::vector<std::byte>> bytes_by_step(SteppedRun& run) {
  std::vector<std::vector<std::byte>> bytes;
  for (int step = 0; step < 200 && run.step(); ++step) bytes.push_back(run.save().arena);
  return bytes;
}

TEST_CASE("if new blocks are zeroed, equal worlds are equal byte by byte, whatever ran before",
          "[model][snapshot]") {
  if constexpr (sim::Arena::can_snapshot) {
    for (const SampleWorld& sample : sample_worlds()) {
      INFO(sample.name);
      SteppedRun run(sample.config, 1);
      run.arena().zero_new_blocks(true);
      run.begin();
      const SteppedRun::Snapshot start = run.save();
      const auto clean = bytes_by_step(run);
      // Another run leaves its traces above what a restore brings back.
      SteppedRun::Snapshot other = start;
      other.explorer = sim::RandomExplorer(99);
      run.restore(other);
      run.finish();
      run.restore(start);
      const auto after_another = bytes_by_step(run);
      REQUIRE(clean.size() == after_another.size());
      for (std::size_t step = 0; step < clean.size(); ++step) {
        INFO("step " << step);
        REQUIRE(clean[step].size() == after_another[step].size());
        std::size_t differing = 0;
        for (std::size_t at = 0; at < clean[step].size(); ++at) {
          differing += clean[step][at] != after_another[step][at] ? 1 : 0;
        }
        REQUIRE(differing == 0);
      }
    }
  }
}

TEST_CASE("another strategy after a restore leads to another future", "[model][snapshot]") {
  if constexpr (sim::Arena::can_snapshot) {
    const WorldConfig& config = sample_worlds().front().config;
    SteppedRun run(config, 1);
    run.begin();
    for (int step = 0; step < 3; ++step) run.step();
    SteppedRun::Snapshot snapshot = run.save();
    const RunResult one = run.finish();
    snapshot.explorer = sim::RandomExplorer(2);
    run.restore(snapshot);
    CHECK_FALSE(same(run.finish(), one));
  }
}

}  // namespace
}  // namespace stalemate::model
