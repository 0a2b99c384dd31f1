#include "model/proof/bounded_explorer.h"

#include <numeric>
#include <span>
#include <string_view>

#include "model/calm_suffix.h"
#include "sim/explore/answers.h"
#include "sim/explore/calm_explorer.h"
#include "sim/hash.h"

namespace stalemate::model {

namespace {

/// Far more than any calm traffic needs.
constexpr std::uint64_t calm_step_limit = 200'000;

/// Random numbers are not gone through: the calm ones differ from call to call, and that is all.
class Chooser final : public sim::Explorer {
 public:
  explicit Chooser(sim::Explorer& others) : others_(&others) {}
  std::uint32_t choose(const sim::ChoicePoint& point) override {
    return std::string_view(point.label.text) == random_number_label ? 0 : others_->choose(point);
  }

 private:
  sim::Explorer* others_;
};

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

std::uint64_t BoundedResult::rests() const {
  return std::accumulate(judged.begin(), judged.end(), std::uint64_t{0});
}

BoundedSteps steps_of(const std::vector<std::uint32_t>& path) {
  BoundedSteps steps;
  for (std::size_t at = 0; at < path.size();) {
    std::vector<std::uint32_t>& step = steps.emplace_back();
    step.push_back(path[at]);
    if (path[at++] == next_burst) continue;
    const std::uint32_t answers = path[at++];
    for (std::uint32_t answer = 0; answer < answers; ++answer) step.push_back(path[at++]);
  }
  return steps;
}

std::string go_through(BurstWorld& world, std::span<const std::vector<std::uint32_t>> steps) {
  world.start();
  world.fingerprint();
  for (const std::vector<std::uint32_t>& step : steps) {
    if (step.front() == next_burst) {
      if (!world.at_rest()) return "a burst begins before the one before it is over";
      world.go_on();
    } else {
      if (step.front() >= world.offers()) return "a step of it is not possible there";
      const std::span<const std::uint32_t> told = step;
      sim::Answers answers(told.subspan(1));
      Chooser chooser(answers);
      world.take(step.front(), chooser);
      if (!answers.fit()) return "a decision of it is not possible there";
    }
    if (!world.script_failure().empty()) return world.script_failure();
    world.fingerprint();
  }
  return {};
}

SuffixResult calm_from_here(BurstWorld& world, const WorldConfig& timed, std::uint32_t isolate,
                            sim::TraceSink* sink) {
  World& going_on = world.go_on_in_time(timed);
  ChosenIsolate chosen(isolate);
  sim::Gate gate(chosen);
  going_on.connect(&gate, sink);
  going_on.end_chaos();
  const SuffixResult result = run_calm_suffix(going_on, sink, calm_step_limit, {});
  going_on.connect(nullptr, nullptr);
  return result;
}

std::uint32_t calm_targets(const WorldConfig& timed, const BurstWorld& world) {
  return timed.routing == Routing::fair ? 1 : world.world().runtime().place_count();
}

BoundedExplorer::BoundedExplorer(const WorldConfig& timed, const BoundedBounds& bounds)
    : timed_(timed), bounds_(bounds), world_(proof_config(timed, bounds.each)) {}

BoundedResult BoundedExplorer::explore(const Stop& stop) {
  result_ = {};
  open_.clear();
  known_.clear();
  Open root;
  if (go_to(root)) {
    root.name = world_.fingerprint();
    keep(std::move(root));
  }
  std::size_t waiting = 1;
  while (result_.failure.empty() && !open_.empty()) {
    if (stop(result_, waiting)) return std::move(result_);
    const auto cheapest = open_.begin();
    const std::vector<Open> alike = std::move(cheapest->second);
    open_.erase(cheapest);
    for (const Open& state : alike) {
      if (stop(result_, waiting)) return std::move(result_);
      if (result_.failure.empty()) expand(state);
    }
    waiting = 0;
    for (const auto& [cost, states] : open_) waiting += states.size();
  }
  result_.complete = result_.failure.empty();
  return std::move(result_);
}

bool BoundedExplorer::can_go_on() {
  result_.failure = world_.script_failure();
  return result_.failure.empty();
}

/// Runs the world from its beginning to this state.
bool BoundedExplorer::go_to(const Open& state) {
  const BoundedSteps steps = steps_of(state.path);
  result_.failure = go_through(world_, steps);
  if (!result_.failure.empty()) return false;
  if (!state.path.empty() && world_.fingerprint() != state.name) {
    result_.failure = "it does not do the same again when it is run again";
    return false;
  }
  return true;
}

/// Tries all that can happen in this state.
void BoundedExplorer::expand(const Open& from) {
  if (!go_to(from)) return;
  const std::uint32_t offers = world_.offers();
  if (offers == 0) ++result_.dead_ends;
  bool stands_here = true;
  for (std::uint32_t offer = 0; offer < offers; ++offer) {
    odometer_.clear();
    do {
      if (!stands_here) {
        if (!go_to(from)) return;
        world_.offers();
      }
      stands_here = false;
      Chooser chooser(odometer_);
      world_.take(offer, chooser);
      ++result_.transitions;
      visit(from, offer);
      if (!result_.failure.empty()) return;
    } while (odometer_.next());
  }
}

/// A step from a state has led here.
void BoundedExplorer::visit(const Open& from, std::uint32_t offer) {
  if (!can_go_on()) return;
  for (std::size_t word = 0; word < result_.marks.size(); ++word) {
    result_.marks[word] |= world_.marks_of_step()[word];
  }
  Open state = from;
  ++state.steps;
  state.path.push_back(offer);
  const std::size_t count_at = state.path.size();
  state.path.push_back(0);
  odometer_.answers(state.path);
  state.path[count_at] = static_cast<std::uint32_t>(state.path.size() - count_at - 1);
  const Round round = world_.round_so_far();
  state.requests = state.requests_before + round.requests;
  state.faults = state.faults_before + round.faults;
  note_safety(state);
  if (world_.out_of_bounds()) {
    ++result_.out_of_bounds;
    return;
  }
  state.name = world_.fingerprint();
  meet(std::move(state));
}

void BoundedExplorer::note_safety(const Open& state) {
  const Findings& findings = world_.world().runtime().findings();
  for (std::size_t index = 0; index < property_count; ++index) {
    if (findings[index].verdict != Verdict::violated) continue;
    note(static_cast<Property>(index), state, Verdict::violated, 0);
  }
}

void BoundedExplorer::note(Property property, const Open& state, Verdict verdict,
                           std::uint32_t isolate) {
  auto& known = result_.violations[static_cast<std::size_t>(property)];
  // A page that stays STALE is worse than one that is never stored.
  const bool worse = known && known->verdict == Verdict::uncached && verdict == Verdict::violated;
  if (known && !worse) return;
  known = BoundedPath{steps_of(state.path), state.requests, state.faults, isolate, verdict};
}

bool BoundedExplorer::is_new(const Open& state) {
  const bool known = matching_ && !known_.insert(sim::mix(state.name, state.bursts));
  if (!known) ++result_.states;
  return !known;
}

void BoundedExplorer::meet(Open state) {
  if (!is_new(state)) return;
  if (world_.at_rest()) return meet_rest(std::move(state));
  keep(std::move(state));
}

/// Between two bursts: time may pass, and writes of dead contexts arrive, before the next begins.
void BoundedExplorer::meet_rest(Open state) {
  const bool burst = state.requests > state.requests_before;
  if (burst) {
    ++state.bursts;
    if (state.bursts < bounds_.bursts) {
      Open next = state;
      next.path.push_back(next_burst);
      next.requests_before = next.requests;
      next.faults_before = next.faults;
      world_.go_on();
      next.name = world_.fingerprint();
      if (is_new(next)) keep(std::move(next));
    }
  } else {
    keep(state);
  }
  judge(state);
}

void BoundedExplorer::keep(Open state) {
  const Cost cost{state.requests + state.faults, state.steps};
  open_[cost].push_back(std::move(state));
}

/// By what calm traffic does from here on. The world stands elsewhere afterwards.
void BoundedExplorer::judge(const Open& state) {
  const std::uint32_t targets = calm_targets(timed_, world_);
  for (std::uint32_t isolate = 0; isolate < targets; ++isolate) {
    if (isolate > 0) {
      result_.failure = go_through(world_, steps_of(state.path));
      if (!result_.failure.empty()) return;
    }
    judge(state, isolate);
  }
}

void BoundedExplorer::judge(const Open& state, std::uint32_t isolate) {
  const SuffixResult calm = calm_from_here(world_, timed_, isolate, nullptr);
  if (!can_go_on()) return;
  const Verdict verdict = calm.finding.verdict;
  ++result_.judged[static_cast<std::size_t>(verdict)];
  if (verdict == Verdict::holds) {
    result_.healed_within = std::max(result_.healed_within, calm.bursts);
  } else if (verdict != Verdict::undecided) {
    note(Property::eventually_fresh, state, verdict, isolate);
  }
  note_safety(state);
}

}  // namespace stalemate::model
