// Exact verdicts of cells that are known, and that they do not depend on how they were found.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "reports/proof_report.h"
#include "scenarios/format/load.h"
#include "tests/proof/proved_cells.h"
#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {
namespace {

using model::ProofBounds;
using model::Routing;

struct Expected {
  std::string cell;
  ProofVerdict any = ProofVerdict::heals;
  ProofVerdict fair = ProofVerdict::heals;
};

void check_verdicts(const ProvedCell& proved, const Expected& expected) {
  INFO(expected.cell << ": " << model::name(proved.verdict(Routing::any)) << ", "
                     << model::name(proved.verdict(Routing::fair)));
  CHECK(proved.verdict(Routing::any) == expected.any);
  CHECK(proved.verdict(Routing::fair) == expected.fair);
  for (const RoutedVerdict& verdict : proved.proof.eventually_fresh) {
    // The first due burst stores a newer generation; there is no number for a page that heals only
    // because all isolates are asked.
    const bool heals = expected.any == ProofVerdict::heals;
    CHECK(verdict.within == (heals ? std::optional<std::uint32_t>(0) : std::nullopt));
  }
  for (const Routing routing : {Routing::any, Routing::fair}) {
    const auto& shown = proved.certificate.counterexamples[static_cast<std::size_t>(routing)];
    CHECK(shown.has_value() == is_violation(proved.verdict(routing)));
  }
}

TEST_CASE("the cells of pull request 425", "[proof][verdicts][slow]") {
  const std::vector<Expected> table{
      {"before #425 / put and regeneration", ProofVerdict::heals, ProofVerdict::heals},
      {"before #425 / regeneration only", ProofVerdict::stuck, ProofVerdict::stuck},
      {"before #425 / put only", ProofVerdict::doomed, ProofVerdict::doomed},
      {"before #425 / neither", ProofVerdict::doomed, ProofVerdict::doomed},
      {"#425 / put and regeneration", ProofVerdict::heals, ProofVerdict::heals},
      {"#425 / regeneration only", ProofVerdict::heals, ProofVerdict::heals},
      {"#425 / put only", ProofVerdict::doomed, ProofVerdict::doomed},
      {"#425 / neither", ProofVerdict::doomed, ProofVerdict::doomed},
  };
  const Scenario scenario = shipped_scenario("pr-425.json");
  REQUIRE(scenario.cells.size() == table.size());
  for (const Expected& expected : table) {
    const ProvedCell proved = prove_cell(scenario, expected.cell);
    check_verdicts(proved, expected);
    const Verification verification = verify_all(proved.certificate);
    INFO(expected.cell << ": " << told(verification));
    CHECK(verification.accepted());
  }
}

TEST_CASE("nothing registered: two requests and no fault leave the page STALE for ever",
          "[proof][verdicts][slow]") {
  const ProvedCell proved = prove_cell(shipped_scenario("pr-425.json"), "before #425 / neither");
  const auto found = counterexample(proved.proof, proved.config, Routing::any);
  REQUIRE(found);
  CHECK(found->cost().requests == 2);
  CHECK(found->cost().faults == 0);
  CHECK(found->cost().steps <= 12);
}

TEST_CASE("with all registered, pull request 425 heals with six requests at two or three isolates",
          "[proof][verdicts][slow]") {
  for (const auto& [isolates, each] : {std::pair{2U, 3U}, {3U, 2U}}) {
    const Scenario scenario =
        changed_seed("/topology", fmt::format(R"({{"colos": [{}]}})", isolates));
    ProofBounds bounds = usual_bounds();
    bounds.requests_per_burst = 6;
    bounds.requests_per_isolate = each;
    const ProvedCell proved = prove_cell(scenario, "#425 / put and regeneration", bounds);
    check_verdicts(proved, {fmt::format("{} x {}", isolates, each)});
    CHECK(proved.proof.graph.largest_burst > 20'000);
  }
}

TEST_CASE("a cut context in the only isolate dooms the page", "[proof][verdicts][slow]") {
  const ProvedCell proved = prove_cell(small_scenario(), "one cut");
  check_verdicts(proved, {"one cut", ProofVerdict::doomed, ProofVerdict::doomed});
  const auto& shown = proved.certificate.counterexamples[0];
  REQUIRE(shown);
  CHECK(shown->point_of_no_return == 0U);  // the round in which the cut strikes,
  CHECK(shown->step_of_no_return == 4U);   // and the cut itself
  CHECK(shown->stem.size() == 1);
  const std::string told = reports::counterexample_report(proved.certificate, "some.json", {});
  const std::size_t cut = told.find("     4  the context is cut");
  const std::size_t remark = told.find("-- point of no return: macro-step 4, ");
  REQUIRE(remark != std::string::npos);
  CHECK(cut < remark);
  CHECK(remark < told.find("     5  "));
  CHECK(verify_all(proved.certificate).accepted());
  const ProvedCell without = prove_cell(small_scenario(), "nothing");
  check_verdicts(without, {"nothing", ProofVerdict::heals, ProofVerdict::heals});
}

ProofBounds one_request_each() {
  ProofBounds bounds = usual_bounds();
  bounds.requests_per_isolate = 1;
  return bounds;
}

TEST_CASE("with a second isolate the page heals if both are asked", "[proof][verdicts][slow]") {
  const ProvedCell proved =
      prove_cell(small_scenario("/topology", R"({"colos": [2]})"), "one cut", one_request_each());
  check_verdicts(proved, {"one cut, two isolates", ProofVerdict::stuck, ProofVerdict::heals});
  const Verification verification = verify_all(proved.certificate);
  INFO(told(verification));
  CHECK(verification.accepted());
}

TEST_CASE("the App Router of 1.4.0: html waits for rsc, and a failure keeps what was there",
          "[proof][verdicts][slow]") {
  const Scenario scenario = shipped_scenario("assumptions-app.json");
  const auto check = [&scenario](const std::string& assumption, ProofVerdict verdict) {
    const ProvedCell proved = prove_cell(scenario, "vinext-1.4.0 / " + assumption);
    check_verdicts(proved, {assumption, verdict, verdict});
    const Verification verification = verify_all(proved.certificate);
    INFO(assumption << ": " << told(verification));
    CHECK(verification.accepted());
    return proved;
  };
  // The store may refuse rsc for having just been written, which holds up html; not for ever.
  const ProvedCell calm = check("no faults", ProofVerdict::heals);
  const auto& rounds = calm.proof.graph.edges;
  CHECK(std::ranges::any_of(rounds, [](const RestEdge& edge) {
    return edge.round.throttled == 2 && edge.round.expired[0] != 0 && !edge.round.progress[0];
  }));
  check("put 429", ProofVerdict::heals);
  check("render hangs", ProofVerdict::doomed);
  check("context not visible", ProofVerdict::doomed);
}

TEST_CASE("the App Router of 1.4.0 heals though it stores again what it has read",
          "[proof][verdicts][slow]") {
  const ProvedCell proved = prove_cell(shipped_scenario("assumptions-app.json"),
                                       "vinext-1.4.0 / render throws", one_request());
  check_verdicts(proved, {"render throws"});
  CHECK(proved.config.lengths_ms == std::vector<std::int64_t>{30'000, 60'000});
  CHECK(verify_all(proved.certificate).accepted());
}

TEST_CASE("1.4.0 stores rsc and then html: both may take longer than the limit on waitUntil",
          "[proof][verdicts]") {
  model::WorldConfig world = shipped_scenario("assumptions-app.json").cells.front().config;
  world.handler.generation = model::Generation::vinext_1_4_0;
  world.latencies.kv_put.high_us = 14'000'000;
  world.latencies.render.high_us = 3'000'000;
  CHECK(model::proof_config(world, usual_bounds()).work_may_outlast_limit);
  world.handler.generation = model::Generation::vinext_0_0_55;
  CHECK_FALSE(model::proof_config(world, usual_bounds()).work_may_outlast_limit);
}

TEST_CASE("a lease holds up what is regenerated in its slot", "[proof][verdicts][slow]") {
  // Up to 0.0.30 rsc is regenerated in html's slot: that its lease runs is no loop for ever.
  for (const char* const generation : {"vinext-0.0.30", "vinext-0.0.55", "vinext-1.4.0"}) {
    const auto scenario = load_scenario_from_text(fmt::format(R"({{
      "name": "leased", "about": "x", "source": "https://example.com",
      "handler": {{"generation": "{}", "router": "app", "regeneration_lease_ms": 60000}},
      "runtime": {{"cut_put": "lost", "wait_until_limit_ms": "none"}},
      "page": {{"revalidate_ms": 60000,
                "entries": {{"html": {{"expired_for_ms": 5000}},
                            "rsc": {{"expired_for_ms": 5000}}}}}},
      "workload": [{{"at": 0, "artifact": "rsc"}}],
      "faults": {{"context_cut": 1}},
      "expect": {{"eventually-fresh": "holds"}}}})",
                                                              generation),
                                                  "leased.json");
    REQUIRE(scenario.ok());
    const ProvedCell proved =
        prove_cell(scenario.value(), scenario.value().cells.front().name, one_request());
    check_verdicts(proved, {generation});
    CHECK(verify_all(proved.certificate).accepted());
  }
}

TEST_CASE("a marker may be late where no entry is: its certificate is accepted",
          "[proof][verdicts][slow]") {
  const auto scenario = load_scenario_from_text(R"({
    "name": "markers", "about": "x", "source": "https://example.com",
    "handler": {"generation": "pull-425", "router": "pages"},
    "page": {"revalidate_ms": 60000, "tags": 2, "entries": {"html": {"expired_for_ms": 5000}}},
    "workload": [{"at": 0}, {"at": 0, "kind": "revalidate-tag"}],
    "expect": {"eventually-fresh": "holds"}})",
                                                "markers.json");
  REQUIRE(scenario.ok());
  const std::string cell = scenario.value().cells.front().name;
  const ProvedCell proved = prove_cell(scenario.value(), cell, one_request());
  CHECK_FALSE(proved.config.order_of_renders_counts);
  CHECK(std::ranges::any_of(proved.proof.graph.nodes, [](const model::RestState& state) {
    return std::ranges::any_of(state.late_writes, &model::RestState::LateWrite::put);
  }));
  const std::atomic<bool> never{false};
  const Verification verification =
      verify(proved.certificate, "test", test_versions(), VerifyOptions{}, never);
  INFO(told(verification));
  CHECK(verification.accepted());
}

TEST_CASE("what dooms a page under fair routing asks at every isolate", "[proof][verdicts][slow]") {
  const ProvedCell proved = prove_cell(shipped_scenario("assumptions-pages.json"),
                                       "vinext-0.0.26 / two isolates", one_request());
  CHECK(proved.verdict(Routing::fair) == ProofVerdict::doomed);
  const Verification verification = verify_all(proved.certificate);
  INFO(told(verification));
  CHECK(verification.accepted());
}

TEST_CASE("a proof does not depend on the number of threads", "[proof][verdicts][slow]") {
  const Scenario scenario = shipped_scenario("pr-425.json");
  for (const char* cell : {"before #425 / neither", "before #425 / regeneration only"}) {
    const std::string one =
        certificate_text(prove_cell(scenario, cell, usual_bounds(), 1).certificate);
    CHECK(one == certificate_text(prove_cell(scenario, cell, usual_bounds(), 2).certificate));
    CHECK(one == certificate_text(prove_cell(scenario, cell, usual_bounds(), 5).certificate));
  }
}

TEST_CASE("a proof does not depend on the number of threads where requests wait for each other",
          "[proof][verdicts][slow]") {
  // Two bursts of such a world may meet a state under different names.
  const Scenario scenario = shipped_scenario("oracle/s4.json");
  model::ProofBounds bounds;
  bounds.requests_per_burst = 3;
  bounds.requests_per_isolate = 3;
  const char* const cell = "vinext-0.0.55 / workerd-2026-08-22";
  const ProvedCell one = prove_cell(scenario, cell, bounds, 1);
  CHECK(certificate_text(one.certificate) ==
        certificate_text(prove_cell(scenario, cell, bounds, 2).certificate));
  const Verification verification = verify_all(one.certificate);
  INFO(told(verification));
  CHECK(verification.accepted());
}

/// Stops a proof after some levels of its search.
class Stopping final : public ProveObserver {
 public:
  explicit Stopping(int levels) : levels_(levels) {}

  void began(const Scenario&, const Cell&, const Estimate& estimate) override {
    estimated = estimate;
  }
  void advanced(const RestGraph&) override {
    if (--levels_ == 0) stopped.store(true);
  }
  void finished(const CellProof&) override {}
  void advanced(const Cell&, const BoundedResult&) override {}
  void finished(const BoundedProof&) override {}

  std::atomic<bool> stopped{false};
  Estimate estimated;

 private:
  int levels_;
};

ProveResult prove_into(const std::string& folder, int levels, bool resume,
                       Estimate* estimated = nullptr) {
  ProveOptions options;
  options.folder = folder;
  options.resume = resume;
  Stopping observer(levels);
  ProveResult result = prove({shipped_scenario("pr-425.json")}, "before #425 / neither", options,
                             test_versions(), observer, observer.stopped);
  if (estimated != nullptr) *estimated = observer.estimated;
  return result;
}

TEST_CASE("a proof that was stopped goes on where it was", "[proof][verdicts][slow]") {
  constexpr int to_the_end = 1000;
  const TemporaryFolder whole_folder;
  const ProveResult whole = prove_into(whole_folder.path(), to_the_end, false);
  REQUIRE(whole.cells.size() == 1);
  const std::string text = read_text(whole.cells.front().file);
  for (const int levels : {1, 2}) {
    const TemporaryFolder folder;
    const ProveResult stopped = prove_into(folder.path(), levels, false);
    CHECK(stopped.interrupted);
    REQUIRE(stopped.cells.size() == 1);
    const Certificate& part = stopped.cells.front().certificate;
    CHECK(part.frontier > 0);
    CHECK(part.eventually_fresh[0].verdict != ProofVerdict::heals);
    CHECK_FALSE(verify_all(part).accepted());
    Estimate estimated;
    const ProveResult resumed = prove_into(folder.path(), to_the_end, true, &estimated);
    REQUIRE(resumed.cells.size() == 1);
    CHECK(resumed.problems.empty());
    // No work is done again to estimate it, once a burst has been explored to its end.
    const bool goes_on = part.frontier < part.states.size();
    CHECK(estimated.exact == !goes_on);
    CHECK((estimated.explored == static_cast<double>(part.micro_states)) == goes_on);
    CHECK(read_text(resumed.cells.front().file) == text);
  }
}

TEST_CASE("what another scenario has left is not gone on with", "[proof][verdicts][slow]") {
  const TemporaryFolder folder;
  const ProveResult stopped = prove_into(folder.path(), 1, false);
  REQUIRE(stopped.cells.size() == 1);
  const std::string file = stopped.cells.front().file;
  const auto resumed_after = [&](const auto& change) {
    Certificate other = stopped.cells.front().certificate;
    change(other);
    const std::string text = certificate_text(other);
    write_text(file, text);
    const ProveResult resumed = prove_into(folder.path(), 1000, true);
    CHECK(resumed.cells.empty());
    CHECK(read_text(file) == text);
    REQUIRE(resumed.problems.size() == 1);
    return resumed.problems.front();
  };
  const std::string start = file + ": not resumed: ";
  const std::string end = "; it was left as it is, and nothing proved";
  CHECK(resumed_after([](Certificate& c) { c.versions.model_hash = "0"; }) ==
        start + "it was made with another model" + end);
  CHECK(resumed_after([](Certificate& c) { c.scenario_hash = "0"; }) ==
        start + "it is about another scenario" + end);
  CHECK(resumed_after([](Certificate& c) { c.bounds.late_writes = 3; }) ==
        start + "it has other bounds" + end);
}

TEST_CASE("no reduction changes a verdict", "[proof][verdicts][slow]") {
  struct Case {
    Scenario scenario;
    std::string cell;
    ProofBounds bounds;
  };
  const Scenario pr_425 = shipped_scenario("pr-425.json");
  const Scenario two_isolates = small_scenario("/topology", R"({"colos": [2]})");
  const std::vector<Case> cases{
      {pr_425, "before #425 / put and regeneration", usual_bounds()},
      {pr_425, "before #425 / regeneration only", usual_bounds()},
      {pr_425, "#425 / neither", usual_bounds()},
      {small_scenario(), "one cut", usual_bounds()},
      {two_isolates, "one cut", one_request_each()},
  };
  for (const Case& tried : cases) {
    const ProvedCell usual = prove_cell(tried.scenario, tried.cell, tried.bounds);
    for (bool ProofBounds::*reduction : {&ProofBounds::plain_clock, &ProofBounds::merge_invisible,
                                         &ProofBounds::exchange_isolates}) {
      ProofBounds bounds = tried.bounds;
      bounds.*reduction = false;
      const ProvedCell other = prove_cell(tried.scenario, tried.cell, bounds);
      INFO(tried.cell);
      CHECK(other.proof.eventually_fresh == usual.proof.eventually_fresh);
      CHECK(other.certificate.safe == usual.certificate.safe);
    }
  }
}

}  // namespace
}  // namespace stalemate::scenarios::tests
