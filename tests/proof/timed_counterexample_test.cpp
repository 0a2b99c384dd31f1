// Counterexamples of proofs with concrete times: the timed simulator goes the same way.
#include "scenarios/timed/timed_counterexample.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

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
template <class Shown>
std::vector<Happening> told_without_times(const ProvedCell& proved, const Shown& shown) {
  const auto config = config_of(proved.certificate, "test");
  REQUIRE(config.ok());
  std::vector<Happening> all;
  for (const ToldRound& round : tell(shown, proved.certificate, config.value())) {
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

/// As a user would: written, read again, replayed. It has to tell what was told without times.
SavedReplay check_replay(const TimedCounterexample& timed, const std::vector<Happening>& without) {
  const auto loaded = load_schedule_from_text(schedule_text(timed.schedule), "test");
  REQUIRE(loaded.ok());
  CHECK(loaded.value() == timed.schedule);
  auto replay = replay_saved({"test", loaded.value()}, test_versions());
  REQUIRE(replay.ok());
  CHECK(replay.value().result.outcome == SavedOutcome::reproduced);
  const auto& findings = replay.value().told.result.findings;
  CHECK(findings[static_cast<std::size_t>(timed.property)].verdict == timed.verdict);
  const std::vector<Happening> with = told_with_times(replay.value());
  REQUIRE(with.size() >= without.size());
  CHECK(std::equal(without.begin(), without.end(), with.begin()));
  return std::move(replay).value();
}

/// @return the replay, and what was made
std::pair<SavedReplay, TimedCounterexample> check_times(const ProvedCell& proved) {
  const TimedCounterexample timed =
      timed_counterexample(proved.certificate, proved.scenario, proved.cell);
  INFO(proved.cell.name << ": " << timed.problem);
  REQUIRE(timed.problem.empty());
  const auto& shown = proved.certificate.counterexamples[static_cast<std::size_t>(timed.routing)];
  return {check_replay(timed, told_without_times(proved, *shown)), timed};
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

TEST_CASE("a way to what violates a safety property happens with times", "[proof][timed][slow]") {
  const auto check_way = [](const ProvedCell& proved, model::Property property) {
    const TimedCounterexample timed =
        timed_way(proved.certificate, property, proved.scenario, proved.cell);
    INFO(proved.cell.name << ", " << model::name(property) << ": " << timed.problem);
    REQUIRE(timed.problem.empty());
    CHECK(timed.verdict == Verdict::violated);
    CHECK(timed.schedule.property == model::name(property));
    const auto& way = proved.certificate.ways[static_cast<std::size_t>(property)];
    check_replay(timed, told_without_times(proved, *way));
  };
  check_way(proved(doomed), model::Property::no_orphaned_regeneration_slot);
  check_way(proved(stuck), model::Property::no_uncovered_write);
  check_way(tagged_page("app"), model::Property::no_fresh_entry_deleted);
}

TEST_CASE("what a counterexample needs of the clock has times", "[proof][timed][slow]") {
  const std::vector<std::pair<const char*, const char*>> cells{
      {"a context ends at once where the scenario's teardown takes longer",
       R"("handler": {"generation": "vinext-0.0.26"}, "runtime": {"cut_put": "late"},
          "latencies": {"teardown": [5, 55]})"},
      {"a render that takes no time ends with its context",
       R"("handler": {"generation": "vinext-0.0.26"}, "latencies": {"render": 0})"},
      {"it has not read its data when its context ends",
       R"("handler": {"generation": "vinext-0.0.26"}, "runtime": {"teardown": "immediate"},
          "latencies": {"origin_read": [0, 7]})"},
      {"a body is read before what else is under way",
       R"("handler": {"generation": "vinext-0.0.55"}, "faults": {"cpu_limit": 1},
          "page": {"revalidate_ms": 10000, "entries": {"html": {"shape": "invalid-base64"}}})"},
      {"a context that waits in vain lives up to its limit, past a deadline",
       R"("handler": {"generation": "vinext-0.0.55"}, "faults": {"render_hangs": 1},
          "page": {"revalidate_ms": 30000, "entries": {"html": {"fresh_for_ms": 30000}}})"},
      {"a time that has no room on a grid of milliseconds",
       R"("handler": {"generation": "vinext-0.0.55", "router": "app",
                      "regeneration_registered": false},
          "page": {"revalidate_ms": 1200000})"}};
  for (const auto& [name, rest] : cells) {
    INFO(name);
    const auto [replay, timed] = check_times(small_cell(rest));
    CHECK(timed.verdict == Verdict::violated);
    CHECK(timed.joined == 0);
  }
}

TEST_CASE("a write is refused soon after another one, with times as well", "[proof][timed][slow]") {
  // In a proof the store may refuse any write to a key that was written before. With times it does
  // so for a second, and by then the entry has to be STALE again.
  const auto refused_with = [](int revalidate_ms) {
    const ProvedCell proved = small_cell(fmt::format(
        R"("handler": {{"generation": "pull-425", "router": "app", "put_registered": false}},
           "page": {{"revalidate_ms": {}}})",
        revalidate_ms));
    return timed_way(proved.certificate, model::Property::no_uncovered_write, proved.scenario,
                     proved.cell);
  };
  const TimedCounterexample soon = refused_with(500);
  CHECK(soon.problem.empty());
  CHECK(schedule_text(soon.schedule).find("429") != std::string::npos);
  const std::string late = refused_with(60'000).problem;
  CHECK(late.find("a write refused within 1000 ms of the last one") != std::string::npos);
}

TEST_CASE("a context that nothing ends lives on when there are times", "[proof][timed][slow]") {
  const ProvedCell proved = small_cell(
      R"("handler": {"generation": "vinext-0.0.55"}, "faults": {"render_hangs": 1},
         "runtime": {"profile": "workerd-2026-11-17"})");
  const TimedCounterexample timed =
      timed_counterexample(proved.certificate, proved.scenario, proved.cell);
  INFO(timed.problem);
  REQUIRE(timed.problem.empty());
  CHECK(timed.verdict == Verdict::violated);
  // Where it has to end for the burst to be over, there is no such end with times.
  std::vector<Happening> without =
      told_without_times(proved, *proved.certificate.counterexamples[0]);
  const auto ends = std::find_if(without.begin(), without.end(), [](const Happening& one) {
    return one.first == EventKind::wait_until_limit_reached;
  });
  REQUIRE(ends != without.end());
  const auto until = std::find_if(ends, without.end(), [](const Happening& one) {
    return one.first == EventKind::request_arrived;
  });
  without.erase(ends, until);
  check_replay(timed, without);
}

TEST_CASE("steps that have to be of one instant are, and no others", "[proof][timed][slow]") {
  // The entry is fresh for a millisecond, and is read in that one.
  const auto [replay, timed] = check_times(small_cell(
      R"("handler": {"generation": "vinext-0.0.55"}, "faults": {"context_cut": 1},
         "runtime": {"profile": "workerd-2026-03-10"},
         "page": {"revalidate_ms": 120000, "expire_ms": 600000,
                  "entries": {"html": {"fresh_for_ms": 1}}})"));
  CHECK(timed.verdict == Verdict::violated);
  CHECK(timed.joined == 1);
  CHECK(timed.schedule.found.find("1 of its steps has to come in the very millisecond of the step "
                                  "before") != std::string::npos);
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
