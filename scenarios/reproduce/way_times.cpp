#include "scenarios/reproduce/way_times.h"

#include <algorithm>
#include <initializer_list>

#include "model/world_event.h"
#include "scenarios/timed/instants.h"
#include "scenarios/timed/run_notes.h"

namespace stalemate::scenarios {

namespace {

using model::Latency;
using Step = model::BurstWorld::Step;

TimeBounds plus(TimeBounds bounds, TimeBounds more) {
  bounds.low_ms += more.low_ms;
  bounds.high_ms = std::min(bounds.high_ms + more.high_ms, TimeBounds::unbounded);
  return bounds;
}

TimeBounds bounds_of(const Latency& latency) {
  return {sim::to_milliseconds(latency.low_us), sim::to_milliseconds(latency.high_us + 999)};
}

std::int64_t floor_to(std::int64_t value, std::int64_t grain) {
  const std::int64_t rest = value % grain;
  return value - (rest < 0 ? rest + grain : rest);
}

void tell_bounds(const TimeBounds& bounds, sim::Account& account) {
  account.word(static_cast<std::uint64_t>(bounds.low_ms));
  account.word(static_cast<std::uint64_t>(bounds.high_ms));
}

}  // namespace

Timekeeper::Timekeeper(const model::WorldConfig& timed, const model::BurstWorld& untimed,
                       std::int64_t grain_ms)
    : timed_(&timed), untimed_(&untimed), grain_ms_(grain_ms) {}

/// What the store holds at the start expires so long after the first request as the scenario says,
/// wherever the world's own clock begins.
WayTimes Timekeeper::begin(const model::PageConfig* prescribed,
                           std::int64_t latest_start_ms) const {
  WayTimes way;
  if (prescribed == nullptr) return way;
  const model::World& world = untimed_->world();
  const std::int64_t now_ms = model::wall_clock_ms(world.kernel().now_us());
  const auto add = [&](std::int64_t wall_ms, std::int64_t at_ms) {
    const auto known = [&](const WayTimes::Deadline& one) { return one.wall_ms == wall_ms; };
    if (wall_ms == model::null_instant || wall_ms <= now_ms || at_ms <= 0) return;
    if (std::any_of(way.deadlines.begin(), way.deadlines.end(), known)) return;
    way.deadlines.push_back({wall_ms, rounded({at_ms, at_ms + latest_start_ms})});
  };
  for (model::Key key = 0; key < model::first_tag_key; ++key) {
    const auto& stored = world.kv().store().at(key);
    const model::InitialEntry& initial = prescribed->initial[key];
    if (!stored.present || !initial.present) continue;
    const std::int64_t expired_for_ms = sim::to_milliseconds(initial.expired_for_us);
    add(stored.value.revalidate_at_ms, -expired_for_ms);
    add(stored.value.expire_at_ms,
        timed_->page.expire_ms.value_or(0) - timed_->page.revalidate_ms - expired_for_ms);
  }
  std::sort(way.deadlines.begin(), way.deadlines.end(),
            [](const auto& one, const auto& other) { return one.wall_ms < other.wall_ms; });
  return way;
}

TimeBounds Timekeeper::rounded(TimeBounds bounds) const {
  bounds.low_ms = floor_to(bounds.low_ms, grain_ms_);
  if (bounds.high_ms < TimeBounds::unbounded) {
    bounds.high_ms = floor_to(bounds.high_ms + grain_ms_ - 1, grain_ms_);
  }
  return bounds;
}

/// By when something has to happen, whatever it is.
std::int64_t Timekeeper::latest_of(const WayTimes& way, std::int64_t latest_ms) {
  for (const WayTimes::Pending& one : way.pending) latest_ms = std::min(latest_ms, one.at.high_ms);
  for (const WayTimes::Deadline& one : way.deadlines) {
    latest_ms = std::min(latest_ms, one.at.high_ms);
  }
  for (const WayTimes::Draining& one : way.draining) {
    latest_ms = std::min(latest_ms, one.until.high_ms);
  }
  return latest_ms;
}

TimeBounds Timekeeper::instant_of(const WayTimes& way, const model::BurstWorld::Action& action,
                                  TimeBounds wanted, std::int64_t latest_ms) const {
  TimeBounds step{std::max(way.now_low_ms, wanted.low_ms),
                  std::min(latest_of(way, latest_ms), wanted.high_ms)};
  const model::World& world = untimed_->world();
  if (action.kind == Step::event) {
    const std::uint32_t sequence = world.kernel().events()[action.subject].sequence;
    for (const WayTimes::Pending& one : way.pending) {
      if (one.sequence == sequence) step.low_ms = std::max(step.low_ms, one.at.low_ms);
    }
  }
  if (action.kind == Step::limit) {
    const std::uint32_t request = world.runtime().contexts()[action.subject].request;
    for (const WayTimes::Draining& one : way.draining) {
      if (one.request == request) step.low_ms = std::max(step.low_ms, one.until.low_ms);
    }
  }
  return step;
}

bool Timekeeper::follow(WayTimes& way, const TimeBounds& step, sim::Microseconds before_us,
                        const WritesOfStep& writes, std::int64_t latest_ms) const {
  if (!follow_writes(way, step, writes)) return false;
  way.now_low_ms = std::max(way.now_low_ms, floor_to(step.low_ms, grain_ms_));
  follow_events(way, step);
  follow_drains(way, step);
  follow_deadlines(way, step, model::wall_clock_ms(before_us));
  return way.now_low_ms <= latest_of(way, latest_ms);
}

// --- what is under way

/// How long it takes from when it was begun.
TimeBounds Timekeeper::time_of(const sim::Event& event) const {
  const model::Latencies& latencies = timed_->latencies;
  switch (event.kind) {
    case sim::crossing_event:
    case model::hang_event:
    case model::kv_send_event:
      return {0, 0};
    case sim::timer_event:
      // Some code waits for the next turn only.
      if (event.at_us <= untimed_->world().kernel().now_us()) return {0, 0};
      // The time of a render that reads its data on the way counts from its start.
      return {
          latencies.origin_read.high_us > 0 ? 0 : bounds_of(latencies.render).low_ms,
          std::max(bounds_of(latencies.render).high_ms, bounds_of(latencies.origin_read).high_ms)};
    default:
      break;
  }
  const auto quantity = quantity_of(untimed_->world(), event);
  if (!quantity) return {};
  const Latency* const latency = latency_of(latencies, *quantity);
  if (latency == nullptr) return {};
  TimeBounds takes = bounds_of(*latency);
  // The limit on waitUntil may come before a teardown does.
  const auto& limit_us = timed_->runtime.wait_until_limit_us;
  if (*quantity == Quantity::teardown && limit_us) {
    takes.low_ms = std::min(takes.low_ms, sim::to_milliseconds(*limit_us));
  }
  return takes;
}

WayTimes::Pending Timekeeper::pending(const sim::Event& event, const TimeBounds& step) const {
  const sim::Kernel& kernel = untimed_->world().kernel();
  WayTimes::Pending found;
  found.sequence = event.sequence;
  found.kind = event.kind;
  found.at = rounded(plus(step, time_of(event)));
  if (model::is_kv_event(event.kind)) {
    found.operation = event.subject;
  } else if (event.owner != sim::nobody) {
    found.request = kernel.label(event.owner);
  }
  found.at_once = event.at_us <= kernel.now_us();
  return found;
}

void Timekeeper::follow_events(WayTimes& way, const TimeBounds& step) const {
  const auto events = untimed_->world().kernel().events();
  std::erase_if(way.pending, [&events](const WayTimes::Pending& one) {
    return std::none_of(events.begin(), events.end(),
                        [&one](const sim::Event& event) { return event.sequence == one.sequence; });
  });
  for (const sim::Event& event : events) {
    const bool known = std::any_of(
        way.pending.begin(), way.pending.end(),
        [&event](const WayTimes::Pending& one) { return one.sequence == event.sequence; });
    if (!known) way.pending.push_back(pending(event, step));
  }
}

void Timekeeper::follow_drains(WayTimes& way, const TimeBounds& step) const {
  const auto& limit_us = timed_->runtime.wait_until_limit_us;
  if (!limit_us) return;
  const auto& contexts = untimed_->world().runtime().contexts();
  std::erase_if(way.draining, [&contexts](const WayTimes::Draining& one) {
    return std::none_of(
        contexts.begin(), contexts.end(), [&one](const model::RequestContext& context) {
          return context.state == model::ContextState::draining && context.request == one.request;
        });
  });
  const std::int64_t limit_ms = sim::to_milliseconds(*limit_us);
  for (const model::RequestContext& context : contexts) {
    if (context.state != model::ContextState::draining) continue;
    const bool known = std::any_of(
        way.draining.begin(), way.draining.end(),
        [&context](const WayTimes::Draining& one) { return one.request == context.request; });
    if (known) continue;
    way.draining.push_back({context.request, rounded(plus(step, {limit_ms, limit_ms}))});
  }
}

/// The store refuses a write only if another one was not long ago.
bool Timekeeper::follow_writes(WayTimes& way, const TimeBounds& step,
                               const WritesOfStep& writes) const {
  const std::int64_t interval_ms = sim::to_milliseconds(timed_->kv.write_interval_us + 999);
  for (model::Key key = 0; key < model::key_limit; ++key) {
    const bool soon_after =
        std::any_of(way.written.begin(), way.written.end(), [&](const WayTimes::Written& one) {
          return one.key == key && step.low_ms <= one.at.high_ms + interval_ms;
        });
    if ((writes.refused >> key & 1U) != 0 && !soon_after) return false;
    if ((writes.accepted >> key & 1U) == 0) continue;
    std::erase_if(way.written, [key](const WayTimes::Written& one) { return one.key == key; });
    way.written.push_back({key, rounded(step)});
  }
  std::erase_if(way.written, [&](const WayTimes::Written& one) {
    return way.now_low_ms > one.at.high_ms + interval_ms;
  });
  return true;
}

// --- deadlines

/// Those of entries. Of what else ends (copies, leases, what is known of tags) nothing is held
/// against a way.
void Timekeeper::list_deadlines(std::vector<std::int64_t>& found) const {
  const auto add = [&found](const model::KvValue& value) {
    for (const std::int64_t wall_ms : {value.revalidate_at_ms, value.expire_at_ms}) {
      if (wall_ms != model::null_instant) found.push_back(wall_ms);
    }
  };
  const model::KvNamespace& kv = untimed_->world().kv();
  for (model::Key key = 0; key < model::first_tag_key; ++key) {
    if (kv.store().at(key).present) add(kv.store().at(key).value);
  }
  for (const model::KvOperation& operation : kv.in_flight()) {
    if (operation.kind != model::KvOperationKind::put || !model::is_page_key(operation.key)) {
      continue;
    }
    if (operation.phase != model::KvPhase::committed) add(operation.value);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
}

void Timekeeper::follow_deadlines(WayTimes& way, const TimeBounds& step,
                                  std::int64_t before_ms) const {
  std::vector<std::int64_t> found;
  list_deadlines(found);
  const std::int64_t now_ms = model::wall_clock_ms(untimed_->world().kernel().now_us());
  for (const WayTimes::Deadline& one : way.deadlines) {
    if (one.wall_ms <= now_ms) way.now_low_ms = std::max(way.now_low_ms, one.at.low_ms);
  }
  // One that is past says no more by when anything has to happen; nor does one that nothing holds.
  std::erase_if(way.deadlines, [&](const WayTimes::Deadline& one) {
    return one.wall_ms < now_ms || !std::binary_search(found.begin(), found.end(), one.wall_ms);
  });
  for (const std::int64_t wall_ms : found) {
    if (wall_ms > now_ms) add_deadline(way, wall_ms, step, before_ms);
  }
}

/// Known only if it was written down in this step: so long after it as entries live.
void Timekeeper::add_deadline(WayTimes& way, std::int64_t wall_ms, const TimeBounds& step,
                              std::int64_t before_ms) const {
  const auto place = std::lower_bound(
      way.deadlines.begin(), way.deadlines.end(), wall_ms,
      [](const WayTimes::Deadline& one, std::int64_t instant) { return one.wall_ms < instant; });
  if (place != way.deadlines.end() && place->wall_ms == wall_ms) return;
  const std::int64_t now_ms = model::wall_clock_ms(untimed_->world().kernel().now_us());
  const model::PageConfig& page = timed_->page;
  for (const std::int64_t length_ms : {page.revalidate_ms, page.expire_ms.value_or(0)}) {
    const std::int64_t set_ms = wall_ms - length_ms;
    if (length_ms <= 0 || set_ms < before_ms || set_ms > now_ms) continue;
    way.deadlines.insert(place, {wall_ms, rounded(plus(step, {length_ms, length_ms}))});
    return;
  }
}

// --- told

void Timekeeper::tell(const WayTimes& way, sim::Account& account) {
  account.word(static_cast<std::uint64_t>(way.now_low_ms));
  for (const WayTimes::Deadline& one : way.deadlines) {
    account.deadline(one.wall_ms);
    tell_bounds(one.at, account);
  }
  for (const WayTimes::Written& one : way.written) {
    account.word(one.key);
    tell_bounds(one.at, account);
  }
  for (const WayTimes::Pending& one : way.pending) {
    if (one.request != 0 || one.operation != 0) continue;
    account.word(one.kind);
    tell_bounds(one.at, account);
  }
}

void Timekeeper::tell_request(const WayTimes& way, std::uint32_t request, sim::Account& account) {
  for (const WayTimes::Pending& one : way.pending) {
    if (one.request != request) continue;
    account.word(one.kind * 2U + (one.at_once ? 1U : 0U));
    tell_bounds(one.at, account);
  }
  for (const WayTimes::Draining& one : way.draining) {
    if (one.request == request) tell_bounds(one.until, account);
  }
}

void Timekeeper::tell_operation(const WayTimes& way, std::uint32_t operation,
                                sim::Account& account) {
  for (const WayTimes::Pending& one : way.pending) {
    if (one.operation == operation) tell_bounds(one.at, account);
  }
}

}  // namespace stalemate::scenarios
