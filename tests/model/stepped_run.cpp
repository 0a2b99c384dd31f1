#include "tests/model/stepped_run.h"

#include <new>

#include "model/calm_suffix.h"

namespace stalemate::model {

namespace {

constexpr std::uint64_t step_limit = 200'000;

}  // namespace

SteppedRun::SteppedRun(const WorldConfig& config, std::uint64_t seed)
    : config_(config), explorer_(seed) {
  world_ = new (arena_.allocate(sizeof(World))) World(config_, arena_);
}

SteppedRun::~SteppedRun() {
  world_->~World();
  arena_.deallocate(world_, sizeof(World));
}

void SteppedRun::begin() {
  sim::Gate gate(explorer_);
  world_->connect(&gate, sink_);
  world_->begin();
}

bool SteppedRun::step() {
  if (!pending_ || steps_ >= step_limit) return false;
  sim::Gate gate(explorer_);
  world_->connect(&gate, sink_);
  pending_ = world_->step();
  ++steps_;
  return true;
}

RunResult SteppedRun::finish(const HealingLoop& known) {
  while (step()) {
  }
  RunResult result;
  sim::Gate gate(explorer_);
  world_->connect(&gate, sink_);
  world_->end_chaos();
  const SuffixResult suffix = run_calm_suffix(*world_, sink_, step_limit - steps_, known);
  result.findings = world_->runtime().findings();
  result.findings[static_cast<std::size_t>(Property::eventually_fresh)] = suffix.finding;
  result.trace = world_->kernel().trace();
  result.ended_at_us = world_->kernel().now_us();
  result.steps = steps_ + suffix.steps;
  result.bursts = suffix.bursts;
  result.bound_reached = suffix.finding.verdict == Verdict::undecided;
  if (suffix.joined) {
    result.trace.foresee(known.marks);
    if (sink_ != nullptr) show_healing(*world_, sink_, known, result.bursts + 1);
  }
  return result;
}

SteppedRun::Snapshot SteppedRun::save() const {
  Snapshot snapshot{{}, explorer_, steps_, pending_};
  arena_.save(snapshot.arena);
  return snapshot;
}

void SteppedRun::restore(const Snapshot& snapshot) {
  arena_.restore(snapshot.arena);
  explorer_ = snapshot.explorer;
  steps_ = snapshot.steps;
  pending_ = snapshot.pending;
}

}  // namespace stalemate::model
