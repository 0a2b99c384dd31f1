// A random run stepped by hand, exactly as Simulation::run does it.
#pragma once

#include <cstdint>
#include <vector>

#include "model/simulation.h"
#include "model/world.h"
#include "sim/explore/random_explorer.h"

namespace stalemate::model {

class SteppedRun {
 public:
  SteppedRun(const WorldConfig& config, std::uint64_t seed);
  SteppedRun(const SteppedRun&) = delete;
  SteppedRun& operator=(const SteppedRun&) = delete;
  ~SteppedRun();

  /// The world, before its first event.
  const World& world() const { return *world_; }
  sim::Arena& arena() { return arena_; }
  /// Who sees the events from now on.
  void watch(sim::TraceSink* sink) { sink_ = sink; }

  /// Schedules the first arrivals. Comes first.
  void begin();
  /// One macro-step of the workload. @return false if it is over
  bool step();
  /// All that is left of the run, calm suffix included.
  RunResult finish() { return finish(Simulation(config_).healing_loop()); }
  RunResult finish(const HealingLoop& known);

  /// All that the future depends on: the arena, the strategy, and how far the run has got.
  struct Snapshot {
    std::vector<std::byte> arena;
    sim::RandomExplorer explorer;
    std::uint64_t steps;
    bool pending;
  };
  Snapshot save() const;
  void restore(const Snapshot& snapshot);

 private:
  const WorldConfig config_;
  sim::Arena arena_;
  sim::RandomExplorer explorer_;
  sim::TraceSink* sink_ = nullptr;
  World* world_ = nullptr;
  std::uint64_t steps_ = 0;
  bool pending_ = true;
};

}  // namespace stalemate::model
