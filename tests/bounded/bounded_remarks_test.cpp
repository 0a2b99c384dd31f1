// What a program shows beside the verdict: that it throws, hangs, or asks for what is not
// simulated.
#include <memory>
#include <string>

#include <catch2/catch.hpp>

#include "reports/bounded_report.h"
#include "reports/proof_matrix.h"
#include "reports/remarks.h"
#include "scenarios/bounded/prove_bounded.h"
#include "scenarios/bounded/verify_bounded.h"
#include "scenarios/format/load.h"
#include "tests/bounded/proved_program.h"
#include "tests/programs/named_program.h"

namespace stalemate::scenarios::tests {
namespace {

/// A shared promise is kept in a module variable, and who finds it waits for it.
const std::string shares_its_read =
    "state.cached = state.cached ?? host.kvGet('page:' + request.page.path); await state.cached;";
/// The page heals whatever came before.
const std::string healing_flow =
    "const { generation } = await host.render();"
    "await host.kvPut('page:' + request.page.path, generation, 0, null);"
    "return { served: 'MISS', body: generation };";

Scenario scenario_with(const std::string& body, std::size_t cell = 0) {
  Scenario scenario =
      with_program(load_scenario_from_text(named_program_scenario, "named.json").value(), nullptr);
  std::swap(scenario.cells.front(), scenario.cells[cell]);
  for (Cell& each : scenario.cells) {
    each.config.handler.program = stalemate::tests::program(body);
  }
  return scenario;
}

std::vector<std::string> remarks_with(const std::string& body) {
  const BoundedProof proof = gone_through(scenario_with(body));
  INFO(proof.result.failure);
  CHECK(proof.result.complete());
  return reports::remarks_on(proof.result.remarks);
}

TEST_CASE("a proof tells each error that comes first in some run, once", "[bounded][js]") {
  const std::string late = "if (Date.now() >= 1700000000000) ";
  const BoundedProof proof = gone_through(scenario_with(
      "const read = await host.kvGet('page:' + request.page.path);" + late +
      "host.caught(`get(${state.count})`, new TypeError(state.count++ ? 'again' : 'no entry'));" +
      healing_flow));
  CHECK(decided(proof.result, model::Property::eventually_fresh) == model::Verdict::holds);
  CHECK(exit_code(proof) == ExitCode::as_expected);
  const std::string sentence =
      "the handler throws, first after 1 request, 0 faults, 3 macro-steps: TypeError: no entry "
      "(program:3:";
  const auto remarks = reports::remarks_on(proof.result.remarks);
  REQUIRE(remarks.size() == 1);
  INFO(remarks.front());
  CHECK(remarks.front().starts_with(sentence));
  reports::Style wide;
  wide.width = 300;
  const std::string console = reports::bounded_report(proof, wide);
  CHECK(console.find("  " + sentence) != std::string::npos);
  CHECK(console.find("no entry") == console.rfind("no entry"));
  ProveResult result;
  result.bounded.push_back(proof);
  const std::string matrix = reports::proof_matrix(result);
  CHECK(matrix.find("\n- none: the handler throws, first after 1 request") != std::string::npos);
}

TEST_CASE("errors that exclude each other are told of a proof, each", "[bounded][js]") {
  const BoundedProof two = gone_through(
      scenario_with(
          "const mine = ++state.count; await host.kvGet('page:' + request.page.path);"
          "if (Date.now() >= 1700000000000) host.caught('get', new Error('of ' + mine));" +
          healing_flow),
      2);
  std::vector<std::string> texts;
  for (const BoundedRemark& error : two.result.remarks.errors) texts.push_back(error.text);
  REQUIRE(texts.size() == 2);
  CHECK(texts[0].starts_with("Error: of 1 ("));
  CHECK(texts[1].starts_with("Error: of 2 ("));
}

TEST_CASE("an error that comes in calm traffic only is told of a proof", "[bounded][js]") {
  const auto remarks = remarks_with(
      "await host.kvGet('page:' + request.page.path);"
      "if (Date.now() >= 1700000000000 && ++state.count > 1) host.caught('get', Error('again'));" +
      healing_flow);
  REQUIRE(remarks.size() == 1);
  CHECK(remarks.front().find("macro-steps, then calm traffic: Error: again") != std::string::npos);
}

TEST_CASE("requests that hang are told of a proof", "[bounded][js]") {
  const BoundedProof cut = gone_through(scenario_with(shares_its_read + healing_flow, 1), 1);
  REQUIRE(cut.result.complete());
  const auto remarks = reports::remarks_on(cut.result.remarks);
  REQUIRE(remarks.size() == 1);
  CHECK(
      remarks.front() ==
      "requests hang, first after 1 request, 1 fault, 2 macro-steps, then calm traffic: request 2 "
      "waits for a promise that nothing settles; still open: kv.get() of request 1, whose context "
      "has ended");
  CHECK(remarks_with(shares_its_read + healing_flow).empty());
}

TEST_CASE("what is not simulated is told of a proof", "[bounded][js]") {
  const auto remarks = remarks_with(
      "globalThis[Symbol.for('stalemate.native')].log('refusal', 'caches is not simulated');" +
      healing_flow);
  REQUIRE(remarks.size() == 1);
  CHECK(remarks.front().starts_with("caches is not simulated (program:3:"));
  CHECK(remarks.front().ends_with(
      "(first after 1 request, 0 faults, 1 macro-step), and the handler goes on: what is said of "
      "it may not hold in production"));
}

TEST_CASE("what is told beside a verdict does not depend on threads", "[bounded][js]") {
  const Scenario scenario = scenario_with(
      "const mine = ++state.count; await host.kvGet('page:' + request.page.path);"
      "if (mine > 1 && Date.now() >= 1700000000000) throw new Error('from request ' + mine);" +
          healing_flow,
      1);
  const BoundedProof one = gone_through(scenario, 2, 1);
  const BoundedProof three = gone_through(scenario, 2, 3);
  CHECK_FALSE(one.result.remarks.errors.empty());
  CHECK(certificate_text(one.certificate) == certificate_text(three.certificate));
}

TEST_CASE("a certificate holds what is told beside its verdict", "[bounded][js]") {
  const BoundedProof proof = gone_through(scenario_with(
      "if (Date.now() >= 1700000000000) host.caught('get', new TypeError('no entry'));" +
      healing_flow));
  const std::string text = certificate_text(proof.certificate);
  const auto again = load_bounded_certificate_from_text(text, "c.json");
  REQUIRE(again);
  CHECK(again.value().result.remarks == proof.result.remarks);
  CHECK(certificate_text(again.value()) == text);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
