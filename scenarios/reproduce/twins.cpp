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
  Runs(const LogQuestion& question, const Cause& cause)
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

/// "Any two things" is no cause that could be put in the place of another.
bool is_of_one_fault(const Hypothesis& one) {
  return one.patch.contains("faults") && one.patch["faults"].size() == 1;
}

bool are_comparable(const Hypothesis& one, const Hypothesis& other) {
  return one.most_faults == other.most_faults && one.lasts == other.lasts && one.most_faults > 0 &&
         is_of_one_fault(one) && is_of_one_fault(other) && one.assumptions == 0 &&
         other.assumptions == 0 && one.unobserved == other.unobserved &&
         one.events == other.events && one.same_data == other.same_data;
}

}  // namespace

std::optional<Guide> twin_guide(const LogQuestion& question, const Cause& one, const Guide& guide,
                                const Cause& other) {
  if (!are_comparable(*one.hypothesis, *other.hypothesis)) return std::nullopt;
  Runs of_one(question, one);
  of_one.run(guide);
  Guide instead = guide;
  std::erase_if(instead, [](const Gene& gene) { return gene.is_fault; });
  Runs of_other(question, other);
  of_other.run(instead);
  if (!other.hypothesis->lasts) {
    // What comes after one of them struck may be another run, with other places.
    for (const std::uint64_t site : struck_sites(of_one.explorer())) {
      const std::optional<std::uint64_t> place = place_at(of_other.explorer(), site);
      if (!place) return std::nullopt;
      instead.push_back({*place, 1, true, 0});
      of_other.run(instead);
    }
  }
  const bool all_struck = of_other.explorer().faults() == of_one.explorer().faults();
  return all_struck && of_other.explains() ? std::optional(instead) : std::nullopt;
}

}  // namespace stalemate::scenarios
