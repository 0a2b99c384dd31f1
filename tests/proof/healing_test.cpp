// Which faults would heal a violation, beside its verdict.
#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "scenarios/format/load.h"
#include "tests/proof/proved_cells.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Fault;
using model::Routing;

const Healing& healing_of_cell(const ProvedCell& proved, Routing routing = Routing::any) {
  const auto& shown = proved.certificate.counterexamples[static_cast<std::size_t>(routing)];
  REQUIRE(shown.has_value());
  return shown->healing;
}

TEST_CASE("an eviction heals an orphaned slot, and one more isolate masks it",
          "[proof][healing][slow]") {
  const Scenario scenario = shipped_scenario("orphaned-slot.json");
  for (const char* const cell :
       {"a context is cut at any point", "a render outlives the 30 s limit"}) {
    INFO(cell);
    const ProvedCell proved = prove_cell(scenario, cell);
    CHECK(proved.verdict(Routing::any) == ProofVerdict::doomed);
    const Healing& healing = healing_of_cell(proved);
    CHECK(healing.faults ==
          std::vector<Fault>{Fault::eviction, Fault::memory_limit, Fault::deploy});
    CHECK(healing.unknown.empty());
    CHECK(healing.second_isolate == Remedy::yes);
  }
}

TEST_CASE("nothing heals what every request does again", "[proof][healing][slow]") {
  const Scenario scenario = shipped_scenario("pr-425.json");
  for (const char* const cell : {"before #425 / regeneration only", "#425 / put only"}) {
    INFO(cell);
    const ProvedCell proved = prove_cell(scenario, cell);
    const Healing& healing = healing_of_cell(proved);
    CHECK(healing.faults.empty());
    CHECK(healing.unknown.empty());
    CHECK(healing.second_isolate == Remedy::no);
  }
}

TEST_CASE("what would heal is asked where nothing goes wrong, too", "[proof][healing][slow]") {
  Scenario scenario = shipped_scenario("pr-425.json");
  for (Cell& cell : scenario.cells) cell.config.page.metadata_bytes = 1025;  // no put is accepted
  const ProvedCell proved = prove_cell(scenario, "#425 / put and regeneration");
  CHECK(proved.verdict(Routing::any) == ProofVerdict::doomed);
  const Healing& healing = healing_of_cell(proved);
  CHECK(healing.faults.empty());
  CHECK(healing.second_isolate == Remedy::no);
}

TEST_CASE("what would heal does not depend on whether entries are judged",
          "[proof][healing][slow]") {
  const auto healing_with = [](const std::string& expected) {
    const std::string text = R"({"name": "cut", "about": "a tag", "source": "https://example.com",
 "handler": {"generation": "vinext-0.0.55"}, "kv": {"write_interval_ms": 0},
 "runtime": {"teardown": "immediate"}, "faults": {"context_cut": 1},
 "page": {"revalidate_ms": 15000, "tags": 1, "entries": {"html": {"expired_for_ms": 5000}}},
 "workload": [{"at": 0}, {"at": 1000, "kind": "revalidate-tag"}],
 "expect": {"eventually-fresh": "holds")" +
                             expected + "}}";
    const Result<Scenario> scenario = load_scenario_from_text(text, "cut.json");
    REQUIRE(scenario.ok());
    return healing_of_cell(prove_cell(scenario.value(), "base", one_request()));
  };
  const Healing judged = healing_with(R"(, "no-fresh-entry-deleted": "holds")");
  CHECK_FALSE(judged.faults.empty());
  CHECK(judged == healing_with(""));
}

TEST_CASE("what would heal stands in the certificate", "[proof][healing][slow]") {
  const ProvedCell proved = prove_cell(small_scenario(), "one cut");
  const std::string text = certificate_text(proved.certificate);
  CHECK(text.find(R"("would_heal":{"by_one":["eviction","memory_limit","deploy"])") !=
        std::string::npos);
  const auto loaded = load_certificate_from_text(text, "test");
  REQUIRE(loaded.ok());
  CHECK(healing_of_cell(proved) == loaded.value().counterexamples[0]->healing);
}

TEST_CASE("what a failing render would do to 1.4.0 is not said of states that tell too little",
          "[proof][verdicts][slow]") {
  const ProvedCell proved = prove_cell(shipped_scenario("assumptions-app.json"),
                                       "vinext-1.4.0 / one context cut", one_request());
  const auto& shown = proved.certificate.counterexamples[0];
  REQUIRE(shown);
  const std::vector<Fault> unsaid{Fault::render_throws, Fault::revalidate_zero};
  CHECK(shown->healing.unknown == unsaid);
  CHECK(std::ranges::find(shown->healing.faults, Fault::eviction) != shown->healing.faults.end());
}

}  // namespace
}  // namespace stalemate::scenarios::tests
