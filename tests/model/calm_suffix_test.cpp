// The calm end of a run, which decides whether an entry is eventually fresh.

#include "model/calm_suffix.h"

#include <catch2/catch.hpp>

#include "tests/support/configs.h"
#include "tests/support/driven_world.h"
#include "tests/support/scripted_explorer.h"

namespace stalemate::model {
namespace {

using tests::ScriptedExplorer;
using tests::WholeRun;

constexpr const char* target = "calm traffic goes to";

TEST_CASE("a healthy world is judged after a few bursts", "[model][suffix]") {
  const WholeRun run = tests::run_whole(tests::stale_entry());
  CHECK(run.eventually_fresh() == Verdict::holds);
  CHECK(run.trace.count(EventKind::chaos_over) == 1);
  CHECK_FALSE(run.result.bound_reached);
  CHECK(run.result.findings[0].at_us == run.result.ended_at_us);
  // It is an undisturbed run, of which it is known beforehand how it goes on.
  CHECK(run.result.bursts == 0);
  CHECK(run.trace.count(EventKind::healing_known) == 1);
  CHECK(run.trace.last(EventKind::healing_known).at_us == run.result.ended_at_us);
  // Whoever watches sees it. The burst finds an expired entry, and a newer one is stored.
  CHECK(run.trace.count(EventKind::burst_started) == 1);
  CHECK(run.trace.count(EventKind::served_stale) == 2);
  CHECK(run.trace.last(EventKind::put_committed).at_us > run.result.ended_at_us);
}

TEST_CASE("a run of which nothing is known beforehand is judged after a few bursts",
          "[model][suffix]") {
  tests::DrivenWorld world(tests::stale_entry());
  world.run();
  world.end_chaos();
  const SuffixResult result = run_calm_suffix(world.world(), nullptr, 1000, {});
  CHECK(result.finding.verdict == Verdict::holds);
  CHECK_FALSE(result.joined);
  CHECK(result.bursts >= 1);
  CHECK(result.bursts <= 3);
}

TEST_CASE("only a loop that violates nothing and stores newer entries is known to heal",
          "[model][suffix]") {
  WorldConfig config = tests::stale_entry();
  CHECK(Simulation(config).healing_loop().states.size() == 1);
  SECTION("a stuck entry does not heal") { config.page.value_bytes = std::int64_t{26} << 20; }
  SECTION("a write that nothing covers") {
    config.handler.generation = Generation::before_425;
    config.handler.put_registered = false;
    config.runtime.unsent_put = UnsentPut::complete;
    config.runtime.cut_put = CutPut::late;
    CHECK(tests::run_whole(config).eventually_fresh() == Verdict::holds);
  }
  SECTION("an entry that stays until it is removed one day") {
    config.handler.generation = Generation::vinext_0_0_55;
    config.page.expire_ms = std::int64_t{3600} * 1000;
    config.page.initial[rsc_key] = config.page.initial[html_key];
    CHECK(tests::run_whole(config).eventually_fresh() == Verdict::holds);
  }
  SECTION("calm traffic that goes to any one isolate has more than one loop") {
    config.isolates_per_colo = {2};
    config.routing = Routing::fair;
    CHECK(Simulation(config).healing_loop().states.size() == 1);
    config.routing = Routing::any;
  }
  CHECK(Simulation(config).healing_loop().states.empty());
}

TEST_CASE("a page that is never stored is uncached, not stale", "[model][suffix]") {
  WorldConfig config = tests::empty_store();
  config.page.value_bytes = std::int64_t{26} * 1024 * 1024;
  const WholeRun run = tests::run_whole(config);
  CHECK(run.trace.has(EventKind::put_rejected));
  CHECK(run.eventually_fresh() == Verdict::uncached);
}

TEST_CASE("a page whose key the store refuses is uncached", "[model][suffix]") {
  WorldConfig config = tests::empty_store();
  config.page.key_bytes = 513;
  config.page.key = GENERATE(KeyName::named, KeyName::empty, KeyName::dot_dot);
  config.handler.router = GENERATE(Router::pages, Router::app);
  const WholeRun run = tests::run_whole(config);
  CHECK_FALSE(run.trace.has(EventKind::get_sent));
  CHECK(run.eventually_fresh() == Verdict::uncached);
}

TEST_CASE("a page that is never due again says nothing", "[model][suffix]") {
  WorldConfig config = tests::stale_app_entry();
  config.handler.generation = Generation::pull_425;
  config.workload[0].render = RenderScript::revalidate_zero;
  const WholeRun run = tests::run_whole(config);
  CHECK(run.trace.served().starts_with("STALE 0, HIT 1"));
  CHECK(run.eventually_fresh() == Verdict::undecided);
}

TEST_CASE("what a scenario prescribes for its puts ends with the chaos", "[model][suffix]") {
  WorldConfig config = tests::stale_entry();
  config.puts = {{2, PutScriptKind::never_answered, 0, std::nullopt},
                 {3, PutScriptKind::too_many_requests, 0, std::nullopt}};
  const WholeRun run = tests::run_whole(config);
  CHECK(run.trace.count(EventKind::put_committed) >= 2);
  CHECK_FALSE(run.trace.has(EventKind::put_never_answered));
  CHECK_FALSE(run.trace.has(EventKind::put_rejected));
  CHECK(run.eventually_fresh() == Verdict::holds);
}

TEST_CASE("a stale page that can no longer be stored is STALE for ever", "[model][suffix]") {
  WorldConfig config = tests::stale_entry();
  config.page.value_bytes = std::int64_t{26} * 1024 * 1024;
  const WholeRun run = tests::run_whole(config);
  CHECK(run.eventually_fresh() == Verdict::violated);
  CHECK(run.trace.count(EventKind::regeneration_failed) > 1);
}

TEST_CASE("that the store drops an entry one day is no excuse", "[model][suffix]") {
  WorldConfig config = tests::stale_entry();
  config.handler.regeneration_registered = false;
  config.page.kv_ttl_ms = 61'000;
  config.page.initial = {};
  config.workload = tests::requests_at({0, 2000});
  tests::lose_cut_puts(config);
  const WholeRun run = tests::run_whole(config);
  CHECK(run.trace.served().starts_with("MISS 1, STALE 1"));
  CHECK(run.eventually_fresh() == Verdict::violated);
}

TEST_CASE("nor is that the handler drops it by its age", "[model][suffix]") {
  WorldConfig config = tests::stale_entry();
  config.page.expire_ms = 20'000;
  config.workload = tests::requests_at({0, 100});
  config.workload[0].cut_after_us = sim::from_milliseconds(5);
  const WholeRun run = tests::run_whole(config);
  CHECK(run.verdict(Property::no_orphaned_regeneration_slot) == Verdict::violated);
  // Until then every answer is STALE.
  CHECK_FALSE(run.trace.has(EventKind::served_miss));
  CHECK(run.eventually_fresh() == Verdict::violated);
}

TEST_CASE("traffic that always comes after the page's expiry finds it gone, and stores it",
          "[model][suffix]") {
  WorldConfig config = tests::stale_entry();
  config.page.expire_ms = 5000;
  config.calm_gap_us = sim::from_milliseconds(6000);
  const WholeRun run = tests::run_whole(config);
  CHECK(run.trace.last(EventKind::served_miss).at_us >
        run.trace.first(EventKind::chaos_over).at_us);
  CHECK(run.eventually_fresh() == Verdict::holds);
}

TEST_CASE("bursts come just after the page has expired, or as the scenario says",
          "[model][suffix]") {
  const auto first_gap_ms = [](const WorldConfig& config) {
    const WholeRun run = tests::run_whole(config);
    const sim::Microseconds rest_us = run.trace.first(EventKind::context_ended).at_us;
    return (run.trace.first(EventKind::burst_started).at_us - rest_us) / 1000;
  };
  WorldConfig config = tests::stale_entry();
  CHECK(first_gap_ms(config) == 1100);
  config.page.revalidate_ms = 60'000;
  CHECK(first_gap_ms(config) == 60'100);
  config.calm_gap_us = sim::from_milliseconds(70'000);
  CHECK(first_gap_ms(config) == 70'000);
  // Never before the entry has expired: it was stamped 10 ms before the world came to rest.
  config.calm_gap_us = sim::from_milliseconds(700);
  CHECK(first_gap_ms(config) == 60'000 - 10 + 1);
}

TEST_CASE("a page that is visited more often than it expires is judged all the same",
          "[model][suffix]") {
  WorldConfig config = tests::stale_entry();
  config.calm_gap_us = sim::from_milliseconds(100);
  CHECK(tests::run_whole(config).eventually_fresh() == Verdict::holds);
  config.handler.generation = Generation::vinext_0_0_26;
  CHECK(tests::run_whole(config).eventually_fresh() == Verdict::violated);
}

/// Two isolates; the dedupe map of the first has a leaked slot.
WorldConfig one_of_two_poisoned() {
  WorldConfig config = tests::stale_entry();
  config.isolates_per_colo = {2};
  config.workload = {tests::on_isolate(0, tests::at(0)), tests::on_isolate(0, tests::at(100))};
  config.workload[0].cut_after_us = sim::from_milliseconds(5);
  return config;
}

TEST_CASE("a suffix that may not take enough steps is undecided", "[model][suffix]") {
  tests::DrivenWorld world(tests::stale_entry());
  world.run();
  world.end_chaos();
  const SuffixResult result = run_calm_suffix(world.world(), nullptr, 3, {});
  CHECK(result.finding.verdict == Verdict::undecided);
  CHECK(result.steps == 3);
}

TEST_CASE("routing any: all calm traffic hits one isolate, and which one is a choice",
          "[model][suffix]") {
  ScriptedExplorer explorer;
  SECTION("the poisoned one") {
    const WholeRun run = tests::run_whole(one_of_two_poisoned(), explorer);
    CHECK(explorer.was_asked(target));
    CHECK(run.eventually_fresh() == Verdict::violated);
    CHECK(run.result.findings[0].isolate == 0);
  }
  SECTION("the healthy one") {
    explorer.once(target, "isolate 2");
    const WholeRun run = tests::run_whole(one_of_two_poisoned(), explorer);
    CHECK(explorer.unused().empty());
    CHECK(run.eventually_fresh() == Verdict::holds);
    CHECK(run.result.findings[0].isolate == 1);
  }
}

TEST_CASE("routing fair: each isolate gets its share, and the healthy one masks the other",
          "[model][suffix]") {
  WorldConfig config = one_of_two_poisoned();
  config.routing = Routing::fair;
  ScriptedExplorer explorer;
  const WholeRun run = tests::run_whole(config, explorer);
  CHECK_FALSE(explorer.was_asked(target));
  CHECK(run.eventually_fresh() == Verdict::holds);
  CHECK(run.verdict(Property::no_orphaned_regeneration_slot) == Verdict::violated);
  // Every burst reaches both.
  CHECK(run.trace.count(EventKind::request_arrived) == 2 + 2 * run.result.bursts);
}

TEST_CASE("each artifact is judged: html that only ever gets rsc regenerations is stuck",
          "[model][suffix]") {
  WorldConfig config = tests::stale_app_entry();
  config.workload = {tests::at(0), tests::for_rsc(tests::at(100))};
  config.workload[0].cut_after_us = sim::from_milliseconds(5);
  const WholeRun run = tests::run_whole(config);
  // The slot of html has leaked; rsc has its own and goes on.
  CHECK(run.trace.has(EventKind::put_committed));
  CHECK(run.eventually_fresh() == Verdict::violated);
}

TEST_CASE("calm requests ask for what the workload asks for, or for html", "[model][suffix]") {
  WorldConfig config = tests::stale_app_entry();
  const auto asks_for = [&config](Artifact artifact) {
    const WholeRun run = tests::run_whole(config);
    bool calm = false;
    bool asked = false;
    for (const sim::TraceEvent& event : run.trace.events()) {
      calm = calm || event.kind == static_cast<std::uint32_t>(EventKind::chaos_over);
      const bool arrives = event.kind == static_cast<std::uint32_t>(EventKind::request_arrived);
      const bool meant = event.extra == static_cast<std::int64_t>(artifact);
      asked = asked || (calm && arrives && meant);
    }
    return asked;
  };
  CHECK(asks_for(Artifact::html));
  CHECK_FALSE(asks_for(Artifact::rsc));
  config.workload.push_back(tests::for_rsc(tests::at(50)));
  CHECK(asks_for(Artifact::html));
  CHECK(asks_for(Artifact::rsc));
  config.workload = {tests::for_rsc(tests::at(0))};
  CHECK_FALSE(asks_for(Artifact::html));
  CHECK(asks_for(Artifact::rsc));
  config.workload = {tests::at(0, ArrivalKind::eviction)};
  CHECK(asks_for(Artifact::html));
  CHECK_FALSE(asks_for(Artifact::rsc));
}

TEST_CASE("in the calm suffix every latency is typical and nothing goes wrong", "[model][suffix]") {
  WorldConfig config = tests::stale_entry();
  config.latencies.kv_put = tests::between(10, 10, 500);
  config.latencies.render = tests::between(10, 10, 500);
  for (std::size_t fault = 0; fault < count_of<Fault>(); ++fault) {
    config.faults.set(static_cast<Fault>(fault), 100);
  }
  // The last request is a HIT or leaves what it started to the calm end.
  struct Storm final : sim::Explorer {
    std::uint32_t choose(const sim::ChoicePoint& point) override {
      last_asked_at = kernel->now_us();
      return point.kind == sim::ChoiceKind::amount ? point.count - 1 : 0;
    }
    const sim::Kernel* kernel = nullptr;
    sim::Microseconds last_asked_at = 0;
  } explorer;
  Simulation simulation(config);
  explorer.kernel = &simulation.world().kernel();
  tests::CollectingSink trace;
  const RunResult result = simulation.run(explorer, &trace);
  CHECK(result.findings[0].verdict == Verdict::holds);
  CHECK(explorer.last_asked_at <= trace.first(EventKind::chaos_over).at_us);
  const std::int64_t calm_ms = trace.last(EventKind::context_ended).at_us / 1000 -
                               trace.last(EventKind::burst_started).at_us / 1000;
  CHECK(calm_ms == 21);
}

}  // namespace
}  // namespace stalemate::model
