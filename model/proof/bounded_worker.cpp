#include "model/proof/bounded_worker.h"

#include <algorithm>
#include <utility>

#include "sim/explore/answers.h"

namespace stalemate::model {

namespace {

/// Far more than any calm traffic needs.
constexpr std::uint64_t calm_step_limit = 200'000;

/// Calm but for where the calm traffic goes.
class ChosenIsolate final : public sim::Explorer {
 public:
  explicit ChosenIsolate(std::uint32_t isolate) : isolate_(isolate) {}
  std::uint32_t choose(const sim::ChoicePoint& point) override {
    return isolate_ < point.count ? isolate_ : 0;
  }

 private:
  std::uint32_t isolate_;
};

}  // namespace

BoundedSteps BoundedState::path_in_steps() const {
  BoundedSteps told;
  for (std::size_t at = 0; at < path.size();) {
    std::vector<std::uint32_t>& step = told.emplace_back();
    step.push_back(path[at]);
    if (path[at++] == next_burst) continue;
    const std::uint32_t answers = path[at++];
    for (std::uint32_t answer = 0; answer < answers; ++answer) step.push_back(path[at++]);
  }
  return told;
}

void take_offer(BurstWorld& world, std::uint32_t offer, sim::Explorer& decisions) {
  Chooser chooser(decisions);
  world.take(offer, chooser);
}

std::string take_step(BurstWorld& world, std::span<const std::uint32_t> step) {
  if (step.empty()) return "a step of it is none";
  if (step.front() == next_burst) {
    if (!world.at_rest() || world.round_so_far().requests == 0) {
      return "a burst begins before the one before it is over";
    }
    world.go_on();
  } else {
    if (step.front() >= world.offers()) return "a step of it is not possible there";
    sim::Answers answers(step.subspan(1));
    take_offer(world, step.front(), answers);
    if (!answers.fit() || !answers.used_up()) return "a decision of it is not possible there";
  }
  world.fingerprint();
  return world.script_failure();
}

std::string go_through(BurstWorld& world, std::span<const std::vector<std::uint32_t>> steps) {
  world.start();
  world.fingerprint();
  std::string failure = world.script_failure();
  for (const std::vector<std::uint32_t>& step : steps) {
    if (!failure.empty()) return failure;
    failure = take_step(world, step);
  }
  return failure;
}

SuffixResult calm_from_here(BurstWorld& world, const WorldConfig& timed, std::uint32_t isolate,
                            sim::TraceSink* sink) {
  World& going_on = world.go_on_in_time(timed);
  ChosenIsolate chosen(isolate);
  sim::Gate gate(chosen);
  going_on.connect(&gate, sink);
  going_on.end_chaos();
  const SuffixResult result = run_calm_suffix(going_on, sink, calm_step_limit, {});
  if (world.script() != nullptr && going_on.kernel().events().empty()) {
    going_on.runtime().tell_unanswered();
  }
  going_on.connect(nullptr, nullptr);
  return result;
}

std::uint32_t calm_targets(const WorldConfig& timed, const BurstWorld& world) {
  return timed.routing == Routing::fair ? 1 : world.world().runtime().place_count();
}

BoundedWorker::BoundedWorker(const WorldConfig& timed, const BoundedBounds& bounds)
    : timed_(timed), bounds_(bounds), world_(proof_config(timed, bounds.each)) {}

BoundedState BoundedWorker::beginning(std::string& failure) {
  BoundedState state;
  failure = go_through(world_, {});
  state.name = world_.fingerprint();
  return state;
}

/// Runs the world from its beginning to this state.
std::string BoundedWorker::go_to(const BoundedState& state) {
  std::string failure = go_through(world_, state.path_in_steps());
  if (failure.empty() && world_.fingerprint() != state.name) {
    failure = "it does not do the same again when it is run again";
  }
  return failure;
}

BoundedExpansion BoundedWorker::expand(const BoundedState& from) {
  BoundedExpansion found;
  found.failure = go_to(from);
  if (!found.failure.empty()) return found;
  const std::uint32_t offers = world_.offers();
  bool stands_here = true;
  for (std::uint32_t offer = 0; offer < offers; ++offer) {
    if (from.over && world_.step_of(offer) != BurstWorld::Step::strike) continue;
    odometer_.clear();
    do {
      if (!std::exchange(stands_here, false)) {
        found.failure = go_to(from);
        if (!found.failure.empty()) return found;
        world_.offers();
      }
      take_offer(world_, offer, odometer_);
      visit(from, offer, found);
      if (!found.failure.empty()) return found;
    } while (odometer_.next());
  }
  return found;
}

/// A step from a state has led here.
void BoundedWorker::visit(const BoundedState& from, std::uint32_t offer, BoundedExpansion& found) {
  found.failure = world_.script_failure();
  if (!found.failure.empty()) return;
  for (std::size_t word = 0; word < found.marks.size(); ++word) {
    found.marks[word] |= world_.marks_of_step()[word];
  }
  BoundedChild& child = found.children.emplace_back();
  child.state = after(from, offer);
  child.violated = violated();
  child.remarks = remarks();
  child.out_of_bounds = world_.out_of_bounds();
  child.state.name = world_.fingerprint();
  child.at_rest = world_.at_rest();
  if (from.over) child.may_be_struck = world_.world().budget().any();
  if (from.over || !child.at_rest || child.state.requests == child.state.requests_before) return;
  ++child.state.bursts;
  if (child.state.bursts >= bounds_.bursts) {
    child.state.over = true;
    child.may_be_struck = world_.world().budget().any();
    return;
  }
  world_.go_on();
  child.next_name = world_.fingerprint();
}

BoundedState BoundedWorker::after(const BoundedState& from, std::uint32_t offer) const {
  BoundedState state = from;
  ++state.steps;
  state.path.push_back(offer);
  const std::size_t count_at = state.path.size();
  state.path.push_back(0);
  odometer_.answers(state.path);
  state.path[count_at] = static_cast<std::uint32_t>(state.path.size() - count_at - 1);
  state.requests = state.requests_before + world_.round_so_far().requests;
  state.faults = state.faults_before + world_.round_so_far().faults;
  return state;
}

std::uint8_t BoundedWorker::violated() const {
  std::uint8_t bits = 0;
  const Findings& findings = world_.world().runtime().findings();
  for (std::size_t index = 1; index < property_count; ++index) {
    if (findings[index].verdict != Verdict::violated) continue;
    bits = static_cast<std::uint8_t>(bits | 1U << index);
  }
  return bits;
}

ScriptRemarks BoundedWorker::remarks() const {
  const Script* const script = world_.script();
  return script != nullptr ? script->remarks() : ScriptRemarks{};
}

CalmJudgements BoundedWorker::judge(const BoundedState& state) {
  CalmJudgements judgements;
  const std::uint32_t targets = calm_targets(timed_, world_);
  for (std::uint32_t isolate = 0; isolate < targets; ++isolate) {
    judgements.failure = go_to(state);
    if (!judgements.failure.empty()) return judgements;
    const SuffixResult calm = calm_from_here(world_, timed_, isolate, nullptr);
    judgements.failure = world_.script_failure();
    if (!judgements.failure.empty()) return judgements;
    judgements.all.push_back({isolate, calm.finding.verdict, calm.bursts, violated(), remarks()});
  }
  return judgements;
}

}  // namespace stalemate::model
