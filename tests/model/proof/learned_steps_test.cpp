// What isolates are known to do leads where running each step leads.
#include <catch2/catch.hpp>

#include "tests/model/check_cases.h"
#include "tests/model/proof/rest_graph.h"
#include "tests/model/proof/small_worlds.h"
#include "tests/support/configs.h"

namespace stalemate::model {
namespace {

struct Compared {
  int worlds = 0;
  int learned = 0;  // of these, to the end
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
  std::uint64_t steps = 0;  // that were learned
};

Engine engine_that(bool learns, std::uint64_t after = 0) {
  Engine engine;
  engine.learns = learns;
  engine.learns_after = after;
  // What was met before is forgotten where learning begins, and would be listed once more.
  engine.share_states = after == 0;
  engine.list_fingerprints = true;
  return engine;
}

/// Nothing stays from one burst to the next.
Engine engine_that_forgets(bool learns) {
  Engine engine = engine_that(learns);
  engine.share_states = false;
  engine.shared_bytes = 0;
  return engine;
}

/// What differs between two results, in words; empty if nothing does.
std::string difference(const BurstResult& left, const BurstResult& right) {
  if (left.stopped != right.stopped) return "stopped";
  if (!std::equal(left.edges.begin(), left.edges.end(), right.edges.begin(), right.edges.end(),
                  same_edge)) {
    return "rounds";
  }
  if (left.count.states != right.count.states) return "states";
  if (left.count.transitions != right.count.transitions) return "transitions";
  if (left.count.out_of_bounds != right.count.out_of_bounds) return "transitions out of bounds";
  if (left.count.dead_ends != right.count.dead_ends) return "dead ends";
  if (left.count.clock_exhausted != right.count.clock_exhausted) return "the clock";
  if (left.marks != right.marks) return "marks";
  for (std::size_t property = 0; property < property_count; ++property) {
    if (left.findings[property].verdict != right.findings[property].verdict) return "findings";
  }
  return left.fingerprints == right.fingerprints ? "" : "fingerprints";
}

/// Explores every burst of a world both ways. @return what differs, or nothing
std::string compare(const ProofConfig& config, std::uint64_t transition_limit, Compared& compared,
                    const Engine& learning = engine_that(true),
                    const Engine& running = engine_that(false)) {
  BurstExplorer learner(config, learning);
  BurstExplorer runner(config, running);
  runner.world().start();
  std::vector<RestState> open{runner.world().rest()};
  RestGraph known;
  known[open.front()];
  std::uint64_t left = transition_limit;
  while (!open.empty()) {
    const RestState state = open.back();
    open.pop_back();
    const BurstResult expected = runner.explore(state, left);
    if (expected.stopped) return "";
    left -= expected.new_transitions;
    const BurstResult found = learner.explore(state, UINT64_MAX);
    if (std::string what = difference(found, expected); !what.empty()) return what;
    compared.states += expected.new_states;
    compared.transitions += expected.new_transitions;
    for (const RoundEdge& edge : expected.edges) {
      if (known.try_emplace(edge.to).second) open.push_back(edge.to);
    }
  }
  ++compared.worlds;
  compared.learned += learner.learns() ? 1 : 0;
  compared.steps += learner.learned_steps();
  return "";
}

/// Two isolates, html that has expired, and what may go wrong.
WorldConfig expired_page(Generation generation, std::initializer_list<Fault> faults) {
  WorldConfig config = tests::stale_entry();
  config.isolates_per_colo = {2};
  config.handler.generation = generation;
  config.page.revalidate_ms = 60'000;
  for (const Fault fault : faults) config.faults.set(fault, 1);
  return config;
}

ProofConfig proof_of(const WorldConfig& config, std::uint32_t requests) {
  ProofBounds bounds;
  bounds.requests_per_isolate = 2;
  bounds.requests_per_burst = requests;
  bounds.late_writes = 1;
  return proof_config(config, bounds);
}

/// A world that suits learning, explored both ways to its end, which is the same.
Compared compared_whole(const ProofConfig& proof) {
  REQUIRE(LearnedExplorer::suits(proof, engine_that(true)));
  Compared compared;
  CHECK(compare(proof, 3'000'000, compared) == "");
  CHECK(compared.worlds == 1);
  return compared;
}

TEST_CASE("worlds are run step by step of which not all can be told isolate by isolate",
          "[model][proof][learned]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  const WorldConfig base = expired_page(Generation::vinext_0_0_55, {Fault::context_cut});
  const Engine learning = engine_that(true);
  REQUIRE(LearnedExplorer::suits(proof_of(base, 2), learning));
  const auto suits = [&learning](const WorldConfig& world) {
    return LearnedExplorer::suits(proof_of(world, 2), learning);
  };
  SECTION("another world") {
    WorldConfig world = base;
    SECTION("one isolate") { world.isolates_per_colo = {1}; }
    SECTION("more isolates than there are pieces") { world.isolates_per_colo = {9}; }
    SECTION("a clock that is not plain") { world.kv.read_cache = true; }
    SECTION("entries that are judged") { world.entries_judged = true; }
    SECTION("deployments") { world.faults.set(Fault::deploy, 1); }
    SECTION("a limit of memory") { world.faults.set(Fault::memory_limit, 1); }
    CHECK_FALSE(suits(world));
  }
  SECTION("other bounds") {
    ProofConfig proof = proof_of(base, 2);
    SECTION("too many requests") { proof.bounds.requests_per_burst = 9; }
    SECTION("too many late writes") { proof.bounds.late_writes = 9; }
    SECTION("steps that nobody sees, one by one") { proof.bounds.merge_invisible = false; }
    CHECK_FALSE(LearnedExplorer::suits(proof, learning));
  }
  SECTION("another engine") {
    Engine engine = learning;
    SECTION("that is not to learn") { engine.learns = false; }
    SECTION("that goes back by replay") { engine.keeping = Keeping::replay; }
    SECTION("that knows states by their bytes") { engine.matching = Matching::bytes; }
    CHECK_FALSE(LearnedExplorer::suits(proof_of(base, 2), engine));
  }
}

TEST_CASE("what isolates are known to do is what they do, whatever goes wrong",
          "[model][proof][learned]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  const auto agree = [](const WorldConfig& config, std::uint32_t requests) {
    const Compared compared = compared_whole(proof_of(config, requests));
    CHECK(compared.learned == 1);
    // The rest was known.
    CHECK(compared.steps < compared.transitions);
  };
  agree(expired_page(Generation::pull_425, {}), 4);
  agree(expired_page(Generation::vinext_0_0_26, {Fault::context_cut}), 2);
  agree(expired_page(Generation::vinext_0_0_30, {Fault::put_429, Fault::put_5xx}), 2);
  agree(expired_page(Generation::vinext_0_0_55, {Fault::render_hangs, Fault::disconnect}), 2);
  agree(expired_page(Generation::vinext_0_0_55, {Fault::context_missing, Fault::eviction}), 2);
  agree(expired_page(Generation::vinext_1_4_0, {Fault::put_connection_lost}), 2);
  WorldConfig late = expired_page(Generation::before_425, {});
  late.handler.put_registered = false;
  late.runtime.cut_put = CutPut::late;
  agree(late, 2);
  WorldConfig app = expired_page(Generation::vinext_0_0_55, {});
  app.handler.router = Router::app;
  agree(app, 2);
  app.handler.generation = Generation::vinext_1_4_0;
  agree(app, 2);
}

TEST_CASE("what isolates are known to do is what they do, where nothing is stored yet",
          "[model][proof][learned]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  // Of contexts that drain only the mark tells which began first, and each stores what it rendered.
  WorldConfig config = expired_page(Generation::vinext_0_0_55, {});
  config.page.initial[0].present = false;
  const ProofConfig proof = proof_of(config, 3);
  REQUIRE(!proof.limit_may_strike());
  CHECK(compared_whole(proof).learned == 1);
}

TEST_CASE("what is learned goes on from what was run", "[model][proof][learned]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  const ProofConfig proof = proof_of(expired_page(Generation::pull_425, {}), 3);
  for (const std::uint64_t after : {1, 37, 500, 1000}) {
    Compared compared;
    CHECK(compare(proof, 400'000, compared, engine_that(true, after), engine_that(false, after)) ==
          "");
    CHECK(compared.learned == 1);
  }
  // A small one is done before.
  Compared compared;
  const std::uint64_t never = 1'000'000;
  CHECK(compare(proof, 400'000, compared, engine_that(true, never), engine_that(false, never)) ==
        "");
  CHECK(compared.learned == 0);
}

TEST_CASE("what is learned may be forgotten between bursts", "[model][proof][learned]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  const ProofConfig proof = proof_of(expired_page(Generation::vinext_0_0_55, {}), 2);
  Compared kept;
  CHECK(compare(proof, 400'000, kept) == "");
  Compared forgotten;
  CHECK(compare(proof, 400'000, forgotten, engine_that_forgets(true), engine_that_forgets(false)) ==
        "");
  CHECK(forgotten.learned == 1);
  CHECK(forgotten.steps < kept.steps);
}

TEST_CASE("what is learned keeps to the limit of transitions", "[model][proof][learned]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  const ProofConfig proof = proof_of(expired_page(Generation::pull_425, {}), 4);
  for (const std::uint64_t limit : {0, 10, 3000}) {
    BurstExplorer learner(proof, engine_that(true));
    learner.world().start();
    const BurstResult result = learner.explore(learner.world().rest(), limit);
    CHECK(result.stopped);
    CHECK(result.new_transitions < limit + 100);
  }
}

TEST_CASE("where requests wait for each other, each step is run", "[model][proof][learned]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  WorldConfig config = expired_page(Generation::vinext_0_0_55, {Fault::context_cut});
  config.workload = {tests::at(0, ArrivalKind::module_promise),
                     tests::with_render(RenderScript::awaits_module_promise, tests::at(0))};
  CHECK(compared_whole(proof_of(config, 2)).learned == 0);
}

TEST_CASE("isolates that are replaced while requests go on are run", "[model][proof][learned]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  for (const Fault fault : {Fault::deploy, Fault::memory_limit}) {
    const ProofConfig proof = proof_of(expired_page(Generation::vinext_0_0_55, {fault}), 2);
    CHECK(!LearnedExplorer::suits(proof, engine_that(true)));
  }
}

TEST_CASE("what isolates are known to do is what they do, in random worlds",
          "[model][proof][random][slow][learned]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  Compared compared;
  check_cases(1000, [&] {
    SmallWorld world = *any_small_world();
    world.config.entries_judged = false;  // then each step is run
    world.config.isolates_per_colo.front() = *rc::gen::inRange(2U, 4U);
    world.bounds.requests_per_burst = *rc::gen::inRange(2U, 4U);
    world.bounds.merge_invisible = true;
    const ProofConfig config = proof_config(world.config, world.bounds);
    if (!LearnedExplorer::suits(config, engine_that(true))) return;
    const std::string found = compare(config, 60'000, compared);
    if (!found.empty()) RC_FAIL(found);
  });
  CHECK(compared.worlds >= 50);
  CHECK(compared.learned >= 45);
}

}  // namespace
}  // namespace stalemate::model
