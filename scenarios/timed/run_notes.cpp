#include "scenarios/timed/run_notes.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "model/world_event.h"

namespace stalemate::scenarios {

namespace {

using model::EventKind;

constexpr std::string_view teardown_label = "teardown of request ";
constexpr std::string_view refusal_label = "second write within the interval";

const model::KvOperation* in_flight(const model::World& world, const sim::Event& event) {
  for (const model::KvOperation& operation : world.kv().in_flight()) {
    if (operation.id == event.subject) return &operation;
  }
  return nullptr;
}

/// What a write waits for until the store decides on it.
Quantity commit_quantity(const model::KvOperation& operation) {
  if (operation.owner == sim::nobody) return Quantity::kv_late_commit;
  return operation.kind == model::KvOperationKind::put ? Quantity::kv_put : Quantity::kv_delete;
}

/// As the world labels the question (model/kv, model/workers).
std::string label_of(Quantity quantity, std::uint32_t request) {
  static constexpr std::array<const char*, latency_count> labels{
      "time of a get of request",
      "time of a put of request",
      "time of a delete of request",
      "upload of a put of request",
      "reply to request",
      "late commit of request",
      "time of the render of request",
      "time until the render reads, request",
      "body of request",
      "teardown of request"};
  return fmt::format("{} {}", labels[static_cast<std::size_t>(quantity)], request);
}

}  // namespace

std::optional<Quantity> quantity_of(const model::World& world, const sim::Event& event) {
  switch (event.kind) {
    case model::kv_get_arrives_event:
      return Quantity::kv_get;
    case model::kv_body_complete_event:
      return Quantity::kv_upload;
    case model::kv_commit_event:
      return commit_quantity(*in_flight(world, event));
    case model::kv_acknowledge_event:
      return Quantity::kv_reply;
    case model::teardown_event:
      return Quantity::teardown;
    case model::body_end_event:
      return Quantity::body;
    default:
      return std::nullopt;
  }
}

std::int64_t RunNotes::now_ms() const { return sim::to_milliseconds(world_->kernel().now_us()); }

// --- deadlines

/// Steps stand at instants of their own, so a deadline shows which one it is counted from.
RunNotes::Deadline RunNotes::origin_of(std::int64_t deadline_ms) const {
  std::vector<std::int64_t> lengths = config_->lengths_ms;
  lengths.push_back(model::tag_cache_ttl_ms);
  lengths.push_back(config_->world.page.revalidate_ms);
  if (config_->limit_is_told()) {
    lengths.push_back(sim::to_milliseconds(*config_->wait_until_limit_us));
  }
  Deadline origin;
  for (std::size_t move = here(); move-- > 0;) {
    for (const std::int64_t length_ms : lengths) {
      if (run_->moves[move].at_ms + length_ms != deadline_ms) continue;
      origin.since = move;
      origin.distance_ms = length_ms;
      return origin;
    }
  }
  origin.distance_ms = deadline_ms;
  return origin;
}

void RunNotes::before_move() {
  run_->moves.back().at_ms = now_ms();
  note_known_tags();
  for (const std::int64_t deadline_ms : deadlines()) {
    Deadline& deadline = deadlines_.try_emplace(deadline_ms, origin_of(deadline_ms)).first->second;
    if (now_ms() < deadline_ms) {
      deadline.last_before = here();
    } else if (now_ms() > deadline_ms) {
      if (!deadline.first_after) deadline.first_after = here();
    } else {
      run_->standings.push_back({here(), deadline.since, deadline.distance_ms, Standing::Side::at});
    }
  }
}

/// Where nothing is ever invalidated, a proof lets each request ask for its tags. With times it
/// asks only when what its isolate knows is over.
void RunNotes::note_known_tags() {
  known_tags_.clear();
  if (config_->world.handler.cached_tags_age) return;
  for (std::uint32_t number = 0; number < world_->runtime().isolate_count(); ++number) {
    for (std::uint32_t tag = 0; tag < config_->world.page.tags; ++tag) {
      const model::TagCache::Entry& entry = world_->runtime().isolate(number).tag_cache.at(tag);
      if (!entry.present) continue;
      known_tags_[{number, model::first_tag_key + tag}] =
          entry.fetched_at_ms + model::tag_cache_ttl_ms - model::epoch_ms;
    }
  }
}

void RunNotes::note_tags(std::size_t events_before) {
  for (std::size_t index = events_before; index < run_->events.size(); ++index) {
    const sim::TraceEvent& event = run_->events[index];
    if (static_cast<EventKind>(event.kind) != EventKind::get_sent) continue;
    for (const model::RequestContext& context : world_->runtime().contexts()) {
      if (context.request != event.subject) continue;
      const auto known = known_tags_.find({context.isolate, static_cast<model::Key>(event.detail)});
      if (known == known_tags_.end()) continue;
      const Deadline over = origin_of(known->second);
      run_->standings.push_back({here(), over.since, over.distance_ms - 1, Standing::Side::after});
    }
  }
}

// --- what a step has done

void RunNotes::after_move(const std::optional<sim::Event>& delivered, const sim::Schedule& choices,
                          std::size_t events_before) {
  note_choices(choices);
  note_renders(events_before);
  note_tags(events_before);
  note_waits(delivered);
  note_dropped_renders();
  note_contexts();
  note_writes();
}

void RunNotes::note_choices(const sim::Schedule& choices) {
  for (const sim::RecordedChoice& choice : choices) {
    if (choice.label.starts_with(teardown_label)) {
      // At once; if later, there is an event.
      if (choice.calm) {
        run_->questions.push_back({choice.label, Quantity::teardown, std::nullopt, true});
      }
      continue;
    }
    run_->answers.push_back(choice);
    if (!choice.label.starts_with(refusal_label)) continue;
    const auto earlier = written_.find(run_->moves.back().event.key);
    if (earlier == written_.end()) continue;
    if (choice.taken == "429") {
      run_->refusals.emplace_back(earlier->second, here());
    } else {
      run_->acceptances.push_back({run_->answers.size() - 1, earlier->second, here()});
    }
  }
}

/// A render says at its start how long it will take. What then comes in that same step has taken
/// no time.
void RunNotes::note_renders(std::size_t events_before) {
  for (std::size_t index = events_before; index < run_->events.size(); ++index) {
    const sim::TraceEvent& event = run_->events[index];
    switch (static_cast<EventKind>(event.kind)) {
      case EventKind::render_started:
        begin_render(event.subject);
        break;
      case EventKind::render_read_data:
        end_at_once(event.subject, Quantity::origin_read);
        break;
      case EventKind::render_finished:
      case EventKind::render_threw:
      case EventKind::render_without_caching:
        end_at_once(event.subject, Quantity::render);
        break;
      default:
        break;
    }
  }
}

void RunNotes::begin_render(std::uint32_t request) {
  Render& render = renders_[request];
  render.questions.clear();
  render.started = here();
  const auto ask = [&](Quantity quantity) {
    render.questions.push_back(run_->questions.size());
    run_->questions.push_back({label_of(quantity, request), quantity, std::nullopt, false});
  };
  ask(Quantity::render);
  if (config_->world.latencies.origin_read.high_us > 0) ask(Quantity::origin_read);
}

/// A part of a render is over. If no timer has run for it, it took none.
void RunNotes::end_at_once(std::uint32_t request, Quantity quantity) {
  auto& questions = renders_[request].questions;
  if (questions.empty() || run_->questions[questions.back()].quantity != quantity) return;
  run_->questions[questions.back()].at_once = true;
  questions.pop_back();
}

void RunNotes::note_waits(const std::optional<sim::Event>& delivered) {
  const auto events = world_->kernel().events();
  for (auto wait = open_.begin(); wait != open_.end();) {
    const std::uint32_t sequence = wait->first;
    const bool pends = std::any_of(events.begin(), events.end(), [&](const sim::Event& event) {
      return event.sequence == sequence;
    });
    if (pends) {
      ++wait;
      continue;
    }
    run_->waits[wait->second].until = here();
    run_->waits[wait->second].ends = delivered && delivered->sequence == sequence;
    wait = open_.erase(wait);
  }
  for (const sim::Event& event : events) {
    if (!open_.contains(event.sequence)) begin_wait(event);
  }
}

void RunNotes::begin_wait(const sim::Event& event) {
  open_.emplace(event.sequence, run_->waits.size());
  Wait& wait = run_->waits.emplace_back();
  wait.from = here();
  if (event.owner != sim::nobody) wait.request = world_->kernel().label(event.owner);
  if (model::is_kv_event(event.kind)) wait.request = in_flight(*world_, event)->request;
  if (event.kind == sim::timer_event) return begin_timer(wait, event);
  wait.quantity = quantity_of(*world_, event);
  if (!wait.quantity) return;
  if (event.kind == model::body_end_event && event.owner == sim::nobody) {
    wait.request = event.subject - 0x10000U;
  }
  run_->questions.push_back(
      {label_of(*wait.quantity, wait.request), *wait.quantity, run_->waits.size() - 1, false});
}

/// The only timers of a proof: the parts of a render, a module's own input, and those that take no
/// time and let others go first.
void RunNotes::begin_timer(Wait& wait, const sim::Event& event) {
  if (config_->world.handler.program) {
    if (event.subject == model::keeps_time) run_->problem = timers_problem;
    if (event.at_us == world_->kernel().now_us()) return;
  }
  const auto render = renders_.find(wait.request);
  if (render == renders_.end() || render->second.questions.empty()) {
    if (keeps_module_promise(wait.request)) wait.quantity = Quantity::module_promise;
    return;
  }
  auto& questions = render->second.questions;
  wait.quantity = questions.size() == 2 ? Quantity::origin_read : Quantity::render;
  // Where it reads the data on the way, the time of the whole render counts from its start.
  if (config_->world.latencies.origin_read.high_us > 0) wait.from = render->second.started;
  run_->questions[questions.back()].wait = run_->waits.size() - 1;
  questions.pop_back();
}

/// Of one whose context ends in the step in which it starts no event is seen. In timed mode it has
/// to take some time all the same, or it would be done before that.
void RunNotes::note_dropped_renders() {
  for (auto& [request, render] : renders_) {
    if (render.started != here() || is_live(request)) continue;
    for (const std::size_t question : render.questions) {
      run_->questions[question].wait = run_->waits.size();
      Wait& wait = run_->waits.emplace_back();
      wait.quantity = run_->questions[question].quantity;
      wait.request = request;
      wait.from = wait.until = here();
    }
    render.questions.clear();
  }
}

bool RunNotes::is_live(std::uint32_t request) const {
  const auto& contexts = world_->runtime().contexts();
  return std::ranges::any_of(contexts, [request](const model::RequestContext& context) {
    return context.request == request && context.state != model::ContextState::gone;
  });
}

bool RunNotes::keeps_module_promise(std::uint32_t request) const {
  return std::ranges::any_of(run_->moves, [request](const Move& move) {
    return move.kind == Move::Kind::arrival && move.request == request &&
           move.arrival.kind == model::ArrivalKind::module_promise;
  });
}

void RunNotes::note_contexts() {
  const auto& contexts = world_->runtime().contexts();
  const auto drains = [&contexts](std::uint32_t request) {
    return std::any_of(contexts.begin(), contexts.end(), [&](const model::RequestContext& context) {
      return context.request == request && context.state == model::ContextState::draining;
    });
  };
  for (auto draining = drains_.begin(); draining != drains_.end();) {
    if (drains(draining->first)) {
      ++draining;
      continue;
    }
    const Move& move = run_->moves.back();
    run_->drainings[draining->second].until = here();
    run_->drainings[draining->second].at_limit =
        move.kind == Move::Kind::limit && move.request == draining->first;
    draining = drains_.erase(draining);
  }
  for (const model::RequestContext& context : contexts) {
    if (context.state != model::ContextState::draining || drains_.contains(context.request)) {
      continue;
    }
    drains_.emplace(context.request, run_->drainings.size());
    run_->drainings.push_back({here(), here(), false});
  }
}

void RunNotes::note_writes() {
  const model::Key keys = model::first_tag_key + config_->world.page.tags;
  for (model::Key key = 0; key < keys; ++key) {
    const model::CentralStore::Stored& stored = world_->kv().store().at(key);
    if (!stored.ever_written) continue;
    const auto known = written_at_us_.find(key);
    if (known != written_at_us_.end() && known->second == stored.written_at_us) continue;
    written_at_us_[key] = stored.written_at_us;
    written_[key] = here();
  }
}

bool RunNotes::something_comes_at_once() const {
  return std::ranges::any_of(
      open_, [this](const auto& open) { return !run_->waits[open.second].quantity; });
}

void RunNotes::finish() {
  for (const auto& [sequence, wait] : open_) run_->waits[wait].until = here();
  open_.clear();
  for (const auto& [instant_ms, deadline] : deadlines_) {
    const auto stands = [&](std::size_t move, Standing::Side side) {
      run_->standings.push_back({move, deadline.since, deadline.distance_ms, side});
    };
    if (deadline.last_before) stands(*deadline.last_before, Standing::Side::before);
    if (deadline.first_after) stands(*deadline.first_after, Standing::Side::after);
  }
}

}  // namespace stalemate::scenarios
