#include "tests/oracle/row_proof.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "model/world_event.h"
#include "scenarios/proof/counterexample.h"
#include "scenarios/proof/prove.h"
#include "tests/support/driven_world.h"

namespace stalemate::tests {

namespace {

using model::Arrival;
using model::RestState;
using model::WorldConfig;
using scenarios::Proof;
using scenarios::ProofVerdict;

bool prescribes(const Arrival& arrival) {
  return arrival.cut_after_us || arrival.client_gone_after_us ||
         arrival.kind == model::ArrivalKind::module_promise ||
         arrival.visible_context != model::VisibleContext::own ||
         arrival.render != model::RenderScript::normal;
}

/// Whether only contexts live, if any, for which nothing is on its way any more.
bool is_quiet(const model::World& world) {
  if (world.runtime().live_contexts() == 0) return true;
  const auto events = world.kernel().events();
  return std::all_of(events.begin(), events.end(),
                     [](const sim::Event& event) { return event.kind == model::arrival_event; });
}

/// Where the row stands as soon as all that it prescribes has happened.
RestState state_after_prescriptions(const WorldConfig& config, const model::ProofConfig& proof) {
  std::size_t arrivals = 0;
  for (std::size_t index = 0; index < config.workload.size(); ++index) {
    if (prescribes(config.workload[index])) arrivals = index + 1;
  }
  std::size_t puts = 0;
  for (const model::PutScript& script : config.puts) {
    puts = std::max<std::size_t>(puts, script.ordinal);
  }
  DrivenWorld driven(config);
  const auto happened = [&driven](model::EventKind kind) {
    return static_cast<std::size_t>(
        std::count_if(driven.trace().events().begin(), driven.trace().events().end(),
                      [kind](const sim::TraceEvent& event) {
                        return event.kind == static_cast<std::uint32_t>(kind);
                      }));
  };
  model::World& world = driven.world();
  const auto is_over = [&] {
    return happened(model::EventKind::request_arrived) >= arrivals &&
           happened(model::EventKind::put_queued) >= puts && is_quiet(world);
  };
  // Not every handler comes to the put that is prescribed.
  while (!is_over() && driven.step()) {
  }
  REQUIRE(is_quiet(world));
  // Without a limit on waitUntil a context may wait for ever: as good as gone.
  for (std::uint32_t slot = 0; slot < world.runtime().contexts().size(); ++slot) {
    const model::ContextState state = world.runtime().contexts()[slot].state;
    if (state == model::ContextState::draining) world.reach_limit(slot);
  }
  return model::rest_state(world, proof);
}

Proof closed(const model::ProofConfig& config, const WorldConfig& world,
             scenarios::RestGraph known) {
  const std::atomic<bool> never{false};
  const scenarios::CloseRequest request{config, 1, {}, std::size_t{1} << 30, never, {}};
  Proof proof = judge_graph(close_rest_graph(request, std::move(known)), config, world);
  INFO(model::name(proof.graph.unfinished));
  REQUIRE(proof.graph.complete());
  return proof;
}

}  // namespace

RowProof prove_row(const scenarios::Cell& cell) {
  const model::ProofBounds bounds = scenarios::bounds_of(scenarios::ProveOptions{});
  const model::Routing routing = cell.config.routing;
  RowProof row;

  const model::ProofConfig anywhere = model::proof_config(cell.config, bounds);
  const Proof proof = closed(anywhere, cell.config, {});
  row.anywhere = proof.under(routing);
  if (scenarios::is_violation(row.anywhere.verdict)) {
    const auto shown = scenarios::counterexample(proof, anywhere, routing);
    REQUIRE(shown);
    row.macro_steps = shown->cost().steps;
  }

  WorldConfig calm = cell.config;
  calm.workload = {Arrival{}};
  calm.puts.clear();
  calm.faults.clear();
  model::ProofBounds some_writes_late = bounds;  // those of contexts that were cut before
  some_writes_late.renders_unordered = false;
  const model::ProofConfig from_there_on = model::proof_config(calm, some_writes_late);
  scenarios::RestGraph start;
  start.nodes.push_back(state_after_prescriptions(cell.config, from_there_on));
  row.from_there_on = closed(from_there_on, calm, std::move(start)).under(routing);
  return row;
}

std::string told(const scenarios::RoutedVerdict& verdict) {
  if (verdict.verdict != ProofVerdict::heals) return model::name(verdict.verdict);
  if (!verdict.within) return "heals";
  // One more than may pass without progress.
  return fmt::format("heals within {}", *verdict.within + 1);
}

}  // namespace stalemate::tests
