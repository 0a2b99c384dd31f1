#include "scenarios/timed/timed_counterexample.h"

#include <algorithm>
#include <memory>
#include <new>

#include <fmt/format.h>

#include "model/calm_suffix.h"
#include "scenarios/campaign/transcript.h"
#include "scenarios/timed/director.h"
#include "scenarios/timed/timed_scenario.h"
#include "sim/explore/recorder.h"

namespace stalemate::scenarios {

namespace {

using model::EventKind;
using model::Routing;
using model::Verdict;
using model::World;

/// Far more than any counterexample needs.
constexpr std::uint64_t step_limit = 200'000;

/// What the timed simulator decides when it is led through the run, as Simulation::run would ask.
sim::Schedule lead(const model::WorldConfig& config, const WholeRun& run,
                   const Instants& instants) {
  const std::unique_ptr<model::Script> script =
      config.handler.program ? model::load_script(config) : nullptr;
  sim::Arena arena(sim::Arena::default_capacity, nullptr);
  auto* const world = new (arena.allocate(sizeof(World))) World(config, arena, script.get());
  Director director(run, instants, *world);
  sim::Recorder recorder(director);
  sim::Gate gate(recorder);
  world->connect(&gate, nullptr);
  world->begin();
  bool pending = true;
  for (std::uint64_t step = 0; pending && step < step_limit; ++step) {
    director.expect_step();
    pending = world->step();
  }
  if (!pending) {
    world->end_chaos();
    model::run_calm_suffix(*world, nullptr, step_limit, {});
  }
  world->connect(nullptr, nullptr);
  if (script) script->begin_run();
  world->~World();
  arena.deallocate(world, sizeof(World));
  return recorder.schedule();
}

/// Whether the timed run begins with everything that the run without times has reported.
bool tells_the_same(const WholeRun& run, const std::vector<sim::TraceEvent>& told) {
  if (told.size() < run.events.size()) return false;
  return std::equal(run.events.begin(), run.events.end(), told.begin(),
                    [](const sim::TraceEvent& left, const sim::TraceEvent& right) {
                      return left.kind == right.kind && left.subject == right.subject &&
                             left.detail == right.detail && left.extra == right.extra;
                    });
}

/// What is said of it, from where it comes on.
std::string sentence(std::string text, const TimedCounterexample& timed) {
  switch (timed.verdict) {
    case Verdict::violated:
      text += "then, all calm, the page stays STALE for ever";
      break;
    case Verdict::uncached:
      text += "then, all calm, the page stays MISS for ever";
      break;
    case Verdict::holds:
      text += "then, all calm, the page recovers";
      break;
    case Verdict::undecided:
      text += "what comes then is not decided";
  }
  for (std::size_t index = 0; index < timed.widened.size(); ++index) {
    text += fmt::format("{}{}", index == 0 ? "; wider than the scenario: " : ", ",
                        timed.widened[index]);
  }
  return text + ".";
}

class Timing {
 public:
  Timing(const Scenario& scenario, const Cell& cell, const model::ProofBounds& bounds,
         const Versions& versions)
      : scenario_(&scenario),
        cell_(&cell),
        versions_(&versions),
        config_(model::proof_config(cell.config, bounds)) {
    config_.bounds.exchange_isolates = false;
  }

  TimedCounterexample find(const Certificate& certificate) {
    result_.routing = certificate.counterexamples.front() ? Routing::any : Routing::fair;
    const auto index = static_cast<std::size_t>(result_.routing);
    const auto& shown = certificate.counterexamples[index];
    SIM_ASSERT(shown.has_value());
    const ProofVerdict proved = certificate.eventually_fresh[index].verdict;
    // A doomed page shows it in the calm suffix; another loop has to be seen going round.
    result_.laps = proved == ProofVerdict::doomed ? 1 : 3;
    std::string beginning =
        fmt::format("The counterexample of a proof ({} under routing {}) with times; ",
                    model::name(proved), model::name(result_.routing));
    if (result_.laps > 1)
      beginning += fmt::format("its loop is gone round {} times; ", result_.laps);
    return find(beginning, [&](AtDeadlines stay) {
      return whole_run(*shown, certificate, config_, result_.laps, stay);
    });
  }

  TimedCounterexample find(const model::BoundedSteps& steps, std::uint32_t isolate) {
    result_.routing = cell_->config.routing;
    find("The smallest way to it within some bursts, with times; ",
         [&](AtDeadlines stay) { return whole_run(steps, isolate, config_, stay); });
    const bool other = result_.verdict != Verdict::violated && result_.verdict != Verdict::uncached;
    if ((!result_.problem.empty() || other) && result_.problem != timers_problem) {
      result_.problem = "with times it does something else: the handler goes by the clock";
    }
    return result_;
  }

 private:
  template <class MakeRun>
  TimedCounterexample find(const std::string& beginning, const MakeRun& run) {
    for (const AtDeadlines stay : {AtDeadlines::for_one_step, AtDeadlines::until_it_moves}) {
      result_.problem.clear();
      if (!make(run(stay))) continue;
      result_.schedule.found = sentence(beginning, result_);
      break;
    }
    return result_;
  }

  bool fail(std::string why) {
    result_.problem = std::move(why);
    return false;
  }

  bool make(const WholeRun& run) {
    if (!run.problem.empty()) return fail(run.problem);
    const auto instants = instants_of(run, cell_->config);
    if (!instants) return fail("no times give this order of steps");
    // Its scenario expects what is found, which is known only once it has been run.
    if (!make(run, *instants, Verdict::violated)) return false;
    const bool other = result_.verdict == Verdict::holds || result_.verdict == Verdict::uncached;
    return !other || make(run, *instants, result_.verdict);
  }

  bool make(const WholeRun& run, const Instants& instants, Verdict expected) {
    const auto timed =
        timed_scenario(*scenario_, *cell_, config_, run, instants, result_.routing, expected);
    if (!timed) return fail("its scenario with times is not valid: " + timed.error().message);
    const Scenario& scenario = timed.value().scenario;
    const Cell& cell = scenario.cells.front();
    const sim::Schedule schedule = lead(cell.config, run, instants);
    model::Simulation simulation(cell.config);
    const ToldRun told = run_schedule(simulation, schedule);
    if (told.divergence || !tells_the_same(run, told.transcript.events)) {
      return fail("with times, its steps come in another order");
    }
    constexpr auto property = model::Property::eventually_fresh;
    result_.verdict = told.result.findings[static_cast<std::size_t>(property)].verdict;
    result_.widened = timed.value().widened;
    ScheduleFile& file = result_.schedule;
    file.stalemate_version = versions_->stalemate;
    file.model_hash = versions_->model_hash;
    file.scenario_path = scenario.path;
    file.scenario_name = scenario.name;
    file.scenario_hash = scenario.hash;
    file.cell = cell.name;
    if (cell.config.handler.program) file.program_sha256 = cell.config.handler.program->sha256;
    file.property = model::name(property);
    file.verdict = model::name(result_.verdict);
    file.trace_hash = fmt::format("{:016x}", told.result.trace.hash());
    file.steps = told.result.steps;
    file.choices = schedule;
    file.scenario_document = scenario.document;
    return true;
  }

  const Scenario* scenario_;
  const Cell* cell_;
  const Versions* versions_;
  model::ProofConfig config_;
  TimedCounterexample result_;
};

}  // namespace

TimedCounterexample timed_counterexample(const Certificate& certificate, const Scenario& scenario,
                                         const Cell& cell) {
  return Timing(scenario, cell, certificate.bounds, certificate.versions).find(certificate);
}

TimedCounterexample timed_counterexample(const model::BoundedSteps& steps, std::uint32_t isolate,
                                         const model::ProofBounds& bounds, const Scenario& scenario,
                                         const Cell& cell, const Versions& versions) {
  return Timing(scenario, cell, bounds, versions).find(steps, isolate);
}

}  // namespace stalemate::scenarios
