#include "model/simulation.h"

#include <new>

#include "model/calm_suffix.h"
#include "model/world.h"

namespace stalemate::model {

namespace {

/// Far more than any scenario needs; a run that gets here is reported as undecided.
constexpr std::uint64_t step_limit = 200'000;

void leave_undecided(Findings& findings) {
  for (Finding& finding : findings) {
    if (finding.verdict == Verdict::holds) finding.verdict = Verdict::undecided;
  }
}

}  // namespace

Simulation::Simulation(const WorldConfig& config, void* arena_base)
    : config_(config),
      script_(config.handler.program ? load_script(config_) : nullptr),
      arena_(sim::Arena::default_capacity, arena_base) {
  world_ = new (arena_.allocate(sizeof(World))) World(config_, arena_, script_.get());
  if constexpr (sim::Arena::can_snapshot) arena_.save(fresh_);
  // A script's state is not in the world's: no two of its states are known to be equal.
  if (script_ == nullptr) healing_loop_ = find_healing_loop(*world_, step_limit);
  world_->connect(nullptr, nullptr);
}

Simulation::~Simulation() {
  if (script_ != nullptr) script_->begin_run();
  world_->~World();
  arena_.deallocate(world_, sizeof(World));
}

bool Simulation::can_go_on() const { return script_ == nullptr || script_->failure().empty(); }

void Simulation::reset() {
  if (script_ != nullptr) script_->begin_run();
  if constexpr (sim::Arena::can_snapshot) {
    arena_.restore(fresh_);
  } else {
    world_->~World();
    new (world_) World(config_, arena_, script_.get());
  }
}

sim::TraceSink* Simulation::watched_for(sim::TraceSink* sink) {
  if (!config_.entries_judged) return sink;
  entry_judge_.begin_run(sink);
  return &entry_judge_;
}

void Simulation::add_findings_of_entries(RunResult& result) const {
  if (!config_.entries_judged) return;
  for (std::size_t index = always_judged_count; index < property_count; ++index) {
    const Finding& finding = entry_judge_.finding(static_cast<Property>(index));
    if (finding.verdict != Verdict::holds) result.findings[index] = finding;
  }
  result.trace.foresee(entry_judge_.marks());
}

RunResult Simulation::run(sim::Explorer& explorer, sim::TraceSink* sink) {
  if (script_ == nullptr) return run_held(explorer, sink);
  RunResult result;
  script_->hold([&] { result = run_held(explorer, sink); });
  return result;
}

RunResult Simulation::run_held(sim::Explorer& explorer, sim::TraceSink* sink) {
  reset();
  sim::Gate gate(explorer);
  World& world = *world_;
  sim::TraceSink* const watching = watched_for(sink);
  world.connect(&gate, watching);
  world.begin();

  RunResult result;
  bool joined = false;
  bool pending = true;
  while (pending && result.steps < step_limit && can_go_on()) {
    pending = world.step();
    ++result.steps;
  }
  // Faults may strike until all that the workload set going has come to rest. (A request that
  // hangs for ever keeps those from coming that wait for its answer.)
  if (!pending && can_go_on()) {
    world.end_chaos();
    const SuffixResult suffix =
        run_calm_suffix(world, watching, step_limit - result.steps, healing_loop_);
    result.steps += suffix.steps;
    result.bursts = suffix.bursts;
    world.runtime().findings()[static_cast<std::size_t>(Property::eventually_fresh)] =
        suffix.finding;
    joined = suffix.joined;
    result.bound_reached = suffix.finding.verdict == Verdict::undecided;
  } else {
    result.bound_reached = true;
    leave_undecided(world.runtime().findings());
  }
  if (!can_go_on()) {
    result.script_failure = script_->failure();
    leave_undecided(world.runtime().findings());
  }
  const bool at_rest = world.kernel().events().empty();
  if (script_ != nullptr && at_rest) world.runtime().tell_unanswered();
  if (script_ != nullptr) result.script_remarks = script_->remarks();
  if (script_ != nullptr && sink != nullptr) result.script_lines = script_->lines();
  result.findings = world.runtime().findings();
  result.trace = world.kernel().trace();
  add_findings_of_entries(result);
  result.ended_at_us = world.kernel().now_us();
  if (joined) {
    result.trace.foresee(healing_loop_.marks);
    if (sink != nullptr) show_healing(world, sink, healing_loop_, result.bursts + 1);
  }
  world.connect(nullptr, nullptr);
  return result;
}

}  // namespace stalemate::model
