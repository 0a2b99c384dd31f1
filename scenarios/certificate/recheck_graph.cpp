#include "scenarios/certificate/recheck_graph.h"

#include <algorithm>
#include <utility>

namespace stalemate::scenarios {

namespace {

using model::Artifact;
using model::Routing;

struct Arc {
  std::uint32_t from;
  std::uint32_t to;
  const model::Round* round;
};

/// A number for each node, equal for nodes that lead to each other.
std::vector<std::uint32_t> groups_of(std::size_t nodes, const std::vector<Arc>& arcs) {
  std::vector<std::vector<std::uint32_t>> out(nodes);
  std::vector<std::vector<std::uint32_t>> in(nodes);
  for (const Arc& arc : arcs) {
    out[arc.from].push_back(arc.to);
    in[arc.to].push_back(arc.from);
  }
  // First pass: nodes in the order in which a depth-first walk leaves them.
  std::vector<std::uint32_t> left;
  std::vector<bool> seen(nodes, false);
  for (std::uint32_t root = 0; root < nodes; ++root) {
    if (seen[root]) continue;
    std::vector<std::pair<std::uint32_t, std::size_t>> walk{{root, 0}};
    seen[root] = true;
    while (!walk.empty()) {
      const std::uint32_t node = walk.back().first;
      if (walk.back().second == out[node].size()) {
        left.push_back(node);
        walk.pop_back();
        continue;
      }
      const std::uint32_t to = out[node][walk.back().second++];
      if (seen[to]) continue;
      seen[to] = true;
      walk.emplace_back(to, 0);
    }
  }
  // Second pass: against the arrows, the last left first.
  std::vector<std::uint32_t> group(nodes, 0);
  std::uint32_t count = 0;
  for (auto root = left.rbegin(); root != left.rend(); ++root) {
    if (group[*root] != 0) continue;
    ++count;
    std::vector<std::uint32_t> open{*root};
    group[*root] = count;
    while (!open.empty()) {
      const std::uint32_t node = open.back();
      open.pop_back();
      for (const std::uint32_t from : in[node]) {
        if (group[from] != 0) continue;
        group[from] = count;
        open.push_back(from);
      }
    }
  }
  return group;
}

/// Which nodes lead to one of these.
std::vector<bool> leading_to(const std::vector<bool>& goal, const std::vector<Arc>& arcs) {
  std::vector<bool> leads = goal;
  bool changed = true;
  while (changed) {
    changed = false;
    for (const Arc& arc : arcs) {
      if (leads[arc.from] || !leads[arc.to]) continue;
      leads[arc.from] = true;
      changed = true;
    }
  }
  return leads;
}

std::vector<Arc> inside(const std::vector<Arc>& arcs, const std::vector<std::uint32_t>& group) {
  std::vector<Arc> kept;
  for (const Arc& arc : arcs) {
    if (group[arc.from] == group[arc.to]) kept.push_back(arc);
  }
  return kept;
}

/// The rounds without faults, as they concern one artifact.
struct Calm {
  Calm(const Certificate& certificate, const model::ProofConfig& config, Artifact artifact)
      : index(static_cast<std::size_t>(artifact)), limits(config.held_up_by(artifact)) {
    nodes = certificate.states.size();
    for (std::uint32_t node = 0; node < nodes; ++node) {
      for (const CertifiedRound& round : certificate.states[node].rounds) {
        if (round.round.disturbed) continue;
        calm.push_back({node, round.to, &round.round});
        if (!round.round.progress[index]) idle.push_back(calm.back());
      }
    }
    find_loops();
  }

  // Loops that can be gone round for ever: where writes to a key are refused, others of it are
  // accepted. Without the rounds that cannot be part of one, fewer writes may be left.
  void find_loops() {
    looping = idle;
    for (std::size_t before = looping.size() + 1; looping.size() < before;) {
      before = looping.size();
      group = groups_of(nodes, looping);
      looping = inside(looping, group);
      std::vector<unsigned> accepted(nodes + 1, 0);
      for (const Arc& arc : looping) accepted[group[arc.from]] |= arc.round->written;
      std::erase_if(looping, [&](const Arc& arc) {
        return (held_up(arc) & ~accepted[group[arc.from]]) != 0;
      });
    }
    expired.assign(nodes + 1, 0);
    asked.assign(nodes + 1, 0);
    for (const Arc& arc : looping) {
      expired[group[arc.from]] |= arc.round->expired[index];
      asked[group[arc.from]] |= asked_by(arc);
    }
  }

  unsigned held_up(const Arc& arc) const { return arc.round->throttled & unsigned{limits}; }
  std::uint32_t asked_by(const Arc& arc) const {
    return arc.round->expired[index] | arc.round->absent[index];
  }

  /// From which states newer generations can be stored for ever.
  std::vector<bool> with_way_out() const {
    std::vector<bool> recovers(nodes, false);
    const std::vector<std::uint32_t> calm_group = groups_of(nodes, calm);
    for (const Arc& arc : calm) {
      if (arc.round->progress[index] && calm_group[arc.from] == calm_group[arc.to]) {
        recovers[arc.from] = true;
      }
    }
    return leading_to(recovers, calm);
  }

  std::size_t index;
  std::uint8_t limits;
  std::size_t nodes = 0;
  std::vector<Arc> calm;
  std::vector<Arc> idle;  // and without progress
  std::vector<Arc> looping;
  std::vector<std::uint32_t> group;    // of nodes on one loop
  std::vector<std::uint32_t> expired;  // by group: where an expired entry is read on the way
  std::vector<std::uint32_t> asked;    // by group: or none is found
};

/// The longest ways over arcs of which those that count are on no loop.
template <class Weight>
Numbers longest_ways(const std::vector<bool>& bounded, const std::vector<Arc>& arcs,
                     const Weight& weight) {
  Numbers longest(bounded.size());
  for (std::size_t node = 0; node < bounded.size(); ++node) {
    if (bounded[node]) longest[node] = 0;
  }
  bool changed = true;
  while (changed) {
    changed = false;
    for (const Arc& arc : arcs) {
      if (!bounded[arc.from]) continue;
      const std::uint32_t needed = *longest[arc.to] + weight(arc);
      if (needed <= *longest[arc.from]) continue;
      longest[arc.from] = needed;
      changed = true;
    }
  }
  return longest;
}

}  // namespace

ProofVerdict recheck_verdict(const Certificate& certificate, const model::ProofConfig& config,
                             Artifact artifact, Routing routing) {
  const Calm rounds(certificate, config, artifact);
  const std::size_t isolates = certificate.states.front().state.isolates.size();
  const std::uint32_t all = isolates >= 32 ? ~0U : (1U << isolates) - 1;
  std::vector<bool> stuck(rounds.nodes, false);
  bool any_stuck = false;
  bool any_absent = false;
  for (std::size_t node = 0; node < rounds.nodes; ++node) {
    const std::uint32_t here = rounds.asked[rounds.group[node]];
    const bool enough = routing == Routing::any ? here != 0 : (here & all) == all;
    stuck[node] = enough && rounds.expired[rounds.group[node]] != 0;
    any_stuck = any_stuck || stuck[node];
    any_absent = any_absent || (enough && !stuck[node]);
  }
  const std::vector<bool> leads_to_stuck = leading_to(stuck, rounds.calm);
  const std::vector<bool> way_out = rounds.with_way_out();
  for (std::size_t node = 0; node < rounds.nodes; ++node) {
    if (leads_to_stuck[node] && !way_out[node]) return ProofVerdict::doomed;
  }
  if (any_stuck) return ProofVerdict::stuck;
  return any_absent ? ProofVerdict::uncached : ProofVerdict::heals;
}

RecheckedStates recheck_states(const Certificate& certificate, const model::ProofConfig& config,
                               Artifact artifact) {
  const Calm rounds(certificate, config, artifact);
  std::vector<bool> violated(rounds.nodes, false);
  for (std::size_t node = 0; node < rounds.nodes; ++node) {
    violated[node] = rounds.asked[rounds.group[node]] != 0;
  }
  violated = leading_to(violated, rounds.calm);
  const std::vector<bool> way_out = rounds.with_way_out();
  const auto counts = [&rounds](const Arc& arc) {
    return rounds.asked_by(arc) != 0 && rounds.held_up(arc) == 0 ? 1U : 0U;
  };
  // No number is large enough where a round that counts is on a loop.
  std::vector<bool> unbounded = violated;
  const std::vector<std::uint32_t> idle_group = groups_of(rounds.nodes, rounds.idle);
  for (const Arc& arc : inside(rounds.idle, idle_group)) {
    if (counts(arc) != 0) unbounded[arc.from] = true;
  }
  unbounded = leading_to(unbounded, rounds.idle);
  std::vector<bool> bounded;
  std::vector<bool> doomed;
  for (std::size_t node = 0; node < rounds.nodes; ++node) {
    bounded.push_back(!unbounded[node]);
    doomed.push_back(violated[node] && !way_out[node]);
  }
  std::vector<Arc> of_doomed = rounds.calm;
  std::erase_if(of_doomed, [&doomed](const Arc& arc) { return !doomed[arc.to]; });
  const std::size_t index = rounds.index;
  return {longest_ways(bounded, rounds.idle, counts),
          longest_ways(doomed, of_doomed,
                       [index](const Arc& arc) { return arc.round->progress[index] ? 1U : 0U; })};
}

}  // namespace stalemate::scenarios
