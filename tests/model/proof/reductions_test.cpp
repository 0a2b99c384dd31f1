// What is left out of an exploration leaves the graph of states at rest as it is.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <catch2/catch.hpp>

#include "tests/model/check_cases.h"
#include "tests/model/proof/rest_graph.h"
#include "tests/model/proof/small_worlds.h"
#include "tests/support/configs.h"

namespace stalemate::model {
namespace {

constexpr std::uint64_t transitions_of_a_graph = sim::Arena::can_snapshot ? 40'000 : 2000;
constexpr int cases = sim::Arena::can_snapshot ? 260 : 100;
constexpr int least = sim::Arena::can_snapshot ? 50 : 1;

/// The graph of a random world, and what changes when its bounds are changed.
/// @return how many worlds were small enough to be compared
template <class Change, class Compare>
int compare_graphs(const Change& change, const Compare& compare) {
  int compared = 0;
  check_cases(cases, [&] {
    SmallWorld world = *any_small_world();
    const auto before =
        rest_graph(proof_config(world.config, world.bounds), transitions_of_a_graph);
    if (!before) return;
    change(world.bounds);
    const auto after =
        rest_graph(proof_config(world.config, world.bounds), 4 * transitions_of_a_graph);
    if (!after) return;
    compare(*before, *after);
    ++compared;
  });
  return compared;
}

void expect_equal(const RestGraph& left, const RestGraph& right) {
  const std::string found = difference(left, right);
  if (!found.empty()) RC_FAIL(found);
}

TEST_CASE("exchanging isolates that began alike changes neither states nor rounds",
          "[model][proof][random][slow]") {
  CHECK(compare_graphs(
            [](ProofBounds& bounds) { bounds.exchange_isolates = !bounds.exchange_isolates; },
            expect_equal) >= least);
}

TEST_CASE("halving the grid of the clock changes neither states nor rounds",
          "[model][proof][random][slow]") {
  CHECK(compare_graphs([](ProofBounds& bounds) { bounds.clock_step_ms /= 2; }, expect_equal) >=
        least);
}

TEST_CASE("states that several bursts have in common are those of each burst",
          "[model][proof][random][slow]") {
  Engine apart;
  apart.share_states = false;
  int compared = 0;
  int crossing = 0;  // bursts in which requests may wait for each other
  int larger = 0;    // worlds with more than two isolates
  std::uint64_t met_again = 0;
  check_cases(cases, [&] {
    const SmallWorld world = *any_small_world();
    const ProofConfig config = proof_config(world.config, world.bounds);
    const auto graph = rest_graph(config, transitions_of_a_graph, apart);
    if (!graph) return;
    BurstExplorer together(config);
    BurstExplorer alone(config, apart);
    for (const auto& [state, edges] : *graph) {
      const BurstResult result = together.explore(state, transitions_of_a_graph);
      const BurstResult expected = alone.explore(state, transitions_of_a_graph);
      RC_ASSERT(std::equal(result.edges.begin(), result.edges.end(), expected.edges.begin(),
                           expected.edges.end(), same_edge));
      RC_ASSERT(result.count.dead_ends == expected.count.dead_ends);
      RC_ASSERT(result.marks == expected.marks);
      for (std::size_t property = 0; property < property_count; ++property) {
        RC_ASSERT(result.findings[property].verdict == expected.findings[property].verdict);
      }
      RC_ASSERT(result.count.states == expected.count.states);
      RC_ASSERT(result.count.transitions == expected.count.transitions);
      RC_ASSERT(result.count.out_of_bounds == expected.count.out_of_bounds);
      crossing += fingerprints_are_canonical(config) ? 0 : 1;
      met_again += result.count.states - result.new_states;
    }
    ++compared;
    larger += graph->begin()->first.isolates.size() > 2 ? 1 : 0;
  });
  CHECK(compared >= least);
  CHECK(crossing > 20);
  CHECK(larger > 2);
  CHECK(met_again > 1000U);
}

TEST_CASE("bursts in which different isolates began alike have no state in common",
          "[model][proof]") {
  // Of four, two have leaked their slot: which two is not told by how many there are of each kind.
  WorldConfig config = tests::stale_entry();
  config.handler.generation = Generation::vinext_0_0_26;
  config.isolates_per_colo = {4};
  config.runtime.teardown = Teardown::immediate;
  tests::lose_cut_puts(config);
  ProofBounds bounds;
  bounds.requests_per_burst = 1;
  const ProofConfig proof = proof_config(config, bounds);
  Engine apart;
  apart.share_states = false;
  const auto graph = rest_graph(proof, 1'000'000, apart);
  REQUIRE(graph);
  CHECK(graph->size() > 10);
  for (const bool learns : {false, true}) {
    Engine engine;
    engine.learns = learns;
    engine.learns_after = 0;
    BurstExplorer together(proof, engine);
    for (const auto& [state, edges] : *graph) {
      const BurstResult result = together.explore(state, 1'000'000);
      CHECK(std::equal(result.edges.begin(), result.edges.end(), edges.begin(), edges.end(),
                       same_edge));
    }
  }
}

// --- renders whose order is not told

/// A world in which each context lives until all that it began is done, as far as it goes.
SmallWorld any_world_without_late_writes() {
  SmallWorld world = *any_small_world();
  HandlerConfig& handler = world.config.handler;
  handler.put_registered = true;
  handler.regeneration_registered = true;
  handler.generation = std::max(handler.generation, Generation::pull_425);
  world.config.faults.clear();
  for (Arrival& request : world.config.workload) {
    request.render = RenderScript::normal;
    request.visible_context = VisibleContext::own;
  }
  return world;
}

RestState without_renders(RestState state) {
  for (const RestState::LateWrite& write : state.late_writes) {
    RC_ASSERT(!write.put || !is_page_key(write.key));
  }
  for (RestState::Entry& entry : state.store) {
    if (entry.value) entry.value->render = 0;
  }
  return state;
}

/// Of a round in which all that is asked for was renewed, nobody asks what was due in it.
Round without_what_is_settled(Round round, const ProofConfig& config) {
  const bool settled = config.progress_is_final() &&
                       std::ranges::all_of(config.requests, [&round](const Arrival& request) {
                         return round.progress[static_cast<std::size_t>(request.artifact)];
                       });
  if (!settled) return round;
  round.throttled = 0;
  round.expired.fill(0);
  round.absent.fill(0);
  return round;
}

/// The edges out of one state, each as cheap as it can be had.
using CheapEdges = std::map<std::tuple<RestState, Round>, std::uint16_t>;
CheapEdges cheap_edges(const std::vector<RoundEdge>& edges, const ProofConfig& config) {
  CheapEdges all;
  for (const RoundEdge& edge : edges) {
    Round round = without_what_is_settled(edge.round, config);
    round.requests = 0;
    const auto [place, is_new] =
        all.emplace(std::tuple{without_renders(edge.to), round}, edge.round.requests);
    place->second = std::min(place->second, edge.round.requests);
  }
  return all;
}

TEST_CASE("where nothing is ever late, the order of renders changes no round",
          "[model][proof][random][slow]") {
  int compared = 0;
  int settled = 0;
  check_cases(cases, [&] {
    SmallWorld world = any_world_without_late_writes();
    const ProofConfig config = proof_config(world.config, world.bounds);
    if (config.order_of_renders_counts) return;
    world.bounds.renders_unordered = false;
    const auto ordered =
        rest_graph(proof_config(world.config, world.bounds), transitions_of_a_graph);
    if (!ordered) return;
    const auto graph = rest_graph(config, transitions_of_a_graph);
    RC_ASSERT(graph.has_value());
    std::set<RestState> states;
    for (const auto& [state, edges] : *ordered) {
      const RestState same = without_renders(state);
      states.insert(same);
      RC_ASSERT(graph->contains(same));
      const CheapEdges found = cheap_edges(graph->at(same), config);
      RC_ASSERT(found == cheap_edges(edges, config));
      for (const RoundEdge& edge : graph->at(same)) {
        RC_ASSERT(edge.round == without_what_is_settled(edge.round, config));
      }
    }
    RC_ASSERT(states.size() == graph->size());
    ++compared;
    settled += config.progress_is_final() ? 1 : 0;
  });
  CHECK(compared >= least);
  CHECK(settled >= least / 2);
}

TEST_CASE("what was due is told of a round whose new entry is deleted again", "[model][proof]") {
  // An entry has expired for good. The request that finds it deletes it, which may come after its
  // own put.
  WorldConfig world = tests::stale_entry();
  world.page.revalidate_ms = 10'000;
  world.page.expire_ms = 12'000;
  world.kv.write_interval_us = 0;
  ProofBounds bounds;
  bounds.requests_per_burst = 1;
  const ProofConfig config = proof_config(world, bounds);
  REQUIRE_FALSE(config.order_of_renders_counts);
  BurstExplorer explorer(config);
  explorer.world().start();
  const BurstResult found = explorer.explore(explorer.world().rest(), 100'000);
  REQUIRE_FALSE(found.stopped);
  int without_progress = 0;
  for (const auto& [to, round] : found.edges) {
    constexpr auto html = static_cast<std::size_t>(Artifact::html);
    if (round.requests == 0 || round.progress[html]) continue;
    ++without_progress;
    CHECK((round.expired[html] | round.absent[html]) != 0);
  }
  CHECK(without_progress > 0);
}

// --- steps that are taken at once

bool stands(const Round& round) { return (round.throttled & Round::clock_limit) != 0; }
bool passes(const Round& round) { return (round.written & Round::clock_limit) != 0; }

/// What two rounds are as one.
Round joined(const Round& first, const Round& second) {
  Round both = first;
  both.burst |= second.burst;
  both.disturbed |= second.disturbed;
  both.throttled |= second.throttled;
  both.written |= second.written;
  if (passes(both)) both.let_time_pass();  // whatever the rest of it took
  both.requests = static_cast<std::uint16_t>(both.requests + second.requests);
  both.faults = static_cast<std::uint16_t>(both.faults + second.faults);
  for (std::size_t index = 0; index < artifact_count; ++index) {
    both.expired[index] |= second.expired[index];
    both.absent[index] |= second.absent[index];
    both.progress[index] |= second.progress[index];
  }
  return both;
}

/// Whether a round can still become the other one by joining more rounds to it.
bool is_part_of(const Round& part, const Round& whole) {
  const int throttled_more = part.throttled & ~whole.throttled & ~Round::clock_limit;
  bool contained = part.burst <= whole.burst && part.disturbed <= whole.disturbed &&
                   part.requests <= whole.requests && part.faults <= whole.faults &&
                   throttled_more == 0 && (part.written & ~whole.written) == 0;
  for (std::size_t index = 0; index < artifact_count; ++index) {
    contained = contained && (part.expired[index] & ~whole.expired[index]) == 0 &&
                (part.absent[index] & ~whole.absent[index]) == 0;
  }
  return contained;
}

/// What is stored at the end may be older than what one of several rounds has stored in between:
/// then that one made progress, and the whole made none.
bool comes_to(Round path, const Round& whole) {
  // Of a disturbed round nobody asks whether time passes; one that a fault only seems to strike
  // may be none.
  if (!path.disturbed && whole.disturbed && stands(path)) path.let_time_pass();
  bool same = path.burst == whole.burst && path.disturbed <= whole.disturbed &&
              path.throttled == whole.throttled && path.written == whole.written &&
              path.expired == whole.expired && path.absent == whole.absent;
  for (std::size_t index = 0; index < artifact_count; ++index) {
    same = same && path.progress[index] >= whole.progress[index];
  }
  return same;
}

/// The same state, but for faults that have been spent on nothing.
bool is_same_with_more_faults(RestState richer, RestState poorer) {
  for (std::size_t fault = 0; fault < poorer.faults_left.size(); ++fault) {
    if (richer.faults_left[fault] < poorer.faults_left[fault]) return false;
  }
  richer.faults_left.clear();
  poorer.faults_left.clear();
  return richer == poorer;
}

/// Whether rounds of the graph, one after another, come to the same as this round.
bool is_path(const RestGraph& graph, const RestState& from, const RoundEdge& edge) {
  std::set<std::tuple<RestState, Round>> met;
  std::vector<std::tuple<RestState, Round>> open{{from, Round{}}};
  while (!open.empty()) {
    const auto [state, so_far] = open.back();
    open.pop_back();
    for (const RoundEdge& next : graph.at(state)) {
      const Round round = joined(so_far, next.round);
      if (!is_part_of(round, edge.round)) continue;
      if (comes_to(round, edge.round) && is_same_with_more_faults(next.to, edge.to)) return true;
      if (met.emplace(next.to, round).second) open.emplace_back(next.to, round);
    }
  }
  return false;
}

bool has_edge(const std::vector<RoundEdge>& edges, const RoundEdge& edge) {
  return std::any_of(edges.begin(), edges.end(),
                     [&](const RoundEdge& other) { return same_edge(edge, other); });
}

/// With as many requests or with fewer: one that strikes a context with nothing left to do is free.
bool has_edge_as_cheap(const std::vector<RoundEdge>& edges, const RoundEdge& edge) {
  return std::any_of(edges.begin(), edges.end(), [&](RoundEdge other) {
    if (other.round.requests > edge.round.requests) return false;
    other.round.requests = edge.round.requests;
    return same_edge(edge, other);
  });
}

TEST_CASE("taking invisible steps at once changes no state, and only splits rounds in two",
          "[model][proof][random][slow]") {
  // A context that has nothing left to do keeps a burst open until it ends; what happens meanwhile
  // counts to the burst. Taken at once, it ends before, and the rest is rounds of its own. A fault
  // that strikes such a context changes nothing; taken at once, it is still there to strike.
  std::uint64_t split = 0;
  const int compared =
      compare_graphs([](ProofBounds& bounds) { bounds.merge_invisible = !bounds.merge_invisible; },
                     [&split](const RestGraph& before, const RestGraph& after) {
                       RC_ASSERT(before.size() == after.size());
                       std::size_t rounds_before = 0;
                       std::size_t rounds_after = 0;
                       for (const auto& [state, edges] : before) {
                         RC_ASSERT(after.count(state) == 1U);
                         rounds_before += edges.size();
                         rounds_after += after.at(state).size();
                       }
                       const RestGraph& merged = rounds_before <= rounds_after ? before : after;
                       const RestGraph& all = rounds_before <= rounds_after ? after : before;
                       for (const auto& [state, edges] : merged) {
                         for (const RoundEdge& edge : edges)
                           RC_ASSERT(has_edge_as_cheap(all.at(state), edge));
                       }
                       for (const auto& [state, edges] : all) {
                         for (const RoundEdge& edge : edges) {
                           if (has_edge(merged.at(state), edge)) continue;
                           RC_ASSERT(is_path(merged, state, edge));
                           ++split;
                         }
                       }
                     });
  CHECK(compared >= least);
  CHECK(split > 0U);
}

}  // namespace
}  // namespace stalemate::model
