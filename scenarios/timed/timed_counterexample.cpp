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
using model::Property;
using model::Routing;
using model::Verdict;
using model::World;

/// Far more than any counterexample needs.
constexpr std::uint64_t step_limit = 200'000;
/// How many instants are tried for one run.
constexpr std::size_t most_tries = 32;
/// What an answered get tells then.
constexpr std::int64_t nothing_found = -1;

/// What the timed simulator decides when it is led through the run, as Simulation::run would ask.
sim::Schedule lead(const model::WorldConfig& config, const WholeRun& run,
                   const Instants& instants) {
  const std::unique_ptr<model::Script> script =
      config.handler.program ? model::load_script(config) : nullptr;
  sim::Arena arena(sim::Arena::default_capacity, nullptr);
  auto* const world = new (arena.allocate(sizeof(World))) World(config, arena, script.get());
  Director director(run, instants, *world, sim::to_milliseconds(config.kv.write_interval_us));
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

/// Whether it is told by the judge of what is served and deleted, whom not every run has.
bool is_of_judge(const sim::TraceEvent& event) {
  const auto kind = static_cast<EventKind>(event.kind);
  return kind == EventKind::invalidated_served || kind == EventKind::fresh_entry_deleted;
}

constexpr const char* order_problem = "with times, its steps come in another order";
constexpr const char* removed_problem =
    "with times, the store removes what it keeps before that: its lifetime is over";

/// Whether the timed run begins with everything that the run without times has reported.
/// @return why not; nothing: it does
const char* told_otherwise(const WholeRun& run, const std::vector<sim::TraceEvent>& told) {
  auto here = told.begin();
  for (const sim::TraceEvent& event : run.events) {
    if (is_of_judge(event)) continue;
    here = std::find_if_not(here, told.end(), is_of_judge);
    const bool alike =
        here != told.end() && here->kind == event.kind && here->subject == event.subject;
    if (!alike) return order_problem;
    if (here->detail != event.detail || here->extra != event.extra) {
      const bool gone = static_cast<EventKind>(event.kind) == EventKind::get_answered &&
                        here->extra == nothing_found && event.extra != nothing_found;
      return gone ? removed_problem : order_problem;
    }
    ++here;
  }
  return nullptr;
}

const char* what_comes_then(Verdict verdict) {
  switch (verdict) {
    case Verdict::violated:
      return "; then, all calm, the page stays STALE for ever";
    case Verdict::uncached:
      return "; then, all calm, the page stays MISS for ever";
    case Verdict::holds:
      return "; then, all calm, the page recovers";
    case Verdict::undecided:
      break;
  }
  return "; what comes then is not decided";
}

/// What is said of it, after what it is.
std::string sentence(std::string text, const TimedCounterexample& timed) {
  if (timed.property == Property::eventually_fresh) text += what_comes_then(timed.verdict);
  for (std::size_t index = 0; index < timed.widened.size(); ++index) {
    text += fmt::format("{}{}", index == 0 ? "; wider than the scenario: " : ", ",
                        timed.widened[index]);
  }
  if (timed.joined > 0) {
    text += fmt::format("; {} of its steps {} in the very millisecond of the step before",
                        timed.joined, timed.joined == 1 ? "has to come" : "have to come");
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
    if (proved == ProofVerdict::doomed) return find_doomed(certificate, *shown);
    for (result_.laps = 3;; --result_.laps) {
      find_laps(certificate, *shown, proved);
      // It goes round within the lifetime of what is stored, perhaps.
      if (result_.problem != removed_problem || result_.laps < 3) return result_;
    }
  }

  TimedCounterexample find(const Certificate& certificate, Property property) {
    const auto& way = certificate.ways[static_cast<std::size_t>(property)];
    SIM_ASSERT(way.has_value());
    result_.routing = cell_->config.routing;
    result_.property = property;
    return find(fmt::format("The way of a proof to a step that violates {}, with times",
                            model::name(property)),
                [&](const Pace& pace) { return whole_run(*way, certificate, config_, pace); });
  }

  TimedCounterexample find(const ShownBursts& shown) {
    result_.routing = cell_->config.routing;
    result_.property = shown.property;
    find("The smallest way to it within some bursts, with times",
         [&](const Pace& pace) { return whole_run(*shown.steps, shown.isolate, config_, pace); });
    const bool other = result_.verdict != Verdict::violated && result_.verdict != Verdict::uncached;
    if ((!result_.problem.empty() || other) && result_.problem != timers_problem) {
      result_.problem = "with times it does something else: the handler goes by the clock";
    }
    return result_;
  }

 private:
  /// A limit may end a context without that any time has passed, where there are no times; so what
  /// is gone round then may be another loop, which calm traffic finds by itself.
  TimedCounterexample find_doomed(const Certificate& certificate,
                                  const CertifiedCounterexample& shown) {
    result_.laps = 1;
    find_laps(certificate, shown, ProofVerdict::doomed);
    if (result_.problem.empty() || shown.stem.empty()) return result_;
    const std::string problem = result_.problem;
    result_.laps = 0;
    find_laps(certificate, shown, ProofVerdict::doomed);
    if (!result_.problem.empty()) result_.problem = problem;
    return result_;
  }

  void find_laps(const Certificate& certificate, const CertifiedCounterexample& shown,
                 ProofVerdict proved) {
    std::string beginning =
        fmt::format("The counterexample of a proof ({} under routing {}) with times",
                    model::name(proved), model::name(result_.routing));
    if (result_.laps > 1) {
      beginning += fmt::format("; its loop is gone round {} times", result_.laps);
    }
    find(beginning, [&](const Pace& pace) {
      return whole_run(shown, certificate, config_, result_.laps, pace);
    });
  }

  template <class MakeRun>
  TimedCounterexample find(const std::string& beginning, const MakeRun& run_at) {
    std::string problem;
    for (const Pace& pace : paces()) {
      result_.problem.clear();
      WholeRun run = run_at(pace);
      if (!run.problem.empty() && run.problem != timers_problem) run = joined(run_at, pace, run);
      order_kept_ = !pace.at_once_first && !pace.together;
      if (make(run)) {
        result_.problem.clear();
        result_.schedule.found = sentence(beginning, result_);
        return result_;
      }
      if (problem.empty()) problem = result_.problem;
    }
    result_.problem = problem;
    return result_;
  }

  /// The plainest first.
  std::vector<Pace> paces() const {
    // A program's bursts follow each other in one world as they are.
    if (config_.world.handler.program) return {Pace{}};
    std::vector<Pace> all;
    for (const bool at_once_first : {false, true}) {
      for (const bool together : {false, true}) {
        all.push_back({false, {}, at_once_first, together});
      }
    }
    return all;
  }

  /// The run with no more steps of one instant than it takes, if some have to be.
  /// @param apart the run in which none are
  template <class MakeRun>
  static WholeRun joined(const MakeRun& run_at, Pace pace, const WholeRun& apart) {
    pace.all_joined = true;
    WholeRun found = run_at(pace);
    if (!found.problem.empty()) return apart;
    pace.all_joined = false;
    for (std::size_t move = 0; move < found.moves.size(); ++move) {
      if (found.moves[move].joined) pace.joined.insert(move);
    }
    const std::set<std::size_t> all = pace.joined;
    for (const std::size_t move : all) {
      pace.joined.erase(move);
      WholeRun fewer = run_at(pace);
      if (fewer.problem.empty()) {
        found = std::move(fewer);
      } else {
        pace.joined.insert(move);
      }
    }
    return found;
  }

  bool fail(std::string why) {
    result_.problem = std::move(why);
    return false;
  }

  /// Where it cannot stand to all deadlines as it does, some are let go, as few as possible: what
  /// happens may not depend on them, and the replay shows whether it does.
  bool make(const WholeRun& run) {
    if (!run.problem.empty()) return fail(run.problem);
    std::string problem;
    std::vector<Leeway> tries(1);
    for (std::size_t next = 0; next < tries.size() && next < most_tries; ++next) {
      const Leeway leeway = tries[next];
      const Solution solution = instants_of(run, cell_->config, leeway);
      if (!solution.instants) {
        fail(fmt::format("no times give this order of steps: these do not go together: {}",
                         fmt::join(solution.reasons, "; ")));
      } else if (make_at(run, *solution.instants, !order_kept_ || !leeway.standings.empty())) {
        return true;
      } else if (!leeway.steps_apart && next == 0) {
        tries.push_back({leeway.standings, true});
      }
      if (problem.empty()) problem = result_.problem;
      for (const std::size_t standing : solution.standings) {
        Leeway more = leeway;
        if (more.standings.insert(standing).second && !contains(tries, more)) tries.push_back(more);
      }
    }
    return fail(problem);
  }
  static bool contains(const std::vector<Leeway>& tries, const Leeway& one) {
    return std::ranges::any_of(tries, [&one](const Leeway& known) {
      return known.standings == one.standings && known.steps_apart == one.steps_apart;
    });
  }

  /// @param changed whether the run is another than the one that is shown, or may be
  bool make_at(const WholeRun& run, const Instants& instants, bool changed) {
    // Its scenario expects what is found, which is known only once it has been run.
    if (!make(run, instants, Verdict::violated)) return false;
    if (result_.verdict == Verdict::violated) return true;
    if (result_.property != Property::eventually_fresh) {
      return fail(run.moves.back().kind == Move::Kind::lapse
                      ? "with times, the context lives on that its last step ends: no limit does"
                      : "with times, its last step does not violate it");
    }
    // As it is shown, it may recover when the store removes the entry. What was changed may not.
    const bool recovers = changed && result_.laps == 1 && result_.verdict == Verdict::holds;
    // Without any lap nothing else shows that it is STALE for ever.
    if (recovers || result_.laps == 0) return fail("with times, the page recovers");
    return result_.verdict == Verdict::undecided || make(run, instants, result_.verdict);
  }

  bool make(const WholeRun& run, const Instants& instants, Verdict expected) {
    Expectations expectations;
    expectations[static_cast<std::size_t>(result_.property)] = expected;
    const auto timed =
        timed_scenario(*scenario_, *cell_, config_, run, instants, result_.routing, expectations);
    if (!timed) return fail("its scenario with times is not valid: " + timed.error().message);
    const Scenario& scenario = timed.value().scenario;
    const Cell& cell = scenario.cells.front();
    const sim::Schedule schedule = lead(cell.config, run, instants);
    model::Simulation simulation(cell.config);
    const ToldRun told = run_schedule(simulation, schedule);
    const char* const otherwise = told_otherwise(run, told.transcript.events);
    if (told.divergence || otherwise != nullptr) {
      return fail(told.divergence ? order_problem : otherwise);
    }
    result_.verdict = told.result.findings[static_cast<std::size_t>(result_.property)].verdict;
    result_.widened = timed.value().widened;
    result_.prescribed = timed.value().prescribed;
    result_.joined = static_cast<std::size_t>(
        std::ranges::count_if(run.moves, [](const Move& move) { return move.joined; }));
    ScheduleFile& file = result_.schedule;
    file.stalemate_version = versions_->stalemate;
    file.model_hash = versions_->model_hash;
    file.scenario_path = scenario.path;
    file.scenario_name = scenario.name;
    file.scenario_hash = scenario.hash;
    file.cell = cell.name;
    if (cell.config.handler.program) file.program_sha256 = cell.config.handler.program->sha256;
    file.property = model::name(result_.property);
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
  bool order_kept_ = true;  // of the pace that is tried
};

}  // namespace

std::vector<std::string> other_times(const TimedCounterexample& timed) {
  const bool of_entries = static_cast<std::size_t>(timed.property) >= model::always_judged_count;
  if (!of_entries || !timed.problem.empty()) return {};
  return timed.prescribed;
}

TimedCounterexample timed_counterexample(const Certificate& certificate, const Scenario& scenario,
                                         const Cell& cell) {
  return Timing(scenario, cell, certificate.bounds, certificate.versions).find(certificate);
}

TimedCounterexample timed_way(const Certificate& certificate, Property property,
                              const Scenario& scenario, const Cell& cell) {
  return Timing(scenario, cell, certificate.bounds, certificate.versions)
      .find(certificate, property);
}

TimedCounterexample timed_counterexample(const ShownBursts& shown, const model::ProofBounds& bounds,
                                         const Scenario& scenario, const Cell& cell,
                                         const Versions& versions) {
  return Timing(scenario, cell, bounds, versions).find(shown);
}

}  // namespace stalemate::scenarios
