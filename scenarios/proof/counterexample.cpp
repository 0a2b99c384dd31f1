#include "scenarios/proof/counterexample.h"

#include <utility>

#include "scenarios/proof/lasso_search.h"

namespace stalemate::scenarios {

namespace {

/// How many rounds of the stem lead to the last state that is not doomed.
std::optional<std::size_t> last_way_out(const Proof& proof, const Lasso& lasso,
                                        model::Artifact artifact) {
  const auto& doomed = proof.doomed[static_cast<std::size_t>(artifact)];
  if (doomed[0]) return std::nullopt;
  std::size_t last = 0;
  for (std::size_t place = 0; place < lasso.stem.size(); ++place) {
    if (!doomed[proof.graph.edges[lasso.stem[place]].to]) last = place + 1;
  }
  return last;
}

}  // namespace

model::RoundCost Counterexample::cost() const {
  model::RoundCost cost;
  for (const model::BurstPath& path : stem) cost = cost + path.cost;
  for (const model::BurstPath& path : loop) cost = cost + path.cost;
  return cost;
}

std::optional<Counterexample> counterexample(const Proof& proof, const model::ProofConfig& config,
                                             model::Routing routing) {
  const RoutedVerdict said = proof.under(routing);
  if (said.verdict == ProofVerdict::heals || said.verdict == ProofVerdict::inconclusive) {
    return std::nullopt;
  }
  auto lasso = smallest_lasso(proof, config, routing);
  if (!lasso) return std::nullopt;
  Counterexample found;
  found.artifact = said.artifact;
  if (said.verdict == ProofVerdict::doomed) {
    found.point_of_no_return = last_way_out(proof, *lasso, said.artifact);
  }
  found.smallest = lasso->smallest && proof.graph.complete();
  found.stem = std::move(lasso->stem_paths);
  found.loop = std::move(lasso->loop_paths);
  return found;
}

}  // namespace stalemate::scenarios
