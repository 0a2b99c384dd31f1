// Equal seeds give equal runs: whatever ran before, wherever the arena lies, whoever watches.
#include <cstdint>
#include <memory>
#include <set>

#include <catch2/catch.hpp>

#include "sim/explore/random_explorer.h"
#include "sim/explore/recorder.h"
#include "sim/explore/replay_explorer.h"
#include "tests/model/run_comparison.h"
#include "tests/model/sample_worlds.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

RunResult run(Simulation& simulation, std::uint64_t seed, sim::TraceSink* sink = nullptr) {
  sim::RandomExplorer explorer(seed);
  return simulation.run(explorer, sink);
}

constexpr std::uint64_t seed_count = sim::Arena::can_snapshot ? 60 : 6;

TEST_CASE("a seed gives the same run again, in the same simulation and in another",
          "[model][determinism]") {
  for (const SampleWorld& sample : sample_worlds()) {
    INFO(sample.name);
    Simulation first(sample.config);
    Simulation second(sample.config);
    for (std::uint64_t seed = 1; seed <= seed_count; ++seed) {
      INFO("seed " << seed);
      const RunResult once = run(first, seed);
      REQUIRE(same(run(first, seed), once));
      REQUIRE(same(run(second, seed), once));
    }
  }
}

TEST_CASE("a run does not depend on where its arena lies", "[model][determinism]") {
  // Far apart, and at another distance from what the program itself has mapped.
  const auto low = std::uintptr_t{1} << 40;
  const auto high = std::uintptr_t{5} << 42;
  for (const SampleWorld& sample : sample_worlds()) {
    INFO(sample.name);
    Simulation first(sample.config, reinterpret_cast<void*>(low));
    Simulation second(sample.config, reinterpret_cast<void*>(high));
    REQUIRE(first.arena().base() != second.arena().base());
    for (std::uint64_t seed = 1; seed <= seed_count; ++seed) {
      INFO("seed " << seed);
      REQUIRE(same(run(first, seed), run(second, seed)));
    }
  }
}

TEST_CASE("a run does not depend on what ran before it", "[model][determinism]") {
  for (const SampleWorld& sample : sample_worlds()) {
    INFO(sample.name);
    Simulation upwards(sample.config);
    Simulation downwards(sample.config);
    std::vector<std::uint64_t> hashes;
    for (std::uint64_t seed = 0; seed < seed_count; ++seed) {
      hashes.push_back(run(upwards, seed).trace.hash());
    }
    for (std::uint64_t seed = seed_count; seed-- > 0;) {
      REQUIRE(run(downwards, seed).trace.hash() == hashes[seed]);
    }
  }
}

TEST_CASE("simulations that run in turns do not disturb each other", "[model][determinism]") {
  std::vector<std::unique_ptr<Simulation>> simulations;
  std::vector<std::uint64_t> alone;
  for (const SampleWorld& sample : sample_worlds()) {
    Simulation simulation(sample.config);
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      alone.push_back(run(simulation, seed).trace.hash());
    }
    simulations.push_back(std::make_unique<Simulation>(sample.config));
  }
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    for (std::size_t index = 0; index < simulations.size(); ++index) {
      REQUIRE(run(*simulations[index], seed).trace.hash() == alone[index * 5 + seed - 1]);
    }
  }
}

TEST_CASE("watching a run does not change it, and the watcher sees all of it",
          "[model][determinism]") {
  for (const SampleWorld& sample : sample_worlds()) {
    INFO(sample.name);
    Simulation simulation(sample.config);
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      tests::CollectingSink sink;
      const RunResult watched = run(simulation, seed, &sink);
      CHECK(same(run(simulation, seed), watched));
      // Where the healing is known beforehand, the watcher sees it on top of what counts.
      const std::uint64_t counted = watched.trace.count();
      const bool more = watched.occurred(EventKind::healing_known);
      REQUIRE((more ? sink.events().size() > counted : sink.events().size() == counted));
      sim::Trace again;
      for (std::size_t index = 0; index < counted; ++index) {
        again.record(sink.events()[index], nullptr);
      }
      CHECK(again.hash() == watched.trace.hash());
    }
  }
}

TEST_CASE("a recorded schedule replays to the same run", "[model][determinism]") {
  for (const SampleWorld& sample : sample_worlds()) {
    INFO(sample.name);
    Simulation simulation(sample.config);
    for (std::uint64_t seed = 1; seed <= seed_count; ++seed) {
      INFO("seed " << seed);
      sim::RandomExplorer random(seed);
      sim::Recorder recorder(random);
      const RunResult recorded = simulation.run(recorder);
      sim::ReplayExplorer replay(recorder.schedule());
      REQUIRE(same(simulation.run(replay), recorded));
      replay.finish();
      REQUIRE_FALSE(replay.divergence());
    }
  }
}

TEST_CASE("seeds lead to different runs", "[model][determinism]") {
  for (const SampleWorld& sample : sample_worlds()) {
    INFO(sample.name);
    Simulation simulation(sample.config);
    std::vector<std::uint64_t> hashes;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      hashes.push_back(run(simulation, seed).trace.hash());
    }
    std::sort(hashes.begin(), hashes.end());
    CHECK(std::unique(hashes.begin(), hashes.end()) - hashes.begin() > 15);
  }
}

TEST_CASE("the sample worlds show every kind of event", "[model][determinism]") {
  std::set<std::uint32_t> unseen;
  for (std::uint32_t kind = 0; kind < count_of<EventKind>(); ++kind) unseen.insert(kind);
  // Which context is visible is prescribed, never drawn.
  unseen.erase(static_cast<std::uint32_t>(EventKind::foreign_context_visible));
  // The world does not tell these; its judge does: entry_judge_test.cpp.
  unseen.erase(static_cast<std::uint32_t>(EventKind::invalidated_served));
  unseen.erase(static_cast<std::uint32_t>(EventKind::fresh_entry_deleted));
  for (std::uint64_t seed = 0; seed < 300 && !unseen.empty(); ++seed) {
    for (const SampleWorld& sample : sample_worlds()) {
      Simulation simulation(sample.config);
      const RunResult result = run(simulation, seed);
      std::erase_if(unseen, [&](std::uint32_t kind) { return result.trace.occurred(kind); });
    }
  }
  for (const std::uint32_t kind : unseen) FAIL_CHECK(name(static_cast<EventKind>(kind)));
}

}  // namespace
}  // namespace stalemate::model
