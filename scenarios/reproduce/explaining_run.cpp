#include "scenarios/reproduce/explaining_run.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <tuple>
#include <utility>

#include "scenarios/reproduce/answers.h"
#include "scenarios/shrink/edits.h"

namespace stalemate::scenarios {

namespace {

using format::Json;

/// Records decisions and events, and the answers to the log.
class Teller final : public sim::TraceSink {
 public:
  Teller(Transcriber& transcriber, Answers& answers)
      : transcriber_(&transcriber), answers_(&answers) {}
  void record(const sim::TraceEvent& event) override {
    transcriber_->record(event);
    answers_->record(event);
  }

 private:
  Transcriber* transcriber_;
  Answers* answers_;
};

struct Run {
  ToldRun told;
  std::vector<Answered> answers;
  Explained explained;
  ShrinkCost cost;
  std::vector<std::int64_t> came_ms;  // each arrival, where that was decided; else -1
};

Run run_guided(const LogQuestion& question, const Hypothesis& hypothesis, const Guide& guide,
               const model::WorldConfig& config) {
  model::Simulation simulation(config);
  GuidedExplorer explorer(question.isolates, hypothesis.most_faults, hypothesis.lasts);
  Answers answers(simulation, config.workload.size(), &explorer, hypothesis.same_data);
  Transcriber transcriber(explorer);
  Teller teller(transcriber, answers);
  explorer.begin(guide);
  answers.begin();
  Run run;
  run.told.result = simulation.run(transcriber, &teller);
  run.told.transcript = transcriber.take();
  run.answers = answers.all();
  run.explained = explained_by(answers, question, config);
  run.came_ms.assign(config.workload.size(), -1);
  for (const Place& place : explorer.places()) {
    const auto arrival = static_cast<std::size_t>(place.arrival);
    if (place.kind != PlaceKind::amount || arrival == 0 || arrival > run.came_ms.size()) continue;
    run.came_ms[arrival - 1] = place.taken;
  }
  run.cost.requests = config.workload.size();
  // An outage is one thing, however often it strikes.
  run.cost.faults = (hypothesis.lasts ? 1 : explorer.faults()) + hypothesis.assumptions;
  run.cost.deviations = explorer.deviations();
  run.cost.distance = explorer.distance();
  run.cost.steps = run.told.result.steps;
  return run;
}

/// The fault that an alternative of a decision stands for, by its name in scenarios.
std::string fault_of(const std::string& taken) {
  constexpr std::array strikes{std::pair{"the context is cut, request", "context_cut"},
                               std::pair{"the client goes, request", "disconnect"},
                               std::pair{"eviction of isolate", "eviction"},
                               std::pair{"out of memory, isolate", "memory_limit"},
                               std::pair{"a new version is deployed", "deploy"}};
  for (const auto& [words, fault] : strikes) {
    if (std::string_view(taken).starts_with(words)) return fault;
  }
  return taken;
}

/// The world with one time and one isolate for each arrival, and a budget for what struck only.
Json settled(Json world, const Run& run, const LogQuestion& question) {
  const std::vector<std::uint32_t>& colos = question.cell->config.isolates_per_colo;
  const bool one_isolate = colos.size() == 1 && colos.front() == 1;
  Json& workload = world["workload"];
  for (std::size_t index = 0; index < workload.size(); ++index) {
    const Answered& answered = run.answers[index];
    const bool is_event = workload[index].contains("kind");
    if (!is_event) {
      workload[index]["at"] = answered.arrived_us / 1000;
    } else if (run.came_ms[index] >= 0) {
      workload[index]["at"] = run.came_ms[index];
    }
    if (!one_isolate && !is_event) workload[index]["isolate"] = answered.isolate + 1;
  }
  Json faults = Json::object();
  for (const Decision& decision : run.told.transcript.decisions) {
    if (decision.choice.calm || decision.kind != sim::ChoiceKind::deviation) continue;
    const std::string fault = fault_of(decision.choice.taken);
    faults[fault] = faults.value(fault, 0) + 1;
  }
  world.erase("faults");
  if (!faults.empty()) world["faults"] = std::move(faults);
  const auto property = static_cast<std::size_t>(model::Property::eventually_fresh);
  const model::Verdict verdict = run.told.result.findings[property].verdict;
  const bool expectable = verdict != model::Verdict::undecided;
  world["expect"] = {{"eventually-fresh", expectable ? model::name(verdict) : "holds"}};
  return world;
}

}  // namespace

void rank(std::vector<ExplainingRun>& causes, const std::vector<std::size_t>& twin_of) {
  SIM_ASSERT(causes.size() == twin_of.size());
  std::vector<double> of_all(causes.size(), 0);  // at the place of the first twin
  for (std::size_t index = 0; index < causes.size(); ++index) {
    SIM_ASSERT(twin_of[index] <= index && twin_of[twin_of[index]] == twin_of[index]);
    of_all[twin_of[index]] += causes[index].likelihood();
  }
  const auto key = [&](std::size_t index) {
    const ExplainingRun& run = causes[index];
    // Nothing and one thing are weighed against each other; two things are not.
    return std::tuple(run.hypothesis.unobserved, std::max<std::size_t>(run.cost.faults, 1),
                      -of_all[twin_of[index]], twin_of[index], -run.likelihood(), run.cost);
  };
  std::vector<std::size_t> order(causes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t one, std::size_t other) { return key(one) < key(other); });
  std::vector<ExplainingRun> ranked;
  for (std::size_t place = 0; place < order.size(); ++place) {
    const bool joins = place > 0 && twin_of[order[place]] == twin_of[order[place - 1]];
    const std::size_t before = place == 0 ? 0 : ranked.back().rank;
    ranked.push_back(std::move(causes[order[place]]));
    ranked.back().rank = joins ? before : before + 1;
  }
  causes = std::move(ranked);
}

bool about_as_likely(const ExplainingRun& one, const ExplainingRun& other) {
  constexpr double worth_a_mention = 3;
  const double less = std::min(one.likelihood(), other.likelihood());
  const double more = std::max(one.likelihood(), other.likelihood());
  return one.hypothesis.unobserved == other.hypothesis.unobserved &&
         (one.cost.faults > 1) == (other.cost.faults > 1) && worth_a_mention * less > more;
}

std::optional<ExplainingRun> settle(const LogQuestion& question, const Hypothesis& hypothesis,
                                    const Guide& guide) {
  Json world = world_of(question, hypothesis);
  const Result<Scenario> open = load_world(question, world);
  if (!open) return std::nullopt;
  const Run searched = run_guided(question, hypothesis, guide, open.value().cells.front().config);
  world = settled(std::move(world), searched, question);
  Result<Scenario> scenario = load_world(question, world);
  if (!scenario) return std::nullopt;
  Run run = run_guided(question, hypothesis, guide, scenario.value().cells.front().config);
  if (run.explained.prefix != question.seen.size()) return std::nullopt;
  ExplainingRun result;
  result.hypothesis = hypothesis;
  result.scenario = std::move(scenario).value();
  result.told = std::move(run.told);
  result.cost = run.cost;
  for (const Decision& decision : result.told.transcript.decisions) {
    if (decision.choice.calm || decision.kind != sim::ChoiceKind::deviation) continue;
    result.struck.push_back(fault_of(decision.choice.taken));
  }
  // How far the clocks of the log must have been off counts as what is not calm.
  result.cost.distance = searched.cost.distance;
  result.cost.deviations = searched.cost.deviations;
  result.sightings = sightings_of(question, world, guide, hypothesis);
  return result;
}

}  // namespace stalemate::scenarios
