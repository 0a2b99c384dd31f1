// Explores a burst with what isolates are known to do, and runs the world only to learn it.
//
// The basic idea is that of sim/state/learned_steps.h: an isolate with its contexts is a group, the
// store, the round and what is under way for nobody are common to all. At 3 isolates by 2 requests
// a thousandth of what can happen has to be run. Where something has to be, the world is brought
// there from the nearest state of which there is a snapshot, step by step, and each of these steps,
// as each that is learned, has to lead to the very fingerprint that was foretold.
//
// Invariants:
//  1. States, transitions, rounds and findings are those that running each step finds, as long as
//     its clock finds room.
//  2. If what a step does cannot be said in terms of its isolate, nothing is claimed: the explorer
//     says that the world does not suit it, for good. If a state that was foretold is not come to,
//     that is a mistake, and an assertion fails.
//  3. The clock is never too coarse here: only the order of instants counts.
//
// Cost: about a tenth of a microsecond a transition; one that is learned takes ten of them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "model/proof/burst_graph.h"
#include "model/proof/burst_result.h"
#include "model/proof/burst_world.h"
#include "model/proof/engine.h"
#include "sim/explore/chunked_vector.h"
#include "sim/explore/odometer.h"
#include "sim/state/learned_steps.h"
#include "sim/state/taken_apart.h"

namespace stalemate::model {

class LearnedExplorer {
 public:
  /// Whether it is worth trying: the clock is plain, and all isolates stay until they are evicted
  /// at rest.
  static bool suits(const ProofConfig& config, const Engine& engine);

  LearnedExplorer(BurstWorld& world, BurstGraph& graph)
      : world_(&world),
        graph_(&graph),
        pieces_(BurstWorld::words_of_due_reads()),
        steps_(pieces_) {}
  LearnedExplorer(const LearnedExplorer&) = delete;
  LearnedExplorer& operator=(const LearnedExplorer&) = delete;

  enum class End : std::uint8_t { complete, stopped, unsuited };
  struct Asked {
    std::uint64_t transition_limit = 0;
    /// Told what was done since it was asked before.
    std::function<bool(std::uint64_t work)> must_stop;
    /// Told each state that is met, if anybody wants to know.
    std::function<void(std::uint64_t name)> met;
  };
  /// Explores all that follows from where the world stands, at the beginning of a round.
  /// @param beginning its node, which was met just now
  End explore(std::uint32_t beginning, const Asked& asked, BurstResult& result);

  /// How many states of an isolate, with what is common, have been learned.
  std::size_t views() const { return steps_.view_count(); }
  std::size_t steps() const { return steps_.step_count(); }
  std::size_t bytes() const;
  std::size_t learned_bytes() const;
  /// Whether there is no room for more.
  bool full() const { return steps_.full(); }
  /// Gives up what was learned, for the memory it takes. Between two bursts.
  void forget();

 private:
  /// What a step has done beside where it leads.
  struct Outcome {
    Marks marks{};
    std::uint8_t violated = 0;
  };
  /// How a state was first come to. By the number of its node, from that of the beginning on.
  struct Origin {
    std::uint64_t name = 0;
    std::uint32_t parent = 0;
    std::uint32_t sort = 0;

    bool operator==(const Origin&) const = default;
  };
  struct Open {
    sim::FactoredState state;
    std::uint32_t node = 0;
  };
  struct Snapshot {
    Origin of;
    std::vector<std::byte> bytes;
  };
  static constexpr std::size_t snapshot_count = 32;
  /// Which steps are learned together: those of an isolate, or one of these.
  static constexpr std::uint32_t of_nobody = sim::FactoredState::group_limit;
  static constexpr std::uint32_t of_the_clock = of_nobody + 1;

  bool expand(const Open& here, const Asked& asked, BurstResult& result);
  bool add_steps(const Open& here, std::uint32_t sort, Expansion& found);
  void open(const sim::FactoredState& state, std::uint32_t node);
  void visit(std::uint32_t from, const Asked& asked, BurstResult& result);
  void end(std::uint32_t node);

  bool learn(const Open& here, std::uint32_t sort);
  bool learn_offer(const Open& here, std::uint32_t sort, std::uint32_t offer,
                   const sim::TakenApart& before);
  bool learn_step(const Open& here, std::uint32_t sort, const sim::TakenApart& before);
  bool leads_as_run(const Open& here, std::uint32_t sort);
  void add_result(sim::StepResult result, const Outcome& outcome, std::uint64_t name);
  std::vector<std::uint32_t> offers_of(std::uint32_t sort);

  void stand_at(std::uint32_t node);
  void step_to(const Origin& to);
  void keep_snapshot(const Origin& of);
  Snapshot& snapshot_of(const Origin& of) { return snapshots_[of.name % snapshot_count]; }
  const Origin& origin_of(std::uint32_t node) const { return origins_[node - first_]; }

  BurstWorld* world_;
  BurstGraph* graph_;
  sim::Pieces pieces_;
  sim::LearnedSteps steps_;
  std::vector<Outcome> outcomes_;
  sim::Odometer odometer_;

  std::uint32_t first_ = 0;  // the node where this burst begins
  sim::ChunkedVector<Origin> origins_;
  std::vector<std::byte> beginning_;
  std::vector<std::byte> here_;  // where steps are tried from
  std::vector<Snapshot> snapshots_ = std::vector<Snapshot>(snapshot_count);
  std::vector<Open> open_;
  std::size_t open_count_ = 0;

  /// Where the steps of the state that is being expanded lead.
  struct Next {
    sim::FactoredState state;
    std::uint64_t name = 0;
    std::uint32_t sort = 0;
  };
  std::vector<Next> next_;
  std::size_t next_count_ = 0;

  // The steps that are being learned, and where they lead.
  std::vector<sim::StepResult> results_;
  std::vector<std::uint64_t> names_;
  bool was_settled_ = false;  // where they begin
};

}  // namespace stalemate::model
