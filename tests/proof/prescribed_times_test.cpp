// What is said of entries is about which of two operations was quicker. A cell that prescribes how
// long each takes makes a claim about these times; a proof, about any.
#include <atomic>
#include <string>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "reports/proof_report.h"
#include "scenarios/campaign/campaign.h"
#include "scenarios/format/load.h"
#include "sim/arena.h"
#include "tests/campaign/small_scenario.h"
#include "tests/proof/proved_cells.h"
#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Property;
using model::Verdict;

constexpr const char* another_claim =
    "another claim than the scenario's: that prescribes how long it takes, and this needs "
    "kv_delete to 5 to ";

/// An entry that has expired for good is deleted in the background, and stored anew.
Scenario scenario_with(const std::string& latencies, const std::string& expected) {
  const std::string text = fmt::format(
      R"({{"name": "late", "about": "x", "source": "https://example.com",
 "handler": {{"generation": "vinext-0.0.55"}}, "kv": {{"write_interval_ms": 0}},
 "page": {{"revalidate_ms": 60000, "expire_ms": 60000,
           "entries": {{"html": {{"expired_for_ms": 5000}}}}}},
 "latencies": {{{}}}, "workload": [{{"at": 0}}, {{"at": 70000}}],
 "expect": {{"no-fresh-entry-deleted": "{}"}}}})",
      latencies, expected);
  Result<Scenario> scenario = load_scenario_from_text(text, "late.json");
  if (!scenario) FAIL(scenario.error().message);
  return std::move(scenario).value();
}

struct Nobody : ProveObserver {
  void began(const Scenario&, const Cell&, const Estimate&) override {}
  void advanced(const RestGraph&) override {}
  void finished(const CellProof&) override {}
  void advanced(const Cell&, const BoundedResult&) override {}
  void finished(const BoundedProof&) override {}
};

/// The proof of the last cell, bursts having one request.
CellProof last_proof(const Scenario& scenario) {
  const TemporaryFolder folder;
  ProveOptions options;
  options.requests_per_burst = 1;
  options.folder = folder.path();
  options.schedules = folder.path();
  Nobody nobody;
  const std::atomic<bool> never{false};
  ProveResult result = prove({scenario}, "", options, test_versions(), nobody, never);
  CHECK(result.problems.empty());
  REQUIRE_FALSE(result.cells.empty());
  return std::move(result.cells.back());
}

/// On one line, however wide it is.
std::string report_of(const CellProof& proof) {
  std::string text = reports::proof_report(proof, reports::Style{});
  for (std::size_t at = text.find("\n    "); at != std::string::npos; at = text.find("\n    ")) {
    text.replace(at, 5, " ");
  }
  return text;
}

bool tells(const CellProof& proof, const std::string& what) {
  return report_of(proof).find(what) != std::string::npos;
}

struct Claim {
  const char* latencies;
  const char* expected;
  bool met;
  bool another;  // told to be another claim
};

TEST_CASE("what needs other times than a cell prescribes is not held against it",
          "[proof][campaign][slow]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  const Claim claims[] = {
      {R"("kv_delete": 5, "render": 50)", "holds", true, true},
      {R"("kv_delete": 5, "render": 50)", "violated", true, false},
      // A range may be any, and so may be what is not named.
      {R"("kv_delete": [5, 6], "render": 50)", "holds", false, false},
      {R"("render": 50)", "holds", false, false},
      // The cell's own times show it.
      {R"("kv_delete": 200, "render": 50)", "holds", false, false},
  };
  for (const Claim& claim : claims) {
    INFO(claim.latencies << ", expected: " << claim.expected);
    const Scenario scenario = scenario_with(claim.latencies, claim.expected);
    const CellProof proof = last_proof(scenario);
    const ExitCode code = claim.met ? ExitCode::as_expected : ExitCode::differs;
    CHECK(exit_code(proof) == code);
    CHECK(tells(proof, another_claim) == claim.another);
    CHECK(tells(proof, "no-fresh-entry-deleted: violated in some state"));

    const TemporaryFolder folder;
    Inputs inputs;
    inputs.scenarios.push_back(scenario);
    Options options;
    options.seeds = 5;
    options.prove = Prove::always;
    Observer nobody;
    const std::atomic<bool> never{false};
    const CampaignResult checked =
        run_campaign(inputs, options, archive_in(folder.path()), nobody, never);
    CHECK(exit_code(checked) == code);
    const PropertyResult& judged = checked.scenarios.at(0).cells.at(0).properties.back();
    CHECK(judged.property == Property::no_fresh_entry_deleted);
    CHECK(judged.proved == (claim.another ? std::nullopt : std::optional(Verdict::violated)));
  }
}

TEST_CASE("whether a page stays STALE for ever is held to any times", "[proof][slow]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  TimedCounterexample timed;
  timed.prescribed = {"kv_delete to 5 to 61 ms"};
  timed.property = Property::eventually_fresh;
  CHECK(other_times(timed).empty());
  timed.property = Property::no_uncovered_write;
  CHECK(other_times(timed).empty());
  timed.property = Property::invalidation_respected;
  CHECK(other_times(timed) == timed.prescribed);
  timed.problem = "no times give this order of steps";
  CHECK(other_times(timed).empty());
}

TEST_CASE("a proof of another claim is as expected whatever it finds", "[proof][slow]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  CellProof proof = last_proof(
      small_scenario("/matrix/what strikes/one cut/expect/eventually-fresh", "\"holds\""));
  CHECK(tells(proof, "  point of no return: macro-step "));
  CHECK(exit_code(proof) == ExitCode::differs);
  proof.prescribed = "what goes wrong in which request";
  CHECK(exit_code(proof) == ExitCode::as_expected);
  CHECK(tells(proof, "another claim than the scenario's: that prescribes what goes wrong"));
}

}  // namespace
}  // namespace stalemate::scenarios::tests
