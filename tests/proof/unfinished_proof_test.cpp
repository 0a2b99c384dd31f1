// Proofs that a limit has ended: what they still show, and that they can be gone on with.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "reports/proof_matrix.h"
#include "reports/proof_report.h"
#include "scenarios/certificate/verify.h"
#include "scenarios/proof/healing.h"
#include "tests/proof/proved_cells.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Property;
using model::Routing;
using model::Verdict;

TEST_CASE("what a proof that was cut short shows is no more than it has seen",
          "[proof][verdicts][slow]") {
  const Scenario scenario = shipped_scenario("pr-425.json");
  const auto freshness = [](const CellProof& proof) {
    return decided(proof.proof, Property::eventually_fresh, Routing::any);
  };
  // Nothing was explored: nothing is known.
  const CellProof nothing = cut_proof(scenario, "before #425 / put only", 1);
  CHECK(nothing.proof.graph.expanded == 0);
  CHECK(nothing.proof.graph.unfinished == Unfinished::allowance);
  CHECK(freshness(nothing) == std::nullopt);
  CHECK(decided(nothing.proof, Property::no_uncovered_write, Routing::any) == std::nullopt);
  CHECK(exit_code(nothing) == ExitCode::inconclusive);
  // A page that heals so far may do otherwise in the rest.
  const CellProof healing = cut_proof(scenario, "before #425 / put and regeneration", 300);
  REQUIRE_FALSE(healing.proof.graph.complete());
  REQUIRE(healing.proof.graph.expanded > 0);
  CHECK(freshness(healing) == std::nullopt);
  CHECK(exit_code(healing) == ExitCode::inconclusive);
  // A loop that was gone round stays one, whether a way out lies in the rest or not.
  for (std::uint64_t limit = 800; limit < 1276; limit += 100) {
    const CellProof doomed = cut_proof(scenario, "before #425 / put only", limit);
    REQUIRE_FALSE(doomed.proof.graph.complete());
    for (const RoutedVerdict& verdict : doomed.proof.eventually_fresh) {
      CHECK(verdict.verdict != ProofVerdict::doomed);
      CHECK(verdict.verdict != ProofVerdict::heals);
    }
    CHECK(exit_code(doomed) == ExitCode::inconclusive);
  }
  CellProof loop = cut_proof(scenario, "before #425 / put only", 1200);
  CHECK(freshness(loop) == Verdict::violated);
  CHECK(decided(loop.proof, Property::no_orphaned_regeneration_slot, Routing::any) ==
        Verdict::violated);
  CHECK(decided(loop.proof, Property::no_uncovered_write, Routing::any) == std::nullopt);
  loop.expected[0] = Verdict::holds;
  CHECK(exit_code(loop) == ExitCode::differs);
}

TEST_CASE("a loop that was found before a proof was cut short is handed over",
          "[proof][verdicts]") {
  const Scenario scenario = shipped_scenario("pr-425.json");
  CellProof proof = cut_proof(scenario, "before #425 / put only", 1200);
  const Certificate& certificate = proof.certificate;
  for (const Routing routing : {Routing::any, Routing::fair}) {
    const auto& shown = certificate.counterexamples[static_cast<std::size_t>(routing)];
    REQUIRE(shown);
    CHECK_FALSE(shown->point_of_no_return);
    CHECK(shown->healing == unknown_healing());
  }
  const auto flaws_of = [&scenario](const Certificate& made) {
    return problems_of_counterexamples(made, scenario.path, test_versions()).size();
  };
  CHECK(flaws_of(certificate) == 0);
  Certificate tampered = certificate;
  tampered.counterexamples[0]->loop.front().steps.pop_back();
  CHECK(flaws_of(tampered) == 1);

  proof.file = "some.json";
  const std::string told = reports::proof_report(proof, {});
  INFO(told);
  CHECK(told.find("a way there: ") != std::string::npos);
  CHECK(told.find("--resume") != std::string::npos);
  // What is not known of all of it, and what would refuse it.
  for (const char* const word : {"smallest", "heal by", "would heal", "verify-certificate"}) {
    CHECK(told.find(word) == std::string::npos);
  }
  ProveResult result;
  result.cells.push_back(std::move(proof));
  CHECK(reports::proof_matrix(result).find("stuck (at most ") != std::string::npos);
}

TEST_CASE("a proof that was interrupted seeks no counterexample", "[proof][verdicts]") {
  const Scenario scenario = shipped_scenario("pr-425.json");
  const CellProof cut = cut_proof(scenario, "before #425 / put only", 1200);
  const Cell& cell = scenario.cells[2];
  REQUIRE(cell.name == cut.cell);
  RestGraph graph = cut.proof.graph;
  graph.unfinished = Unfinished::interrupted;
  const CellProof interrupted =
      proof_of(scenario, cell, model::proof_config(cell.config, usual_bounds()), std::move(graph),
               test_versions());
  CHECK(decided(interrupted.proof, Property::eventually_fresh, Routing::any) == Verdict::violated);
  CHECK_FALSE(interrupted.certificate.counterexamples[0]);
  const std::string told =
      reports::counterexample_report(interrupted.certificate, scenario.path, {});
  CHECK(told.find("it proves") == std::string::npos);
  CHECK(told.find("cut short") != std::string::npos);
}

TEST_CASE("telling a counterexample stops when it must, with what it has by then",
          "[proof][verdicts][slow]") {
  const ProvedCell& proof = proved(doomed);
  std::uint64_t asked = 0;
  const auto told_until = [&](std::uint64_t most) {
    asked = 0;
    return certify(proof.proof, proof.scenario, proof.cell, proof.config, test_versions(),
                   [&asked, most] { return ++asked > most; });
  };
  const Certificate whole = told_until(~std::uint64_t{0});
  CHECK(certificate_text(whole) == certificate_text(proof.certificate));
  const std::uint64_t enough = asked;
  REQUIRE(enough > 100);

  const Certificate nothing = told_until(0);
  CHECK_FALSE(nothing.counterexamples[0]);
  CHECK(verify_all(nothing).accepted());
  int partly = 0;
  for (const std::uint64_t part : {2U, 4U, 8U, 16U}) {
    const std::uint64_t most = enough / part;
    const Certificate some = told_until(most);
    CHECK(asked < most + 100);  // it does not go on to search, it only asks what is left
    CHECK(verify_all(some).accepted());
    const auto& shown = some.counterexamples[0];
    if (shown && !shown->healing.unknown.empty()) ++partly;
  }
  CHECK(partly > 0);

  CellProof told;
  told.file = "some.json";
  told.proof = proof.proof;
  told.certificate = nothing;
  CHECK(reports::proof_report(told, {}).find("no counterexample: ") != std::string::npos);
}

TEST_CASE("the graph counts towards the memory of a proof", "[proof][verdicts][slow]") {
  const Scenario scenario = shipped_scenario("assumptions-app.json");
  const auto cell =
      std::ranges::find(scenario.cells, "vinext-1.4.0 / two colos with read cache", &Cell::name);
  REQUIRE(cell != scenario.cells.end());
  const model::ProofConfig config = model::proof_config(cell->config, one_request());
  const std::atomic<bool> never{false};
  const RestGraph graph =
      close_rest_graph({config, 1, {}, std::size_t{1} << 30, never, {}, 200'000});
  REQUIRE(graph.unfinished == Unfinished::allowance);
  REQUIRE(graph.edges.size() > 5000);
  // Its rounds alone are more than that: not one more is explored.
  for (const unsigned jobs : {1U, 2U}) {
    const RestGraph same = close_rest_graph({config, jobs, {}, 500'000, never, {}}, graph);
    CHECK(same.unfinished == Unfinished::memory);
    CHECK(same.expanded == graph.expanded);
    CHECK(same.edges.size() == graph.edges.size());
  }
}

TEST_CASE("faults that strike within a step are counted, too", "[proof][verdicts][slow]") {
  const CellProof proof = cut_proof(shipped_scenario("assumptions-pages.json"),
                                    "vinext-1.4.0 / context not visible", ~std::uint64_t{0});
  REQUIRE(proof.proof.graph.complete());
  CellProof told = proof;
  told.file = "some.json";
  CHECK(reports::proof_report(told, {}).find("smallest way there: 2 requests, 1 fault,") !=
        std::string::npos);
}

TEST_CASE("a proof that no time would finish is not called one to go on with",
          "[proof][verdicts]") {
  CellProof proof = cut_proof(shipped_scenario("pr-425.json"), "before #425 / put only", 1200);
  proof.file = "some.json";
  const auto is_to_go_on = [&proof](Unfinished why) {
    proof.proof.graph.unfinished = why;
    return reports::proof_report(proof, {}).find("to go on:") != std::string::npos;
  };
  CHECK(is_to_go_on(Unfinished::budget));
  CHECK(is_to_go_on(Unfinished::memory));
  CHECK(reports::proof_report(proof, {}).find("and more --memory") != std::string::npos);
  CHECK(is_to_go_on(Unfinished::interrupted));
  CHECK_FALSE(is_to_go_on(Unfinished::clock));
  CHECK_FALSE(is_to_go_on(Unfinished::dead_end));
}

TEST_CASE("a violation without a counterexample is not called a proof", "[proof][verdicts]") {
  Certificate certificate = proved(doomed).certificate;
  certificate.counterexamples = {};
  const std::string told = reports::counterexample_report(certificate, "some.json", {});
  CHECK(told.find("it proves") == std::string::npos);
  CHECK(told.find("It is violated") != std::string::npos);
}

TEST_CASE("a limit of transitions ends a graph at the same place for any number of threads",
          "[proof][verdicts][slow]") {
  const Scenario scenario = shipped_scenario("pr-425.json");
  const Cell& cell = scenario.cells[3];
  const model::ProofConfig config = model::proof_config(cell.config, usual_bounds());
  const std::atomic<bool> never{false};
  for (const std::uint64_t limit : {100U, 2'000U, 9'000U}) {
    std::vector<std::string> texts;
    for (const unsigned jobs : {1U, 2U, 5U}) {
      const CloseRequest request{config, jobs, {}, std::size_t{1} << 30, never, {}, limit};
      RestGraph graph = close_rest_graph(request);
      CHECK(graph.unfinished == Unfinished::allowance);
      CHECK(graph.count.transitions <= limit);
      texts.push_back(certificate_text(
          proof_of(scenario, cell, config, std::move(graph), test_versions()).certificate));
    }
    CHECK(texts[0] == texts[1]);
    CHECK(texts[0] == texts[2]);
    // Going on from there leads to the same as never having stopped.
    const CloseRequest cut{config, 1, {}, std::size_t{1} << 30, never, {}, limit};
    const CloseRequest whole{config, 1, {}, std::size_t{1} << 30, never, {}};
    const RestGraph resumed = close_rest_graph(whole, close_rest_graph(cut));
    const RestGraph once = close_rest_graph(whole);
    CHECK(resumed.nodes == once.nodes);
    CHECK(resumed.count.transitions == once.count.transitions);
    CHECK(resumed.complete());
  }
}

}  // namespace
}  // namespace stalemate::scenarios::tests
