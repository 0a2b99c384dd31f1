// A proof and the samples of one world are two engines: what the one rules out, no run of the other
// shows.
#include <algorithm>
#include <atomic>
#include <string>

#include <catch2/catch.hpp>

#include "model/simulation.h"
#include "scenarios/campaign/evidence.h"
#include "scenarios/campaign/judge.h"
#include "scenarios/campaign/proving.h"
#include "scenarios/campaign/strategy.h"
#include "scenarios/proof/prove.h"
#include "tests/model/check_cases.h"
#include "tests/model/generators.h"
#include "tests/support/collecting_sink.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Property;
using model::Verdict;

constexpr std::uint64_t transition_limit = 40'000;
constexpr std::uint64_t seed_count = 40;

/// The world without what would make its proof another claim, or a large one.
model::WorldConfig unprescribed(model::WorldConfig config) {
  config.puts.clear();
  if (config.isolates_per_colo.size() > 2) config.isolates_per_colo = {1, 1};
  config.isolates_per_colo.front() = std::min(config.isolates_per_colo.front(), 2U);
  bool any_fault = false;
  for (std::size_t fault = 0; fault < model::count_of<model::Fault>(); ++fault) {
    const bool kept = !any_fault && config.faults.of(static_cast<model::Fault>(fault)) > 0;
    config.faults.set(static_cast<model::Fault>(fault), kept ? 1 : 0);
    any_fault = any_fault || kept;
  }
  for (model::Arrival& arrival : config.workload) {
    model::Arrival plain;
    plain.kind = arrival.kind;
    plain.artifact = arrival.artifact;
    plain.delay = arrival.delay;
    plain.after_previous = arrival.after_previous;
    const bool to_the_page = arrival.kind == model::ArrivalKind::request ||
                             arrival.kind == model::ArrivalKind::revalidate_tag ||
                             arrival.kind == model::ArrivalKind::data_change;
    if (!to_the_page) plain.kind = model::ArrivalKind::request;
    arrival = plain;
  }
  return config;
}

/// What a run has shown, with the events that tell how much overlapped.
Violation shown(Property property, std::uint64_t seed, const model::RunResult& result,
                const std::vector<sim::TraceEvent>& events) {
  Violation violation;
  violation.property = property;
  violation.finding = result.findings[static_cast<std::size_t>(property)];
  violation.verdict = violation.finding.verdict;
  violation.seed = seed;
  violation.transcript.events = events;
  return violation;
}

/// @return whether the world was proved
bool expect_no_contradiction(const model::WorldConfig& config) {
  if (!prescribed(config).empty() || beyond_proofs(config) != nullptr) return false;
  const model::ProofConfig proof_config = model::proof_config(config, bounds_of(ProveOptions{}));
  const std::atomic<bool> never{false};
  RestGraph graph =
      close_rest_graph({proof_config, 1, {}, std::size_t{1} << 30, never, {}, transition_limit});
  if (!graph.complete()) return false;
  const Proof proof = judge_graph(std::move(graph), proof_config, config);
  model::Simulation simulation(config);
  SeededExplorers explorers(Strategy::random);
  stalemate::tests::CollectingSink sink;
  for (std::uint64_t seed = 1; seed <= seed_count; ++seed) {
    sink.clear();
    const model::RunResult result = simulation.run(explorers.for_seed(seed), &sink);
    for (std::size_t index = 0; index < model::always_judged_count; ++index) {
      const auto property = static_cast<Property>(index);
      const Verdict found = result.findings[index].verdict;
      const auto decided_verdict = decided(proof, property, config.routing);
      RC_ASSERT(decided_verdict.has_value());
      if (found == Verdict::undecided || gravity(found) <= gravity(*decided_verdict)) continue;
      const Violation violation = shown(property, seed, result, sink.events());
      RC_ASSERT_FALSE(covers(proof_config.bounds, violation, config));
    }
  }
  return true;
}

TEST_CASE("no run shows what a proof rules out, in random worlds", "[campaign][proof][slow]") {
  int proved = 0;
  model::check_cases(400, [&proved] {
    model::Case drawn = *model::any_case();
    drawn.config = unprescribed(drawn.config);
    if (expect_no_contradiction(drawn.config)) ++proved;
  });
  CHECK(proved > 40);
}

TEST_CASE("a run that a proof rules out is kept rather than one that it says nothing of",
          "[campaign]") {
  const auto nothing_to_save = [](Violation&, const sim::Schedule&) {};
  const auto nobody_told = [](const Violation&) {};
  ProvedClaim claim;
  claim.verdicts.fill(Verdict::holds);
  claim.covers = [](const Violation& violation) { return violation.seed >= 5; };
  const auto kept = [&](std::initializer_list<std::uint64_t> found) {
    Evidence evidence(nothing_to_save, nobody_told, claim);
    for (const std::uint64_t seed : found) {
      Violation violation;
      violation.property = Property::eventually_fresh;
      violation.verdict = Verdict::violated;
      violation.seed = seed;
      if (evidence.wants(violation.property, violation.verdict, seed)) {
        evidence.keep(std::move(violation), {});
      }
    }
    return evidence.take_violations(Property::eventually_fresh).at(0).seed;
  };
  CHECK(kept({1, 7, 5, 2}) == 5);
  CHECK(kept({7, 6, 1}) == 6);
  CHECK(kept({3, 2, 4}) == 2);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
