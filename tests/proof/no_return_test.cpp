// Behind which macro-step no way out remains: in a render that is lost, and beside faults that
// could still strike.
#include "scenarios/proof/no_return.h"

#include <algorithm>
#include <cstddef>

#include <catch2/catch.hpp>

#include "scenarios/proof/counterexample.h"
#include "tests/proof/proved_cells.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Routing;

TEST_CASE("the last way out may be lost before its round is over", "[proof][verdicts][slow]") {
  // The render is lost when it begins; its context ends a macro-step later.
  const ProvedCell proved = prove_cell(shipped_scenario("assumptions-pages.json"),
                                       "vinext-0.0.55 / render never settles");
  const auto found = counterexample(proved.proof, proved.config, Routing::any);
  REQUIRE(found);
  REQUIRE(found->point_of_no_return == 0U);
  const auto& doomed_states = proved.proof.doomed[static_cast<std::size_t>(found->artifact)];
  const IsDoomed is_doomed = [&](const model::RestState& state) {
    const auto& nodes = proved.proof.graph.nodes;
    return doomed_states[static_cast<std::size_t>(std::ranges::find(nodes, state) - nodes.begin())];
  };
  const model::BurstPath& round = found->stem.front();
  CHECK(step_of_no_return(round, proved.config, is_doomed, {}) == 3U);
  CHECK(round.steps.size() == 4);
  PriceLimits few;
  few.of_burst = 1;
  CHECK_FALSE(step_of_no_return(round, proved.config, is_doomed, few));
  Certificate later = proved.certificate;
  CHECK(verify_all(later).accepted());
  later.counterexamples[0]->step_of_no_return = 4;
  CHECK_FALSE(verify_all(later).accepted());
}

TEST_CASE("a further fault is no way out", "[proof][verdicts][slow]") {
  // The isolate may run out of memory, and with it goes what keeps the page STALE.
  const ProvedCell proved = small_cell(
      R"("handler": {"generation": "vinext-0.0.55"},
         "faults": {"render_never_settles": 1, "memory_limit": 1},
         "page": {"revalidate_ms": 60000, "entries": {"html": {"expired_for_ms": 5000}}})");
  CHECK(proved.verdict(Routing::any) == ProofVerdict::doomed);
  const auto& shown = proved.certificate.counterexamples[0];
  REQUIRE(shown);
  CHECK(shown->step_of_no_return == 3U);
  CHECK(shown->stem.front().steps.size() == 4);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
