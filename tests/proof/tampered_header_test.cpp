// What a certificate says of itself, changed: its scenario, its bounds, its verdicts, its
// counterexamples.
#include <algorithm>
#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "scenarios/format/load.h"
#include "tests/proof/proved_cells.h"
#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Routing;

constexpr std::size_t any = static_cast<std::size_t>(Routing::any);
constexpr std::size_t fair = static_cast<std::size_t>(Routing::fair);

struct HeaderTampering {
  const char* name;
  const char* cell;
  const char* line;  // how the line begins that the refusal has to point to
  std::function<void(Certificate&)> apply;
};

/// @param careful the claim is put into other words to fit
void check_refused(const HeaderTampering& tampering, bool careful = true) {
  const ProvedCell& proof = proved(tampering.cell);
  Certificate certificate = proof.certificate;
  tampering.apply(certificate);
  model::ProofConfig claimed = proof.config;
  claimed.bounds = certificate.bounds;
  if (careful) certificate.claim = claim_of(certificate, claimed);
  REQUIRE(certificate_text(certificate) != certificate_text(proof.certificate));
  const std::size_t line = line_beginning(certificate, tampering.line);
  const Verification verification = verify_all(certificate);
  INFO(tampering.name << ": line " << line << " is wrong; refused for\n" << told(verification));
  CHECK_FALSE(verification.accepted());
  CHECK(std::any_of(verification.flaws.begin(), verification.flaws.end(),
                    [line](const Flaw& flaw) { return flaw.line == line; }));
  CHECK(told(verification).find("\n\n") == std::string::npos);
}

const char* const first_state = "{\"state\"";

TEST_CASE("a certificate about something else is refused", "[proof][tampering][slow]") {
  const std::vector<HeaderTampering> tamperings{
      {"another model", stuck, "\"model_hash\"",
       [](Certificate& c) { c.versions.model_hash = "fedcba9876543210"; }},
      {"another scenario's name", stuck, "\"scenario_name\"",
       [](Certificate& c) { c.scenario_name = "pr-426"; }},
      {"another hash", stuck, "\"scenario_hash\"",
       [](Certificate& c) { c.scenario_hash = "0000000000000000"; }},
      {"another scenario under the old hash", stuck, "\"scenario_hash\"",
       [](Certificate& c) { c.document = changed(c.document, "/page/revalidate_ms", "30000"); }},
      {"a scenario that is none", stuck, "\"scenario\":",
       [](Certificate& c) { c.document = changed(c.document, "/page/revalidate_ms", "\"soon\""); }},
      {"another cell", doomed, first_state, [](Certificate& c) { c.cell = healing; }},
      {"a cell that is not there", doomed, "\"cell\"", [](Certificate& c) { c.cell = "other"; }},
      {"larger bursts", doomed, first_state,
       [](Certificate& c) {
         c.bounds.requests_per_burst = 3;
         c.bounds.requests_per_isolate = 3;
       }},
      {"smaller bursts", stuck, first_state,
       [](Certificate& c) { c.bounds.requests_per_burst = 1; }},
      {"fewer requests at one isolate", stuck, first_state,
       [](Certificate& c) { c.bounds.requests_per_isolate = 1; }},
      {"no requests at all", stuck, "\"bounds\"",
       [](Certificate& c) { c.bounds.requests_per_burst = 0; }},
      {"a clock that stands", stuck, "\"bounds\"",
       [](Certificate& c) { c.bounds.clock_step_ms = 0; }},
      {"a clock with another step", stuck, "\"bounds\"",
       [](Certificate& c) { --c.bounds.clock_step_ms; }},
      {"a sentence for a version", stuck, "\"stalemate_version\"",
       [](Certificate& c) { c.versions.stalemate = "checked by experts"; }},
      {"more late writes", stuck, "{\"state\"", [](Certificate& c) { c.bounds.late_writes = 2; }},
  };
  for (const HeaderTampering& tampering : tamperings) {
    // Whoever makes it up about another cell would find other states: these say so first.
    if (tampering.line != first_state) {
      check_refused(tampering);
      continue;
    }
    Certificate certificate = proved(tampering.cell).certificate;
    tampering.apply(certificate);
    const Verification verification = verify_all(certificate);
    INFO(tampering.name << ": refused for\n" << told(verification));
    CHECK(std::any_of(verification.flaws.begin(), verification.flaws.end(), [&](const Flaw& flaw) {
      return flaw.line >= line_of_state(certificate, 0) &&
             flaw.line < line_of_state(certificate, certificate.states.size());
    }));
  }
}

TEST_CASE("a certificate that says something else is refused", "[proof][tampering][slow]") {
  const std::vector<HeaderTampering> tamperings{
      {"a sentence", stuck, "\"claim\"",
       [](Certificate& c) { c.claim[0] = "For any number of bursts of at most 9 requests."; }},
      {"a sentence less", stuck, "\"claim\"", [](Certificate& c) { c.claim.pop_back(); }},
      {"a sentence more", stuck, "\"claim\"",
       [](Certificate& c) { c.claim.emplace_back("Covered: unbroken overlap."); }},
      {"a verdict under old words", stuck, "\"claim\"",
       [](Certificate& c) { c.eventually_fresh[any].verdict = ProofVerdict::heals; }},
  };
  for (const HeaderTampering& tampering : tamperings) check_refused(tampering, false);
}

TEST_CASE("a certificate with other verdicts is refused", "[proof][tampering][slow]") {
  constexpr const char* verdicts = "\"eventually_fresh\"";
  constexpr const char* safety = "\"safety\"";
  const auto orphans = static_cast<std::size_t>(model::Property::no_orphaned_regeneration_slot);
  const std::vector<HeaderTampering> tamperings{
      {"stuck is called healed", stuck, verdicts,
       [](Certificate& c) {
         c.eventually_fresh[any] = {ProofVerdict::heals, 0, {}};
       }},
      {"stuck is called healed under fair routing", stuck, verdicts,
       [](Certificate& c) {
         c.eventually_fresh[fair] = {ProofVerdict::heals, 0, {}};
       }},
      {"healed is called stuck", healing, verdicts,
       [](Certificate& c) {
         c.eventually_fresh[any] = {ProofVerdict::stuck, {}, {}};
       }},
      {"doomed is called stuck", doomed, verdicts,
       [](Certificate& c) { c.eventually_fresh[any].verdict = ProofVerdict::stuck; }},
      {"nothing was decided", doomed, verdicts,
       [](Certificate& c) { c.eventually_fresh[any].verdict = ProofVerdict::inconclusive; }},
      {"heals within more", healing, verdicts,
       [](Certificate& c) { c.eventually_fresh[any].within = 1; }},
      {"heals without a bound", healing, verdicts,
       [](Certificate& c) { c.eventually_fresh[fair].within.reset(); }},
      {"stuck within a number", stuck, verdicts,
       [](Certificate& c) { c.eventually_fresh[any].within = 0; }},
      {"another artifact is the worst", stuck, verdicts,
       [](Certificate& c) { c.eventually_fresh[any].artifact = model::Artifact::rsc; }},
      {"a violated property holds", doomed, safety, [](Certificate& c) { c.safe[orphans] = true; }},
      {"a property that holds is violated", healing, safety,
       [](Certificate& c) { c.safe[orphans] = false; }},
      {"a kind of event that cannot occur", healing, "\"marks\"",
       [](Certificate& c) { c.marks.emplace_back("isolate-evicted"); }},
      {"a kind of event less", healing, "\"marks\"", [](Certificate& c) { c.marks.pop_back(); }},
      {"rounds are miscounted", stuck, "\"counts\"", [](Certificate& c) { ++c.rounds; }},
      {"something is left to explore", stuck, "\"counts\"", [](Certificate& c) { c.frontier = 1; }},
  };
  for (const HeaderTampering& tampering : tamperings) check_refused(tampering);
}

TEST_CASE("a certificate with other counts is refused", "[proof][tampering][slow]") {
  constexpr const char* counts = "\"counts\"";
  const std::vector<HeaderTampering> tamperings{
      {"a state more", healing, counts, [](Certificate& c) { ++c.micro_states; }},
      {"a state less", doomed, counts, [](Certificate& c) { --c.micro_states; }},
      {"no states", stuck, counts, [](Certificate& c) { c.micro_states = 0; }},
      {"a transition more", stuck, counts, [](Certificate& c) { ++c.transitions; }},
      {"a transition less", healing, counts, [](Certificate& c) { --c.transitions; }},
      {"more transitions than can be counted", doomed, counts,
       [](Certificate& c) { c.transitions = ~std::uint64_t{0}; }},
      {"a larger burst", doomed, counts, [](Certificate& c) { ++c.largest_burst; }},
      {"a smaller burst, for better odds", stuck, counts,
       [](Certificate& c) { c.largest_burst = 1; }},
  };
  for (const HeaderTampering& tampering : tamperings) check_refused(tampering);
  // A sample of the states says nothing of their number.
  Certificate certificate = proved(stuck).certificate;
  ++certificate.micro_states;
  const std::atomic<bool> never{false};
  CHECK(verify(certificate, "test", test_versions(), {false, 2, 1}, never).accepted());
}

TEST_CASE("counts do not depend on which isolates a burst came to", "[proof][tampering][slow]") {
  model::ProofBounds bounds = usual_bounds();
  bounds.requests_per_isolate = 1;
  const Scenario scenario = small_scenario("/topology", R"({"colos": [2]})");
  ProvedCell proof = prove_cell(scenario, "one cut", bounds);
  CHECK(verify_all(proof.certificate).accepted());
  ++proof.certificate.micro_states;
  const Verification verification = verify_all(proof.certificate);
  REQUIRE(verification.flaws.size() == 1);
  CHECK(verification.flaws.front().line == line_beginning(proof.certificate, "\"counts\""));
  CHECK(verification.flaws.front().what.starts_with("states: there are "));
}

CertifiedCounterexample& shown(Certificate& certificate, std::size_t routing = any) {
  REQUIRE(certificate.counterexamples[routing]);
  return *certificate.counterexamples[routing];
}

CertifiedCounterexample doomed_one() { return *proved(doomed).certificate.counterexamples[any]; }

TEST_CASE("a certificate with another counterexample is refused", "[proof][tampering][slow]") {
  constexpr const char* line = "\"any\": ";
  constexpr const char* fair_line = "\"fair\": ";
  const std::vector<HeaderTampering> tamperings{
      {"an offer that is not there", stuck, line,
       [](Certificate& c) { shown(c).loop[0].steps[0][0] = 99; }},
      {"another offer", doomed, line, [](Certificate& c) { shown(c).stem[0].steps.back()[0] = 0; }},
      {"another offer under fair routing", doomed, fair_line,
       [](Certificate& c) { shown(c, fair).stem[0].steps.back()[0] = 0; }},
      {"a step less", doomed, line, [](Certificate& c) { shown(c).loop[0].steps.pop_back(); }},
      {"a step more", doomed, line, [](Certificate& c) { shown(c).loop[0].steps.push_back({0}); }},
      {"a step without an offer", doomed, line,
       [](Certificate& c) { shown(c).loop[0].steps[0].clear(); }},
      {"an answer that is not there", stuck, line,
       [](Certificate& c) {
         shown(c).loop[0].steps.back() = {0, 99};
       }},
      {"no loop", doomed, line, [](Certificate& c) { shown(c).loop.clear(); }},
      {"no stem", doomed, line, [](Certificate& c) { shown(c).stem.clear(); }},
      {"a loop that is not closed", doomed, line,
       [](Certificate& c) { shown(c).loop = shown(c).stem; }},
      {"it leads to another state", doomed, line, [](Certificate& c) { shown(c).stem[0].to = 2; }},
      {"it leads nowhere", doomed, line, [](Certificate& c) { shown(c).stem[0].to = 99; }},
      {"it begins nowhere", stuck, line, [](Certificate& c) { shown(c).loop[0].from = 99; }},
      {"about another artifact", stuck, line,
       [](Certificate& c) { shown(c).artifact = model::Artifact::rsc; }},
      {"another point of no return", doomed, line,
       [](Certificate& c) { shown(c).point_of_no_return = 1; }},
      {"no point of no return", doomed, line,
       [](Certificate& c) { shown(c).point_of_no_return.reset(); }},
      {"a point of no return of what is not doomed", stuck, line,
       [](Certificate& c) { shown(c).point_of_no_return = 0; }},
      {"an earlier step of no return", doomed, line,
       [](Certificate& c) { --*shown(c).step_of_no_return; }},
      {"a later step of no return", doomed, line,
       [](Certificate& c) { ++*shown(c).step_of_no_return; }},
      {"a step of no return before the first", doomed, line,
       [](Certificate& c) { shown(c).step_of_no_return = 0; }},
      {"a step of no return behind the last", doomed, line,
       [](Certificate& c) { shown(c).step_of_no_return = 99; }},
      {"a step of no return of what is not doomed", stuck, line,
       [](Certificate& c) { shown(c).step_of_no_return = 1; }},
      {"one for what heals", healing, line,
       [](Certificate& c) { c.counterexamples[any] = doomed_one(); }},
  };
  for (const HeaderTampering& tampering : tamperings) check_refused(tampering);
}

TEST_CASE("a loop that asks at one isolate only is none under fair routing",
          "[proof][tampering][slow]") {
  model::ProofBounds bounds = usual_bounds();
  bounds.requests_per_isolate = 1;
  // Each of two isolates loses what it writes.
  const std::string text = changed(small_scenario().document, "/handler",
                                   R"({"generation": "before-425", "router": "pages",
                                       "put_registered": false})");
  const Result<Scenario> scenario =
      load_scenario_from_text(changed(text, "/topology", R"({"colos": [2]})"), "two-isolates.json");
  REQUIRE(scenario.ok());
  const ProvedCell proof = prove_cell(scenario.value(), "nothing", bounds);
  CHECK(proof.verdict(Routing::any) == ProofVerdict::stuck);
  CHECK(proof.verdict(Routing::fair) == ProofVerdict::stuck);
  Certificate certificate = proof.certificate;
  REQUIRE(verify_all(certificate).accepted());
  shown(certificate, fair) = shown(certificate, any);
  const Verification verification = verify_all(certificate);
  INFO(told(verification));
  REQUIRE(verification.flaws.size() == 1);
  CHECK(verification.flaws.front().line == line_beginning(certificate, "\"fair\": "));
}

}  // namespace
}  // namespace stalemate::scenarios::tests
