#include "scenarios/bounded/told_path.h"

#include <utility>

namespace stalemate::scenarios {

namespace {

class Listener final : public sim::TraceSink {
 public:
  void record(const sim::TraceEvent& event) override { events_.push_back(event); }
  std::vector<sim::TraceEvent> take() { return std::exchange(events_, {}); }

 private:
  std::vector<sim::TraceEvent> events_;
};

}  // namespace

ToldPath tell(const BoundedPath& path, const model::BoundedBounds& bounds,
              const model::WorldConfig& world) {
  ToldPath told;
  model::BurstWorld burst(model::proof_config(world, bounds.each));
  Listener listener;
  burst.watch(&listener);
  told.problem = model::go_through(burst, {});
  told.bursts.emplace_back();
  for (const std::vector<std::uint32_t>& step : path.steps) {
    if (!told.problem.empty()) return told;
    if (step.empty()) return told;
    if (step.front() == model::next_burst) {
      told.bursts.emplace_back();
    } else if (step.front() < burst.offers()) {
      ToldStep& here = told.bursts.back().steps.emplace_back();
      here.kind = burst.step_of(step.front());
      here.choice = burst.name_of(step.front()).str();
    }
    listener.take();
    told.problem = model::take_step(burst, step);
    if (!told.bursts.empty()) {
      told.bursts.back().requests = burst.round_so_far().requests;
      told.bursts.back().faults = burst.round_so_far().faults;
    }
    if (step.front() != model::next_burst && !told.bursts.back().steps.empty()) {
      told.bursts.back().steps.back().events = listener.take();
    }
  }
  if (path.calm && told.problem.empty() && burst.at_rest()) {
    told.calm_bursts = model::calm_from_here(burst, world, path.isolate, nullptr).bursts;
  }
  return told;
}

}  // namespace stalemate::scenarios
