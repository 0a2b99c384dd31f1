#include "scenarios/campaign/transcript.h"

namespace stalemate::scenarios {

ToldRun run_told(model::Simulation& simulation, sim::Explorer& explorer) {
  Transcriber transcriber(explorer);
  ToldRun told;
  told.result = simulation.run(transcriber, &transcriber);
  told.transcript = transcriber.take();
  return told;
}

sim::Schedule schedule_of(const Transcript& transcript) {
  sim::Schedule schedule;
  schedule.reserve(transcript.decisions.size());
  for (const Decision& decision : transcript.decisions) schedule.push_back(decision.choice);
  return schedule;
}

std::uint32_t Transcriber::choose(const sim::ChoicePoint& point) {
  const std::uint32_t index = inner_->choose(point);
  Decision decision;
  decision.choice = {point.label.str(), point.alternative(index), point.count, index == 0};
  decision.calm = index == 0 ? decision.choice.taken : point.alternative(0);
  decision.kind = point.kind;
  decision.events_before = transcript_.events.size();
  transcript_.decisions.push_back(std::move(decision));
  return index;
}

ToldRun run_seed(model::Simulation& simulation, Strategy strategy, std::uint64_t seed) {
  SeededExplorers explorers(strategy);
  return run_told(simulation, explorers.for_seed(seed));
}

ToldRun run_schedule(model::Simulation& simulation, const sim::Schedule& schedule) {
  sim::ReplayExplorer explorer(schedule);
  ToldRun told = run_told(simulation, explorer);
  explorer.finish();
  told.divergence = explorer.divergence();
  return told;
}

}  // namespace stalemate::scenarios
