#include "scenarios/reproduce/twins.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/simulation.h"
#include "scenarios/reproduce/answers.h"

namespace stalemate::scenarios {

namespace {

/// Runs of one hypothesis.
class Runs {
 public:
  Runs(const LogQuestion& question, const FoundCause& cause)
      : question_(&question),
        config_(cause.config),
        simulation_(*cause.config),
        explorer_(question.isolates, cause.hypothesis->most_faults, cause.hypothesis->lasts),
        answers_(simulation_, cause.config->workload.size(), &explorer_,
                 cause.hypothesis->same_data) {}

  void run(const Guide& guide) {
    explorer_.begin(guide);
    answers_.begin();
    simulation_.run(explorer_, &answers_);
  }
  bool explains() const {
    return explained_by(answers_, *question_, *config_).prefix == question_->seen.size();
  }
  const GuidedExplorer& explorer() const { return explorer_; }

 private:
  const LogQuestion* question_;
  const model::WorldConfig* config_;
  model::Simulation simulation_;
  GuidedExplorer explorer_;
  Answers answers_;
};

/// Where the faults of the last run struck, in that order.
std::vector<std::uint64_t> struck_sites(const GuidedExplorer& explorer) {
  std::vector<std::uint64_t> sites;
  for (const Place& place : explorer.places()) {
    if (place.kind == PlaceKind::fault && place.taken != 0) sites.push_back(place.site);
  }
  return sites;
}

std::optional<std::uint64_t> place_at(const GuidedExplorer& explorer, std::uint64_t site) {
  const auto& places = explorer.places();
  const auto found = std::find_if(places.begin(), places.end(), [site](const Place& place) {
    return place.kind == PlaceKind::fault && place.site == site;
  });
  return found == places.end() ? std::nullopt : std::optional(found->place);
}

/// Whether `other` explains the log where `one` does.
bool explains_instead(const LogQuestion& question, const FoundCause& one, const FoundCause& other) {
  Runs of_one(question, one);
  of_one.run(*one.guide);
  Guide guide = *one.guide;
  std::erase_if(guide, [](const Gene& gene) { return gene.is_fault; });
  Runs of_other(question, other);
  of_other.run(guide);
  if (!other.hypothesis->lasts) {
    // What comes after one of them struck may be another run, with other places.
    for (const std::uint64_t site : struck_sites(of_one.explorer())) {
      const std::optional<std::uint64_t> place = place_at(of_other.explorer(), site);
      if (!place) return false;
      guide.push_back({*place, 1, true, 0});
      of_other.run(guide);
    }
  }
  return of_other.explorer().faults() == of_one.explorer().faults() && of_other.explains();
}

}  // namespace

bool are_twins(const LogQuestion& question, const FoundCause& one, const FoundCause& other) {
  const Hypothesis& first = *one.hypothesis;
  const Hypothesis& second = *other.hypothesis;
  const bool comparable = first.most_faults == second.most_faults && first.lasts == second.lasts &&
                          first.assumptions == 0 && second.assumptions == 0 &&
                          first.unobserved == second.unobserved && first.events == second.events &&
                          first.same_data == second.same_data && first.most_faults > 0;
  return comparable && explains_instead(question, one, other) &&
         explains_instead(question, other, one);
}

}  // namespace stalemate::scenarios
