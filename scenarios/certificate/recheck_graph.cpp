#include "scenarios/certificate/recheck_graph.h"

#include <algorithm>
#include <set>
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

}  // namespace

ProofVerdict recheck_verdict(const Certificate& certificate, Artifact artifact, Routing routing) {
  const auto index = static_cast<std::size_t>(artifact);
  const std::size_t nodes = certificate.states.size();
  std::vector<Arc> calm;  // without faults
  std::vector<Arc> idle;  // and without progress
  for (std::uint32_t node = 0; node < nodes; ++node) {
    for (const CertifiedRound& round : certificate.states[node].rounds) {
      if (round.round.disturbed) continue;
      calm.push_back({node, round.to, &round.round});
      if (!round.round.progress[index]) idle.push_back(calm.back());
    }
  }
  // Loops that can be gone round for ever: refused writes need a write that is accepted.
  std::vector<std::uint32_t> group = groups_of(nodes, idle);
  std::vector<Arc> looping = inside(idle, group);
  std::set<std::uint32_t> renewing;
  for (const Arc& arc : looping) {
    if (arc.round->written) renewing.insert(group[arc.from]);
  }
  std::erase_if(looping, [&](const Arc& arc) {
    return arc.round->throttled && renewing.count(group[arc.from]) == 0;
  });
  group = groups_of(nodes, looping);
  looping = inside(looping, group);

  std::vector<std::uint32_t> expired(nodes + 1, 0);
  std::vector<std::uint32_t> asked(nodes + 1, 0);
  for (const Arc& arc : looping) {
    expired[group[arc.from]] |= arc.round->expired[index];
    asked[group[arc.from]] |= arc.round->expired[index] | arc.round->absent[index];
  }
  const std::size_t isolates = certificate.states.front().state.isolates.size();
  const std::uint32_t all = (1U << isolates) - 1;
  std::vector<bool> stuck(nodes, false);
  std::vector<bool> absent(nodes, false);
  for (std::size_t node = 0; node < nodes; ++node) {
    const std::uint32_t here = asked[group[node]];
    const bool enough = routing == Routing::any ? here != 0 : (here & all) == all;
    stuck[node] = enough && expired[group[node]] != 0;
    absent[node] = enough && expired[group[node]] == 0;
  }
  const std::vector<bool> leads_to_stuck = leading_to(stuck, calm);
  std::vector<bool> recovers(nodes, false);
  const std::vector<std::uint32_t> calm_group = groups_of(nodes, calm);
  for (const Arc& arc : calm) {
    if (arc.round->progress[index] && calm_group[arc.from] == calm_group[arc.to]) {
      recovers[arc.from] = true;
    }
  }
  const std::vector<bool> way_out = leading_to(recovers, calm);
  bool any_stuck = false;
  bool any_absent = false;
  bool any_doomed = false;
  for (std::size_t node = 0; node < nodes; ++node) {
    any_stuck = any_stuck || stuck[node];
    any_absent = any_absent || absent[node];
    any_doomed = any_doomed || (leads_to_stuck[node] && !way_out[node]);
  }
  if (any_doomed) return ProofVerdict::doomed;
  if (any_stuck) return ProofVerdict::stuck;
  return any_absent ? ProofVerdict::uncached : ProofVerdict::heals;
}

}  // namespace stalemate::scenarios
