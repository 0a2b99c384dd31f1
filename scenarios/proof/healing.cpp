#include "scenarios/proof/healing.h"

#include <algorithm>
#include <map>
#include <utility>

#include "model/proof/burst_explorer.h"

namespace stalemate::scenarios {

namespace {

using model::Artifact;
using model::Fault;
using model::ProofConfig;
using model::RestState;
using model::Routing;

/// Of one graph.
constexpr std::uint64_t transition_limit = 200'000;

/// All that any number of bursts leads to from one state.
struct Reached {
  std::vector<RestState> nodes;
  std::vector<RestEdge> edges;
  bool complete = false;
};

Reached reach(const RestState& from, const ProofConfig& config, const MustStop& must_stop) {
  Reached reached;
  model::BurstExplorer explorer(config);
  if (must_stop) explorer.stop_when([&must_stop](std::size_t) { return must_stop(); });
  std::map<RestState, std::uint32_t> numbers{{from, 0}};
  reached.nodes.push_back(from);
  std::uint64_t left = transition_limit;
  for (std::uint32_t node = 0; node < reached.nodes.size(); ++node) {
    if (must_stop && must_stop()) return reached;
    const model::BurstResult burst = explorer.explore(reached.nodes[node], left);
    if (burst.stopped || burst.count.transitions >= left) return reached;
    if (burst.count.dead_ends > 0 || burst.count.clock_exhausted > 0) return reached;
    left -= burst.count.transitions;
    for (const model::RoundEdge& edge : burst.edges) {
      const auto next = static_cast<std::uint32_t>(reached.nodes.size());
      const auto [place, is_new] = numbers.emplace(edge.to, next);
      if (is_new) reached.nodes.push_back(edge.to);
      reached.edges.push_back({node, place->second, edge.round});
    }
  }
  reached.complete = true;
  return reached;
}

/// For each node whether its undisturbed future can violate, for any artifact.
std::vector<bool> violating(const Reached& reached, const ProofConfig& config, Routing routing) {
  const bool fair = routing == Routing::fair;
  std::vector<bool> violates(reached.nodes.size(), false);
  for (const Artifact artifact : artifacts_asked_for(config)) {
    const sim::Progress progress =
        judge_rounds(reached.nodes.size(), reached.edges, artifact, config).progress;
    for (std::uint32_t node = 0; node < reached.nodes.size(); ++node) {
      const bool stuck =
          progress.holds(node, fair ? sim::Violation::stuck_fair : sim::Violation::stuck_any);
      const bool absent =
          progress.holds(node, fair ? sim::Violation::absent_fair : sim::Violation::absent_any);
      violates[node] = violates[node] || stuck || absent || progress.doomed(node);
    }
  }
  return violates;
}

/// What is served and deleted decides nothing here.
void judge_no_entries(RestState& state, ProofConfig& config) {
  config.world.entries_judged = false;
  for (RestState::IsolateGlobals& globals : state.isolates) globals.forbidden.clear();
  for (RestState::LateWrite& write : state.late_writes) write.read.reset();
}

void leave_one(Fault fault, RestState& state, ProofConfig& config) {
  std::fill(state.faults_left.begin(), state.faults_left.end(), std::uint16_t{0});
  state.faults_left[static_cast<std::size_t>(fault)] = 1;
  config.world.faults.clear();
  config.world.faults.set(fault, 1);
  config.order_of_renders_counts = true;  // what it cuts off may be late
}

Remedy heals(Fault fault, RestState state, ProofConfig config, Routing routing,
             const MustStop& must_stop) {
  leave_one(fault, state, config);
  // The state does not tell what then would count.
  if (config.stores_again() && !config.renders_count_as_read) return Remedy::unknown;
  const Reached reached = reach(state, config, must_stop);
  if (!reached.complete) return Remedy::unknown;
  const std::vector<bool> violates = violating(reached, config, routing);
  bool by_itself = false;
  bool by_fault = false;
  for (std::uint32_t node = 0; node < reached.nodes.size(); ++node) {
    if (violates[node]) continue;
    const bool struck = reached.nodes[node].faults_left[static_cast<std::size_t>(fault)] == 0;
    (struck ? by_fault : by_itself) = true;
  }
  return by_fault && !by_itself ? Remedy::yes : Remedy::no;
}

/// Where the loop first asks.
std::uint32_t isolate_of(const Counterexample& shown) {
  const auto artifact = static_cast<std::size_t>(shown.artifact);
  for (const model::BurstPath& path : shown.loop) {
    const std::uint32_t places = path.round.expired[artifact] | path.round.absent[artifact];
    for (std::uint32_t isolate = 0; isolate < 32; ++isolate) {
      if ((places >> isolate & 1U) != 0) return isolate;
    }
  }
  return 0;
}

/// One more isolate in the same colo, which has served nothing yet.
Remedy masked(const Counterexample& shown, RestState state, ProofConfig config,
              const MustStop& must_stop) {
  std::fill(state.faults_left.begin(), state.faults_left.end(), std::uint16_t{0});
  config.world.faults.clear();
  std::uint32_t end = 0;
  for (std::uint32_t& isolates : config.world.isolates_per_colo) {
    end += isolates;
    if (isolate_of(shown) >= end) continue;
    ++isolates;
    break;
  }
  if (state.isolates.size() >= model::BurstWorld::isolate_limit) return Remedy::unknown;
  RestState::IsolateGlobals fresh;
  fresh.tags.resize(state.isolates.front().tags.size());
  state.isolates.insert(state.isolates.begin() + end, fresh);
  const Reached reached = reach(state, config, must_stop);
  if (!reached.complete) return Remedy::unknown;
  return violating(reached, config, Routing::fair)[0] ? Remedy::no : Remedy::yes;
}

/// What happens by itself first.
std::vector<Fault> all_faults() {
  std::vector<Fault> faults{Fault::eviction};
  for (std::size_t index = 0; index < model::count_of<Fault>(); ++index) {
    const auto fault = static_cast<Fault>(index);
    if (fault != Fault::eviction) faults.push_back(fault);
  }
  return faults;
}

}  // namespace

Healing unknown_healing() { return {{}, all_faults(), Remedy::unknown}; }

Healing healing_of(const Counterexample& shown, const ProofConfig& config, Routing routing,
                   const MustStop& must_stop) {
  Healing healing;
  RestState state = shown.loop.front().from;
  ProofConfig unjudged = config;
  judge_no_entries(state, unjudged);
  for (const Fault fault : all_faults()) {
    const Remedy remedy = heals(fault, state, unjudged, routing, must_stop);
    if (remedy == Remedy::yes) healing.faults.push_back(fault);
    if (remedy == Remedy::unknown) healing.unknown.push_back(fault);
  }
  healing.second_isolate = masked(shown, state, unjudged, must_stop);
  return healing;
}

}  // namespace stalemate::scenarios
