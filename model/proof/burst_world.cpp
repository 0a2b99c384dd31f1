#include "model/proof/burst_world.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <new>
#include <utility>

#include "model/world_event.h"
#include "sim/task.h"

namespace stalemate::model {

BurstWorld::BurstWorld(const ProofConfig& config, void* arena_base)
    : config_(config),
      script_(config.world.handler.program ? load_script(config_.world) : nullptr),
      arena_(sim::Arena::default_capacity, arena_base),
      world_(new (arena_.allocate(sizeof(World))) World(config_.world, arena_, script_.get())),
      record_(new (arena_.allocate(sizeof(Record))) Record{}),
      remembered_(make_remembered(arena_, config.bounds)),
      monitor_(config.entries_judged() ? make_monitor() : nullptr),
      observer_(config.stamps_count, config.renders_count_as_read),
      digest_(config.clock_unit_ms),
      account_(config.stamps_count, config.renders_count_as_read),
      waits_(world_->kernel()) {
  world_->kernel().observe(&observer_);
  if constexpr (sim::Arena::can_snapshot) arena_.save(fresh_);
}

std::span<BurstWorld::Remembered> BurstWorld::make_remembered(sim::Arena& arena,
                                                              const ProofBounds& bounds) {
  // Slots of owners are used again, and the first stands for the world.
  const std::size_t count = bounds.requests_per_burst + std::size_t{1};
  void* const block = arena.allocate(count * sizeof(Remembered));
  auto* const first = static_cast<Remembered*>(block);
  std::uninitialized_default_construct_n(first, count);
  return {first, count};
}

EntryMonitor* BurstWorld::make_monitor() {
  void* const block = arena_.allocate(sizeof(EntryMonitor));
  return new (block) EntryMonitor(*world_, arena_, config_.invalidations_judged());
}

BurstWorld::~BurstWorld() {
  if (script_) script_->begin_run();
  if (monitor_ != nullptr) {
    monitor_->~EntryMonitor();
    arena_.deallocate(monitor_, sizeof(EntryMonitor));
  }
  world_->~World();
  arena_.deallocate(remembered_.data(), remembered_.size_bytes());
  arena_.deallocate(record_, sizeof(Record));
  arena_.deallocate(world_, sizeof(World));
}

void BurstWorld::reset() {
  if (script_) script_->begin_run();
  if (untimed_) config_.world = *std::exchange(untimed_, std::nullopt);
  if constexpr (sim::Arena::can_snapshot) {
    arena_.restore(fresh_);
  } else {
    world_->~World();
    new (world_) World(config_.world, arena_, script_.get());
    world_->kernel().observe(&observer_);
    *record_ = Record{};
  }
  exhausted_ = false;
}

void BurstWorld::start() {
  reset();
  world_->kernel().ignore_times();
  if (monitor_ != nullptr) monitor_->begin();
  if (!clock_is_plain_) return begin_round(nullptr);
  // The scenario may begin at a deadline, which this clock never stands at.
  const RestState state = rest();
  start(state);
}

void BurstWorld::start(const RestState& state) {
  SIM_ASSERT(!script_);
  reset();
  build(state, config_, *world_, monitor_);
  begin_round(&state);
}

void BurstWorld::go_on() {
  if (script_) return begin_round(nullptr);
  const RestState state = rest();
  begin_round(&state);
}

void BurstWorld::forget_round() {
  SIM_ASSERT(renders_ordered_);  // else newer is what this round has rendered
  const std::uint16_t requests = record_->round.requests;
  record_->round = empty_round();
  record_->round.requests = requests;  // arrivals are named by it
  record_->arrivals = {};
  record_->stored_at_start = stored_renders();
}

Round BurstWorld::empty_round() const {
  Round round;
  if (clock_may_stand_) round.throttled = Round::clock_limit;
  return round;
}

void BurstWorld::begin_round(const RestState* state) {
  *record_ = Record{};
  record_->round = empty_round();
  record_->stored_at_start = stored_renders();
  if (!renders_ordered_) {
    const std::int64_t last_render = world_->origin().renders;
    account_.tell_first_ranks_above(last_render);
    observer_.account.tell_first_ranks_above(last_render);
  }
  const auto& runtime = world_->runtime();
  SIM_ASSERT(runtime.isolate_count() <= isolate_limit);
  for (std::uint32_t number = 0; number < runtime.place_count(); ++number) {
    std::uint32_t first = number;
    for (std::uint32_t other = number; config_.bounds.exchange_isolates && other-- > 0;) {
      const bool same_colo = runtime.isolate(other).colo == runtime.isolate(number).colo;
      if (same_colo && began_alike(number, other, state)) first = other;
    }
    alike_[number] = static_cast<std::uint8_t>(first);
  }
}

std::int64_t BurstWorld::now_ms() const { return wall_clock_ms(world_->kernel().now_us()); }

/// The render that each entry holds, by a pure look at the central store; -1 if there is none.
std::array<std::int64_t, artifact_count> BurstWorld::stored_renders() const {
  std::array<std::int64_t, artifact_count> renders{};
  for (std::size_t index = 0; index < artifact_count; ++index) {
    const KvRead read =
        world_->kv().store().read(static_cast<Key>(index), world_->kernel().now_us());
    renders[index] = read.found != 0 ? static_cast<std::int64_t>(read.value.generation.render) : -1;
  }
  return renders;
}

bool BurstWorld::out_of_bounds() const {
  std::uint32_t late = 0;
  for (const KvOperation& operation : world_->kv().in_flight()) {
    if (operation.owner == sim::nobody) ++late;
  }
  return late > config_.bounds.late_writes;
}

Round BurstWorld::round() const {
  Round round = record_->round;
  const auto stored = stored_renders();
  for (std::size_t index = 0; index < artifact_count; ++index) {
    round.progress[index] = stored[index] > record_->stored_at_start[index];
  }
  return round;
}

RestState BurstWorld::rest() const {
  SIM_ASSERT(!script_);
  return rest_state(*world_, config_, monitor_);
}

World& BurstWorld::go_on_in_time(const WorldConfig& timed) {
  SIM_ASSERT(!untimed_);
  untimed_ = config_.world;
  config_.world = timed;
  world_->kernel().heed_times();
  return *world_;
}

// --- one step

bool BurstWorld::step(sim::Explorer& explorer) {
  fingerprint();
  if (offers() == 0) return false;
  names_.clear();
  for (const Action& action : actions_) names_.push_back(name_of(action));
  sim::Gate gate(explorer);
  take(gate.choose({"what happens next"}, sim::ChoiceKind::order, {names_.data(), names_.size()}),
       explorer);
  return true;
}

void BurstWorld::take(std::uint32_t offer, sim::Explorer& explorer) {
  sim::Gate gate(explorer);
  world_->connect(&gate, this);
  marks_of_step_ = {};
  world_->runtime().findings() = Findings{};  // a finding belongs to the step that made it
  const Microseconds before_us = world_->kernel().now_us();
  carry_out(actions_[offer]);
  if (clock_may_stand_) notice_time(before_us);
  if (config_.bounds.merge_invisible) run_invisible();
  if (clock_is_plain_) part_from_stamps();
  if (is_settled()) forget_what_is_settled();
  if (monitor_ != nullptr) monitor_->settle();
  world_->connect(nullptr, nullptr);
}

bool is_invisible(const sim::Event& event, const World& world, const ProofConfig& config) {
  if (event.kind == kv_send_event) return config.sending_is_invisible;
  if (event.kind == body_end_event) return event.owner == sim::nobody;
  if (event.kind != teardown_event) return false;
  // Code of a script may still wait for what another request has promised.
  if (config.world.handler.program) return false;
  // The end of a context that has nothing under way takes nothing along.
  return world.kernel().owners()[event.owner.slot].first_task == nullptr &&
         world.kernel().pending_work(event.owner) == 0;
}

void BurstWorld::deliver(std::size_t place) {
  const sim::Event& event = world_->kernel().events()[place];
  delivered_ = is_kv_event(event.kind) ? event.subject : 0;
  world_->deliver(place);
  delivered_ = 0;
}

void BurstWorld::run_invisible() {
  for (std::size_t place = 0; place < world_->kernel().events().size();) {
    if (is_invisible(world_->kernel().events()[place], *world_, config_)) {
      deliver(place);
      place = 0;
    } else {
      ++place;
    }
  }
}

bool BurstWorld::is_settled() const {
  if (!progress_is_final_) return false;
  const auto stored = stored_renders();
  return std::all_of(config_.requests.begin(), config_.requests.end(), [&](const Arrival& request) {
    const auto artifact = static_cast<std::size_t>(request.artifact);
    return stored[artifact] > record_->stored_at_start[artifact];
  });
}

/// Of a round of progress nobody asks what was due in it, or refused.
void BurstWorld::forget_what_is_settled() {
  record_->round.throttled = 0;
  record_->round.expired.fill(0);
  record_->round.absent.fill(0);
}

/// Whether a context has, where nothing but its mark tells which of two has done so first.
bool BurstWorld::begins_to_drain_now() const {
  if (!config_.wait_until_limit_us || limit_may_strike_) return false;
  const auto& contexts = world_->runtime().contexts();
  return std::any_of(contexts.begin(), contexts.end(), [this](const RequestContext& context) {
    return context.state == ContextState::draining &&
           context.draining_since_us == world_->kernel().now_us();
  });
}

/// No two entries are stamped at the same instant; nor, if marks are kept apart, are two marks the
/// same, but for those of one step. Of a mark it is told how many deadlines come before it, and
/// that is the same either way.
void BurstWorld::part_from_stamps() {
  const std::int64_t stamped_now_ms = now_ms() + config_.lengths_ms.front();
  const auto is_stamped_now = [&](const KvValue& value) {
    return value.revalidate_at_ms == stamped_now_ms;
  };
  bool any = marks_apart_ && begins_to_drain_now();
  for (const KvOperation& operation : world_->kv().in_flight()) {
    any = any || (operation.kind == KvOperationKind::put && is_stamped_now(operation.value));
  }
  for (Key key = 0; key < first_tag_key; ++key) {
    const CentralStore::Stored& stored = world_->kv().store().at(key);
    any = any || (stored.present && is_stamped_now(stored.value));
  }
  if (!any) return;
  // A small part of the way to the next deadline: between them there is to be room too.
  const std::int64_t step_ms = config_.bounds.clock_step_ms;
  std::int64_t on_ms = step_ms;
  for (const std::int64_t next_ms : {record_->next_deadline_ms, record_->second_deadline_ms}) {
    if (next_ms == null_instant || next_ms <= now_ms()) continue;
    on_ms = std::min(on_ms, std::max<std::int64_t>((next_ms - now_ms()) / 4, 1));
  }
  world_->kernel().advance_to(world_->kernel().now_us() + sim::from_milliseconds(on_ms));
}

void BurstWorld::carry_out(const Action& action) {
  const std::uint32_t faults_before = world_->budget().total();
  switch (action.kind) {
    case Step::event: {
      const std::optional<std::uint32_t> isolate = isolate_of_event(action.subject);
      if (action.instant_us > world_->kernel().now_us()) {
        world_->kernel().advance_to(action.instant_us);
      }
      deliver(action.subject);
      if (isolate) attribute_reads(*isolate);
      break;
    }
    case Step::arrival:
      record_->round.burst = true;
      ++record_->round.requests;
      ++record_->arrivals[action.subject];
      if (config_.requests[action.detail].kind == ArrivalKind::revalidate_tag) {
        record_->round.disturbed = true;
      }
      world_->request(action.subject, record_->round.requests, config_.requests[action.detail]);
      attribute_reads(action.subject);
      break;
    case Step::limit:
      if (action.instant_us > world_->kernel().now_us()) {
        world_->kernel().advance_to(action.instant_us);
      }
      world_->reach_limit(action.subject);
      break;
    case Step::give_up:
      world_->give_up(action.subject);
      break;
    case Step::pass:
    case Step::reach:
      if (action.detail == pauses) ++record_->pauses;
      world_->kernel().advance_to(action.instant_us);
      break;
    case Step::strike:
      world_->strike(strikes_.all()[action.subject]);
      break;
  }
  const std::uint32_t struck = faults_before - world_->budget().total();
  record_->round.faults = static_cast<std::uint16_t>(record_->round.faults + struck);
  if (struck > 0) record_->round.disturbed = true;
}

/// @param before_us when the step began
void BurstWorld::notice_time(Microseconds before_us) {
  // Where nothing is just now, the clock may move on and nobody can tell. And of a disturbed round
  // nobody asks.
  const bool may_pass = !record_->at_an_instant || world_->kernel().now_us() > before_us;
  if (may_pass || record_->round.disturbed) record_->round.let_time_pass();
}

/// Reads of expired or missing entries in this step were made by this isolate.
void BurstWorld::attribute_reads(std::uint32_t isolate) {
  DueReads& reads = world_->kv().due_reads();
  for (std::size_t index = 0; index < artifact_count; ++index) {
    if (reads.expired[index]) record_->round.expired[index] |= 1U << isolate;
    if (reads.absent[index]) record_->round.absent[index] |= 1U << isolate;
  }
  reads = DueReads{};
}

void BurstWorld::record(const sim::TraceEvent& event) {
  marks_of_step_[event.kind / 64] |= std::uint64_t{1} << (event.kind % 64);
  // Of the events below: which key they are about. Markers of tags are of no artifact.
  const bool of_page = is_page_key(event.detail);
  const auto artifact = static_cast<std::uint8_t>(of_page ? 1U << event.detail : 0U);
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::put_rejected:
    case EventKind::delete_rejected: {
      const auto error = static_cast<Error>(event.extra);
      if (error == Error::put_too_many_requests || error == Error::delete_too_many_requests) {
        record_->round.throttled |= artifact;
      }
      break;
    }
    case EventKind::regeneration_deduplicated:
      // A lease runs out by itself. (Taking one does not count as renewing it: a loop in which each
      // lease is taken anew has rounds in which one is taken, and these are not throttled.)
      if (config_.world.handler.regeneration_lease_ms > 0) record_->round.throttled |= artifact;
      break;
    case EventKind::put_committed:
    case EventKind::put_committed_late:
    case EventKind::delete_committed:
    case EventKind::delete_committed_late:
      record_->round.written |= artifact;
      break;
    default:
      break;
  }
  if (watcher_ != nullptr) watcher_->record(event);
  if (monitor_ != nullptr) monitor_->record(event, delivered_);
}

}  // namespace stalemate::model
