#include "scenarios/shrink/shrink.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "scenarios/format/cell_document.h"
#include "scenarios/format/load_document.h"
#include "scenarios/shrink/edits.h"

namespace stalemate::scenarios {

namespace {

using format::Json;
using sim::Deviation;

/// What a run of a small world takes, and how many places of what strikes are tried at once.
constexpr std::uint64_t steps_of_a_run = 100;
constexpr std::uint32_t most_places = 200;

class Shrinker {
 public:
  explicit Shrinker(const ShrinkRequest& request) : request_(&request) {}

  Result<Shrunk> run() {
    world_ = spelt_out(format::world_of_cell(request_->scenario, request_->cell.name));
    world_.erase("sometimes");
    const Result<Scenario> whole = load(world_);
    if (!whole) return whole.error();
    trial_ = trial_of(whole.value(), world_);
    deviations_ = trial_->tidy(sim::deviations_of(request_->schedule));
    const Weighed first = trial_->weigh(deviations_);
    if (first.way.verdict == model::Verdict::holds) {
      return InputError{fmt::format("{}: the schedule does not fail", request_->scenario.path)};
    }
    way_ = first.way;
    cost_ = first.cost;
    expect();
    while (!stopped() && pass()) {
    }
    return result(first.cost);
  }

 private:
  /// A run of a large world counts for more than one, and so does its loading.
  bool stopped() const {
    return runs_ >= request_->budget || work_ / steps_of_a_run >= request_->budget ||
           request_->must_stop();
  }

  /// @return whether anything has become smaller
  bool pass() {
    const ShrinkCost before = cost_;
    drop_arrivals();
    drop_deviations();
    edit_world();
    place_again();
    pull_amounts();
    shorten_times();
    return cost_ < before;
  }

  // --- one try

  bool better(const Weighed& weighed) const { return weighed.way == way_ && weighed.cost < cost_; }

  bool try_deviations(const std::vector<Deviation>& deviations) {
    if (stopped()) return false;
    ++runs_;
    const Weighed weighed = trial_->weigh(deviations);
    work_ += weighed.cost.steps;
    if (!better(weighed)) return false;
    cost_ = weighed.cost;
    deviations_ = trial_->tidy(deviations);
    return true;
  }

  /// Tries these deviations, and then again with those that have no number of their own (what
  /// strikes when) asked for so much earlier.
  bool try_world(const Json& world, const std::vector<std::vector<Deviation>>& variants) {
    if (stopped()) return false;
    work_ += steps_of_a_run * world.at("workload").size();
    const Result<Scenario> scenario = load(world);
    if (!scenario) return false;
    std::unique_ptr<Trial> trial = trial_of(scenario.value(), world);
    for (const std::vector<Deviation>& deviations : variants) {
      const std::uint32_t last = last_asked(deviations);
      const std::uint32_t step = 1 + last / most_places;
      for (std::uint32_t earlier = 0; earlier <= last; earlier += step) {
        if (stopped()) return false;
        const std::vector<Deviation> moved = asked_earlier(deviations, earlier);
        ++runs_;
        const Weighed weighed = trial->weigh(moved);
        work_ += weighed.cost.steps;
        if (!better(weighed)) continue;
        world_ = world;
        trial_ = std::move(trial);
        cost_ = weighed.cost;
        deviations_ = trial_->tidy(moved);
        return true;
      }
    }
    return false;
  }

  static bool has_place(const Deviation& deviation) {
    return deviation.label.number == sim::no_number;
  }

  static std::uint32_t last_asked(const std::vector<Deviation>& deviations) {
    std::uint32_t last = 0;
    for (const Deviation& deviation : deviations) {
      if (has_place(deviation)) last = std::max(last, deviation.asked_before);
    }
    return last;
  }

  static std::vector<Deviation> asked_earlier(std::vector<Deviation> deviations,
                                              std::uint32_t earlier) {
    for (Deviation& deviation : deviations) {
      if (has_place(deviation)) deviation.asked_before -= std::min(deviation.asked_before, earlier);
    }
    return deviations;
  }

  // --- the passes

  /// Halves, quarters, and so on down to single ones.
  void drop_deviations() {
    for (std::size_t size = deviations_.size(); size > 0; size /= 2) {
      std::size_t first = 0;
      while (first < deviations_.size() && !stopped()) {
        std::vector<Deviation> fewer = deviations_;
        const auto begin = fewer.begin() + static_cast<std::ptrdiff_t>(first);
        const std::size_t count = std::min(size, fewer.size() - first);
        fewer.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
        if (!try_deviations(fewer)) first += size;
      }
    }
  }

  /// All but one, halves, quarters, and so on down to single ones.
  void drop_arrivals() {
    const std::size_t all = world_.at("workload").size();
    for (std::size_t size = all - 1; size > 0; size /= 2) {
      std::size_t first = 0;
      while (first + size <= world_.at("workload").size() && !stopped()) {
        const bool some_left = world_.at("workload").size() > size;
        const Json fewer = without_arrivals(world_, first, size);
        if (!some_left || !try_world(fewer, without_chunk(first, size)))
          first += size == all - 1 ? 1 : size;
      }
    }
  }

  std::vector<std::vector<Deviation>> without_chunk(std::size_t first, std::size_t count) const {
    std::vector<Deviation> in_order = deviations_;
    std::vector<Deviation> by_arrival = deviations_;  // arrivals need not come in their order
    for (std::size_t place = first + count; place-- > first;) {
      const auto arrival = static_cast<std::uint32_t>(place + 1);
      in_order = without(std::move(in_order), arrival, request_of(world_, arrival));
      by_arrival = without(std::move(by_arrival), arrival, std::nullopt);
    }
    if (in_order == by_arrival) return {in_order};
    return {in_order, by_arrival};
  }

  void edit_world() {
    std::vector<Edit> edits = edits_of(world_);
    for (std::size_t index = 0; index < edits.size() && !stopped();) {
      if (try_world(edited(world_, edits[index]), {deviations_})) {
        edits = edits_of(world_);
      } else {
        ++index;
      }
    }
  }

  /// What strikes at a certain place may do the same harm at another.
  void place_again() {
    for (std::size_t index = 0; index < deviations_.size(); ++index) {
      if (!has_place(deviations_[index])) continue;
      const std::uint32_t last = deviations_[index].asked_before;
      for (std::uint32_t place = 0; place < last && index < deviations_.size(); ++place) {
        std::vector<Deviation> moved = deviations_;
        moved[index].asked_before = place;
        if (try_deviations(moved)) break;
      }
    }
  }

  /// Amounts come as near to what is calm as they can.
  void pull_amounts() {
    for (std::size_t index = 0; index < deviations_.size(); ++index) {
      const Deviation from = deviations_[index];
      if (!from.is_amount() || from.calm_amount == sim::no_number) continue;
      std::int64_t too_near = from.calm_amount;
      std::int64_t enough = from.amount;
      while (!stopped() && std::abs(enough - too_near) > 1) {
        const std::int64_t between = too_near + (enough - too_near) / 2;
        std::vector<Deviation> nearer = deviations_;
        nearer[index].amount = between;
        nearer[index].taken.number = sim::no_number;
        if (!try_deviations(nearer)) {
          too_near = between;
        } else if (index < deviations_.size() && deviations_[index].label == from.label) {
          enough = deviations_[index].amount;
        } else {
          break;  // it is calm altogether
        }
      }
    }
  }

  void shorten_times() {
    for (const std::string& place : times_in(world_)) {
      const Json::json_pointer pointer(place);
      if (!world_.contains(pointer)) continue;
      const auto enough_at_first = world_.at(pointer).get<std::int64_t>();
      std::int64_t too_short = -1;
      std::int64_t enough = enough_at_first;
      while (!stopped() && enough - too_short > 1) {
        const std::int64_t shorter =
            enough == enough_at_first && too_short < 0 ? 0 : too_short + (enough - too_short) / 2;
        Json world = world_;
        world.at(pointer) = shorter;
        (try_world(world, {deviations_}) ? enough : too_short) = shorter;
      }
    }
  }

  // --- worlds

  Json told_by_itself(const Json& world) const {
    return format::document_of_cell(request_->scenario, request_->cell, world);
  }
  Result<Scenario> load(const Json& world) const {
    return format::load_beside(request_->scenario, request_->cell, world, request_->scenario.path);
  }
  std::unique_ptr<Trial> trial_of(const Scenario& scenario, const Json& world) const {
    return std::make_unique<Trial>(scenario.cells.front().config, request_->property,
                                   count_values(world) + faults_allowed(world));
  }

  /// What is expected of the schedule's own scenario is what was found.
  void expect() {
    world_["expect"] = Json::object();
    world_["expect"][model::name(request_->property)] = model::name(way_.verdict);
  }

  Result<Shrunk> result(const ShrinkCost& before) {
    Result<Scenario> scenario = load(world_);
    if (!scenario) return scenario.error();
    Shrunk shrunk{
        std::move(scenario).value(), trial_->tell(deviations_), before, cost_, runs_, false};
    shrunk.finished = !stopped();
    return shrunk;
  }

  const ShrinkRequest* request_;
  Json world_;
  std::unique_ptr<Trial> trial_;
  std::vector<Deviation> deviations_;
  Way way_;
  ShrinkCost cost_;
  std::uint64_t runs_ = 0;
  std::uint64_t work_ = 0;  // in macro-steps
};

}  // namespace

Result<Shrunk> shrink(const ShrinkRequest& request) { return Shrinker(request).run(); }

}  // namespace stalemate::scenarios
