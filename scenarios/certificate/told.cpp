#include "scenarios/certificate/told.h"

#include <span>
#include <string_view>
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

class Teller {
 public:
  Teller(const Certificate& certificate, const model::ProofConfig& config)
      : certificate_(&certificate), world_(config) {
    world_.watch(&listener_);
  }

  void tell(std::uint32_t from, const std::vector<std::vector<std::uint32_t>>& steps,
            bool of_loop) {
    ToldRound round;
    round.of_loop = of_loop;
    listener_.number_on_from(requests_);
    world_.start(certificate_->states[from].state);
    listener_.take();
    for (const std::vector<std::uint32_t>& step : steps) {
      world_.fingerprint();
      world_.offers();
      ToldStep told;
      told.kind = world_.step_of(step.front());
      told.choice = numbered_on(world_.name_of(step.front()));
      sim::Answers answers(std::span<const std::uint32_t>(step).subspan(1));
      world_.take(step.front(), answers);
      told.events = listener_.take();
      round.steps.push_back(std::move(told));
    }
    round.requests = world_.round_so_far().requests;
    round.faults = world_.round_so_far().faults;
    requests_ += round.requests;
    rounds_.push_back(std::move(round));
  }
  std::vector<ToldRound> take() { return std::move(rounds_); }

 private:
  /// What a step is called, with the request in it numbered as in the events.
  std::string numbered_on(sim::Name name) const {
    if (name.number > 0 && std::string_view(name.text).ends_with("request")) {
      name.number += requests_;
    }
    return name.str();
  }

  const Certificate* certificate_;
  model::BurstWorld world_;
  Listener listener_;
  std::vector<ToldRound> rounds_;
  std::uint32_t requests_ = 0;
};

}  // namespace

std::vector<ToldRound> tell(const CertifiedCounterexample& shown, const Certificate& certificate,
                            const model::ProofConfig& config) {
  Teller teller(certificate, config);
  for (const CertifiedPath& path : shown.stem) teller.tell(path.from, path.steps, false);
  for (const CertifiedPath& path : shown.loop) teller.tell(path.from, path.steps, true);
  return teller.take();
}

std::vector<ToldRound> tell(const CertifiedWay& way, const Certificate& certificate,
                            const model::ProofConfig& config) {
  Teller teller(certificate, config);
  for (const CertifiedPath& path : way.stem) teller.tell(path.from, path.steps, false);
  teller.tell(way.stem.empty() ? 0 : way.stem.back().to, way.steps, false);
  return teller.take();
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
