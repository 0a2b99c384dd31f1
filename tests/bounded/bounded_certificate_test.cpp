// Certificates of programs: written, read, checked, tampered with.
#include <functional>
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "scenarios/bounded/prove_bounded.h"
#include "scenarios/bounded/told_path.h"
#include "scenarios/bounded/verify_bounded.h"
#include "scenarios/format/load.h"
#include "tests/bounded/proved_program.h"
#include "tests/programs/named_program.h"

namespace stalemate::scenarios::tests {
namespace {

Scenario named(bool registered) {
  Scenario scenario =
      with_program(load_scenario_from_text(named_program_scenario, "named.json").value(), nullptr);
  auto program = std::make_shared<model::Program>(*stalemate::tests::usual_program(registered));
  program->name = "./own.mjs";
  program->sha256 = "0123";
  program->packages = {{"some", "1.2.3", "sha512-a"}};
  for (Cell& cell : scenario.cells) cell.config.handler.program = program;
  return scenario;
}

TEST_CASE("a bounded certificate is read as it was written", "[bounded][js]") {
  const BoundedProof proof = gone_through(named(false), 1);
  const std::string text = certificate_text(proof.certificate);
  CHECK(looks_like_bounded_certificate(text));
  const auto again = load_bounded_certificate_from_text(text, "c.json");
  REQUIRE(again);
  CHECK(certificate_text(again.value()) == text);
  CHECK(again.value().result.violations == proof.result.violations);
  CHECK(again.value().result.judged == proof.result.judged);
  CHECK(again.value().claim == proof.certificate.claim);
  CHECK(again.value().program.sha256 == "0123");
}

TEST_CASE("a bounded proof is held against what is expected", "[bounded][js]") {
  const BoundedProof heals = gone_through(named(true), 1);
  CHECK(decided(heals.result, model::Property::eventually_fresh) == model::Verdict::holds);
  CHECK(exit_code(heals) == ExitCode::as_expected);
  const BoundedProof stuck = gone_through(named(false), 1);
  CHECK(decided(stuck.result, model::Property::eventually_fresh) == model::Verdict::violated);
  CHECK(exit_code(stuck) == ExitCode::differs);
  // A violation that was found stands, whatever was not tried; nothing else is decided then.
  BoundedProof cut_short = stuck;
  cut_short.result.unfinished = Unfinished::budget;
  CHECK(exit_code(cut_short) == ExitCode::differs);
  cut_short = heals;
  cut_short.result.unfinished = Unfinished::budget;
  CHECK_FALSE(decided(cut_short.result, model::Property::eventually_fresh));
  CHECK(exit_code(cut_short) == ExitCode::inconclusive);
  // What is judged by events of runs is not decided.
  CHECK_FALSE(decided(heals.result, model::Property::invalidation_respected));
}

TEST_CASE("the way to a violation is told step by step", "[bounded][js]") {
  const Scenario scenario = named(false);
  const BoundedProof proof = gone_through(scenario, 1);
  REQUIRE(proof.result.violations[0]);
  const ToldPath told =
      tell(*proof.result.violations[0], proof.certificate.bounds, scenario.cells.front().config);
  CHECK(told.problem.empty());
  REQUIRE(told.bursts.size() == 1);
  CHECK(told.bursts.front().steps.size() == proof.result.violations[0]->steps.size());
  CHECK(told.bursts.front().steps.front().choice == "request at isolate 1");
  CHECK(told.calm_bursts == 24);
}

TEST_CASE("what is no bounded certificate is told in one line", "[bounded]") {
  const auto told = [](const std::string& text) {
    const auto loaded = load_bounded_certificate_from_text(text, "c.json");
    return loaded ? std::string("loaded") : loaded.error().message;
  };
  CHECK(told("") != "loaded");
  CHECK(told("{}") ==
        "c.json: /format: no certificate; allowed: \"stalemate-bounded-certificate-1\"");
  CHECK(told(R"({"format": "stalemate-bounded-certificate-1"})") ==
        "c.json:1: not as stalemate writes certificates");
  CHECK(told(R"({"format": "stalemate-bounded-certificate-1", "violations": {"eventually-fresh":
    {"steps": [[-1], "a", [99999999999]]}}})")
            .find("not as stalemate writes") != std::string::npos);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
