// A proof: what the closed graph of states at rest says about `eventually-fresh`, exactly.
//
// With the faults over, and after the last invalidation, from every state that can be reached:
//   doomed         no future has infinitely many bursts with progress
//   fairly stuck   not doomed, but a loop of due bursts without progress can be gone round for ever
//   uncached       such a loop in which every due request found no entry at all
//   heals          none of these; at most `within` due bursts in a row pass without progress
// Under `routing: any` all traffic may hit one isolate; under `routing: fair` every isolate gets
// due requests again and again. A page with several artifacts is as good as its worst.
//
// A burst that a limit holds up (model/proof/round.h) is not counted: that passes by itself.
//
// Cost: linear in the graph.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/names.h"
#include "model/properties/property.h"
#include "scenarios/proof/rest_graph.h"
#include "sim/graph/progress.h"

namespace stalemate::scenarios {

enum class ProofVerdict : std::uint8_t { heals, uncached, stuck, doomed, inconclusive };

struct RoutedVerdict {
  ProofVerdict verdict = ProofVerdict::inconclusive;
  /// Of `heals`: at most so many due bursts in a row pass without progress; nothing: they end, but
  /// refused writes keep their number from having a bound.
  std::optional<std::uint32_t> within;
  /// Which artifact is the worst.
  model::Artifact artifact = model::Artifact::html;

  bool operator==(const RoutedVerdict&) const = default;
};

struct Proof {
  RestGraph graph;
  bool entries_judged = false;  // see WorldConfig
  bool invalidated = false;     // tags may be, see ProofConfig::clock_may_stand
  std::array<RoutedVerdict, model::count_of<model::Routing>()> eventually_fresh;
  /// By artifact: for every node how many due bursts may pass without progress;
  /// sim::unbounded where there is no bound.
  std::array<std::vector<std::uint32_t>, model::artifact_count> ranks;
  /// By artifact: which nodes are doomed.
  std::array<std::vector<bool>, model::artifact_count> doomed;
  /// Virtual seconds until a newer generation is stored, at most, by the scenario's longest
  /// latencies: from the beginning of the gap before a due burst, with the faults over, requests
  /// coming as at the calm end of a run. Refused writes and leases are allowed for; nothing: these
  /// keep it from having a bound. Timed runs are held to it (tests/proof/healing_seconds_test.cpp).
  std::optional<double> heals_within_seconds;

  RoutedVerdict under(model::Routing routing) const {
    return eventually_fresh[static_cast<std::size_t>(routing)];
  }
};

/// What of a world no proof knows how to treat, in a few words; or nullptr. A script keeps its
/// state where no fingerprint sees it.
const char* beyond_proofs(const model::WorldConfig& world);

/// What a cell prescribes and a proof leaves open, in words; empty: nothing. A proof of such a cell
/// is about another claim than what is expected of it.
std::string prescribed(const model::WorldConfig& world);

/// What is decided about a property in a cell; nothing: it is not. What was found in a graph that
/// is not complete is decided, too: a safety property is violated where it is, and a loop that was
/// explored can be gone round for ever whatever the rest holds. That a state is doomed, that a page
/// heals, that a property holds: all of these are about the whole graph.
std::optional<model::Verdict> decided(const Proof& proof, model::Property property,
                                      model::Routing routing);

/// The artifacts that requests of the scenario ask for.
std::vector<model::Artifact> artifacts_asked_for(const model::ProofConfig& config);

/// What the label of a round says of one artifact.
sim::RoundLabel label_of(const model::Round& round, model::Artifact artifact,
                         const model::ProofConfig& config);

/// Rounds as they concern one artifact, and what follows from them.
struct JudgedRounds {
  sim::Graph graph;
  sim::Progress progress;
};
JudgedRounds judge_rounds(std::size_t nodes, const std::vector<RestEdge>& edges,
                          model::Artifact artifact, const model::ProofConfig& config);

/// @param world the scenario's own world, with its latencies
Proof judge_graph(RestGraph graph, const model::ProofConfig& config,
                  const model::WorldConfig& world);

}  // namespace stalemate::scenarios

template <>
struct stalemate::model::NamesOf<stalemate::scenarios::ProofVerdict> {
  static constexpr auto table =
      std::to_array<const char*>({"heals", "uncached", "fairly-stuck", "doomed", "inconclusive"});
};
