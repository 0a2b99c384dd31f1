#include "scenarios/reproduce/reproduce.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "scenarios/javascript/programs.h"
#include "scenarios/reproduce/every_interleaving.h"
#include "scenarios/reproduce/likelihood.h"
#include "scenarios/reproduce/search.h"
#include "scenarios/reproduce/twins.h"
#include "sim/arena.h"

namespace stalemate::scenarios {

namespace {

constexpr std::size_t most_nearest = 3;
/// Of a hypothesis' runs, how many it gets in each round.
constexpr std::array shares{0.1, 0.3, 0.6};
/// Once another one explains the log, a hypothesis gets as many as these rounds give.
constexpr std::size_t rounds_of_alternatives = 2;

/// How many transitions it may take to rule a hypothesis out that would get so many runs: about as
/// long as those. Without snapshots each is run from the beginning: then only what is soon done.
std::uint64_t transitions_for(const Hypothesis& hypothesis, std::uint64_t runs) {
  if (sim::Arena::can_snapshot) return 25 * runs;
  return hypothesis.unobserved == 0 ? 1500 : 1;
}

/// After so many of a stage that have too many ways, the others get few transitions.
constexpr std::size_t most_hard = 6;

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
      rule_out();
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
    if (!tells_all(request_->question)) claim_nothing();
    return std::move(reproduction_);
  }

 private:
  std::vector<std::vector<Hypothesis>> stages() const {
    const std::vector<Hypothesis> single = single_hypotheses();
    std::vector<Hypothesis> once;
    std::vector<Hypothesis> lasting = outages();
    for (const Hypothesis& one : single) {
      (one.assumptions > 0 ? lasting : once).push_back(one);
    }
    std::vector<std::vector<Hypothesis>> stages{once, lasting};
    for (Hypothesis& twice : same_thing_twice()) stages.back().push_back(std::move(twice));
    std::vector<Hypothesis> one_more = event_hypotheses(request_->question.cell->config);
    std::vector<Hypothesis> two_more;
    for (const Hypothesis& one : single) {
      one_more.push_back(with_unobserved(one, 1));
      two_more.push_back(with_unobserved(one, 2));
    }
    const auto& seen = request_->question.seen;
    const bool tells_renders = std::any_of(
        seen.begin(), seen.end(), [](const Observation& line) { return !line.generation.empty(); });
    for (std::vector<Hypothesis>* const stage : {&once, &lasting}) {
      if (!tells_renders) break;
      std::transform(stage->begin(), stage->end(), stage->begin(), with_same_data);
      stages.push_back(std::move(*stage));
    }
    stages.push_back(std::move(one_more));
    stages.push_back({two_things(), with_unobserved(two_things(), 1)});
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
    for (Searched& one : searched_) {
      one.search = std::make_unique<ScheduleSearch>(request_->question, one.hypothesis,
                                                    one.scenario.cells.front().config);
    }
    return std::nullopt;
  }

  /// Leaves those that have to be searched.
  void rule_out() {
    hard_ = 0;
    for (const Searched& one : searched_) {
      std::vector<std::string>& tried = reproduction_.tried;
      const std::string& words = one.hypothesis.words;
      if (std::find(tried.begin(), tried.end(), words) == tried.end()) tried.push_back(words);
      ++reproduction_.hypotheses;
      if (no_schedule_explains(one)) {
        reproduction_.ruled_out.push_back(
            {one.hypothesis.name, words, one.hypothesis.most_faults == 1});
      }
    }
    const bool is_first_stage = reproduction_.hypotheses == searched_.size();
    std::erase_if(searched_, [this](const Searched& one) { return is_ruled_out(one); });
    if (is_first_stage) {
      reproduction_.ruled_out_single = reproduction_.ruled_out.size();
      reproduction_.rules_out_single = searched_.empty();
    }
  }

  bool no_schedule_explains(const Searched& one) {
    const LogQuestion& question = request_->question;
    const model::WorldConfig& config = one.scenario.cells.front().config;
    if (!beyond_interleavings(question, config).empty()) return false;
    std::uint64_t most = transitions_for(one.hypothesis, request_->runs);
    if (hard_ >= most_hard) most /= 20;
    const Interleavings all =
        every_interleaving(question, one.hypothesis, config, most, request_->must_stop);
    if (all.possible == Possible::not_known) ++hard_;
    reproduction_.states += all.states;
    return all.ruled_out();
  }

  /// A line that is folded into another, or came who knows when, may have been what did it.
  void claim_nothing() {
    reproduction_.ruled_out.clear();
    reproduction_.ruled_out_single = 0;
    reproduction_.rules_out_single = false;
  }

  /// A run is stronger than any argument.
  void take_back(const Searched& one) {
    std::erase_if(reproduction_.ruled_out,
                  [&one](const RuledOut& known) { return known.name == one.hypothesis.name; });
    reproduction_.ruled_out_single = 0;
    reproduction_.rules_out_single = false;
  }

  bool is_ruled_out(const Searched& one) const {
    return reproduction_.rules_out(one.hypothesis.name);
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

  /// Every schedule of few deviations, for as long as that takes no longer than all the rest did,
  /// or a hypothesis its runs.
  std::optional<InputError> go_through_all() {
    if (auto problem = begin(single_hypotheses())) return problem;
    const auto out = std::count_if(searched_.begin(), searched_.end(),
                                   [this](const Searched& one) { return is_ruled_out(one); });
    const std::size_t open = searched_.size() - static_cast<std::size_t>(out);
    const std::uint64_t runs =
        std::max(request_->runs, reproduction_.runs / std::max<std::size_t>(1, open));
    std::uint32_t complete = most_genes_of_all;
    for (Searched& one : searched_) {
      if (is_ruled_out(one)) {
        // Nothing is to be found; but how far it comes has not been seen yet.
        one.search->spend_on_all(1, request_->runs / 10, request_->must_stop);
        note(one);
        if (one.search->found()) take_back(one);
      } else {
        one.search->spend_on_all(most_genes_of_all, runs, request_->must_stop);
        complete = std::min(complete, one.search->complete_genes());
      }
      reproduction_.runs += one.search->runs();
    }
    settle_all();
    reproduction_.complete_deviations = complete;
    return std::nullopt;
  }

  /// What explains the log, and where; `first` is the place of the first of its twins, or its own.
  struct Found {
    const Searched* searched = nullptr;
    Guide guide;
    Smallest smallest;
    std::size_t first = 0;
  };

  void settle_all() {
    std::vector<Found> found;
    for (const Searched& one : searched_) {
      if (one.search->found()) one.search->make_small(request_->must_stop);
    }
    for (const Searched& one : searched_) add_found(one, found);
    std::vector<std::size_t> twin_of;
    constexpr auto none = static_cast<std::size_t>(-1);
    std::vector<std::size_t> first_settled(found.size(), none);  // by the first of the twins
    for (const Found& one : found) {
      auto settled = settle(one);
      if (!settled || is_told_already(*settled)) continue;
      std::size_t& first = first_settled[one.first];
      if (first == none) first = reproduction_.causes.size();
      twin_of.push_back(first);
      reproduction_.causes.push_back(std::move(*settled));
    }
    rank(reproduction_.causes, twin_of);
  }

  /// A cause is looked for at the places of those that were found before: chance may have missed
  /// it.
  void add_found(const Searched& one, std::vector<Found>& found) {
    const Cause cause{&one.hypothesis, &one.scenario.cells.front().config};
    for (std::size_t index = 0; index < found.size(); ++index) {
      Found& other = found[index];
      if (other.first != index) continue;
      const Cause known{&other.searched->hypothesis,
                        &other.searched->scenario.cells.front().config};
      auto guide = twin_guide(request_->question, known, other.guide, cause);
      if (!guide) continue;
      if (one.search->found() && one.search->guide().size() < guide->size()) {
        // It has a better place, where the first may do as well.
        auto better = twin_guide(request_->question, cause, one.search->guide(), known);
        if (!better) continue;
        other.guide = std::move(*better);
        other.smallest = {has_only_faults(other), false};
        guide = one.search->guide();
      }
      found.push_back({&one, std::move(*guide), {}, index});
      found.back().smallest = {has_only_faults(found.back()), false};
      return;
    }
    if (!one.search->found()) return;
    const Smallest smallest = one.search->show_smallest(request_->runs, request_->must_stop);
    found.push_back({&one, one.search->guide(), smallest, found.size()});
  }

  /// What goes wrong has to, so that nothing else does is the least.
  static bool has_only_faults(const Found& found) {
    return found.guide.size() == found.searched->hypothesis.most_faults;
  }

  std::optional<ExplainingRun> settle(const Found& found) {
    const Searched& one = *found.searched;
    auto settled = scenarios::settle(request_->question, one.hypothesis, found.guide);
    if (!settled) return std::nullopt;
    settled->fit = fit_of(request_->question, one.hypothesis, one.scenario.cells.front().config,
                          found.guide, {request_->runs, request_->must_stop});
    settled->runs = one.search->runs();
    settled->smallest = found.smallest;
    return settled;
  }

  /// That the same thing went wrong twice is a case of that two things did.
  bool is_told_already(const ExplainingRun& run) const {
    const auto& causes = reproduction_.causes;
    return run.hypothesis.most_faults == 2 &&
           std::any_of(causes.begin(), causes.end(), [&run](const ExplainingRun& other) {
             return other.hypothesis.most_faults == 2 && other.struck == run.struck &&
                    other.hypothesis.unobserved <= run.hypothesis.unobserved;
           });
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
  std::size_t hard_ = 0;  // hypotheses of this stage that have too many ways
};

}  // namespace

bool Reproduction::rules_out(const std::string& name) const {
  return std::any_of(ruled_out.begin(), ruled_out.end(),
                     [&name](const RuledOut& one) { return one.name == name; });
}

Result<Reproduction> reproduce(const ReproduceRequest& request) {
  return Reproducing(request).run();
}

}  // namespace stalemate::scenarios
