// A state at rest, brought into canonical form and built again, has the future of the world that it
// was taken from, however that world has come there.
#include <algorithm>

#include <catch2/catch.hpp>

#include "sim/explore/calm_explorer.h"
#include "sim/explore/random_explorer.h"
#include "tests/model/check_cases.h"
#include "tests/model/proof/deadlines.h"
#include "tests/model/proof/made_worlds.h"
#include "tests/model/proof/rest_graph.h"
#include "tests/model/proof/small_worlds.h"
#include "tests/model/proof/walks.h"
#include "tests/support/configs.h"

namespace stalemate::model {
namespace {

constexpr std::uint64_t most_transitions = 20'000;
constexpr int rests_of_a_walk = 60;

/// Calls `visit(explorer)` at some states at rest along a walk that never looks back.
template <class Visit>
void for_states_of_a_walk(const SmallWorld& world, const Visit& visit) {
  BurstExplorer explorer(proof_config(world.config, world.bounds));
  sim::RandomExplorer random(world.seed);
  explorer.world().start();
  std::vector<std::byte> here;
  for (int rest = 0; rest < rests_of_a_walk; ++rest) {
    if (!walk(explorer.world(), random, 1)) return;
    if (rest % 6 != 5) continue;
    explorer.world().arena().save(here);
    visit(explorer);
    explorer.world().arena().restore(here);
  }
}

TEST_CASE("a state at rest that is built again is the same", "[model][proof][random]") {
  int compared = 0;
  check_cases(300, [&] {
    const SmallWorld world = *any_small_world();
    const ProofConfig config = proof_config(world.config, world.bounds);
    BurstWorld walked(config);
    BurstWorld built(config);
    sim::RandomExplorer random(world.seed);
    walked.start();
    for (int rest = 0; rest < rests_of_a_walk && walk(walked, random, 1); ++rest) {
      const RestState state = walked.rest();
      built.start(state);
      RC_ASSERT(built.rest() == state);
      ++compared;
    }
  });
  CHECK(compared > 10'000);
}

/// A page that has expired, of contexts whose writes may be late.
ProofConfig with_late_writes(std::uint32_t count) {
  WorldConfig config = tests::stale_entry();
  config.page.revalidate_ms = 60'000;
  config.runtime.cut_put = CutPut::late;
  ProofBounds bounds;
  bounds.late_writes = count;
  bounds.plain_clock = false;
  bounds.renders_unordered = false;
  return proof_config(config, bounds);
}

/// At rest, with so many more puts of html in flight than there were.
RestState with_more_writes(const ProofConfig& config, std::uint32_t count) {
  BurstWorld world(config);
  world.start();
  RestState state = world.rest();
  REQUIRE(state.store[html_key].value);
  for (std::uint32_t number = 1; number <= count; ++number) {
    RestState::LateWrite write;
    write.key = html_key;
    write.value = state.store[html_key].value;
    write.value->render = number;
    state.late_writes.push_back(write);
  }
  return state;
}

bool is_built_the_same(const RestState& state, const ProofConfig& config) {
  BurstWorld built(config);
  built.start(state);
  return built.rest() == state;
}

TEST_CASE("of renders the order counts, however many there are", "[model][proof]") {
  const ProofConfig config = with_late_writes(4);
  const RestState state = with_more_writes(config, 4);
  CHECK(is_built_the_same(state, config));
}

/// What is told of the state to which these offers lead, each the first whose name begins so.
std::uint64_t told_after(const ProofConfig& config, std::initializer_list<const char*> offers) {
  BurstWorld world(config);
  world.start(with_more_writes(config, 1));
  sim::CalmExplorer calm;
  for (const char* const beginning : offers) {
    world.fingerprint();
    std::uint32_t offer = 0;
    const std::uint32_t count = world.offers();
    while (offer < count && !world.name_of(offer).str().starts_with(beginning)) ++offer;
    INFO(beginning);
    REQUIRE(offer < count);
    world.take(offer, calm);
  }
  return world.fingerprint();
}

TEST_CASE("which render code has read that still waits is told where it counts", "[model][proof]") {
  // A late put of another entry that has expired as well, before the request reads or after. Then
  // the request asks for what is known of the tag.
  WorldConfig world = with_late_writes(1).world;
  world.handler = {};
  world.handler.generation = Generation::vinext_0_0_55;
  world.handler.router = Router::app;
  world.page.tags = 1;
  ProofConfig config = proof_config(world, with_late_writes(1).bounds);
  for (const bool counts : {false, true}) {
    config.renders_count_as_read = counts;
    const std::uint64_t newer =
        told_after(config, {"commit, operation 1", "request", "get arrives", "answer arrives"});
    const std::uint64_t older =
        told_after(config, {"request", "get arrives", "answer arrives", "commit, operation 1"});
    CHECK((newer != older) == counts);
  }
}

TEST_CASE("in a built world all remainders find room within a unit", "[model][proof]") {
  ProofConfig config = with_late_writes(4);
  config.bounds.clock_step_ms = config.clock_unit_ms / 2;
  RestState state = with_more_writes(config, 4);
  for (std::uint32_t number = 1; number <= 4; ++number) {
    state.late_writes[number - 1].value->revalidate_at = 1 + number;
  }
  std::sort(state.late_writes.begin(), state.late_writes.end());
  CHECK(is_built_the_same(state, config));
}

using Future = std::vector<RoundEdge>;

/// Whether each round of the one future is one of the other.
bool contains(const Future& future, const Future& part) {
  const auto has = [&future](const RoundEdge& edge) {
    return std::any_of(future.begin(), future.end(),
                       [&edge](const RoundEdge& other) { return same_edge(edge, other); });
  };
  return std::all_of(part.begin(), part.end(), has);
}

/// Mistakes in the canonical form: deadlines that are told to be over, or nearer than they are.
using Mistake = void (*)(std::vector<DeadlineCode*>& deadlines, DeadlineCode last);
void last_is_past(std::vector<DeadlineCode*>& deadlines, DeadlineCode last) {
  for (DeadlineCode* deadline : deadlines) {
    if (*deadline == last) *deadline = 0;
  }
}
void saturated_too_early(std::vector<DeadlineCode*>& deadlines, DeadlineCode last) {
  const DeadlineCode units = (last - 1) / codes_of_a_unit;
  for (DeadlineCode* deadline : deadlines) {
    const bool far = *deadline > 0 && (*deadline - 1) / codes_of_a_unit == units && units > 0;
    if (far) *deadline -= codes_of_a_unit;
  }
}

RestState with(Mistake mistake, RestState state) {
  std::vector<DeadlineCode*> deadlines = deadlines_of(state);
  DeadlineCode last = 0;
  for (const DeadlineCode* deadline : deadlines) last = std::max(last, *deadline);
  if (last > 0) mistake(deadlines, last);
  return state;
}
Future with(Mistake mistake, Future future) {
  for (RoundEdge& edge : future) edge.to = with(mistake, edge.to);
  return future;
}

struct ComparedFutures {
  int equal = 0;
  int several_lengths = 0;  // of them
  int limit_untold = 0;     // of them
  int stopped = 0;
  // Of what is served and deleted:
  int violated = 0;      // states whose future has a violation
  int forbidden = 0;     // states in which something must not be served at some time to come
  int read_before = 0;   // states with a late delete whose request had read an entry
  int past_noticed = 0;  // states whose future the mistake changes
  int saturation_noticed = 0;
};

bool forbids_later(const RestState::IsolateGlobals& globals) {
  return std::ranges::any_of(globals.forbidden,
                             [](const RestState::Forbidden& one) { return one.from > 0; });
}

void compare_futures(const SmallWorld& world, ComparedFutures& compared) {
  const ProofConfig config = proof_config(world.config, world.bounds);
  // Then all that counts of the limit on waitUntil is which deadlines were set before.
  const bool limit_untold = config.wait_until_limit_us && !config.limit_is_told();
  BurstExplorer again(config);
  for_states_of_a_walk(world, [&](BurstExplorer& explorer) {
    const RestState state = explorer.world().rest();
    const BurstResult concrete = explorer.explore_here(most_transitions);
    const BurstResult canonical = again.explore(state, most_transitions);
    RC_ASSERT(canonical.count.clock_exhausted == 0U);
    // Along a long walk instants may come too close for the clock to stand between them; an
    // exploration then says that it is not complete.
    const bool crowded = concrete.count.clock_exhausted > 0;
    if (concrete.stopped || canonical.stopped || crowded) {
      ++compared.stopped;
      return;
    }
    RC_ASSERT(contains(canonical.edges, concrete.edges));
    for (std::size_t property = 1; property < property_count; ++property) {
      const bool found = concrete.findings[property].verdict == Verdict::violated;
      const bool kept = canonical.findings[property].verdict == Verdict::violated;
      RC_ASSERT(kept == found);
      compared.violated += property >= always_judged_count && found ? 1 : 0;
    }
    compared.forbidden += std::ranges::any_of(state.isolates, forbids_later) ? 1 : 0;
    RC_ASSERT(contains(concrete.edges, canonical.edges));
    ++compared.equal;
    if (config.lengths_ms.size() > 1) ++compared.several_lengths;
    if (limit_untold) ++compared.limit_untold;
    const auto changes = [&](Mistake mistake) {
      const BurstResult wrong = again.explore(with(mistake, state), most_transitions);
      return !contains(with(mistake, wrong.edges), with(mistake, concrete.edges));
    };
    if (changes(last_is_past)) ++compared.past_noticed;
    if (changes(saturated_too_early)) ++compared.saturation_noticed;
  });
}

TEST_CASE("a canonical state has the future of the world it was taken from, round by round",
          "[model][proof][random][slow]") {
  ComparedFutures compared;
  check_cases(100, [&] {
    SmallWorld world = *any_small_world();
    if (world.seed % 2 == 0) world.config.runtime.wait_until_limit_us.reset();
    compare_futures(world, compared);
  });
  INFO(compared.equal << " equal, " << compared.several_lengths << " of them with several lengths, "
                      << compared.limit_untold << " with a limit that is not told; "
                      << compared.stopped << " stopped; noticed: " << compared.past_noticed
                      << " past, " << compared.saturation_noticed << " saturated");
  CHECK(compared.equal > 200);
  CHECK(compared.several_lengths > 50);
  CHECK(compared.limit_untold > 30);
  CHECK(compared.past_noticed > 50);
  CHECK(compared.saturation_noticed > 20);
}

TEST_CASE("a canonical state tells what may be stored again", "[model][proof][slow]") {
  ComparedFutures compared;
  for (std::uint64_t walk = 1; walk <= 8; ++walk) {
    SmallWorld world{tests::stored_again(), ProofBounds{}, walk};
    world.bounds.requests_per_burst = 1;
    world.config.isolates_per_colo = {1, 1};
    world.config.kv.read_cache = true;
    world.config.runtime.wait_until_limit_us.reset();
    compare_futures(world, compared);
  }
  CHECK(compared.equal > 20);
}

TEST_CASE("what may be stored again is known beforehand", "[model][proof]") {
  // A render fails that waits for what a dead context has promised. Where such a wait has no end,
  // or on the Pages Router, nothing is stored again.
  const auto is_stored_again = [](Router router, sim::OrphanPolicy policy) {
    WorldConfig world = tests::stored_again();
    world.handler.router = router;
    world.runtime.orphan_policy = policy;
    world.faults.clear();
    Arrival promise = tests::at(0, ArrivalKind::module_promise);
    promise.module_promise_us = 1000;
    world.workload = {promise,
                      tests::with_render(RenderScript::awaits_module_promise, tests::at(0))};
    const ProofConfig config = proof_config(world, ProofBounds{});
    BurstExplorer explorer(config);
    explorer.world().start();
    const BurstResult found = explorer.explore(explorer.world().rest(), 1'000'000);
    REQUIRE_FALSE(found.stopped);
    const bool happens = std::ranges::any_of(found.edges, [](const RoundEdge& edge) {
      return edge.round.written != 0 && !edge.round.progress[0];
    });
    CHECK(config.stores_again() == happens);
    return happens;
  };
  CHECK(is_stored_again(Router::app, sim::OrphanPolicy::reject));
  CHECK_FALSE(is_stored_again(Router::app, sim::OrphanPolicy::hang));
  CHECK_FALSE(is_stored_again(Router::pages, sim::OrphanPolicy::reject));
}

TEST_CASE("a canonical state tells what must not be served any more",
          "[model][proof][properties][slow]") {
  ComparedFutures compared;
  for (const Generation generation : {Generation::vinext_0_0_55, Generation::vinext_1_4_0}) {
    for (std::uint64_t walk = 1; walk <= 4; ++walk) {
      SmallWorld world{tests::invalidated_page(), ProofBounds{}, walk};
      world.config.handler.generation = generation;
      world.config.entries_judged = true;
      world.bounds.requests_per_burst = 1;
      world.bounds.late_writes = 1;
      compare_futures(world, compared);
    }
  }
  INFO(compared.equal << " equal, " << compared.stopped << " stopped, " << compared.violated
                      << " with a violation, " << compared.forbidden << " forbid");
  CHECK(compared.equal > 40);
  CHECK(compared.violated > 10);
  CHECK(compared.forbidden > 10);
}

TEST_CASE("a canonical state tells what a late delete came after", "[model][proof][properties]") {
  WorldConfig world = tests::stale_entry();
  world.entries_judged = true;
  ProofBounds bounds;
  bounds.requests_per_burst = 1;
  const ProofConfig config = proof_config(world, bounds);
  BurstExplorer explorer(config);
  const auto is_violated = [&](std::optional<std::uint32_t> read, std::uint32_t stored) {
    explorer.world().start();
    RestState state = explorer.world().rest();
    state.store[html_key].value->render = stored;
    RestState::LateWrite late;
    late.put = false;
    late.read = read;
    state.late_writes.push_back(late);
    CHECK(is_built_the_same(state, config));
    const BurstResult found = explorer.explore(state, 100'000);
    REQUIRE_FALSE(found.stopped);
    const auto property = static_cast<std::size_t>(Property::no_fresh_entry_deleted);
    return found.findings[property].verdict == Verdict::violated;
  };
  CHECK(is_violated(0, 1));
  CHECK(is_violated(0, 0));  // by then something newer may be stored
  CHECK_FALSE(is_violated(std::nullopt, 0));
}

}  // namespace
}  // namespace stalemate::model
