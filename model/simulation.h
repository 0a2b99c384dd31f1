// Runs one world again and again, each time under another strategy.
//
// A run is: the scenario's workload, with faults and every order and latency decided at the gate;
// then the calm suffix that decides `eventually-fresh` (see properties/property.h).
//
// Invariants:
//  1. Two runs whose explorers answer alike give equal results, whatever ran before them and
//     wherever the arena lies.
//  2. After construction a run allocates nothing outside the arena, but for what is remembered
//  where
//     entries are judged.
//
// Cost: a run of four requests takes some microseconds; the world is built once and restored
// from a snapshot for each run.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/calm_suffix.h"
#include "model/config.h"
#include "model/event_kind.h"
#include "model/js/script.h"
#include "model/properties/entry_judge.h"
#include "model/properties/property.h"
#include "sim/arena.h"
#include "sim/gate.h"
#include "sim/trace.h"

namespace stalemate::model {

class World;

struct RunResult {
  Findings findings;
  sim::Trace trace;              // up to the verdict: hash, number of events; which kinds occur
  Microseconds ended_at_us = 0;  // virtual
  std::uint64_t steps = 0;       // macro-steps
  std::uint32_t bursts = 0;      // of the calm suffix
  bool bound_reached = false;    // too many steps: findings may be undecided
  std::string script_failure;    // why the handler's script could not go on; empty: it could
  ScriptRemarks script_remarks;  // what of it is to be told beside the verdict
  std::vector<ScriptLine> script_lines;  // what it has said, if there is a sink

  bool occurred(EventKind kind) const { return trace.occurred(static_cast<std::uint32_t>(kind)); }
};

class Simulation {
 public:
  /// @param arena_base where the arena should lie; results must not depend on it
  explicit Simulation(const WorldConfig& config, void* arena_base = nullptr);
  ~Simulation();
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  RunResult run(sim::Explorer& explorer, sim::TraceSink* sink = nullptr);
  /// A handler's script is stopped soon after the flag is set, in the midst of a run: that may take
  /// seconds. Its result is good for nothing then.
  void stop_when(const std::atomic<bool>& not_wanted) {
    if (script_ != nullptr) script_->stop_when(not_wanted);
  }

  /// The world between runs and, through the explorer and the sink, within one.
  const World& world() const { return *world_; }
  const sim::Arena& arena() const { return arena_; }
  /// A run that joins it ends there: it is known to heal. The sink sees the loop all the same.
  const HealingLoop& healing_loop() const { return healing_loop_; }
  /// The handler's, or nullptr: what it has said in the last run.
  const Script* script() const { return script_.get(); }

 private:
  RunResult run_held(sim::Explorer& explorer, sim::TraceSink* sink);
  void reset();
  /// Who watches the run for `sink`, where entries are judged; else `sink`.
  sim::TraceSink* watched_for(sim::TraceSink* sink);
  void add_findings_of_entries(RunResult& result) const;
  bool can_go_on() const;

  WorldConfig config_;
  std::unique_ptr<Script> script_;
  sim::Arena arena_;
  World* world_ = nullptr;
  std::vector<std::byte> fresh_;
  HealingLoop healing_loop_;
  EntryJudge entry_judge_{config_};
};

}  // namespace stalemate::model
