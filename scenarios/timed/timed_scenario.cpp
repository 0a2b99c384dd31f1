#include "scenarios/timed/timed_scenario.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "scenarios/format/cell_document.h"
#include "scenarios/format/limits.h"
#include "scenarios/format/load_document.h"

namespace stalemate::scenarios {

namespace {

using format::Json;
using model::Latency;
using sim::to_milliseconds;

struct Range {
  std::int64_t low_ms = 0;
  std::int64_t high_ms = 0;
  std::int64_t step_ms = 1;
};

/// The scenario's range, made as wide as the run needs it, and its grid as fine.
/// @return whether it has changed
bool widen(Range& range, std::int64_t typical_ms, const std::vector<std::int64_t>& needed_ms) {
  const auto fits = [](const Range& in, std::int64_t time_ms) {
    return in.low_ms <= time_ms && time_ms <= in.high_ms && (time_ms - in.low_ms) % in.step_ms == 0;
  };
  const Range own = range;
  if (std::ranges::all_of(needed_ms, [&](std::int64_t time_ms) { return fits(own, time_ms); })) {
    return false;
  }
  for (const std::int64_t time_ms : needed_ms) {
    range.low_ms = std::min(range.low_ms, time_ms);
    range.high_ms = std::max(range.high_ms, time_ms);
  }
  range.step_ms = 1;
  if (range.high_ms - range.low_ms < format::most_steps) return true;
  range.step_ms = std::gcd(range.high_ms - range.low_ms, typical_ms - range.low_ms);
  for (const std::int64_t time_ms : needed_ms) {
    range.step_ms = std::gcd(range.step_ms, time_ms - range.low_ms);
  }
  return true;
}

/// Whether something of the kind takes no time: a context ends within the step that settles the
/// last of its work, or a render within the step that starts it.
bool comes_at_once(const WholeRun& run, Quantity quantity) {
  return std::ranges::any_of(run.questions, [quantity](const Question& question) {
    return question.at_once && question.quantity == quantity;
  });
}

Json latencies_of(const Json& own, const model::Latencies& latencies, const WholeRun& run,
                  const Instants& instants, TimedScenario& timed) {
  Json told = own.is_null() ? Json::object() : own;
  for (std::size_t index = 0; index < latency_count; ++index) {
    const auto quantity = static_cast<Quantity>(index);
    const Latency& latency = *latency_of(latencies, quantity);
    Range range{to_milliseconds(latency.low_us), to_milliseconds(latency.high_us),
                std::max<std::int64_t>(to_milliseconds(latency.step_us), 1)};
    std::vector<std::int64_t> needed_ms;
    for (std::size_t wait = 0; wait < run.waits.size(); ++wait) {
      if (run.waits[wait].quantity == quantity) needed_ms.push_back(instants.waits_ms[wait]);
    }
    if (comes_at_once(run, quantity)) needed_ms.push_back(0);
    const std::int64_t typical_ms = to_milliseconds(latency.typical_us);
    if (!widen(range, typical_ms, needed_ms)) continue;
    Json json;
    json["typical_ms"] = typical_ms;
    json["low_ms"] = range.low_ms;
    json["high_ms"] = range.high_ms;
    if (range.step_ms != 1) json["step_ms"] = range.step_ms;
    timed.widened.push_back(
        fmt::format("{} to {} to {} ms", model::name(quantity), range.low_ms, range.high_ms));
    const bool named = told.contains(model::name(quantity));
    if (named && latency.low_us == latency.high_us) {
      timed.prescribed.push_back(timed.widened.back());
    }
    told[model::name(quantity)] = json;
  }
  return told;
}

/// When the client of a request gives up, or the input comes of a module's promise.
std::optional<std::int64_t> after_arrival_ms(const WholeRun& run, const Instants& instants,
                                             std::uint32_t request, std::int64_t at_ms,
                                             Move::Kind kind) {
  for (std::size_t index = 0; index < run.moves.size(); ++index) {
    const Move& move = run.moves[index];
    if (move.kind == kind && move.request == request) return instants.moves_ms[index] - at_ms;
  }
  return std::nullopt;
}

Json arrival_of(const WholeRun& run, const Instants& instants, std::size_t index) {
  const Move& move = run.moves[index];
  const std::int64_t at_ms = instants.moves_ms[index];
  Json json;
  json["at"] = at_ms;
  if (move.arrival.kind != model::ArrivalKind::request) {
    json["kind"] = model::name(move.arrival.kind);
  } else if (move.arrival.artifact != model::Artifact::html) {
    json["artifact"] = model::name(move.arrival.artifact);
  }
  json["isolate"] = move.isolate + 1;
  if (move.arrival.render != model::RenderScript::normal) {
    json["render"] = model::name(move.arrival.render);
  }
  if (move.arrival.visible_context != model::VisibleContext::own) {
    json["context_visible"] = model::name(move.arrival.visible_context);
  }
  if (const auto gone_ms =
          after_arrival_ms(run, instants, move.request, at_ms, Move::Kind::give_up)) {
    json["client_gone_after_ms"] = *gone_ms;
  }
  if (move.arrival.kind == model::ArrivalKind::module_promise) {
    for (std::size_t wait = 0; wait < run.waits.size(); ++wait) {
      const bool its = run.waits[wait].quantity == Quantity::module_promise &&
                       run.waits[wait].request == move.request;
      if (its) json["module_promise_ms"] = instants.waits_ms[wait];
    }
  }
  return json;
}

Json workload_of(const WholeRun& run, const Instants& instants) {
  Json workload = Json::array();
  bool any_request = false;
  for (std::size_t index = 0; index < run.moves.size(); ++index) {
    if (run.moves[index].kind == Move::Kind::arrival) {
      workload.push_back(arrival_of(run, instants, index));
      any_request = any_request || run.moves[index].arrival.kind == model::ArrivalKind::request;
    }
  }
  // A scenario has one; here it comes when all is over.
  if (!any_request) {
    Json request;
    request["at"] = instants.moves_ms.back() + 1;
    request["isolate"] = 1;
    workload.push_back(request);
  }
  return workload;
}

Json faults_of(const model::FaultBudget& budget) {
  Json faults = Json::object();
  for (std::size_t index = 0; index < model::count_of<model::Fault>(); ++index) {
    const auto fault = static_cast<model::Fault>(index);
    if (budget.of(fault) > 0) faults[model::name(fault)] = budget.of(fault);
  }
  return faults;
}

}  // namespace

Result<TimedScenario> timed_scenario(const Scenario& scenario, const Cell& cell,
                                     const model::ProofConfig& config, const WholeRun& run,
                                     const Instants& instants, model::Routing routing,
                                     const Expectations& expected) {
  TimedScenario timed;
  Json world = format::world_of_cell(scenario, cell.name);
  const Json own = world.contains("latencies") ? world["latencies"] : Json();
  // What was prescribed has become faults; what is expected is what was found.
  for (const char* const key : {"puts", "sometimes", "workload", "faults", "expect"}) {
    world.erase(key);
  }
  if (world.contains("handler")) world["handler"].erase("context_visible");
  world["latencies"] = latencies_of(own, cell.config.latencies, run, instants, timed);
  world["faults"] = faults_of(config.world.faults);
  world["routing"] = model::name(routing);
  world["workload"] = workload_of(run, instants);
  for (std::size_t index = 0; index < model::property_count; ++index) {
    if (!expected[index]) continue;
    world["expect"][model::name(static_cast<model::Property>(index))] =
        model::name(*expected[index]);
  }
  Result<Scenario> loaded = format::load_beside(scenario, cell, world, scenario.path);
  if (!loaded) return loaded.error();
  timed.scenario = std::move(loaded).value();
  return timed;
}

}  // namespace stalemate::scenarios
