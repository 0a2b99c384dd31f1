// The seconds within which a page heals do not count the bursts that a lease holds up, as it runs
// out. A burst may also be held up by a lease of its own: one that a request of the burst takes and
// another of its requests finds, and whose regeneration stores nothing in time. That these need not
// be counted either is tried here with all shapes of a handler that can cut a regeneration.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/arena.h"
#include "tests/proof/proved_cells.h"

namespace stalemate::scenarios::tests {
namespace {

using model::WorldConfig;

/// Whether a round is held up, and by nothing that it has found.
bool held_up_by_its_own_lease(const model::RestState& from, const sim::RoundLabel& label) {
  const auto holds = [](const model::RestState::OrphanedSlot& slot) {
    constexpr model::DeadlineCode now = 1;
    return !slot.until || *slot.until > now;
  };
  const bool found_one = std::ranges::any_of(from.isolates, [&holds](const auto& isolate) {
    return std::ranges::any_of(isolate.orphaned_slots, holds);
  });
  return label.idle() && label.places() != 0 && label.throttled != 0 && !found_one;
}

std::vector<WorldConfig> worlds() {
  WorldConfig world = shipped_scenario("lease.json").cells.front().config;
  world.faults = {};
  world.kv.write_interval_us = 0;  // nothing else holds a burst up
  std::vector<WorldConfig> all;
  for (const model::Generation generation :
       {model::Generation::before_425, model::Generation::vinext_0_0_55,
        model::Generation::vinext_1_4_0}) {
    for (std::uint32_t shape = 0; shape < 64; ++shape) {
      const auto is = [shape](std::uint32_t place) { return (shape >> place & 1U) != 0; };
      world.handler.generation = generation;
      world.handler.put_registered = is(0);
      world.handler.regeneration_registered = is(1);
      world.runtime.cut_put = is(2) ? model::CutPut::late : model::CutPut::any;
      world.runtime.unsent_put = is(2) ? model::UnsentPut::complete : model::UnsentPut::any;
      world.runtime.teardown = is(3) ? model::Teardown::immediate : model::Teardown::any;
      // Longer than waitUntil lasts, or soon.
      const auto render_us = sim::from_milliseconds(is(4) ? 31'000 : 20);
      world.latencies.render = {render_us, render_us, render_us};
      world.handler.regeneration_lease_ms = is(5) ? 9'000 : 90'000;
      all.push_back(world);
    }
  }
  return all;
}

TEST_CASE(
    "a burst that is held up by a lease of its own is counted as one of its first request alone",
    "[proof][slow]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  int healing = 0;
  int holding_up = 0;           // worlds
  int held_up_and_healing = 0;  // rounds
  for (const WorldConfig& world : worlds()) {
    const model::ProofConfig config = model::proof_config(world, usual_bounds());
    const std::atomic<bool> never{false};
    constexpr std::uint64_t transitions = 50'000;
    const CloseRequest request{config, 1, {}, std::size_t{1} << 30, never, {}, transitions};
    const Proof proof = judge_graph(close_rest_graph(request), config, world);
    if (!proof.graph.complete()) continue;
    if (proof.heals_within_seconds) ++healing;
    bool any = false;
    for (const RestEdge& edge : proof.graph.edges) {
      const model::RestState& from = proof.graph.nodes[edge.from];
      const auto label = label_of(edge.round, model::Artifact::html, config);
      if (!held_up_by_its_own_lease(from, label)) continue;
      any = true;
      if (!proof.heals_within_seconds) break;
      // As if it were counted.
      const auto& ranks = proof.ranks[static_cast<std::size_t>(model::Artifact::html)];
      CHECK(ranks[edge.from] > ranks[edge.to]);
      ++held_up_and_healing;
    }
    if (any) ++holding_up;
  }
  CHECK(healing >= 20);
  CHECK(holding_up >= 50);
  CHECK(held_up_and_healing > 0);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
