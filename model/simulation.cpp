#include "model/simulation.h"

#include <new>

#include "model/calm_suffix.h"
#include "model/world.h"

namespace stalemate::model {

namespace {

/// Far more than any scenario needs; a run that gets here is reported as undecided.
constexpr std::uint64_t step_limit = 200'000;

}  // namespace

Simulation::Simulation(const WorldConfig& config, void* arena_base)
    : config_(config), arena_(sim::Arena::default_capacity, arena_base) {
  world_ = new (arena_.allocate(sizeof(World))) World(config_, arena_);
  if constexpr (sim::Arena::can_snapshot) arena_.save(fresh_);
  healing_loop_ = find_healing_loop(*world_, step_limit);
  world_->connect(nullptr, nullptr);
}

Simulation::~Simulation() {
  world_->~World();
  arena_.deallocate(world_, sizeof(World));
}

void Simulation::reset() {
  if constexpr (sim::Arena::can_snapshot) {
    arena_.restore(fresh_);
  } else {
    world_->~World();
    new (world_) World(config_, arena_);
  }
}

RunResult Simulation::run(sim::Explorer& explorer, sim::TraceSink* sink) {
  reset();
  sim::Gate gate(explorer);
  World& world = *world_;
  world.connect(&gate, sink);
  world.begin();

  RunResult result;
  bool joined = false;
  bool pending = true;
  while (pending && result.steps < step_limit) {
    pending = world.step();
    ++result.steps;
  }
  // Faults may strike until all that the workload set going has come to rest. (A request that
  // hangs for ever keeps those from coming that wait for its answer.)
  if (!pending) {
    world.end_chaos();
    const SuffixResult suffix =
        run_calm_suffix(world, sink, step_limit - result.steps, healing_loop_);
    result.steps += suffix.steps;
    result.bursts = suffix.bursts;
    world.runtime().findings()[static_cast<std::size_t>(Property::eventually_fresh)] =
        suffix.finding;
    joined = suffix.joined;
    result.bound_reached = suffix.finding.verdict == Verdict::undecided;
  } else {
    result.bound_reached = true;
    for (Finding& finding : world.runtime().findings()) {
      if (finding.verdict == Verdict::holds) finding.verdict = Verdict::undecided;
    }
  }
  result.findings = world.runtime().findings();
  result.trace = world.kernel().trace();
  result.ended_at_us = world.kernel().now_us();
  if (joined) {
    result.trace.foresee(healing_loop_.marks);
    if (sink != nullptr) show_healing(world, sink, healing_loop_, result.bursts + 1);
  }
  world.connect(nullptr, nullptr);
  return result;
}

}  // namespace stalemate::model
