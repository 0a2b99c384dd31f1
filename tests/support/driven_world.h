// A world that a test drives step by step, without the calm suffix that judges a run.
#pragma once

#include <memory>

#include "model/simulation.h"
#include "model/world.h"
#include "sim/explore/calm_explorer.h"
#include "tests/support/collecting_sink.h"

namespace stalemate::tests {

class DrivenWorld {
 public:
  /// The world of this configuration, begun; all decisions calm, or as the explorer says.
  explicit DrivenWorld(const model::WorldConfig& config);
  DrivenWorld(const model::WorldConfig& config, sim::Explorer& explorer);
  DrivenWorld(const DrivenWorld&) = delete;
  DrivenWorld& operator=(const DrivenWorld&) = delete;
  ~DrivenWorld();

  /// One macro-step. @return false if nothing is pending
  bool step() { return world_->step(); }
  /// Until nothing is pending.
  void run();
  /// Until nothing is pending that is due by this millisecond.
  void run_until(std::int64_t milliseconds);
  /// From here on no fault strikes.
  void end_chaos() { world_->end_chaos(); }
  /// Another request to this isolate, so long from now, and all that follows.
  void request(std::int64_t delay_ms, std::uint32_t isolate = 0,
               model::Artifact artifact = model::Artifact::html);

  model::World& world() { return *world_; }
  const model::Isolate& isolate(std::uint32_t number = 0) const {
    return world_->runtime().isolate(number);
  }
  /// What the central store holds under a key now.
  model::KvRead stored(model::Key key = model::html_key) const;
  const CollectingSink& trace() const { return sink_; }
  std::string served() const { return sink_.served(); }

 private:
  const model::WorldConfig config_;
  sim::Arena arena_;
  sim::CalmExplorer calm_;
  sim::Gate gate_;
  CollectingSink sink_;
  model::World* world_ = nullptr;
};

/// What a whole run under this strategy gave, calm suffix and verdicts included.
struct WholeRun {
  model::RunResult result;
  CollectingSink trace;

  model::Verdict verdict(model::Property property) const {
    return result.findings[static_cast<std::size_t>(property)].verdict;
  }
  model::Verdict eventually_fresh() const { return verdict(model::Property::eventually_fresh); }
};
WholeRun run_whole(const model::WorldConfig& config);
WholeRun run_whole(const model::WorldConfig& config, sim::Explorer& explorer);

}  // namespace stalemate::tests
