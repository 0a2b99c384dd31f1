// Scenarios at the edge of what a proof abstracts from: instants that are now, work that lasts
// longer than a context may, work that takes no time, budgets as large as they may be.
#include <string>
#include <utility>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "model/proof/burst_explorer.h"
#include "model/proof/burst_world.h"
#include "scenarios/format/load.h"
#include "tests/proof/proved_cells.h"
#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Property;
using model::Routing;

/// A page that expired, with these members besides.
ProvedCell proved_with(const std::string& members, const std::string& entry = "expired_for_ms") {
  const TemporaryFolder folder;
  write_text(folder.file("edge.json"),
             fmt::format(R"({{"name": "edge", "about": "an edge", "source": "https://example.com",
 "page": {{"revalidate_ms": 60000, "entries": {{"html": {{"{}": {}}}}}}},
 "workload": [{{"at": 0}}, {{"at": 70000}}], "expect": {{"eventually-fresh": "holds"}}{}}})",
                         entry, entry == "expired_for_ms" ? 5000 : 0, members));
  const Result<Scenario> scenario = load_scenario(folder.file("edge.json"));
  if (!scenario) FAIL(scenario.error().message);
  ProvedCell proved = prove_cell(scenario.value(), scenario.value().cells.front().name);
  const Verification verification = verify_all(proved.certificate);
  INFO(told(verification));
  CHECK(verification.accepted());
  return proved;
}

std::string handler(const std::string& generation, const std::string& more = "") {
  return fmt::format(R"(, "handler": {{"generation": "{}"{}}})", generation, more);
}

bool is_unsafe(const ProvedCell& proved, Property property) {
  return proved.proof.graph.unsafe[static_cast<std::size_t>(property)].has_value();
}

TEST_CASE("a page that expires at the very start expires", "[proof][verdicts][slow]") {
  const std::string unregistered =
      handler("vinext-0.0.55", R"(, "regeneration_registered": false)");
  const ProvedCell before = proved_with(unregistered);
  const ProvedCell at_once = proved_with(unregistered, "fresh_for_ms");
  CHECK(before.verdict(Routing::any) == ProofVerdict::doomed);
  CHECK(at_once.verdict(Routing::any) == ProofVerdict::doomed);
  CHECK(is_unsafe(at_once, Property::no_orphaned_regeneration_slot));
}

TEST_CASE("the limit on waitUntil cuts off work that may last longer", "[proof][verdicts][slow]") {
  const auto with_render = [](const std::string& render, const std::string& more = "") {
    return proved_with(handler("vinext-0.0.55") +
                       fmt::format(R"(, "latencies": {{"render": {}}}{})", render, more))
        .verdict(Routing::any);
  };
  CHECK(with_render("20000") == ProofVerdict::heals);
  CHECK(with_render("31000") == ProofVerdict::doomed);
  CHECK(with_render("[20, 40000]") == ProofVerdict::doomed);
  CHECK(with_render("31000", R"(, "runtime": {"wait_until_limit_ms": "none"})") ==
        ProofVerdict::heals);
}

TEST_CASE("several steps that are short enough may together be too long",
          "[proof][verdicts][slow]") {
  const ProvedCell proved = proved_with(
      handler("vinext-0.0.55") + R"(, "latencies": {"render": [20, 16000], "kv_put": [5, 16000]})");
  CHECK(proved.verdict(Routing::any) == ProofVerdict::doomed);
  CHECK(is_unsafe(proved, Property::no_orphaned_regeneration_slot));
}

TEST_CASE("a render that takes no time is done before its context ends at once",
          "[proof][verdicts][slow]") {
  const std::string at_once =
      handler("vinext-0.0.26") + R"(, "runtime": {"teardown": "immediate"})";
  CHECK(is_unsafe(proved_with(at_once + R"(, "latencies": {"render": 0})"),
                  Property::no_uncovered_write));
  CHECK_FALSE(is_unsafe(proved_with(at_once + R"(, "latencies": {"render": 10})"),
                        Property::no_uncovered_write));
}

TEST_CASE("the time until a page heals allows for refused writes and for leases",
          "[proof][verdicts][slow]") {
  const auto seconds_with = [](const std::string& members) {
    const ProvedCell proved = proved_with(members);
    CHECK(proved.verdict(Routing::any) == ProofVerdict::heals);
    return proved.proof.heals_within_seconds.value_or(0);
  };
  const std::string newest = handler("vinext-0.0.55");
  const double usual = seconds_with(newest);
  CHECK(usual < 120);
  CHECK(seconds_with(newest + R"(, "kv": {"write_interval_ms": 600000})") > 600);
  CHECK(seconds_with(handler("vinext-0.0.55", R"(, "regeneration_lease_ms": 600000)")) > 600);
  // Each of these is waited for in turn, in the burst that heals and in the one before.
  const auto with_long = [&](const char* latency) {
    return seconds_with(newest + fmt::format(R"(, "latencies": {{"{}": {{"typical_ms": 1, )"
                                             R"("low_ms": 1, "high_ms": 5000}}}})",
                                             latency));
  };
  for (const char* const latency : {"kv_get", "kv_put", "render", "origin_read", "teardown"}) {
    INFO(latency);
    CHECK(with_long(latency) > usual + 4.5);
  }
}

TEST_CASE("requests that overlap in a burst may each come when the one before is all but over",
          "[proof]") {
  const auto seconds_with = [](const model::ProofBounds& bounds) {
    const ProvedCell proved = prove_cell(small_scenario(), "nothing", bounds);
    REQUIRE(proved.verdict(Routing::any) == ProofVerdict::heals);
    REQUIRE(proved.proof.under(Routing::any).within == 0U);
    return proved.proof.heals_within_seconds.value();
  };
  const model::WorldConfig world = small_scenario().cells.front().config;
  const model::Microseconds one_more_us =
      model::longest_work_us(world) + world.latencies.teardown.high_us;
  CHECK(seconds_with(usual_bounds()) - seconds_with(one_request()) ==
        Approx(static_cast<double>(one_more_us) / 1e6));
}

TEST_CASE("eight isolates are told to stop as well", "[proof]") {
  model::WorldConfig config;
  config.isolates_per_colo = {8};
  config.page.revalidate_ms = 60'000;
  config.page.initial[0].present = true;
  config.workload.emplace_back();
  config.faults.set(model::Fault::context_cut, 8);
  model::BurstExplorer explorer(model::proof_config(config, usual_bounds()));
  int asked = 0;
  explorer.stop_when([&asked](std::size_t) { return ++asked == 1; });
  explorer.world().start();
  const model::RestState start = explorer.world().rest();
  const model::BurstResult result = explorer.explore(start, 1'000'000'000);
  CHECK(result.stopped);
  CHECK(asked == 1);
  CHECK(result.new_transitions < 10'000);
}

TEST_CASE("budgets are told apart, however large they are", "[proof]") {
  model::WorldConfig config;
  config.page.revalidate_ms = 60'000;
  config.page.initial[0].present = true;
  config.workload.emplace_back();
  config.faults.set(model::Fault::put_5xx, 1);
  config.faults.set(model::Fault::put_connection_lost, 257);
  model::BurstWorld world(model::proof_config(config, usual_bounds()));
  const auto fingerprint_with = [&world](std::uint16_t fewer, std::uint16_t more) {
    world.start();
    model::RestState state = world.rest();
    state.faults_left[static_cast<std::size_t>(model::Fault::put_5xx)] = fewer;
    state.faults_left[static_cast<std::size_t>(model::Fault::put_connection_lost)] = more;
    world.start(state);
    return world.fingerprint();
  };
  CHECK(fingerprint_with(1, 0) != fingerprint_with(0, 257));
  CHECK(fingerprint_with(1, 0) != fingerprint_with(0, 1));
  CHECK(fingerprint_with(1, 256) == fingerprint_with(1, 256));
}

TEST_CASE("a refused put that takes the other one along excuses both", "[proof][verdicts][slow]") {
  // Promise.all over html and rsc is all that keeps the context, and ends with the first that
  // fails. That a store refuses one burst after the other, a minute apart, is no loop that there
  // is.
  const ProvedCell proved = small_cell(
      R"("handler": {"generation": "pull-425", "router": "app", "put_registered": false},
         "page": {"revalidate_ms": 60000})");
  CHECK(verify_all(proved.certificate).accepted());
  CHECK(proved.verdict(Routing::any) == ProofVerdict::heals);
  CHECK(proved.verdict(Routing::fair) == ProofVerdict::heals);
  CHECK(is_unsafe(proved, Property::no_uncovered_write));
}

TEST_CASE("a put that is registered by itself is held up by itself alone", "[proof]") {
  const auto held_up = [](model::Generation generation, model::Router router, bool registered) {
    model::WorldConfig config;
    config.handler.generation = generation;
    config.handler.router = router;
    config.handler.put_registered = registered;
    config.workload.emplace_back();
    const model::ProofConfig proof = model::proof_config(config, usual_bounds());
    return std::pair<int, int>(proof.held_up_by(model::Artifact::html),
                               proof.held_up_by(model::Artifact::rsc));
  };
  constexpr int html = 1U << static_cast<unsigned>(model::Artifact::html);
  constexpr int rsc = 1U << static_cast<unsigned>(model::Artifact::rsc);
  using enum model::Generation;
  CHECK(held_up(pull_425, model::Router::app, false) == std::pair(html | rsc, html | rsc));
  CHECK(held_up(pull_425, model::Router::app, true) == std::pair(html, rsc));
  CHECK(held_up(pull_425, model::Router::pages, false) == std::pair(html, rsc));
  // Here html comes behind rsc.
  CHECK(held_up(vinext_1_4_0, model::Router::app, false) == std::pair(html | rsc, rsc));
}

TEST_CASE("a page whose entries go before they are STALE is not proved", "[proof][verdicts]") {
  const auto world = [](int kv_ttl_ms) {
    const Result<Scenario> scenario = load_scenario_from_text(
        fmt::format(R"({{"name": "edge", "about": "an edge", "source": "https://example.com",
 "handler": {{"generation": "vinext-0.0.55"}},
 "page": {{"revalidate_ms": 120000, "kv_ttl_ms": {}}}, "workload": [{{"at": 0}}],
 "expect": {{"eventually-fresh": "holds"}}}})",
                    kv_ttl_ms),
        "edge.json");
    if (!scenario) FAIL(scenario.error().message);
    return scenario.value();
  };
  CHECK(beyond_proofs(world(120'000).cells.front().config) != nullptr);
  CHECK(beyond_proofs(world(121'000).cells.front().config) == nullptr);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
