#include "scenarios/certificate/told.h"

#include <span>
#include <utility>

#include <fmt/format.h>

#include "model/event_kind.h"
#include "scenarios/format/load.h"
#include "sim/explore/answers.h"

namespace stalemate::scenarios {

namespace {

/// Writes down what the world reports, with requests numbered on.
class Listener final : public sim::TraceSink {
 public:
  void record(const sim::TraceEvent& event) override {
    sim::TraceEvent told = event;
    const auto kind = static_cast<model::EventKind>(event.kind);
    if (!model::is_of_isolate(kind) && told.subject > 0) told.subject += offset_;
    events_.push_back(told);
  }
  std::vector<sim::TraceEvent> take() { return std::exchange(events_, {}); }
  void number_on_from(std::uint32_t offset) { offset_ = offset; }

 private:
  std::vector<sim::TraceEvent> events_;
  std::uint32_t offset_ = 0;
};

}  // namespace

std::vector<ToldRound> tell(const CertifiedCounterexample& shown, const Certificate& certificate,
                            const model::ProofConfig& config) {
  model::BurstWorld world(config);
  Listener listener;
  world.watch(&listener);
  std::vector<ToldRound> rounds;
  std::uint32_t requests = 0;
  const auto tell_path = [&](const CertifiedPath& path, bool of_loop) {
    ToldRound round;
    round.of_loop = of_loop;
    listener.number_on_from(requests);
    world.start(certificate.states[path.from].state);
    listener.take();
    for (const std::vector<std::uint32_t>& step : path.steps) {
      world.fingerprint();
      world.offers();
      ToldStep told;
      told.kind = world.step_of(step.front());
      told.choice = world.name_of(step.front()).str();
      sim::Answers answers(std::span<const std::uint32_t>(step).subspan(1));
      world.take(step.front(), answers);
      told.events = listener.take();
      round.steps.push_back(std::move(told));
    }
    round.requests = world.round().requests;
    round.faults = world.round().faults;
    requests += round.requests;
    rounds.push_back(std::move(round));
  };
  for (const CertifiedPath& path : shown.stem) tell_path(path, false);
  for (const CertifiedPath& path : shown.loop) tell_path(path, true);
  return rounds;
}

Result<model::ProofConfig> config_of(const Certificate& certificate, const std::string& path) {
  const Result<Scenario> scenario = load_scenario_from_text(certificate.document, path);
  if (!scenario) return scenario.error();
  for (const Cell& cell : scenario.value().cells) {
    if (cell.name != certificate.cell) continue;
    if (cell.config.handler.program) break;
    model::ProofConfig config = model::proof_config(cell.config, certificate.bounds);
    config.bounds.exchange_isolates = false;
    return config;
  }
  return InputError{path + ": /cell: the embedded scenario has no such cell that can be proved"};
}

}  // namespace stalemate::scenarios
