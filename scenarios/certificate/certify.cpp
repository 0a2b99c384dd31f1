// From a finished proof to its certificate.

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "scenarios/certificate/certificate.h"
#include "scenarios/proof/no_return.h"
#include "scenarios/proof/safety_search.h"
#include "sim/assert.h"

namespace stalemate::scenarios {

namespace {

using model::Artifact;
using model::Routing;

using NodeNumbers = std::map<model::RestState, std::uint32_t>;

std::vector<std::vector<std::uint32_t>> steps_of(const model::BurstPath& path) {
  std::vector<std::vector<std::uint32_t>> steps;
  for (const model::BurstStep& step : path.steps) {
    std::vector<std::uint32_t>& answers = steps.emplace_back(1, step.offer);
    answers.insert(answers.end(), step.answers.begin(), step.answers.end());
  }
  return steps;
}

CertifiedPath path_of(const model::BurstPath& path, const NodeNumbers& numbers) {
  return {numbers.at(path.from), numbers.at(path.to), steps_of(path)};
}

void add_ways(Certificate& certificate, const Proof& proof, const model::ProofConfig& config,
              const NodeNumbers& numbers, const MustStop& must_stop) {
  PriceLimits limits;
  limits.must_stop = must_stop;
  const auto properties = safety_properties(certificate);
  limits.of_all /= properties.size();
  for (const model::Property property : properties) {
    const auto found = way_to_violation(proof, config, property, limits);
    if (!found) continue;
    CertifiedWay way;
    for (const auto& path : found->stem) way.stem.push_back(path_of(path, numbers));
    way.steps = steps_of(found->last);
    way.fewest = found->fewest && proof.graph.complete();
    certificate.ways[static_cast<std::size_t>(property)] = way;
  }
}

/// For doomed states: how many rounds with progress can still come, at most. It is a longest path
/// in a part of the graph whose loops have none, so going over the edges ends.
void add_last_progress(Certificate& certificate, const Proof& proof, Artifact artifact) {
  const auto index = static_cast<std::size_t>(artifact);
  const auto& doomed = proof.doomed[index];
  for (std::size_t node = 0; node < doomed.size(); ++node) {
    if (doomed[node]) certificate.states[node].last_progress[index] = 0;
  }
  bool changed = true;
  while (changed) {
    changed = false;
    for (const RestEdge& edge : proof.graph.edges) {
      if (!doomed[edge.from] || edge.round.disturbed) continue;
      auto& here = certificate.states[edge.from].last_progress[index];
      const auto& there = certificate.states[edge.to].last_progress[index];
      if (!there) continue;  // a quiet end, without violation and without progress
      const std::uint32_t needed = *there + (edge.round.progress[index] ? 1 : 0);
      if (needed <= *here) continue;
      here = needed;
      changed = true;
    }
  }
}

std::optional<std::uint32_t> last_step_out(const Counterexample& found, const Proof& proof,
                                           const model::ProofConfig& config,
                                           const NodeNumbers& numbers, const MustStop& must_stop) {
  SIM_ASSERT(proof.graph.complete());  // else a burst may end in a state that nobody knows
  const auto& doomed = proof.doomed[static_cast<std::size_t>(found.artifact)];
  const auto is_doomed = [&](const model::RestState& state) { return doomed[numbers.at(state)]; };
  PriceLimits limits;
  limits.must_stop = must_stop;
  const auto step =
      step_of_no_return(found.stem[*found.point_of_no_return], config, is_doomed, limits);
  return step ? std::optional(static_cast<std::uint32_t>(*step)) : std::nullopt;
}

}  // namespace

double collision_odds(std::uint64_t states) {
  const auto count = static_cast<double>(states);
  return count * count / std::ldexp(1.0, static_cast<int>(fingerprint_bits) + 1);
}

Certificate certify(const Proof& proof, const Scenario& scenario, const Cell& cell,
                    const model::ProofConfig& config, const Versions& versions,
                    const MustStop& must_stop) {
  Certificate certificate;
  certificate.versions = versions;
  certificate.scenario_name = scenario.name;
  certificate.scenario_hash = scenario.hash;
  certificate.cell = cell.name;
  certificate.document = scenario.document;
  certificate.bounds = config.bounds;
  certificate.eventually_fresh = proof.eventually_fresh;
  certificate.entries_judged = proof.entries_judged;
  for (std::size_t property = 0; property < model::property_count; ++property) {
    certificate.safe[property] = !proof.graph.unsafe[property].has_value();
  }
  certificate.micro_states = proof.graph.count.states;
  certificate.transitions = proof.graph.count.transitions;
  certificate.rounds = proof.graph.edges.size();
  certificate.largest_burst = proof.graph.largest_burst;
  certificate.frontier = proof.graph.nodes.size() - proof.graph.expanded;
  for (std::size_t kind = 0; kind < model::count_of<model::EventKind>(); ++kind) {
    const bool met = (proof.graph.marks[kind / 64] >> (kind % 64) & 1U) != 0;
    if (met) certificate.marks.emplace_back(model::name(static_cast<model::EventKind>(kind)));
  }
  NodeNumbers numbers;
  for (std::uint32_t node = 0; node < proof.graph.nodes.size(); ++node) {
    CertifiedState& state = certificate.states.emplace_back();
    state.state = proof.graph.nodes[node];
    numbers.emplace(state.state, node);
    for (const Artifact artifact : artifacts_asked_for(config)) {
      const auto index = static_cast<std::size_t>(artifact);
      const std::uint32_t rank = proof.ranks[index][node];
      if (rank != sim::unbounded) state.distance[index] = rank;
    }
  }
  for (const RestEdge& edge : proof.graph.edges) {
    certificate.states[edge.from].rounds.push_back({edge.to, edge.round});
  }
  certificate.claim = claim_of(certificate, config);
  const bool complete = proof.graph.complete();
  // Whoever interrupts it does not want to wait.
  if (proof.graph.unfinished == Unfinished::interrupted) return certificate;
  if (complete) {
    for (const Artifact artifact : artifacts_asked_for(config)) {
      add_last_progress(certificate, proof, artifact);
    }
  }
  add_ways(certificate, proof, config, numbers, must_stop);
  for (const Routing routing : {Routing::any, Routing::fair}) {
    const auto found = counterexample(proof, config, routing, must_stop);
    if (!found) continue;
    CertifiedCounterexample shown;
    shown.artifact = found->artifact;
    shown.smallest = found->smallest;
    for (const auto& path : found->stem) shown.stem.push_back(path_of(path, numbers));
    for (const auto& path : found->loop) shown.loop.push_back(path_of(path, numbers));
    if (found->point_of_no_return) {
      shown.point_of_no_return = static_cast<std::uint32_t>(*found->point_of_no_return);
      shown.step_of_no_return = last_step_out(*found, proof, config, numbers, must_stop);
    }
    shown.healing = complete ? healing_of(*found, config, routing, must_stop) : unknown_healing();
    certificate.counterexamples[static_cast<std::size_t>(routing)] = shown;
  }
  return certificate;
}

RestGraph graph_of(const Certificate& certificate) {
  RestGraph graph;
  graph.expanded = certificate.states.size() - certificate.frontier;
  graph.count.states = certificate.micro_states;
  graph.count.transitions = certificate.transitions;
  graph.largest_burst = certificate.largest_burst;
  for (std::uint32_t node = 0; node < certificate.states.size(); ++node) {
    graph.nodes.push_back(certificate.states[node].state);
    for (const CertifiedRound& round : certificate.states[node].rounds) {
      graph.edges.push_back({node, round.to, round.round});
    }
  }
  for (const std::string& mark : certificate.marks) {
    const auto kind = model::from_name<model::EventKind>(mark);
    if (!kind) continue;
    const auto bit = static_cast<std::size_t>(*kind);
    graph.marks[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
  for (std::size_t property = 1; property < model::property_count; ++property) {
    if (!certificate.safe[property]) graph.unsafe[property] = 0;
  }
  return graph;
}

}  // namespace stalemate::scenarios
