// Estimates of how large a proof will be, beside the truth.
#include "scenarios/proof/estimate.h"

#include <atomic>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/arena.h"
#include "tests/proof/proved_cells.h"

namespace stalemate::scenarios::tests {
namespace {

struct EstimatedCell {
  const char* file;
  const char* cell;
  std::uint32_t requests;
};

ProvedCell truth_of(const EstimatedCell& tried) {
  model::ProofBounds bounds = usual_bounds();
  bounds.requests_per_burst = tried.requests;
  bounds.requests_per_isolate = tried.requests;
  return prove_cell(shipped_scenario(tried.file), tried.cell, bounds);
}

/// What pilots of this effort say, and the truth.
void compare(const EstimatedCell& tried, const ProvedCell& truth, std::uint64_t effort,
             double factor) {
  const std::atomic<bool> never{false};
  const CloseRequest request{truth.config, 1, {}, std::size_t{1} << 30, never, {}};
  const Pilot pilot = estimate_proof(request, effort);
  const auto states = static_cast<double>(truth.proof.graph.count.states);
  const auto transitions = static_cast<double>(truth.proof.graph.count.transitions);
  INFO(tried.file << ", " << tried.cell << ", " << tried.requests << " requests, effort " << effort
                  << ": estimated " << pilot.estimate.states << " and "
                  << pilot.estimate.transitions << ", there are " << states << " and "
                  << transitions);
  CHECK(pilot.estimate.exact == pilot.graph.complete());
  if (pilot.estimate.exact) {
    CHECK(pilot.estimate.states == states);
    CHECK(pilot.estimate.transitions == transitions);
  }
  CHECK(pilot.estimate.states > states / factor);
  CHECK(pilot.estimate.states < states * factor);
  CHECK(pilot.estimate.transitions > transitions / factor);
  CHECK(pilot.estimate.transitions < transitions * factor);
}

TEST_CASE("estimates are right where a pilot closes the graph, and close where none does",
          "[proof][estimate][slow]") {
  const std::vector<EstimatedCell> cases{
      {"pr-425.json", "before #425 / put and regeneration", 2},
      {"pr-425.json", "before #425 / put and regeneration", 4},
      {"pr-425.json", "before #425 / regeneration only", 2},
      {"pr-425.json", "before #425 / regeneration only", 3},
      {"pr-425.json", "before #425 / put only", 3},
      {"pr-425.json", "before #425 / neither", 2},
      {"pr-425.json", "before #425 / neither", 3},
      {"pr-425.json", "#425 / put and regeneration", 5},
      {"pr-425.json", "#425 / neither", 4},
      {"lease.json", "as published / one isolate", 2},
      {"lease.json", "as published / two isolates", 2},
      {"orphaned-slot.json", "a context is cut, the isolate may be evicted", 2},
  };
  for (const EstimatedCell& tried : cases) {
    const ProvedCell truth = truth_of(tried);
    // With less effort the truth is farther away.
    compare(tried, truth, 100'000, 4);
    compare(tried, truth, 10'000, 4);
    compare(tried, truth, 1'000, 6);
  }
}

TEST_CASE("an estimate does not grow with the many states at rest that a beginning meets",
          "[proof][estimate][slow]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  const EstimatedCell lease{"lease.json", "with a lease / two isolates", 2};
  const ProvedCell truth = truth_of(lease);
  compare(lease, truth, usual_effort, 2);
  compare(lease, truth, usual_effort / 10, 2);
}

TEST_CASE("an estimate is a beginning that a proof goes on with", "[proof][estimate][slow]") {
  const Scenario scenario = shipped_scenario("pr-425.json");
  const Cell& cell = scenario.cells[3];
  const model::ProofConfig config = model::proof_config(cell.config, usual_bounds());
  const std::atomic<bool> never{false};
  const CloseRequest request{config, 2, {}, std::size_t{1} << 30, never, {}};
  Pilot pilot = estimate_proof(request, 5'000);
  REQUIRE_FALSE(pilot.estimate.exact);
  REQUIRE(pilot.graph.expanded > 0);
  const RestGraph whole = close_rest_graph(request);
  const RestGraph resumed = close_rest_graph(request, std::move(pilot.graph));
  CHECK(resumed.complete());
  CHECK(resumed.nodes == whole.nodes);
  CHECK(resumed.count.states == whole.count.states);
}

TEST_CASE("an estimate that is cancelled ends at once", "[proof][estimate][slow]") {
  const Scenario scenario = shipped_scenario("lease.json");
  const model::ProofConfig config = model::proof_config(scenario.cells[3].config, usual_bounds());
  const std::atomic<bool> cancelled{true};
  const CloseRequest request{config, 1, {}, std::size_t{1} << 30, cancelled, {}};
  const Pilot pilot = estimate_proof(request);
  CHECK_FALSE(pilot.estimate.exact);
  CHECK(pilot.graph.expanded == 0);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
