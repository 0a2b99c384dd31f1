// Counterexamples of proofs with concrete times: the timed simulator goes the same way.
#include "scenarios/timed/timed_counterexample.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "scenarios/campaign/saved.h"
#include "scenarios/certificate/told.h"
#include "tests/proof/proved_cells.h"

namespace stalemate::scenarios::tests {
namespace {

using model::EventKind;
using model::Routing;
using model::Verdict;

/// What happened, and to which request.
using Happening = std::pair<EventKind, std::uint32_t>;

// A state in canonical form does not know which isolates have started.
bool counts(const sim::TraceEvent& event) {
  return static_cast<EventKind>(event.kind) != EventKind::isolate_started;
}

Happening happening(const sim::TraceEvent& event) {
  return {static_cast<EventKind>(event.kind), event.subject};
}

/// The certificate's own telling: its stem, and one lap of its loop.
std::vector<Happening> told_without_times(const ProvedCell& proved, Routing routing) {
  const auto& shown = proved.certificate.counterexamples[static_cast<std::size_t>(routing)];
  const auto config = config_of(proved.certificate, "test");
  REQUIRE(config.ok());
  std::vector<Happening> all;
  for (const ToldRound& round : tell(*shown, proved.certificate, config.value())) {
    for (const ToldStep& step : round.steps) {
      for (const sim::TraceEvent& event : step.events) {
        if (counts(event)) all.push_back(happening(event));
      }
    }
  }
  return all;
}

std::vector<Happening> told_with_times(const SavedReplay& replay) {
  std::vector<Happening> all;
  for (const sim::TraceEvent& event : replay.told.transcript.events) {
    if (counts(event)) all.push_back(happening(event));
  }
  return all;
}

/// How many events of the kind there are before all is calm.
std::ptrdiff_t count_of(const SavedReplay& replay, EventKind kind) {
  const auto& events = replay.told.transcript.events;
  const auto calm = std::find_if(events.begin(), events.end(), [](const sim::TraceEvent& event) {
    return static_cast<EventKind>(event.kind) == EventKind::chaos_over;
  });
  return std::count_if(events.begin(), calm, [kind](const sim::TraceEvent& event) {
    return static_cast<EventKind>(event.kind) == kind;
  });
}

/// @return the replay, and what was made
std::pair<SavedReplay, TimedCounterexample> check_times(const ProvedCell& proved) {
  const TimedCounterexample timed =
      timed_counterexample(proved.certificate, proved.scenario, proved.cell);
  INFO(proved.cell.name << ": " << timed.problem);
  REQUIRE(timed.problem.empty());
  // As a user would: written, read again, replayed.
  const auto loaded = load_schedule_from_text(schedule_text(timed.schedule), "test");
  REQUIRE(loaded.ok());
  CHECK(loaded.value() == timed.schedule);
  auto replay = replay_saved({"test", loaded.value()}, test_versions());
  REQUIRE(replay.ok());
  CHECK(replay.value().result.outcome == SavedOutcome::reproduced);
  CHECK(replay.value().told.result.findings[0].verdict == timed.verdict);
  const std::vector<Happening> without = told_without_times(proved, timed.routing);
  const std::vector<Happening> with = told_with_times(replay.value());
  REQUIRE(with.size() >= without.size());
  CHECK(std::equal(without.begin(), without.end(), with.begin()));
  return {std::move(replay).value(), timed};
}

TEST_CASE("a doomed page stays STALE for ever with times too", "[proof][timed][slow]") {
  const ProvedCell proved =
      prove_cell(shipped_scenario("lease.json"), "as published / one isolate");
  const auto [replay, timed] = check_times(proved);
  CHECK(timed.verdict == Verdict::violated);
  CHECK(timed.laps == 1);
  CHECK(timed.widened.empty());
  CHECK(count_of(replay, EventKind::context_cut) == 1);
  CHECK(count_of(replay, EventKind::served_stale) == 2);
}

TEST_CASE("a loop without progress is seen going round with times", "[proof][timed][slow]") {
  const ProvedCell proved =
      prove_cell(shipped_scenario("pr-425.json"), "before #425 / regeneration only");
  REQUIRE(proved.verdict(Routing::any) == ProofVerdict::stuck);
  const auto [replay, timed] = check_times(proved);
  CHECK(timed.laps == 3);
  CHECK(timed.widened.empty());
  CHECK(count_of(replay, EventKind::served_stale) == 3);
  CHECK(count_of(replay, EventKind::put_lost) == 3);
  CHECK(count_of(replay, EventKind::put_committed) == 0);
  CHECK(count_of(replay, EventKind::put_committed_late) == 0);
}

TEST_CASE("the claim of pull request 425 both ways, with times", "[proof][timed][slow]") {
  const Scenario scenario = shipped_scenario("pr-425-teardown.json");
  struct Row {
    std::string cell;
    ProofVerdict proved = ProofVerdict::heals;
  };
  const std::vector<Row> rows{
      {"before #425 / ends at any moment", ProofVerdict::stuck},
      {"before #425 / ends at once, its cut puts are lost", ProofVerdict::doomed}};
  for (const Row& row : rows) {
    const ProvedCell proved = prove_cell(scenario, row.cell);
    CHECK(proved.verdict(Routing::any) == row.proved);
    CHECK(proved.verdict(Routing::fair) == row.proved);
    INFO(told(verify_all(proved.certificate)));
    CHECK(verify_all(proved.certificate).accepted());
    const auto [replay, timed] = check_times(proved);
    CHECK(timed.verdict == Verdict::violated);
    std::size_t steps = 0;
    const auto& shown = proved.certificate.counterexamples[0];
    for (const auto* const paths : {&shown->stem, &shown->loop}) {
      for (const CertifiedPath& path : *paths) steps += path.steps.size();
    }
    CHECK(steps <= 12);
    const auto& claim = proved.certificate.claim;
    const bool assumed = std::any_of(claim.begin(), claim.end(), [](const std::string& sentence) {
      return sentence.starts_with("Assumed: contexts whose work is done end at once");
    });
    CHECK(assumed == (row.proved == ProofVerdict::doomed));
  }
  CHECK(prove_cell(scenario, "#425 / ends at once, its cut puts are lost").verdict(Routing::any) ==
        ProofVerdict::heals);
}

TEST_CASE("times outside of the scenario's latencies are said", "[proof][timed][slow]") {
  // A put that always takes longer than its context lives is cut all the same; here only a longer
  // time of a teardown lets it be sent and lost.
  Scenario scenario = shipped_scenario("pr-425.json");
  const std::string name = "before #425 / regeneration only";
  const auto cell = std::find_if(scenario.cells.begin(), scenario.cells.end(),
                                 [&name](const Cell& known) { return known.name == name; });
  REQUIRE(cell != scenario.cells.end());
  cell->config.latencies.teardown = {};
  const auto [replay, timed] = check_times(prove_cell(scenario, name));
  REQUIRE(timed.widened.size() == 1);
  CHECK(timed.widened.front() == "teardown to 0 to 1 ms");
  CHECK(timed.schedule.found.find("wider than the scenario: teardown") != std::string::npos);
}

// Where a burst of two requests makes millions of states, one is enough here.
model::ProofBounds bounds_for(const std::string& cell) {
  return cell.find("two ") == std::string::npos ? usual_bounds() : one_request();
}

TEST_CASE("every counterexample of the shipped scenarios happens with times", "[proof][slow]") {
  std::size_t shown = 0;
  for (const char* const file : {"pr-425.json", "pr-425-teardown.json", "lease.json",
                                 "orphaned-slot.json", "assumptions-pages.json"}) {
    const Scenario scenario = shipped_scenario(file);
    for (const Cell& cell : scenario.cells) {
      if (cell.name.starts_with("with a lease")) continue;  // proved, and long
      const ProvedCell proved = prove_cell(scenario, cell.name, bounds_for(cell.name));
      if (!is_violation(proved.verdict(Routing::any))) continue;
      ++shown;
      const auto [replay, timed] = check_times(proved);
      const bool goes_round = timed.laps == 3 && count_of(replay, EventKind::served_stale) >= 3;
      CHECK((timed.verdict == Verdict::violated || goes_round));
    }
  }
  CHECK(shown > 30);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
