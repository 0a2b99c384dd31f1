#include "scenarios/reproduce/reproduce.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "scenarios/javascript/programs.h"
#include "scenarios/reproduce/likelihood.h"
#include "scenarios/reproduce/search.h"
#include "scenarios/reproduce/twins.h"

namespace stalemate::scenarios {

namespace {

constexpr std::size_t most_nearest = 3;
/// Of a hypothesis' runs, how many it gets in each round.
constexpr std::array shares{0.1, 0.3, 0.6};
/// Once another one explains the log, a hypothesis gets as many as these rounds give.
constexpr std::size_t rounds_of_alternatives = 2;

struct Searched {
  Hypothesis hypothesis;
  Scenario scenario;
  std::unique_ptr<ScheduleSearch> search;
};

class Reproducing {
 public:
  explicit Reproducing(const ReproduceRequest& request) : request_(&request) {}

  Result<Reproduction> run() {
    for (const std::vector<Hypothesis>& stage : stages()) {
      if (auto problem = begin(stage)) return *problem;
      search();
      settle_all();
      for (const Searched& one : searched_) reproduction_.runs += one.search->runs();
      if (!reproduction_.causes.empty()) break;
      for (const Searched& one : searched_) note(one);
      if (request_->must_stop()) break;
    }
    if (reproduction_.causes.empty()) {
      if (auto problem = go_through_all()) return *problem;
    }
    reproduction_.finished = !request_->must_stop();
    return std::move(reproduction_);
  }

 private:
  std::vector<std::vector<Hypothesis>> stages() const {
    const std::vector<Hypothesis> single = single_hypotheses();
    std::vector<std::vector<Hypothesis>> stages(1, single);
    std::vector<Hypothesis> one_more = event_hypotheses(request_->question.cell->config);
    std::vector<Hypothesis> two_more;
    std::vector<Hypothesis> same_data;
    for (const Hypothesis& one : single) {
      same_data.push_back(with_same_data(one));
      one_more.push_back(with_unobserved(one, 1));
      two_more.push_back(with_unobserved(one, 2));
    }
    const auto& seen = request_->question.seen;
    const bool tells_renders = std::any_of(
        seen.begin(), seen.end(), [](const Observation& line) { return !line.generation.empty(); });
    if (tells_renders) stages.push_back(std::move(same_data));
    stages.push_back(std::move(one_more));
    std::vector<Hypothesis> two = outages();
    for (Hypothesis& twice : same_thing_twice()) two.push_back(std::move(twice));
    two.push_back(two_things());
    two.push_back(with_unobserved(two_things(), 1));
    stages.push_back(std::move(two));
    stages.push_back(std::move(two_more));
    return stages;
  }

  std::optional<InputError> begin(const std::vector<Hypothesis>& stage) {
    searched_.clear();
    for (const Hypothesis& hypothesis : stage) {
      const LogQuestion& question = request_->question;
      Result<Scenario> scenario = load_world(question, world_of(question, hypothesis));
      if (!scenario) {
        // A handler may not have what a hypothesis changes.
        if (hypothesis.wrongs() > 0) continue;
        return scenario.error();
      }
      if (auto problem = problem_of_program(scenario.value().cells.front().config.handler)) {
        return problem;
      }
      searched_.push_back({hypothesis, std::move(scenario).value(), nullptr});
    }
    std::vector<std::string>& tried = reproduction_.tried;
    for (Searched& one : searched_) {
      const std::string& words = one.hypothesis.words;
      if (std::find(tried.begin(), tried.end(), words) == tried.end()) tried.push_back(words);
      one.search = std::make_unique<ScheduleSearch>(request_->question, one.hypothesis,
                                                    one.scenario.cells.front().config);
    }
    return std::nullopt;
  }

  bool any_found() const {
    return std::any_of(searched_.begin(), searched_.end(),
                       [](const Searched& one) { return one.search->found(); });
  }

  void search() {
    for (std::size_t round = 0; round < shares.size(); ++round) {
      // Alternatives to what explains the log get a chance, and no more.
      if (round >= rounds_of_alternatives && any_found()) return;
      const auto runs =
          static_cast<std::uint64_t>(shares[round] * static_cast<double>(request_->runs));
      for (Searched& one : searched_) {
        if (request_->must_stop()) return;
        one.search->spend(runs, request_->must_stop);
      }
    }
  }

  /// Every schedule of few deviations, for as long as that takes no longer than all the rest did.
  std::optional<InputError> go_through_all() {
    if (auto problem = begin(single_hypotheses())) return problem;
    const std::uint64_t runs = reproduction_.runs / std::max<std::size_t>(1, searched_.size());
    std::uint32_t complete = most_genes_of_all;
    for (Searched& one : searched_) {
      one.search->spend_on_all(most_genes_of_all, runs, request_->must_stop);
      complete = std::min(complete, one.search->complete_genes());
      reproduction_.runs += one.search->runs();
    }
    settle_all();
    reproduction_.complete_deviations = complete;
    return std::nullopt;
  }

  void settle_all() {
    std::vector<FoundCause> found;
    std::vector<std::size_t> twin_of;
    for (Searched& one : searched_) {
      if (!one.search->found()) continue;
      const std::uint64_t runs = one.search->runs();
      one.search->make_small(request_->must_stop);
      const bool smallest = one.search->show_smallest(request_->runs, request_->must_stop);
      auto settled = settle(request_->question, one.hypothesis, one.search->guide());
      if (!settled) continue;
      settled->fit = fit_of(request_->question, one.hypothesis, one.scenario.cells.front().config,
                            one.search->guide(), {request_->runs, request_->must_stop});
      settled->runs = runs;
      settled->smallest = smallest;
      reproduction_.causes.push_back(std::move(*settled));
      found.push_back({&one.hypothesis, &one.scenario.cells.front().config, &one.search->guide()});
      twin_of.push_back(first_twin(found, twin_of));
    }
    rank(reproduction_.causes, twin_of);
  }

  /// Of the last one that was found; itself, if there is none.
  std::size_t first_twin(const std::vector<FoundCause>& found,
                         const std::vector<std::size_t>& twin_of) const {
    for (std::size_t index = 0; index < twin_of.size(); ++index) {
      if (twin_of[index] != index) continue;
      if (are_twins(request_->question, found[index], found.back())) return index;
    }
    return twin_of.size();
  }

  void note(const Searched& one) {
    std::vector<Partial>& nearest = reproduction_.nearest;
    nearest.push_back({one.hypothesis.words, one.search->best().explained.prefix});
    std::stable_sort(nearest.begin(), nearest.end(), [](const Partial& left, const Partial& right) {
      return left.explained > right.explained;
    });
    if (nearest.size() > most_nearest) nearest.pop_back();
  }

  const ReproduceRequest* request_;
  Reproduction reproduction_;
  std::vector<Searched> searched_;
};

}  // namespace

Result<Reproduction> reproduce(const ReproduceRequest& request) {
  return Reproducing(request).run();
}

}  // namespace stalemate::scenarios
