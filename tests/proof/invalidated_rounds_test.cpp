// Proofs of pages whose tag may be invalidated in every burst: freshness is judged by what comes
// after the last invalidation, and by loops for which time passes.
#include <string>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "reports/proof_report.h"
#include "scenarios/format/load.h"
#include "tests/proof/proved_cells.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Round;
using model::Routing;

/// A page with one tag, of a handler whose delete of an invalid entry may come after the put of the
/// next one.
ProvedCell invalidated(const std::string& handler, const model::ProofBounds& bounds) {
  const std::string text = fmt::format(
      R"({{"name": "invalidated", "about": "a tag", "source": "https://example.com",
 "handler": {{"router": "app", {}}}, "kv": {{"write_interval_ms": 0}},
 "page": {{"revalidate_ms": 60000, "tags": 1}},
 "workload": [{{"at": 0}}, {{"at": 1000, "kind": "revalidate-tag"}}, {{"at": 62000}}],
 "expect": {{"eventually-fresh": "holds"}}}})",
      handler);
  const Result<Scenario> scenario = load_scenario_from_text(text, "invalidated.json");
  if (!scenario) FAIL(scenario.error().message);
  return prove_cell(scenario.value(), scenario.value().cells.front().name, bounds);
}

bool says(const Certificate& certificate, const std::string& part) {
  for (const std::string& sentence : certificate.claim) {
    if (sentence.find(part) != std::string::npos) return true;
  }
  return false;
}

/// With an invalidation in each lap, or with all laps in its millisecond, two requests could keep
/// the entry from being renewed for ever: the second deletes what the first has stored.
TEST_CASE("a page that is invalidated again and again heals once that is over",
          "[proof][verdicts][slow]") {
  const ProvedCell proved = invalidated(R"("generation": "pull-425")", usual_bounds());
  CHECK(proved.verdict(Routing::any) == ProofVerdict::heals);
  CHECK(proved.verdict(Routing::fair) == ProofVerdict::heals);
  CHECK(proved.proof.under(Routing::any).within == 1U);
  CHECK(proved.proof.heals_within_seconds);
  CellProof told;
  told.proof = proved.proof;
  told.certificate = proved.certificate;
  CHECK(reports::proof_report(told, {}).find("no tag is invalidated") != std::string::npos);
  CHECK(says(proved.certificate, "after the last invalidation"));
  CHECK(says(proved.certificate, "bursts within which no time passes"));
  int standing = 0;
  int disturbed = 0;
  for (const CertifiedState& state : proved.certificate.states) {
    for (const CertifiedRound& round : state.rounds) {
      const bool stands = (round.round.throttled & Round::clock_limit) != 0;
      const bool passes = (round.round.written & Round::clock_limit) != 0;
      CHECK(stands != passes);
      standing += stands ? 1 : 0;
      disturbed += round.round.disturbed ? 1 : 0;
      CHECK(round.round.faults == 0);
    }
  }
  CHECK(standing > 0);
  CHECK(disturbed > 0);
}

/// All of its bursts may then lie in that millisecond, however many.
TEST_CASE("where reads may take no time, invalidations leave no bound in seconds",
          "[proof][verdicts][slow]") {
  const ProvedCell proved =
      invalidated(R"("generation": "pull-425"}, "latencies": {"kv_get": 0)", usual_bounds());
  CHECK(proved.proof.under(Routing::any).within == 1U);
  CHECK_FALSE(proved.proof.heals_within_seconds);
  CellProof told;
  told.proof = proved.proof;
  told.certificate = proved.certificate;
  CHECK(reports::proof_report(told, {}).find("there is none in seconds") != std::string::npos);
}

TEST_CASE("invalidations do not hide what keeps a page STALE", "[proof][verdicts][slow]") {
  const ProvedCell lost = invalidated(
      R"("generation": "pull-425", "put_registered": false, "regeneration_registered": false)",
      one_request());
  CHECK(lost.verdict(Routing::any) == ProofVerdict::doomed);
  CHECK(verify_all(lost.certificate).accepted());
  const auto& shown = lost.certificate.counterexamples[static_cast<std::size_t>(Routing::any)];
  REQUIRE(shown);
  CHECK_FALSE(shown->loop.empty());
}

TEST_CASE("a certificate of invalidated rounds is accepted, and refused after a change",
          "[proof][tampering]") {
  const ProvedCell proved = invalidated(R"("generation": "pull-425")", one_request());
  CHECK(verify_all(proved.certificate).accepted());
  const auto refused = [&](const auto& applies, const auto& change) {
    Certificate certificate = proved.certificate;
    for (std::size_t state = 0; state < certificate.states.size(); ++state) {
      for (CertifiedRound& round : certificate.states[state].rounds) {
        if (!applies(round.round)) continue;
        change(round.round);
        const Verification verification = verify_all(certificate);
        INFO(told(verification));
        CHECK_FALSE(verification.accepted());
        CHECK(verification.flaws.front().line <= line_of_state(certificate, state));
        return;
      }
    }
    FAIL("no such round");
  };
  const auto stands = [](const Round& round) {
    return (round.throttled & Round::clock_limit) != 0;
  };
  refused(stands, [](Round& round) { round.let_time_pass(); });
  refused([&](const Round& round) { return !stands(round); },
          [](Round& round) {
            round.written &= static_cast<std::uint8_t>(~Round::clock_limit);
            round.throttled |= Round::clock_limit;
          });
  refused([](const Round& round) { return round.disturbed; },
          [](Round& round) { round.disturbed = false; });
}

}  // namespace
}  // namespace stalemate::scenarios::tests
