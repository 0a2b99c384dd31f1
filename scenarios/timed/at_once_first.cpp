#include "scenarios/timed/at_once_first.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/timed/event_name.h"
#include "sim/explore/answers.h"

namespace stalemate::scenarios {

namespace {

using model::BoundedSteps;
using model::BurstWorld;

/// What a step is, whatever else is on offer beside it.
struct StepName {
  BurstWorld::Step kind = BurstWorld::Step::event;
  EventName event;           // of an event
  std::uint32_t detail = 0;  // of an arrival and a move of the clock
  std::string text;          // of all others

  bool operator==(const StepName&) const = default;
};

struct NamedStep {
  StepName name;
  std::vector<std::uint32_t> answers;
  bool at_once = false;
};

StepName name_of_offer(const BurstWorld& world, std::uint32_t offer) {
  const BurstWorld::Action& action = world.action_of(offer);
  StepName name;
  name.kind = action.kind;
  if (action.kind == BurstWorld::Step::event) {
    name.event = name_of(world.world(), action.subject, 0);
    return name;
  }
  if (action.kind == BurstWorld::Step::arrival) name.detail = action.detail;
  name.text = world.name_of(offer).str();
  return name;
}

class Reordering {
 public:
  explicit Reordering(BurstWorld& world) : world_(&world) {}

  /// Names the steps. @return whether they can be run, and some take no time
  bool read(const BoundedSteps& steps) {
    bool any = false;
    look_for_new();
    for (const std::vector<std::uint32_t>& step : steps) {
      if (step.empty() || step.front() >= world_->offers()) return false;
      NamedStep named{name_of_offer(*world_, step.front()), {step.begin() + 1, step.end()}, false};
      named.at_once = is_at_once(step.front());
      any = any || named.at_once;
      if (!take(step.front(), named.answers)) return false;
      left_.push_back(std::move(named));
    }
    // What is still to come at once when it is over comes too.
    for (std::uint32_t offer = 0; offer < world_->offers(); ++offer) {
      if (!is_at_once(offer)) continue;
      left_.push_back({name_of_offer(*world_, offer), {}, true});
      any = true;
    }
    return any;
  }

  /// Runs them again from where they begin. @return nothing if they cannot be run in this order
  std::optional<BoundedSteps> run() {
    BoundedSteps found;
    known_.clear();
    at_once_.clear();
    look_for_new();
    while (!left_.empty()) {
      const std::uint32_t offers = world_->offers();
      std::size_t next = 0;
      std::optional<std::uint32_t> offer;
      for (std::size_t step = 0; step < left_.size() && !offer; ++step) {
        if (!left_[step].at_once) continue;
        offer = find(left_[step], offers);
        next = step;
      }
      if (!offer) {
        next = 0;
        offer = find(left_.front(), offers);
      }
      if (!offer) return std::nullopt;
      found.push_back({*offer});
      found.back().insert(found.back().end(), left_[next].answers.begin(),
                          left_[next].answers.end());
      const bool taken = take(*offer, left_[next].answers);
      left_.erase(left_.begin() + static_cast<std::ptrdiff_t>(next));
      if (!taken) return std::nullopt;
    }
    return found;
  }

 private:
  std::optional<std::uint32_t> find(const NamedStep& step, std::uint32_t offers) const {
    for (std::uint32_t offer = 0; offer < offers; ++offer) {
      if (is_at_once(offer) == step.at_once && name_of_offer(*world_, offer) == step.name) {
        return offer;
      }
    }
    return std::nullopt;
  }

  bool is_at_once(std::uint32_t offer) const {
    const BurstWorld::Action& action = world_->action_of(offer);
    if (action.kind != BurstWorld::Step::event) return false;
    return at_once_.contains(world_->world().kernel().events()[action.subject].sequence);
  }

  bool take(std::uint32_t offer, const std::vector<std::uint32_t>& given) {
    sim::Answers answers(given);
    model::take_offer(*world_, offer, answers);
    world_->fingerprint();
    look_for_new();
    return answers.fit() && answers.used_up();
  }

  /// What has just begun and is due already takes no time.
  void look_for_new() {
    const sim::Kernel& kernel = world_->world().kernel();
    for (const sim::Event& event : kernel.events()) {
      if (!known_.insert(event.sequence).second) continue;
      if (event.at_us <= kernel.now_us()) at_once_.insert(event.sequence);
    }
  }

  BurstWorld* world_;
  std::vector<NamedStep> left_;
  std::set<std::uint32_t> known_;    // events by their numbers
  std::set<std::uint32_t> at_once_;  // of these
};

}  // namespace

BoundedSteps at_once_first(BurstWorld& world, const std::function<void()>& start,
                           const BoundedSteps& steps) {
  start();
  world.fingerprint();
  Reordering reordering(world);
  if (!reordering.read(steps)) return steps;
  start();
  world.fingerprint();
  return reordering.run().value_or(steps);
}

}  // namespace stalemate::scenarios
