#include "scenarios/bounded/prove_bounded.h"

#include "scenarios/campaign/judge.h"
#include "scenarios/proof/prove.h"

namespace stalemate::scenarios {

BoundedProof proof_of(const Scenario& scenario, const Cell& cell,
                      const model::BoundedBounds& bounds, BoundedResult result,
                      const Versions& versions) {
  BoundedProof proof;
  proof.scenario = scenario.name;
  proof.cell = cell.name;
  proof.position = cell.position;
  proof.routing = cell.config.routing;
  proof.expected = cell.expected;
  proof.prescribed = prescribed(cell.config);
  proof.certificate = certify(result, bounds, scenario, cell, versions);
  for (const model::EventKind mark : cell.sometimes) {
    const auto bit = static_cast<std::size_t>(mark);
    if ((result.marks[bit / 64] >> (bit % 64) & 1U) == 0) proof.unmet_marks.push_back(mark);
  }
  proof.result = std::move(result);
  return proof;
}

ExitCode exit_code(const BoundedProof& proof) {
  std::vector<ExitCode> codes;
  const bool complete = proof.result.complete();
  if (complete && !proof.unmet_marks.empty()) codes.push_back(ExitCode::vacuous);
  if (!complete) codes.push_back(ExitCode::inconclusive);
  for (std::size_t index = 0; index < model::property_count; ++index) {
    if (!proof.expected[index] || !proof.prescribed.empty()) continue;
    const auto found = decided(proof.result, static_cast<model::Property>(index));
    codes.push_back(exit_code(*proof.expected[index], found, complete));
  }
  return first_of(codes);
}

}  // namespace stalemate::scenarios
