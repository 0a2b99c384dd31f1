#include "model/proof/burst_world.h"

#include <algorithm>
#include <limits>
#include <new>

#include "model/world_event.h"
#include "sim/task.h"

namespace stalemate::model {

BurstWorld::BurstWorld(const ProofConfig& config, void* arena_base)
    : config_(config),
      arena_(sim::Arena::default_capacity, arena_base),
      world_(new (arena_.allocate(sizeof(World))) World(config_.world, arena_)),
      record_(new (arena_.allocate(sizeof(Record))) Record{}),
      digest_(config.clock_unit_ms, config.world.page.tags > 0),
      waits_(world_->kernel(), digest_) {
  world_->kernel().observe(true);
  if constexpr (sim::Arena::can_snapshot) arena_.save(fresh_);
}

BurstWorld::~BurstWorld() {
  world_->~World();
  arena_.deallocate(record_, sizeof(Record));
  arena_.deallocate(world_, sizeof(World));
}

void BurstWorld::reset() {
  if constexpr (sim::Arena::can_snapshot) {
    arena_.restore(fresh_);
  } else {
    world_->~World();
    new (world_) World(config_.world, arena_);
    world_->kernel().observe(true);
    *record_ = Record{};
  }
  exhausted_ = false;
}

void BurstWorld::start() {
  reset();
  world_->kernel().ignore_times();
  begin_round(nullptr);
}

void BurstWorld::start(const RestState& state, const Placement& placement) {
  reset();
  build(state, placement, config_, *world_);
  begin_round(&state);
}

void BurstWorld::begin_round(const RestState* state) {
  *record_ = Record{};
  record_->stored_at_start = stored_renders();
  const auto& runtime = world_->runtime();
  SIM_ASSERT(runtime.isolate_count() <= isolate_limit);
  for (std::uint32_t number = 0; number < runtime.isolate_count(); ++number) {
    std::uint32_t first = number;
    for (std::uint32_t other = number; config_.bounds.exchange_isolates && other-- > 0;) {
      const bool same_colo = runtime.isolate(other).colo == runtime.isolate(number).colo;
      const bool same = state == nullptr || state->isolates[other] == state->isolates[number];
      if (same_colo && same) first = other;
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

RestState BurstWorld::rest() { return rest_state(*world_, config_, exhausted_); }

// --- one step

bool BurstWorld::step(sim::Explorer& explorer) {
  fingerprint();
  if (offers() == 0) return false;
  sim::Gate gate(explorer);
  take(gate.choose({"what happens next"}, sim::ChoiceKind::order, {names_.data(), names_.size()}),
       explorer);
  return true;
}

std::uint32_t BurstWorld::offers() {
  actions_.clear();
  names_.clear();
  offer_events();
  offer_arrivals();
  offer_ends();
  offer_clock();
  offer_strikes();
  return static_cast<std::uint32_t>(actions_.size());
}

void BurstWorld::take(std::uint32_t offer, sim::Explorer& explorer) {
  sim::Gate gate(explorer);
  world_->connect(&gate, this);
  carry_out(actions_[offer]);
  if (config_.bounds.merge_invisible) run_invisible();
  world_->connect(nullptr, nullptr);
}

/// What nobody can tell from its having happened a moment ago.
bool BurstWorld::invisible(const sim::Event& event) const {
  if (event.kind == kv_send_event) return config_.sending_is_invisible;
  if (event.kind == body_end_event) return event.owner == sim::nobody;
  if (event.kind != teardown_event) return false;
  // The end of a context that has nothing under way takes nothing along.
  return world_->kernel().owners()[event.owner.slot].first_task == nullptr &&
         world_->kernel().pending_work(event.owner) == 0;
}

void BurstWorld::run_invisible() {
  for (std::size_t place = 0; place < world_->kernel().events().size();) {
    if (invisible(world_->kernel().events()[place])) {
      world_->deliver(place);
      place = 0;
    } else {
      ++place;
    }
  }
}

void BurstWorld::offer(const Action& action, sim::Name name) {
  actions_.push_back(action);
  names_.push_back(name);
}

/// What is under way, the oldest first.
void BurstWorld::offer_events() {
  const auto events = world_->kernel().events();
  order_.clear();
  for (std::size_t place = 0; place < events.size(); ++place) order_.push_back(place);
  std::sort(order_.begin(), order_.end(), [&](std::size_t left, std::size_t right) {
    return events[left].sequence < events[right].sequence;
  });
  for (const std::size_t place : order_) {
    Action action;
    action.subject = static_cast<std::uint32_t>(place);
    offer(action, name_of_event(events[place]));
  }
}

void BurstWorld::offer_arrivals() {
  if (record_->round.requests >= config_.bounds.requests_per_burst) return;
  const auto isolates = static_cast<std::uint32_t>(world_->runtime().isolate_count());
  for (std::uint32_t isolate = 0; isolate < isolates; ++isolate) {
    if (record_->arrivals[isolate] >= config_.bounds.requests_per_isolate) continue;
    for (std::uint32_t request = 0; request < config_.requests.size(); ++request) {
      Action action;
      action.kind = Step::arrival;
      action.subject = isolate;
      action.detail = request;
      const bool rsc = config_.requests[request].artifact == Artifact::rsc;
      offer(action, {rsc ? "rsc request at isolate" : "request at isolate", isolate + 1});
    }
  }
}

/// Nothing is on its way to the context, so what it waits for never comes.
bool BurstWorld::waits_in_vain(const RequestContext& context) const {
  const sim::Kernel& kernel = world_->kernel();
  if (kernel.pending_work(context.owner) == 0) return false;
  const sim::Task* task = kernel.owners()[context.owner.slot].first_task;
  for (; task != nullptr; task = task->next) {
    // It waits for another request, which may yet do something.
    const sim::PromiseCore* awaited = task->awaited;
    if (task->waiting && awaited->creator != context.owner && kernel.alive(awaited->creator)) {
      return false;
    }
  }
  for (const sim::Event& event : world_->kernel().events()) {
    if (event.owner == context.owner) return false;
    if (!is_kv_event(event.kind)) continue;
    for (const KvOperation& operation : world_->kv().in_flight()) {
      if (operation.id == event.subject && operation.owner == context.owner) return false;
    }
  }
  return true;
}

/// A draining context that waits in vain ends at its limit, unless another one has to end before.
void BurstWorld::offer_ends() {
  const auto& contexts = world_->runtime().contexts();
  Microseconds first_us = CentralStore::never;
  for (const RequestContext& context : contexts) {
    if (context.state != ContextState::draining) continue;
    first_us = std::min(first_us, context.draining_since_us);
  }
  for (std::uint32_t slot = 0; slot < contexts.size(); ++slot) {
    const RequestContext& context = contexts[slot];
    if (context.state == ContextState::gone || !waits_in_vain(context)) continue;
    Action action;
    action.subject = slot;
    if (context.state == ContextState::running) {
      action.kind = Step::give_up;
      offer(action, {"the client gives up, request", context.request});
    } else if (context.draining_since_us == first_us && config_.wait_until_limit_us) {
      action.kind = Step::limit;
      action.instant_us = context.draining_since_us + *config_.wait_until_limit_us;
      offer(action, {"the limit ends the context of request", context.request});
    }
  }
}

void BurstWorld::offer_clock() {
  constexpr std::int64_t no_deadline_ms = std::numeric_limits<std::int64_t>::max();
  const std::int64_t next_ms = record_->next_deadline_ms;
  if (next_ms == null_instant && !record_->something_is_now) return;
  std::int64_t until_ms = next_ms == null_instant ? no_deadline_ms : next_ms;
  bool may_reach = next_ms != null_instant;
  if (config_.wait_until_limit_us) {
    for (const RequestContext& context : world_->runtime().contexts()) {
      if (context.state != ContextState::draining) continue;
      const std::int64_t limit_ms =
          wall_clock_ms(context.draining_since_us + *config_.wait_until_limit_us);
      if (limit_ms > until_ms) continue;
      until_ms = limit_ms;
      may_reach = false;
    }
  }
  const std::int64_t now = now_ms();
  const auto move = [&](std::int64_t to_ms, const char* name) {
    Action action;
    action.kind = Step::clock;
    action.instant_us = sim::from_milliseconds(to_ms - epoch_ms);
    offer(action, {name});
  };
  const std::int64_t room_ms = until_ms - now;
  if (room_ms >= 2) {
    const std::int64_t on_ms = std::min(config_.bounds.clock_step_ms, room_ms / 2);
    move(now + on_ms, "the clock moves on");
    const std::int64_t before_ms = until_ms - on_ms;
    // With one length only, this is the same as moving on.
    const bool differs = before_ms > now + on_ms && config_.lengths_ms.size() > 1;
    if (differs && until_ms != no_deadline_ms) {
      move(before_ms, "the clock moves to just before the next deadline");
    }
  }
  if (may_reach) move(until_ms, "the clock reaches the next deadline");
}

void BurstWorld::offer_strikes() {
  if (!world_->budget().any()) return;
  strikes_.clear();
  world_->offer(strikes_);
  for (std::uint32_t index = 0; index < strikes_.all().size(); ++index) {
    Action action;
    action.kind = Step::strike;
    action.subject = index;
    offer(action, strikes_.all()[index].name);
  }
}

void BurstWorld::carry_out(const Action& action) {
  const std::uint32_t faults_before = world_->budget().total();
  switch (action.kind) {
    case Step::event: {
      const std::uint32_t isolate = reader_of(action.subject);
      world_->deliver(action.subject);
      if (isolate < isolate_limit) attribute_reads(isolate);
      break;
    }
    case Step::arrival:
      record_->round.burst = true;
      ++record_->round.requests;
      ++record_->arrivals[action.subject];
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
    case Step::clock:
      world_->kernel().advance_to(action.instant_us);
      break;
    case Step::strike:
      world_->strike(strikes_.all()[action.subject]);
      break;
  }
  const std::uint32_t struck = faults_before - world_->budget().total();
  record_->round.faults = static_cast<std::uint16_t>(record_->round.faults + struck);
  record_->round.disturbed = record_->round.faults > 0;
}

/// The isolate on whose behalf a pending get reads; isolate_limit for any other event.
std::uint32_t BurstWorld::reader_of(std::size_t place) const {
  const sim::Event& event = world_->kernel().events()[place];
  if (event.kind != kv_get_arrives_event) return isolate_limit;
  for (const KvOperation& operation : world_->kv().in_flight()) {
    if (operation.id != event.subject) continue;
    return world_->runtime().contexts()[operation.owner.slot].isolate;
  }
  return isolate_limit;
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
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::put_rejected:
    case EventKind::delete_rejected: {
      const auto error = static_cast<Error>(event.extra);
      if (error == Error::put_too_many_requests || error == Error::delete_too_many_requests) {
        record_->round.throttled = true;
      }
      break;
    }
    case EventKind::put_committed:
    case EventKind::put_committed_late:
    case EventKind::delete_committed:
    case EventKind::delete_committed_late:
      record_->round.written = true;
      break;
    default:
      break;
  }
  if (watcher_ != nullptr) watcher_->record(event);
}

}  // namespace stalemate::model
