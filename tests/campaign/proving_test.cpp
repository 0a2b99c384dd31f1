// Which cells of a check are proved, what that decides, and what becomes of a contradiction.
#include "scenarios/campaign/proving.h"

#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "scenarios/campaign/campaign.h"
#include "scenarios/campaign/exit_code.h"
#include "scenarios/certificate/certificate.h"
#include "sim/arena.h"
#include "tests/campaign/small_scenario.h"
#include "tests/proof/proved_cells.h"
#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {
namespace {

using model::EventKind;
using model::Property;
using model::Verdict;

Options options_with(Prove prove, std::uint64_t seeds = 100) {
  Options options;
  options.seeds = seeds;
  options.prove = prove;
  return options;
}

CampaignResult check(const Inputs& inputs, const Options& options, const std::string& folder) {
  Observer nobody;
  const std::atomic<bool> never{false};
  return run_campaign(inputs, options, archive_in(folder), nobody, never);
}

const CellResult& cell_of(const CampaignResult& result, std::size_t cell) {
  return result.scenarios.at(0).cells.at(cell);
}

TEST_CASE("a check proves what fits and says what it proved", "[campaign][proof][slow]") {
  const TemporaryFolder folder;
  const CampaignResult result = check(small_inputs(), options_with(Prove::fitting), folder.path());
  CHECK(exit_code(result) == ExitCode::as_expected);
  const CellResult& healthy = cell_of(result, 0);
  CHECK(healthy.schedules == 100);
  CHECK(healthy.proof.standing == ProofStanding::decided);
  CHECK(healthy.proof.eventually_fresh.verdict == ProofVerdict::heals);
  CHECK(healthy.proof.eventually_fresh.within == 0U);
  const CellResult& failing = cell_of(result, 1);
  CHECK(failing.proof.eventually_fresh.verdict == ProofVerdict::doomed);
  for (const CellResult* cell : {&healthy, &failing}) {
    const bool holds = cell == &healthy;
    for (const PropertyResult& property : cell->properties) {
      CHECK(property.proved == (holds ? Verdict::holds : Verdict::violated));
    }
    CHECK(load_certificate(cell->proof.certificate).ok());
  }
  CHECK(
      cell_of(check(small_inputs(), options_with(Prove::never), folder.path()), 0).proof.standing ==
      ProofStanding::not_asked);
}

TEST_CASE("a proof meets or refutes an expectation that samples leave open",
          "[campaign][proof][slow]") {
  const TemporaryFolder folder;
  const std::string matrix = "/matrix/what strikes/";
  // No sample of so few shows the cut where it does harm.
  const Options one_seed = options_with(Prove::fitting, 1);
  const CampaignResult found = check(small_inputs(), one_seed, folder.path());
  CHECK(exit_code(found) == ExitCode::as_expected);
  CHECK(exit_code(check(small_inputs(), options_with(Prove::never, 1), folder.path())) ==
        ExitCode::inconclusive);
  const Inputs too_hopeful = small_inputs(matrix + "one cut/expect/eventually-fresh", "\"holds\"");
  const CampaignResult refuted = check(too_hopeful, one_seed, folder.path());
  CHECK(exit_code(refuted) == ExitCode::differs);
  CHECK(cell_of(refuted, 1).properties[0].found == Verdict::violated);
  CHECK(cell_of(refuted, 1).properties[0].violations.empty());
  const Inputs too_fearful =
      small_inputs(matrix + "nothing/expect", R"({"eventually-fresh": "violated"})");
  CHECK(exit_code(check(too_fearful, one_seed, folder.path())) == ExitCode::differs);
}

TEST_CASE("a store that refuses writes for longer than an entry lives makes another claim",
          "[campaign][proof]") {
  model::WorldConfig world;
  world.page.kv_ttl_ms = 60'000;
  world.kv.write_interval_us = sim::from_milliseconds(59'999);
  CHECK(prescribed(world).empty());
  world.kv.write_interval_us = sim::from_milliseconds(60'000);
  CHECK_FALSE(prescribed(world).empty());
}

TEST_CASE("a cell that prescribes what a proof leaves open is only sampled",
          "[campaign][proof][slow]") {
  const std::vector<std::pair<std::string, std::string>> prescriptions{
      {R"({"at": 0, "context_cut_after_ms": 25})", "what goes wrong in which request"},
      {R"({"at": 0, "client_gone_after_ms": 25})", "what goes wrong in which request"},
      {R"({"at": 0, "render": "throws"})", "what goes wrong in which request"},
      {R"({"at": 0, "kind": "eviction"})", "what goes wrong in which request"},
      {R"({"at": 0, "wait_until_ms": 100})", "how long a request is kept alive"},
      {R"({"at": 0, "hold_response_ms": 100})", "how long a request is kept alive"},
      {R"({"at": 0, "isolate": 1})", ""},  // there is no other
      {R"({"at": 0})", ""},
  };
  const TemporaryFolder folder;
  for (const auto& [arrival, reason] : prescriptions) {
    INFO(arrival);
    const Inputs inputs = small_inputs("/workload", "[" + arrival + R"(, {"at": 70000}])");
    const CellResult cell =
        cell_of(check(inputs, options_with(Prove::always, 10), folder.path()), 0);
    CHECK(cell.proof.reason == reason);
    CHECK(cell.proof.standing ==
          (reason.empty() ? ProofStanding::decided : ProofStanding::another_claim));
    CHECK(cell.properties[0].proved.has_value() == reason.empty());
  }
}

TEST_CASE("what is served and deleted is proved where somebody asks", "[campaign][proof][slow]") {
  const TemporaryFolder folder;
  const auto proved = [&folder](const std::string& expected) {
    const Inputs inputs = small_inputs("/matrix/what strikes/nothing/expect", expected);
    const CellResult cell =
        cell_of(check(inputs, options_with(Prove::always, 10), folder.path()), 0);
    CHECK(cell.proof.standing == ProofStanding::decided);
    std::vector<Property> properties;
    for (const PropertyResult& property : cell.properties) {
      if (property.proved == Verdict::holds) properties.push_back(property.property);
    }
    return properties;
  };
  const std::vector<Property> asked =
      proved(R"({"eventually-fresh": "holds", "no-fresh-entry-deleted": "holds"})");
  CHECK(std::ranges::count(asked, Property::no_fresh_entry_deleted) == 1);
  const std::vector<Property> others = proved(R"({"eventually-fresh": "holds"})");
  CHECK(std::ranges::count(others, Property::eventually_fresh) == 1);
  CHECK(std::ranges::count(others, Property::no_fresh_entry_deleted) == 0);
}

TEST_CASE("a proof that a budget ends decides nothing", "[campaign][proof][slow]") {
  const TemporaryFolder folder;
  Options options = options_with(Prove::always, 1'000'000'000);
  options.budget_seconds = 0.002;
  // More than fits in half a millisecond, and hardly a schedule besides.
  const Inputs inputs = small_inputs("/faults", R"({"context_cut": 3, "disconnect": 3})");
  const CampaignResult result = check(inputs, options, folder.path());
  CHECK(exit_code(result) != ExitCode::as_expected);
  CHECK(cell_of(result, 0).proof.standing == ProofStanding::cut_short);
  CHECK_FALSE(cell_of(result, 0).properties[0].proved);
}

Inputs only(const char* file, const std::string& cell) {
  Inputs inputs;
  inputs.scenarios.push_back(shipped_scenario(file));
  std::erase_if(inputs.scenarios.front().cells,
                [&cell](const Cell& other) { return other.name != cell; });
  return inputs;
}

TEST_CASE("transitions that earlier bursts have made known cost a proof little",
          "[campaign][proof][slow]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  const TemporaryFolder folder;
  // 18 million transitions, of which 7 in 100 have to be run.
  const CampaignResult result = check(only("lease.json", "with a lease / two isolates"),
                                      options_with(Prove::fitting, 10), folder.path());
  CHECK(cell_of(result, 0).proof.standing == ProofStanding::decided);
  CHECK(cell_of(result, 0).proof.eventually_fresh.within == 1U);
  CHECK(cell_of(result, 0).schedules == 10);
}

TEST_CASE("a budget is spent on proofs that are too large without one", "[campaign][proof][slow]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  const TemporaryFolder folder;
  const Inputs inputs = only("assumptions-app.json", "before-425 / disconnect");
  Options options = options_with(Prove::fitting, 10);
  const CampaignResult by_the_way = check(inputs, options, folder.path());
  CHECK(cell_of(by_the_way, 0).proof.standing == ProofStanding::too_large);
  options.budget_seconds = 3600;
  const CampaignResult result = check(inputs, options, folder.path());
  CHECK(cell_of(result, 0).proof.standing == ProofStanding::decided);
}

TEST_CASE("what a budget does not suffice for is sampled", "[campaign][proof][slow]") {
  const TemporaryFolder folder;
  Options options = options_with(Prove::fitting, 10);
  options.budget_seconds = 0.01;
  const CampaignResult result =
      check(only("lease.json", "with a lease / two isolates"), options, folder.path());
  CHECK(cell_of(result, 0).proof.standing != ProofStanding::decided);
  CHECK(cell_of(result, 0).schedules == 10);
}

sim::TraceEvent event(EventKind kind, std::uint32_t request) {
  sim::TraceEvent event;
  event.kind = static_cast<std::uint8_t>(kind);
  event.subject = request;
  return event;
}

Violation shown_by(const std::vector<sim::TraceEvent>& events) {
  Violation violation;
  violation.transcript.events = events;
  return violation;
}

TEST_CASE("a run is covered by a proof if it overlaps no more than the proof's",
          "[campaign][slow]") {
  using Kind = EventKind;
  const model::ProofBounds bounds{2, 2, 1};
  const model::WorldConfig world;
  const std::vector<sim::TraceEvent> two{event(Kind::request_arrived, 1),
                                         event(Kind::request_arrived, 2)};
  const auto more = [&](const std::vector<sim::TraceEvent>& events) {
    std::vector<sim::TraceEvent> all = two;
    all.insert(all.end(), events.begin(), events.end());
    return covers(bounds, shown_by(all), world);
  };
  CHECK(more({}));
  CHECK_FALSE(more({event(Kind::request_arrived, 3)}));
  // A burst lasts until nobody is left.
  CHECK_FALSE(more({event(Kind::context_ended, 1), event(Kind::request_arrived, 3)}));
  CHECK(more({event(Kind::context_ended, 1), event(Kind::context_cut, 2),
              event(Kind::request_arrived, 3), event(Kind::request_arrived, 4)}));
  CHECK(more({event(Kind::put_cut_complete, 1)}));
  CHECK_FALSE(more({event(Kind::put_cut_complete, 1), event(Kind::put_cut_complete, 2)}));
  CHECK(more({event(Kind::put_cut_complete, 1), event(Kind::put_committed_late, 1),
              event(Kind::put_cut_complete, 2)}));
  CHECK_FALSE(more({event(Kind::put_cut_complete, 1), event(Kind::delete_committed_late, 2)}));
  CHECK_FALSE(covers(bounds, shown_by({}), world));
  Violation late = shown_by(two);
  late.finding.at_us = sim::from_milliseconds(world.page.kv_ttl_ms);
  CHECK_FALSE(covers(bounds, late, world));
}

TEST_CASE("a schedule that shows what a proof rules out is a bug of this program",
          "[campaign][proof][slow]") {
  const TemporaryFolder folder;
  CellResult cell =
      cell_of(check(small_inputs(), options_with(Prove::fitting, 500), folder.path()), 1);
  PropertyResult& property = cell.properties.front();
  REQUIRE(property.property == Property::eventually_fresh);
  REQUIRE_FALSE(property.violations.empty());
  REQUIRE(covers(cell.proof.bounds, property.violations.front(), cell.config));
  CHECK_FALSE(contradicts(property, cell));
  property.proved = Verdict::holds;
  CHECK(contradicts(property, cell));
  property.proved = Verdict::uncached;
  CHECK(contradicts(property, cell));
  property.violations.front().verdict = Verdict::uncached;
  CHECK_FALSE(contradicts(property, cell));
  property.violations.front().verdict = Verdict::undecided;
  property.proved = Verdict::holds;
  CHECK_FALSE(contradicts(property, cell));
  property.proved.reset();
  CHECK_FALSE(contradicts(property, cell));
  CHECK(exit_code(Outcome::contradiction) == ExitCode::internal);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
