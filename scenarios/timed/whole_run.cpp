#include "scenarios/timed/whole_run.h"

#include <algorithm>
#include <memory>
#include <new>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "model/proof/bounded_worker.h"
#include "model/world_event.h"
#include "scenarios/timed/at_once_first.h"
#include "scenarios/timed/collector.h"
#include "scenarios/timed/run_notes.h"
#include "sim/explore/answers.h"
#include "sim/explore/recorder.h"
#include "sim/state/observation.h"

namespace stalemate::scenarios {

namespace {

using model::BurstWorld;
using model::EntryMonitor;
using model::EventKind;
using model::World;

class WholeRunner {
 public:
  WholeRunner(const model::ProofConfig& config, const Pace& pace)
      : config_(config),
        pace_(pace),
        reference_(config_),
        script_(config_.world.handler.program ? model::load_script(config_.world) : nullptr),
        world_(new (arena_.allocate(sizeof(World))) World(config_.world, arena_, script_.get())),
        monitor_(config_.entries_judged()
                     ? new (arena_.allocate(sizeof(EntryMonitor)))
                           EntryMonitor(*world_, arena_, config_.invalidations_judged())
                     : nullptr),
        notes_(*world_, config_, monitor_, run_) {
    world_->kernel().ignore_times();
    world_->kernel().observe(&observer_);
    if (monitor_ != nullptr) monitor_->begin();
  }
  WholeRunner(const WholeRunner&) = delete;
  WholeRunner& operator=(const WholeRunner&) = delete;
  ~WholeRunner() {
    if (script_) script_->begin_run();
    if (monitor_ != nullptr) {
      monitor_->~EntryMonitor();
      arena_.deallocate(monitor_, sizeof(EntryMonitor));
    }
    world_->~World();
    arena_.deallocate(world_, sizeof(World));
  }

  WholeRun follow(const CertifiedCounterexample& shown, const Certificate& certificate,
                  std::uint32_t laps) {
    for (const CertifiedPath& path : shown.stem) {
      if (!follow(path, certificate)) return std::move(run_);
    }
    for (std::uint32_t lap = 0; lap < laps; ++lap) {
      for (const CertifiedPath& path : shown.loop) {
        if (!follow(path, certificate)) return std::move(run_);
        if (&path == &shown.loop.front() && lap == 0) note_place(reference_.round(), shown);
      }
    }
    notes_.finish();
    return std::move(run_);
  }

  WholeRun follow(const CertifiedWay& way, const Certificate& certificate) {
    for (const CertifiedPath& path : way.stem) {
      if (!follow(path, certificate)) return std::move(run_);
    }
    const std::uint32_t from = way.stem.empty() ? 0 : way.stem.back().to;
    if (follow({from, from, way.steps}, certificate)) notes_.finish();
    return std::move(run_);
  }

  /// Bursts that follow each other in one world already.
  WholeRun follow(const model::BoundedSteps& steps, std::uint32_t isolate) {
    reference_.start();
    for (const std::vector<std::uint32_t>& step : steps) {
      reference_.fingerprint();
      if (!step.empty() && step.front() == model::next_burst) {
        reference_.go_on();
        standing_ = false;
      } else if (!follow(step)) {
        return std::move(run_);
      }
    }
    run_.isolate = isolate;
    notes_.finish();
    return std::move(run_);
  }

 private:
  static constexpr std::int64_t gap_ms = 1;

  bool fail(std::string why) {
    run_.problem = std::move(why);
    return false;
  }

  void note_place(const model::Round& round, const CertifiedCounterexample& shown) {
    const auto artifact = static_cast<std::size_t>(shown.artifact);
    const std::uint32_t places = round.expired[artifact] | round.absent[artifact];
    while (run_.isolate < 31 && (places >> run_.isolate & 1U) == 0) ++run_.isolate;
  }

  bool follow(const CertifiedPath& path, const Certificate& certificate) {
    const auto start = [&] { reference_.start(certificate.states[path.from].state); };
    const model::BoundedSteps other_order =
        pace_.at_once_first ? at_once_first(reference_, start, path.steps) : model::BoundedSteps();
    start();
    for (const std::vector<std::uint32_t>& step : pace_.at_once_first ? other_order : path.steps) {
      reference_.fingerprint();
      if (!follow(step)) return false;
    }
    requests_ += reference_.round().requests;
    standing_ = false;
    return true;
  }

  /// One step of the reference, and the same in the one run.
  bool follow(std::span<const std::uint32_t> step) {
    if (step.empty() || step.front() >= reference_.offers()) return fail("it cannot be run");
    const std::size_t events_before = run_.events.size();
    const bool lapses = !config_.wait_until_limit_us &&
                        reference_.action_of(step.front()).kind == BurstWorld::Step::limit;
    sim::Answers answers(step.subspan(1));
    if (!mirror(step.front(), answers)) return false;
    std::vector<sim::TraceEvent> told;
    Collector collector(told);
    reference_.watch(&collector);
    sim::Answers same_answers(step.subspan(1));
    model::take_offer(reference_, step.front(), same_answers);
    reference_.watch(nullptr);
    if (same(told, events_before)) {
      if (lapses) run_.events.resize(events_before);
      return true;
    }
    return fail("its rounds, one after the other, do not do the same as each by itself");
  }

  /// Whether the last steps here have done what the reference has told.
  bool same(const std::vector<sim::TraceEvent>& told, std::size_t events_before) const {
    const auto is_told_here = [](const sim::TraceEvent& event) {
      return static_cast<EventKind>(event.kind) != EventKind::isolate_started;
    };
    auto here = run_.events.begin() + static_cast<std::ptrdiff_t>(events_before);
    for (const sim::TraceEvent& event : told) {
      if (!is_told_here(event)) continue;
      here = std::find_if(here, run_.events.end(), is_told_here);
      if (here == run_.events.end()) return false;
      const bool plain = is_of_isolate(static_cast<EventKind>(event.kind)) || event.subject == 0;
      // The request of a write that was in flight when the round began is not told there.
      const bool earlier = event.subject == 0 && here->subject <= requests_;
      const std::uint32_t subject = plain ? event.subject : event.subject + requests_;
      if (here->kind != event.kind || (here->subject != subject && !earlier)) return false;
      ++here;
    }
    return std::none_of(here, run_.events.end(), is_told_here);
  }

  // --- one step

  bool mirror(std::uint32_t offer, sim::Explorer& answers) {
    const BurstWorld::Action action = reference_.action_of(offer);
    switch (action.kind) {
      case BurstWorld::Step::pass:
      case BurstWorld::Step::reach:
        move_clock(action);
        return true;
      case BurstWorld::Step::event: {
        const EventName name = name_of(reference_.world(), action.subject, 0);
        const auto place = place_of(*world_, name, requests_);
        if (!place) return fail("an event of it does not come up again in one run");
        deliver(*place, answers);
        break;
      }
      case BurstWorld::Step::arrival:
        arrive(action, answers);
        break;
      case BurstWorld::Step::limit:
      case BurstWorld::Step::give_up:
        if (!end_waiting(action, answers)) return fail("a context that hangs is not found again");
        break;
      case BurstWorld::Step::strike:
        if (!strike(reference_.name_of(offer), answers)) {
          return fail("a fault of it cannot strike in one run");
        }
        break;
    }
    if (config_.bounds.merge_invisible) run_invisible(answers);
    if (monitor_ != nullptr) monitor_->settle();
    return true;
  }

  /// Makes a move and takes notes of it.
  template <class Act>
  void make(Move move, std::optional<sim::Event> delivered, sim::Explorer& answers,
            const Act& act) {
    const bool ticks = !run_.moves.empty() && !standing_ && move.kind != Move::Kind::strike;
    move.joined =
        ticks && !clock_moved_ && (pace_.all_joined || pace_.joined.contains(run_.moves.size()));
    if (ticks && !move.joined) advance_by(gap_ms);
    clock_moved_ = false;
    run_.moves.push_back(std::move(move));
    notes_.before_move();
    const std::size_t events_before = run_.events.size();
    sim::Recorder recorder(answers);
    model::Chooser chooser(recorder);
    sim::Gate gate(chooser);
    const bool of_store = delivered && model::is_kv_event(delivered->kind);
    Collector collector(run_.events, monitor_, of_store ? delivered->subject : 0);
    world_->connect(&gate, &collector);
    act();
    world_->connect(nullptr, nullptr);
    notes_.after_move(delivered, recorder.schedule(), events_before);
  }

  void deliver(std::size_t place, sim::Explorer& answers) {
    Move move;
    move.event = name_of(*world_, place, 0);
    const sim::Event event = world_->kernel().events()[place];
    make(std::move(move), event, answers, [&] { world_->deliver(place); });
  }

  void run_invisible(sim::Explorer& answers) {
    for (std::size_t place = 0; place < world_->kernel().events().size();) {
      const sim::Event& event = world_->kernel().events()[place];
      // Whatever takes time comes later then, and nobody sees when.
      const bool later = pace_.at_once_first && event.kind != model::kv_send_event &&
                         notes_.something_comes_at_once();
      if (!later && model::is_invisible(event, *world_, config_)) {
        deliver(place, answers);
        place = 0;
      } else {
        ++place;
      }
    }
  }

  void arrive(const BurstWorld::Action& action, sim::Explorer& answers) {
    Move move;
    move.kind = Move::Kind::arrival;
    move.request = ++arrivals_;
    move.isolate = action.subject;
    move.arrival = config_.requests[action.detail];
    const std::uint32_t request = move.request;
    make(std::move(move), std::nullopt, answers,
         [&] { world_->request(action.subject, request, config_.requests[action.detail]); });
  }

  bool end_waiting(const BurstWorld::Action& action, sim::Explorer& answers) {
    Move move;
    const bool at_limit = action.kind == BurstWorld::Step::limit;
    move.kind = !at_limit                     ? Move::Kind::give_up
                : config_.wait_until_limit_us ? Move::Kind::limit
                                              : Move::Kind::lapse;
    move.request = reference_.world().runtime().contexts()[action.subject].request + requests_;
    const auto& contexts = world_->runtime().contexts();
    const auto context = std::find_if(contexts.begin(), contexts.end(), [&](const auto& known) {
      return known.state != model::ContextState::gone && known.request == move.request;
    });
    if (context == contexts.end()) return false;
    const auto slot = static_cast<std::uint32_t>(context - contexts.begin());
    if (move.kind == Move::Kind::limit) {
      const model::Microseconds limit_us =
          context->draining_since_us + *config_.wait_until_limit_us - sim::from_milliseconds(1);
      if (limit_us > world_->kernel().now_us()) {
        world_->kernel().advance_to(limit_us);
        clock_moved_ = true;
      }
    }
    make(std::move(move), std::nullopt, answers,
         [&] { at_limit ? world_->reach_limit(slot) : world_->give_up(slot); });
    return true;
  }

  bool strike(const sim::Name& name, sim::Explorer& answers) {
    model::StrikeList possible;
    world_->offer(possible);
    for (const model::Strike& strike : possible.all()) {
      const bool of_isolate = strike.fault == model::Fault::eviction ||
                              strike.fault == model::Fault::memory_limit ||
                              strike.fault == model::Fault::deploy;
      const std::int64_t number = name.number + (of_isolate ? 0 : requests_);
      if (std::string_view(strike.name.text) != name.text || strike.name.number != number) continue;
      Move move;
      move.kind = Move::Kind::strike;
      move.strike = strike.name.str();
      make(std::move(move), std::nullopt, answers, [&] { world_->strike(strike); });
      return true;
    }
    return false;
  }

  // --- the clock

  std::int64_t now_ms() const { return sim::to_milliseconds(world_->kernel().now_us()); }
  void advance_by(std::int64_t distance_ms) {
    world_->kernel().advance_to(world_->kernel().now_us() + sim::from_milliseconds(distance_ms));
  }

  /// As the reference moves, by the deadlines as they are here.
  void move_clock(const BurstWorld::Action& action) {
    const auto kind = static_cast<BurstWorld::ClockMove>(action.detail);
    const std::optional<std::int64_t> next = deadline_to_come(action);
    standing_ = kind == BurstWorld::reaches && next.has_value();
    clock_moved_ = true;
    if (kind == BurstWorld::pauses) return advance_by(config_.pause_ms);
    if (!next || kind == BurstWorld::moves_on) return;  // each step moves on
    switch (kind) {
      case BurstWorld::reaches:
        advance_by(*next - now_ms());
        break;
      case BurstWorld::passes:
        advance_by(*next - now_ms() + 1);
        break;
      case BurstWorld::pauses:
        break;
      default:
        advance_by(to_next_unit_ms());
    }
  }

  /// The next one. Steps stand apart here, and so do deadlines that are one in the reference: if
  /// they are to be passed together, it is the last of those that it comes to.
  std::optional<std::int64_t> deadline_to_come(const BurstWorld::Action& action) const {
    std::optional<std::int64_t> next;
    for (const std::int64_t deadline_ms : notes_.deadlines()) {
      if (!next && deadline_ms > now_ms()) next = deadline_ms;
    }
    if (!next || !pace_.together || action.kind != BurstWorld::Step::reach) return next;
    const World& reference = reference_.world();
    const auto last = last_of_same(named_deadlines_of(*world_, config_, nullptr, requests_),
                                   named_deadlines_of(reference, config_, nullptr, 0),
                                   sim::to_milliseconds(reference.kernel().now_us()),
                                   sim::to_milliseconds(action.instant_us));
    return std::max(next, last);
  }

  /// Until some deadline to come is a whole number of units away.
  std::int64_t to_next_unit_ms() const {
    std::int64_t least_ms = config_.clock_unit_ms;
    for (const std::int64_t deadline_ms : notes_.deadlines()) {
      const std::int64_t left_ms = deadline_ms - now_ms();
      if (left_ms <= 0 || left_ms % config_.clock_unit_ms == 0) continue;
      least_ms = std::min(least_ms, left_ms % config_.clock_unit_ms);
    }
    return least_ms;
  }

  model::ProofConfig config_;
  Pace pace_;
  BurstWorld reference_;
  std::unique_ptr<model::Script> script_;  // or none
  sim::Arena arena_{sim::Arena::default_capacity, nullptr};
  sim::Observer observer_{true};  // code that waits holds deadlines, too
  World* world_;
  EntryMonitor* monitor_;  // or none
  WholeRun run_;
  RunNotes notes_;
  std::uint32_t requests_ = 0;  // of the rounds before this one, where each is a run of its own
  std::uint32_t arrivals_ = 0;
  bool standing_ = false;     // at a deadline, where steps take no time
  bool clock_moved_ = false;  // since the last move
};

}  // namespace

WholeRun whole_run(const CertifiedCounterexample& shown, const Certificate& certificate,
                   const model::ProofConfig& config, std::uint32_t laps, const Pace& pace) {
  return WholeRunner(config, pace).follow(shown, certificate, laps);
}

WholeRun whole_run(const CertifiedWay& way, const Certificate& certificate,
                   const model::ProofConfig& config, const Pace& pace) {
  return WholeRunner(config, pace).follow(way, certificate);
}

WholeRun whole_run(const model::BoundedSteps& steps, std::uint32_t isolate,
                   const model::ProofConfig& config, const Pace& pace) {
  return WholeRunner(config, pace).follow(steps, isolate);
}

}  // namespace stalemate::scenarios
