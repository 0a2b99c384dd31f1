#include "scenarios/certificate/rederive.h"

#include <algorithm>
#include <set>
#include <vector>

namespace stalemate::scenarios {

namespace {

using Choices = std::vector<std::uint32_t>;

/// Follows the choices it was given, takes the first alternative after that, and writes down what
/// it chose and out of how many.
class Follower final : public sim::Explorer {
 public:
  explicit Follower(const Choices& choices) : choices_(&choices) {}

  std::uint32_t choose(const sim::ChoicePoint& point) override {
    const std::uint32_t choice = made_.size() < choices_->size() ? (*choices_)[made_.size()] : 0;
    SIM_ASSERT(choice < point.count);
    made_.push_back(choice);
    counts_.push_back(point.count);
    return choice;
  }

  const Choices& made() const { return made_; }
  const Choices& counts() const { return counts_; }

 private:
  const Choices* choices_;
  Choices made_;
  Choices counts_;
};

void note_round(Rederived& result, const model::RestState& from, const model::BurstWorld& world) {
  const model::RestState to = world.rest();
  const model::Round round = world.round();
  if (to == from && round.is_empty()) return;  // time has passed, and that is no round
  const auto [place, is_new] =
      result.rounds.emplace(PlainRound{to, without_cost(round)}, price_of(round));
  if (!is_new) place->second = std::min(place->second, price_of(round));
}

void note_marks(Rederived& result, const model::BurstWorld& world) {
  const auto occurred = world.world().kernel().trace().marks();
  for (std::size_t word = 0; word < result.marks.size(); ++word) {
    result.marks[word] |= occurred[word];
  }
}

}  // namespace

model::Round without_cost(const model::Round& round) {
  model::Round plain = round;
  plain.requests = 0;
  plain.faults = 0;
  return plain;
}

void stand_behind(const std::vector<Choices>& steps, const model::RestState& state,
                  model::BurstWorld& world) {
  world.start(state);
  for (const Choices& step : steps) {
    Follower follower(step);
    world.step(follower);
  }
}

RoundPrice price_of(const model::Round& round) { return {round.requests, round.faults}; }

Rederived rederive(const model::RestState& state, model::BurstWorld& world,
                   const std::atomic<bool>& cancelled, const BegunBurst& begun) {
  Rederived result;
  // Each entry is the choices that lead to a state not yet gone on from, step by step.
  std::vector<std::vector<Choices>> open{begun.steps};
  // That nothing happens is no round.
  stand_behind(begun.steps, state, world);
  std::set<std::uint64_t> met{world.fingerprint()};
  ++result.states;
  while (!open.empty() && !cancelled.load()) {
    const std::vector<Choices> way = std::move(open.back());
    open.pop_back();
    Choices last;
    bool more = true;
    while (more) {
      stand_behind(way, state, world);
      Follower follower(last);
      if (!world.step(follower)) {
        result.stuck = result.stuck || !world.at_rest();
        break;
      }
      ++result.transitions;
      const Choices made = follower.made();
      for (std::size_t property = 0; property < model::property_count; ++property) {
        const model::Finding& finding = world.world().runtime().findings()[property];
        if (finding.verdict == model::Verdict::violated) result.findings[property] = finding;
      }
      if (!world.out_of_bounds() && world.round().faults <= begun.most_faults) {
        note_marks(result, world);
        const bool is_new = met.insert(world.fingerprint()).second;
        if (is_new) ++result.states;
        if (world.at_rest()) {
          if (is_new) note_round(result, state, world);
        } else if (is_new) {
          open.push_back(way);
          open.back().push_back(made);
        }
      }
      // The next combination of choices in this step, counted like an odometer.
      last = made;
      while (!last.empty() && last.back() + 1 == follower.counts()[last.size() - 1]) {
        last.pop_back();
      }
      more = !last.empty();
      if (more) ++last.back();
    }
  }
  return result;
}

}  // namespace stalemate::scenarios
