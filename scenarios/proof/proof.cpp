#include "scenarios/proof/proof.h"

#include <algorithm>
#include <utility>

#include "model/calm_suffix.h"

namespace stalemate::scenarios {

namespace {

using model::Artifact;
using model::Routing;

/// How grave a verdict is, the worst being the largest.
int gravity_of(const RoutedVerdict& verdict) { return static_cast<int>(verdict.verdict); }

RoutedVerdict verdict_of(const sim::Progress& progress, Routing routing, Artifact artifact) {
  const bool fair = routing == Routing::fair;
  const auto reaches = [&](sim::Violation violation) {
    return progress.summary.reaching[static_cast<std::size_t>(violation)] > 0;
  };
  RoutedVerdict verdict;
  verdict.artifact = artifact;
  const sim::Violation stuck = fair ? sim::Violation::stuck_fair : sim::Violation::stuck_any;
  bool doomed = false;
  for (sim::NodeIndex node = 0; node < progress.bits.size(); ++node) {
    doomed = doomed || (progress.doomed(node) && progress.holds(node, stuck));
  }
  if (doomed) {
    verdict.verdict = ProofVerdict::doomed;
  } else if (reaches(stuck)) {
    verdict.verdict = ProofVerdict::stuck;
  } else if (reaches(fair ? sim::Violation::absent_fair : sim::Violation::absent_any)) {
    verdict.verdict = ProofVerdict::uncached;
  } else {
    verdict.verdict = ProofVerdict::heals;
    if (progress.summary.heals_within != sim::unbounded) {
      verdict.within = progress.summary.heals_within;
    }
  }
  return verdict;
}

/// A due burst with the gap before it, at the scenario's longest; and with those before it that are
/// held up by something earlier.
double seconds_per_burst(const model::ProofConfig& config, const model::WorldConfig& world) {
  // Its requests overlap: each may come when the one before is all but over. Late writes come last.
  const model::Microseconds burst_us =
      config.bounds.requests_per_burst *
          (model::longest_work_us(world) + world.latencies.teardown.high_us) +
      world.latencies.kv_late_commit.high_us;
  const model::Microseconds gap_us = model::calm_gap_us(world);
  // However short the gap is, the calm traffic waits until the entry has expired.
  const model::Microseconds until_due_us =
      std::max(gap_us, sim::from_milliseconds(world.page.revalidate_ms));
  // For so long a write is refused, or a regeneration left to another. After a gap that is no
  // shorter it is over; after one that is, the last burst but one may find it almost over.
  const model::Microseconds held_up_us = std::max(
      world.kv.write_interval_us, sim::from_milliseconds(world.handler.regeneration_lease_ms));
  const model::Microseconds before_us = held_up_us > gap_us ? held_up_us + burst_us : 0;
  return static_cast<double>(before_us + until_due_us + burst_us) / 1e6;
}

/// Whether the round is held up by what it has begun itself.
bool holds_itself_up(const sim::RoundLabel& label) {
  return label.idle() && label.places() != 0 && (label.throttled & label.renewed) != 0;
}

/// At most so many due rounds in a row pass without progress that gaps do not keep from happening:
/// what a verdict does not count since it passes by itself takes its time all the same. (Not
/// so a lease that is taken in the round itself: without faults its regeneration is cut only as the
/// handler did not register it or work outlasts the limit, whoever else is there. So the request
/// that takes it goes the same way alone, in a round that counts; own_lease_test.cpp.)
/// A burst within which no time passes is none where each takes some: it reads the entry.
std::uint32_t within_in_time(const RestGraph& graph, Artifact artifact,
                             const model::ProofConfig& config, const model::WorldConfig& world,
                             std::uint32_t all_places) {
  const bool may_take_no_time = world.latencies.kv_get.low_us < sim::from_milliseconds(1);
  std::vector<sim::Edge> rounds;
  rounds.reserve(graph.edges.size());
  for (const RestEdge& edge : graph.edges) {
    sim::RoundLabel counted = label_of(edge.round, artifact, config);
    if (holds_itself_up(counted)) counted.throttled &= static_cast<sim::Limits>(~counted.renewed);
    if (may_take_no_time) counted.throttled &= static_cast<sim::Limits>(~model::Round::clock_limit);
    rounds.push_back({edge.from, edge.to, sim::pack(counted)});
  }
  const sim::Graph in_time(static_cast<std::uint32_t>(graph.nodes.size()), std::move(rounds));
  return sim::analyse(in_time, all_places).summary.heals_within;
}

}  // namespace

const char* beyond_proofs(const model::WorldConfig& world) {
  if (world.handler.program) return "a handler in JavaScript (`prove` goes through some bursts)";
  if (world.page.kv_ttl_ms <= world.page.revalidate_ms) {
    return "that the store removes entries before they are STALE";
  }
  return nullptr;
}

std::string prescribed(const model::WorldConfig& world) {
  for (const model::Arrival& arrival : world.workload) {
    const bool goes_wrong = arrival.cut_after_us || arrival.client_gone_after_us ||
                            arrival.kind == model::ArrivalKind::eviction ||
                            arrival.kind == model::ArrivalKind::deploy ||
                            arrival.kind == model::ArrivalKind::module_promise ||
                            arrival.render != model::RenderScript::normal ||
                            arrival.visible_context != model::VisibleContext::own;
    if (goes_wrong) return "what goes wrong in which request";
    if (arrival.hold_response_us > 0 || arrival.wait_until_us > 0) {
      return "how long a request is kept alive";
    }
    if (arrival.isolate && world.isolate_count() > 1) return "which isolate answers a request";
  }
  if (sim::to_milliseconds(world.kv.write_interval_us) >= world.page.kv_ttl_ms) {
    return "that the store refuses writes for longer than an entry lives";
  }
  return world.puts.empty() ? "" : "what becomes of a put";
}

std::optional<model::Verdict> decided(const Proof& proof, model::Property property,
                                      Routing routing) {
  if (static_cast<std::size_t>(property) >= model::judged_count(proof.entries_judged)) {
    return std::nullopt;
  }
  if (property != model::Property::eventually_fresh) {
    if (proof.graph.unsafe[static_cast<std::size_t>(property)]) return model::Verdict::violated;
    if (proof.graph.complete()) return model::Verdict::holds;
    return std::nullopt;
  }
  switch (proof.under(routing).verdict) {
    case ProofVerdict::heals:
      return model::Verdict::holds;
    case ProofVerdict::uncached:
      return model::Verdict::uncached;
    case ProofVerdict::stuck:
    case ProofVerdict::doomed:
      return model::Verdict::violated;
    case ProofVerdict::inconclusive:
      break;
  }
  return std::nullopt;
}

std::vector<Artifact> artifacts_asked_for(const model::ProofConfig& config) {
  std::vector<Artifact> asked;
  for (const Artifact artifact : {Artifact::html, Artifact::rsc}) {
    const bool any = std::any_of(
        config.requests.begin(), config.requests.end(), [artifact](const model::Arrival& request) {
          return request.kind == model::ArrivalKind::request && request.artifact == artifact;
        });
    if (any) asked.push_back(artifact);
  }
  return asked;
}

sim::RoundLabel label_of(const model::Round& round, Artifact artifact,
                         const model::ProofConfig& config) {
  static_assert(model::Round::limit_count <= sim::max_limits);
  const std::uint8_t limits = config.held_up_by(artifact);
  const auto index = static_cast<std::size_t>(artifact);
  sim::RoundLabel label;
  label.disturbed = round.disturbed;
  label.progress = round.progress[index];
  label.throttled = round.throttled & limits;
  label.renewed = round.written & limits;
  label.due = round.expired[index];
  label.absent = round.absent[index];
  return label;
}

JudgedRounds judge_rounds(std::size_t nodes, const std::vector<RestEdge>& edges, Artifact artifact,
                          const model::ProofConfig& config) {
  std::vector<sim::Edge> rounds;
  rounds.reserve(edges.size());
  for (const RestEdge& edge : edges) {
    rounds.push_back({edge.from, edge.to, sim::pack(label_of(edge.round, artifact, config))});
  }
  sim::Graph graph(static_cast<std::uint32_t>(nodes), std::move(rounds));
  sim::Progress progress = sim::analyse(graph, (1U << config.world.isolate_count()) - 1);
  return {std::move(graph), std::move(progress)};
}

Proof judge_graph(RestGraph graph, const model::ProofConfig& config,
                  const model::WorldConfig& world) {
  Proof proof;
  proof.entries_judged = config.entries_judged();
  proof.invalidated = config.clock_may_stand();
  bool first = true;
  std::uint32_t in_time = 0;
  for (const Artifact artifact : artifacts_asked_for(config)) {
    const auto index = static_cast<std::size_t>(artifact);
    const sim::Progress progress =
        judge_rounds(graph.nodes.size(), graph.edges, artifact, config).progress;
    proof.ranks[index] = progress.ranks;
    in_time =
        std::max(in_time, within_in_time(graph, artifact, config, world, progress.all_places));
    for (std::uint32_t node = 0; node < graph.nodes.size(); ++node) {
      proof.doomed[index].push_back(progress.doomed(node));
    }
    for (const Routing routing : {Routing::any, Routing::fair}) {
      RoutedVerdict& worst = proof.eventually_fresh[static_cast<std::size_t>(routing)];
      const RoutedVerdict found = verdict_of(progress, routing, artifact);
      const bool worse = gravity_of(found) > gravity_of(worst) ||
                         (found.verdict == worst.verdict && worst.within &&
                          (!found.within || *found.within > *worst.within));
      if (first || worse) worst = found;
    }
    first = false;
  }
  // What was found in a part of the graph stands; that nothing was found does not.
  if (!graph.complete()) {
    for (RoutedVerdict& verdict : proof.eventually_fresh) {
      if (verdict.verdict == ProofVerdict::heals) verdict = RoutedVerdict{};
      // A way out may lie in the part that was not explored.
      if (verdict.verdict == ProofVerdict::doomed) verdict.verdict = ProofVerdict::stuck;
    }
  }
  const RoutedVerdict any = proof.under(Routing::any);
  if (any.verdict == ProofVerdict::heals && in_time != sim::unbounded) {
    proof.heals_within_seconds = (in_time + 1.0) * seconds_per_burst(config, world);
  }
  proof.graph = std::move(graph);
  return proof;
}

}  // namespace stalemate::scenarios
