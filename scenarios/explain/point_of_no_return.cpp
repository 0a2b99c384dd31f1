#include "scenarios/explain/point_of_no_return.h"

#include <vector>

#include "scenarios/shrink/trial.h"

namespace stalemate::scenarios {

namespace {

/// Places of the decisions that are not calm.
std::vector<std::size_t> deviating(const Transcript& transcript) {
  std::vector<std::size_t> places;
  for (std::size_t place = 0; place < transcript.decisions.size(); ++place) {
    if (!transcript.decisions[place].choice.calm) places.push_back(place);
  }
  return places;
}

/// When the decision was taken: with the latest event before it.
sim::Microseconds time_of(const Transcript& transcript, std::size_t decision) {
  const std::size_t before = transcript.decisions[decision].events_before;
  return before == 0 ? 0 : transcript.events[before - 1].at_us;
}

}  // namespace

std::optional<PointOfNoReturn> point_of_no_return(const model::WorldConfig& config,
                                                  model::Property property,
                                                  const Transcript& transcript) {
  Trial trial(config, property, 0);
  const std::vector<sim::Deviation> all = sim::deviations_of(schedule_of(transcript));
  const Way way = trial.weigh(all).way;
  if (way.verdict == model::Verdict::holds) return std::nullopt;
  for (std::size_t count = 0; count <= all.size(); ++count) {
    const std::vector<sim::Deviation> first(all.begin(),
                                            all.begin() + static_cast<std::ptrdiff_t>(count));
    if (trial.weigh(first).way != way) continue;
    PointOfNoReturn point{count, 0, 0};
    if (count > 0) {
      point.decision = deviating(transcript)[count - 1];
      point.at_us = time_of(transcript, point.decision);
    }
    return point;
  }
  return std::nullopt;
}

}  // namespace stalemate::scenarios
