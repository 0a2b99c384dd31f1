#include "scenarios/proof/counterexample.h"

#include <utility>

#include "scenarios/proof/lasso_search.h"

namespace stalemate::scenarios {

model::RoundCost Counterexample::cost() const {
  model::RoundCost cost;
  for (const model::BurstPath& path : stem) cost = cost + path.cost;
  for (const model::BurstPath& path : loop) cost = cost + path.cost;
  return cost;
}

std::optional<Counterexample> counterexample(const Proof& proof, const model::ProofConfig& config,
                                             model::Routing routing, const MustStop& must_stop) {
  const RoutedVerdict said = proof.under(routing);
  if (said.verdict == ProofVerdict::heals || said.verdict == ProofVerdict::inconclusive) {
    return std::nullopt;
  }
  if (must_stop && must_stop()) return std::nullopt;
  PriceLimits limits;
  limits.must_stop = must_stop;
  auto lasso = smallest_lasso(proof, config, routing, limits);
  if (!lasso) return std::nullopt;
  Counterexample found;
  found.artifact = said.artifact;
  if (said.verdict == ProofVerdict::doomed) {
    found.point_of_no_return = lasso->last_way_out;
  }
  found.smallest = lasso->smallest && proof.graph.complete();
  found.stem = std::move(lasso->stem);
  found.loop = std::move(lasso->loop);
  return found;
}

}  // namespace stalemate::scenarios
