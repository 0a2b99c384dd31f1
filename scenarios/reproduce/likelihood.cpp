#include "scenarios/reproduce/likelihood.h"

#include <algorithm>
#include <vector>

#include "scenarios/reproduce/answers.h"
#include "sim/random.h"

namespace stalemate::scenarios {

namespace {

/// As many that show tell two shares apart that differ by a third.
constexpr std::uint64_t enough_shown = 1500;
constexpr std::uint64_t places_of_a_run = 8;
constexpr std::int64_t times_of_a_line = 16;

class Sampling {
 public:
  Sampling(const LogQuestion& question, const Hypothesis& hypothesis,
           const model::WorldConfig& config, const FitBudget& budget)
      : question_(&question),
        config_(&config),
        most_faults_(hypothesis.most_faults),
        budget_(budget),
        simulation_(config),
        explorer_(question.isolates, hypothesis.most_faults, hypothesis.lasts),
        answers_(simulation_, config.workload.size(), &explorer_, hypothesis.same_data) {}

  Fit fit(const Guide& guide) {
    Fit fit;
    fit.timing = timing_of(guide);
    Guide arrivals = guide;
    std::erase_if(arrivals, [this](const Gene& gene) { return !is_of_arrival(gene); });
    if (most_faults_ <= 1) fit.share = share_of(arrivals);
    return fit;
  }

 private:
  /// @return whether every line is explained
  bool run() {
    ++runs_;
    answers_.begin();
    simulation_.run(explorer_, &answers_);
    return explained_by(answers_, *question_, *config_).prefix == question_->seen.size();
  }

  bool may_go_on() const { return runs_ < budget_.runs / 2 && !budget_.must_stop(); }

  bool is_of_arrival(const Gene& gene) const {
    return std::any_of(arrivals_.begin(), arrivals_.end(),
                       [&gene](const Place& place) { return place.place == gene.place; });
  }

  /// Of what each arrival that is not as the log says could have been, with all else as it is.
  double timing_of(const Guide& guide) {
    explorer_.begin(guide);
    run();
    for (const Place& place : explorer_.places()) {
      if (place.arrival > 0) arrivals_.push_back(place);
    }
    const std::vector<std::int64_t> names = explorer_.names();
    double timing = 1;
    for (const Place& place : arrivals_) {
      if (place.taken == place.calm) continue;
      const std::int64_t count = place.count;
      const std::int64_t values = std::min(count, times_of_a_line);
      double explaining = 1;
      for (std::int64_t index = 0; index < values && may_go_on(); ++index) {
        const std::int64_t at = index * count / values;
        Guide other = guide;
        std::erase_if(other, [&place](const Gene& gene) { return gene.place == place.place; });
        other.push_back({place.place,
                         place.kind == PlaceKind::order
                             ? names[static_cast<std::size_t>(place.low + at)]
                             : place.low + at * place.step,
                         false, place.calm});
        explorer_.begin(other);
        if (run()) explaining += 1;
      }
      timing *= explaining / static_cast<double>(values + 1);
    }
    return timing;
  }

  double share_of(const Guide& arrivals) {
    sim::Random random(1, "likelihood");
    for (std::uint64_t seed = 1; shown_ < enough_shown && may_go_on(); ++seed) {
      explorer_.begin_by_chance(arrivals, seed);
      const bool undisturbed = run();
      if (most_faults_ == 0) {
        ++shown_;
        explaining_ += undisturbed ? 1 : 0;
        continue;
      }
      const std::vector<Shown> calm = shown_by(answers_.all());
      std::vector<std::uint64_t> places;
      for (const Place& place : explorer_.places()) {
        if (place.kind == PlaceKind::fault) places.push_back(place.place);
      }
      if (places.empty()) continue;
      for (std::uint64_t strike = 0; strike < places_of_a_run && may_go_on(); ++strike) {
        Guide guide = arrivals;
        const std::uint32_t index = random.below(static_cast<std::uint32_t>(places.size()));
        guide.push_back({places[index], 1, true, 0});
        explorer_.begin_by_chance(guide, seed);
        const bool explains = run();
        if (shown_by(answers_.all()) == calm) continue;
        ++shown_;
        explaining_ += explains ? 1 : 0;
      }
    }
    return static_cast<double>(explaining_ + 1) / static_cast<double>(shown_ + 1);
  }

  const LogQuestion* question_;
  const model::WorldConfig* config_;
  std::uint32_t most_faults_;
  FitBudget budget_;
  model::Simulation simulation_;
  GuidedExplorer explorer_;
  Answers answers_;
  std::vector<Place> arrivals_;
  std::uint64_t runs_ = 0;
  std::uint64_t shown_ = 0;
  std::uint64_t explaining_ = 0;
};

}  // namespace

Fit fit_of(const LogQuestion& question, const Hypothesis& hypothesis,
           const model::WorldConfig& config, const Guide& guide, const FitBudget& budget) {
  return Sampling(question, hypothesis, config, budget).fit(guide);
}

}  // namespace stalemate::scenarios
