// The simulated world: kernel, store, origin, runtime, and the workload that comes at them.
//
// Invariants:
//  1. step() is one macro-step: at most one fault strikes, one event is delivered, microtasks run
//     to a fixpoint, and what follows for contexts is settled.
//  2. All of a world's state lies in its arena; explorer and sink are only referred to.
//
// Cost: tens of nanoseconds a step beside what the handlers do.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "model/chance.h"
#include "model/config.h"
#include "model/kv/namespace.h"
#include "model/origin/origin.h"
#include "model/workers/runtime.h"
#include "sim/kernel.h"

namespace stalemate::model {

/// A fault that can strike between two macro-steps, and whom.
struct Strike {
  Fault fault = Fault::context_cut;
  std::uint32_t subject = 0;  // owner slot, or isolate
  sim::Name name;
};

/// A few of them, without allocation.
class StrikeList {
 public:
  static constexpr std::size_t limit = 512;

  void add(const Strike& strike) {
    if (count_ < limit) strikes_[count_++] = strike;
  }
  void clear() { count_ = 0; }
  std::span<const Strike> all() const { return {strikes_.data(), count_}; }

 private:
  std::array<Strike, limit> strikes_;
  std::size_t count_ = 0;
};

class World {
 public:
  /// @param script answers requests in place of the models in C++; outlives the world
  World(const WorldConfig& config, sim::Arena& arena, Script* script = nullptr);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// Connects the world to the strategy that decides and the sink that records, for this run.
  void connect(sim::Gate* gate, sim::TraceSink* sink) { kernel_.connect(gate, sink); }
  /// Schedules the arrivals that do not wait for another.
  void begin();
  /// One macro-step. @return false if nothing is pending
  bool step();

  // One macro-step that somebody else has chosen.
  /// Delivers the pending event at this place.
  void deliver(std::size_t place);
  /// A request arrives at an isolate. `asked` must outlive it.
  void request(std::uint32_t isolate, std::uint32_t arrival, const Arrival& asked);
  /// The faults that could strike now.
  void offer(StrikeList& strikes) const;
  void strike(const Strike& strike);
  /// A context that waits for something that never comes reaches the limit of waitUntil.
  void reach_limit(std::uint32_t slot);
  /// The client of a request that waits for something that never comes gives up.
  void give_up(std::uint32_t slot);

  /// From now on no fault can strike, and nothing more is prescribed.
  void end_chaos();
  /// A request of the calm suffix arrives after `delay_us`.
  void post_calm_request(Microseconds delay_us, std::uint32_t isolate, Artifact artifact);

  sim::Kernel& kernel() { return kernel_; }
  const sim::Kernel& kernel() const { return kernel_; }
  KvNamespace& kv() { return kv_; }
  const KvNamespace& kv() const { return kv_; }
  Runtime& runtime() { return runtime_; }
  const Runtime& runtime() const { return runtime_; }
  const Origin& origin() const { return origin_; }
  Origin& origin() { return origin_; }
  const WorldConfig& config() const { return *config_; }
  const FaultBudget& budget() const { return chance_.budget(); }
  FaultBudget& budget() { return chance_.budget(); }

 private:
  void choose_strike();
  void settle_after(sim::OwnerId owner);
  std::size_t pick();
  std::size_t pick_among(Microseconds at_us);
  sim::OwnerId arrive(std::uint32_t index);
  std::uint32_t route(std::uint32_t request, const Arrival& asked);
  void follow_answers();
  void post_arrival(std::uint32_t index);

  const WorldConfig* config_;
  sim::Kernel kernel_;
  Chance chance_;
  Origin origin_;
  KvNamespace kv_;
  Runtime runtime_;
  bool faults_possible_ = false;
};

}  // namespace stalemate::model
