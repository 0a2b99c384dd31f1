#include "scenarios/reproduce/every_interleaving.h"

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/proof/burst_world.h"
#include "scenarios/proof/proof.h"
#include "scenarios/reproduce/log_follower.h"
#include "scenarios/reproduce/way_times.h"
#include "sim/explore/answers.h"
#include "sim/explore/odometer.h"
#include "sim/explore/state_numbers.h"

namespace stalemate::scenarios {

namespace {

using model::BurstWorld;
using Coming = LogFollower::Coming;

/// A step: what happens, and what of the log arrives with it.
struct Taken {
  std::uint32_t offer = 0;
  Coming coming = Coming::nothing;
  std::uint32_t line = LogFollower::no_line;
};

/// A state to be expanded: as a snapshot or, where there are none, as the steps that lead to it.
struct Open {
  LogProgress progress;
  WayTimes times;
  std::vector<std::byte> snapshot;
  std::vector<std::uint32_t> steps;  // offer, how many decisions, the decisions
};

class Interleaver final : public model::Onlooker {
 public:
  Interleaver(const LogQuestion& question, const Hypothesis& hypothesis,
              const model::WorldConfig& timed, const model::ProofConfig& config)
      : most_faults_(hypothesis.most_faults + prescribed_faults(timed, config)),
        world_(config),
        follower_(question, hypothesis, world_.world()),
        timekeeper_(timed, world_, grain_ms(question)),
        store_(question.store_guessed ? nullptr : &question.cell->config.page),
        latest_start_ms_(question.latest_start_ms) {
    world_.watch(&follower_);
    world_.heed(this);
  }

  void tell(sim::Account& account) const override {
    follower_.tell(account);
    Timekeeper::tell(times_, account);
  }
  void tell_request(std::uint32_t request, sim::Account& account) const override {
    follower_.tell_request(request, account);
    Timekeeper::tell_request(times_, request, account);
  }
  void tell_operation(std::uint32_t operation, sim::Account& account) const override {
    Timekeeper::tell_operation(times_, operation, account);
  }

  Interleavings run(std::uint64_t most_transitions, const std::function<bool()>& must_stop) {
    world_.start();
    times_ = timekeeper_.begin(store_, latest_start_ms_);
    faults_at_start_ = world_.world().budget().total();
    known_.insert(world_.fingerprint());
    keep(nullptr, {}, open_.emplace_back());
    while (!open_.empty() && found_.possible != Possible::yes) {
      if (found_.transitions >= most_transitions || must_stop()) break;
      const Open here = std::move(open_.back());
      open_.pop_back();
      expand(here);
    }
    if (open_.empty() && found_.possible != Possible::yes) found_.possible = Possible::no;
    found_.states = known_.size();
    return found_;
  }

 private:
  /// What the workload prescribes to go wrong is in the budget here.
  static std::uint32_t prescribed_faults(const model::WorldConfig& timed,
                                         const model::ProofConfig& config) {
    return config.world.faults.total() - timed.faults.total();
  }
  /// Bounds on instants are rounded to a small part of what the clocks may be wrong by.
  static std::int64_t grain_ms(const LogQuestion& question) {
    constexpr std::int64_t parts = 16;
    return std::max<std::int64_t>(1, question.tolerance_ms / parts);
  }

  void expand(const Open& here) {
    restore(here);
    const std::uint32_t offers = world_.offers();
    steps_.clear();
    follower_.list_next(next_);
    for (std::uint32_t offer = 0; offer < offers; ++offer) list_steps(offer);
    bool stands_here = true;
    for (const Taken& taken : steps_) {
      odometer_.clear();
      do {
        if (!std::exchange(stands_here, false)) restore(here);
        take(here, taken);
      } while (odometer_.next());
    }
  }

  void list_steps(std::uint32_t offer) {
    const BurstWorld::Action& action = world_.action_of(offer);
    if (action.kind != BurstWorld::Step::arrival) return steps_.push_back({offer});
    const model::Arrival& asked = world_.config().requests[action.detail];
    const bool is_request = asked.kind == model::ArrivalKind::request;
    const std::size_t before = steps_.size();
    for (const std::uint32_t line : next_) {
      if (!is_request || asked.artifact != follower_.artifact_of(line)) continue;
      if (!follower_.may_be_at(line, action.subject)) continue;
      steps_.push_back({offer, Coming::line, line});
    }
    if (follower_.may_come_unobserved(asked.kind)) {
      steps_.push_back({offer, is_request ? Coming::request : Coming::revalidation});
    }
    const bool full =
        world_.world().runtime().live_contexts() >= interleaving_limits.requests_at_once;
    if (!full || steps_.size() == before) return;
    found_.held_back = true;
    steps_.resize(before);
  }

  void take(const Open& here, const Taken& taken) {
    const TimeBounds wanted =
        taken.coming == Coming::line ? follower_.time_of(taken.line) : TimeBounds{};
    const TimeBounds step = timekeeper_.instant_of(times_, world_.action_of(taken.offer), wanted,
                                                   follower_.next_latest_ms());
    if (step.empty()) return;
    const sim::Microseconds before_us = world_.world().kernel().now_us();
    const std::uint32_t faults_before = world_.world().budget().total();
    follower_.expect(taken.coming, taken.line);
    world_.take(taken.offer, odometer_);
    ++found_.transitions;
    if (follower_.contradicted() || too_many_faults()) return;
    if (world_.out_of_bounds()) {
      found_.held_back = true;
      return;
    }
    WritesOfStep writes = follower_.writes();
    // A fault may refuse a write at any time.
    if (world_.world().budget().total() != faults_before) writes.refused = 0;
    if (!timekeeper_.follow(times_, step, before_us, writes, follower_.next_latest_ms())) return;
    world_.forget_round();
    visit(here, taken);
  }

  bool too_many_faults() const {
    return faults_at_start_ - world_.world().budget().total() > most_faults_;
  }

  void visit(const Open& here, const Taken& taken) {
    if (!known_.insert(world_.fingerprint())) return;
    found_.explained = std::max(found_.explained, follower_.explained());
    if (follower_.all_explained()) {
      found_.possible = Possible::yes;
    } else if (world_.clock_exhausted()) {
      found_.held_back = true;
    } else {
      keep(&here, taken, open_.emplace_back());
    }
  }

  void keep(const Open* before, const Taken& taken, Open& kept) {
    kept.progress = follower_.progress();
    kept.times = times_;
    if constexpr (sim::Arena::can_snapshot) {
      world_.arena().save(kept.snapshot);
    } else if (before != nullptr) {
      kept.steps = before->steps;
      kept.steps.push_back(taken.offer);
      const std::size_t count_at = kept.steps.size();
      kept.steps.push_back(0);
      odometer_.answers(kept.steps);
      kept.steps[count_at] = static_cast<std::uint32_t>(kept.steps.size() - count_at - 1);
    }
  }

  void restore(const Open& here) {
    if constexpr (sim::Arena::can_snapshot) {
      world_.arena().restore(here.snapshot);
    } else {
      times_ = {};  // those of another way are none of this one's
      replay(here.steps);
    }
    follower_.stand_at(here.progress);
    times_ = here.times;
  }

  void replay(std::span<const std::uint32_t> steps) {
    world_.start();
    world_.fingerprint();
    world_.offers();
    for (std::size_t at = 0; at < steps.size(); at += 2 + steps[at + 1]) {
      sim::Answers answers(steps.subspan(at + 2, steps[at + 1]));
      follower_.expect(Coming::nothing);
      world_.take(steps[at], answers);
      SIM_ASSERT(answers.fit());
      world_.forget_round();
      world_.fingerprint();
      world_.offers();
    }
  }

  std::uint32_t most_faults_;
  BurstWorld world_;
  LogFollower follower_;
  Timekeeper timekeeper_;
  const model::PageConfig* store_;  // as the scenario says; none: not known
  std::int64_t latest_start_ms_;
  WayTimes times_;
  std::uint32_t faults_at_start_ = 0;
  sim::StateNumbers known_;
  sim::Odometer odometer_;
  std::vector<Open> open_;
  std::vector<Taken> steps_;         // from the state that is being expanded
  std::vector<std::uint32_t> next_;  // lines that may come now
  Interleavings found_;
};

/// Where renders of the same data look the same, there are no more looks than data.
bool shows_more_than_data(const LogQuestion& question, const Hypothesis& hypothesis) {
  if (!hypothesis.same_data) return false;
  std::set<std::string> looks;
  for (const Observation& seen : question.seen) {
    if (!generation_shown(seen).empty()) looks.insert(seen.generation);
  }
  const auto& events = hypothesis.events;
  const auto changes =
      std::count(events.begin(), events.end(), model::name(model::ArrivalKind::data_change));
  return looks.size() > 1 + static_cast<std::size_t>(changes);
}

/// Whatever is stored stays as long as this, at least.
std::int64_t least_life_ms(const model::WorldConfig& world) {
  constexpr std::int64_t most_ms = std::int64_t{30} * 24 * 3600 * 1000;  // as markers of tags do
  std::int64_t life_ms = world.page.kv_ttl_ms;
  if (world.handler.generation == model::Generation::vinext_0_0_26) {
    constexpr std::int64_t periods = 10;  // as its set() says
    life_ms = std::max<std::int64_t>(60'000, world.page.revalidate_ms * periods);
  }
  return std::min(life_ms, most_ms);
}

}  // namespace

std::string beyond_interleavings(const LogQuestion& question, const model::WorldConfig& world) {
  if (const char* const what = beyond_proofs(world)) return what;
  const std::int64_t life_ms = least_life_ms(world);
  const std::int64_t last_get_ms = sim::to_milliseconds(world.latencies.kv_get.high_us);
  if (question.end_ms + question.tolerance_ms + last_get_ms >= life_ms) {
    return "a log that is longer than an entry lives";
  }
  if (sim::to_milliseconds(world.kv.write_interval_us) >= life_ms) {
    return "a store that refuses writes for longer than an entry lives";
  }
  return "";
}

Interleavings every_interleaving(const LogQuestion& question, const Hypothesis& hypothesis,
                                 const model::WorldConfig& world, std::uint64_t most_transitions,
                                 const std::function<bool()>& must_stop) {
  SIM_ASSERT(beyond_interleavings(question, world).empty());
  if (shows_more_than_data(question, hypothesis)) return {Possible::no, false, 0, 0, 0};
  model::ProofBounds bounds;
  bounds.requests_per_burst =
      static_cast<std::uint32_t>(question.seen.size()) + hypothesis.unobserved;
  bounds.requests_per_isolate = bounds.requests_per_burst;
  bounds.late_writes = interleaving_limits.late_writes;
  bounds.exchange_isolates = false;  // the log may tell them apart
  bounds.renders_unordered = false;  // and renders
  model::WorldConfig unjudged = world;
  unjudged.entries_judged = false;  // what counts is what the log tells
  model::ProofConfig config = model::proof_config(unjudged, bounds);
  const bool shows_renders =
      !hypothesis.same_data &&
      std::any_of(question.seen.begin(), question.seen.end(),
                  [](const Observation& line) { return !generation_shown(line).empty(); });
  config.renders_count_as_read = config.renders_count_as_read || shows_renders;
  return Interleaver(question, hypothesis, world, config).run(most_transitions, must_stop);
}

}  // namespace stalemate::scenarios
