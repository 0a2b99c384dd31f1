#include "scenarios/shrink/trial.h"

#include <cstdlib>
#include <numeric>

namespace stalemate::scenarios {

namespace {

/// Stands between a strategy and the world, and adds up what is not calm.
class Scale final : public sim::Explorer {
 public:
  Scale(sim::Explorer& inner, ShrinkCost& cost) : inner_(&inner), cost_(&cost) {}

  std::uint32_t choose(const sim::ChoicePoint& point) override {
    const std::uint32_t index = inner_->choose(point);
    if (index == 0) return 0;
    ++cost_->deviations;
    if (point.kind == sim::ChoiceKind::deviation) ++cost_->faults;
    if (point.names == nullptr) {
      cost_->distance +=
          static_cast<std::uint64_t>(std::llabs(point.amount(index) - point.typical));
    }
    return index;
  }

 private:
  sim::Explorer* inner_;
  ShrinkCost* cost_;
};

}  // namespace

Trial::Trial(const model::WorldConfig& config, model::Property property, std::uint64_t settings)
    : simulation_(config),
      property_(property),
      requests_(config.workload.size()),
      isolates_(config.isolates_per_colo.size() + std::accumulate(config.isolates_per_colo.begin(),
                                                                  config.isolates_per_colo.end(),
                                                                  std::uint64_t{0})),
      settings_(settings) {}

Weighed Trial::weigh(const std::vector<sim::Deviation>& deviations) {
  Weighed weighed;
  sim::DeviationExplorer explorer(deviations);
  Scale scale(explorer, weighed.cost);
  WaySink sink(property_);
  const model::RunResult result = simulation_.run(scale, &sink);
  weighed.way = sink.way(result.findings);
  weighed.cost.requests = requests_;
  weighed.cost.isolates = isolates_;
  weighed.cost.settings = settings_;
  weighed.cost.steps = result.steps;
  weighed.cost.span_us = static_cast<std::uint64_t>(sink.calm_since_us().value_or(0));
  return weighed;
}

ToldRun Trial::tell(const std::vector<sim::Deviation>& deviations) {
  sim::DeviationExplorer explorer(deviations);
  return run_told(simulation_, explorer);
}

std::vector<sim::Deviation> Trial::tidy(const std::vector<sim::Deviation>& deviations) {
  const ToldRun told = tell(deviations);
  std::vector<sim::Deviation> tidied = sim::deviations_of(schedule_of(told.transcript));
  auto deviation = tidied.begin();
  for (const Decision& decision : told.transcript.decisions) {
    if (decision.choice.calm) continue;
    if (deviation->is_amount()) deviation->calm_amount = sim::amount_in(decision.calm);
    ++deviation;
  }
  return tidied;
}

}  // namespace stalemate::scenarios
