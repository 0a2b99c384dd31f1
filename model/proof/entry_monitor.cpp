#include "model/proof/entry_monitor.h"

#include <algorithm>

#include "model/workers/tag_cache.h"

namespace stalemate::model {

namespace {

/// Whether an operation under way carries what its value says.
bool carries_entry(const KvOperation& operation) {
  if (!is_page_key(operation.key)) return false;
  return operation.kind == KvOperationKind::put ||
         (operation.kind == KvOperationKind::get && operation.found);
}

}  // namespace

EntryMonitor::EntryMonitor(World& world, sim::Arena& arena, bool invalidations)
    : world_(&world),
      invalidations_(invalidations),
      renders_(sim::ArenaAllocator<Render>(arena)),
      forbidden_from_us_(sim::ArenaAllocator<Microseconds>(arena)),
      requests_(sim::ArenaAllocator<Request>(arena)) {}

void EntryMonitor::begin() {
  renders_.clear();
  forbidden_from_us_.clear();
  requests_.clear();
  const KvNamespace& kv = world_->kv();
  for (Key key = 0; key < first_tag_key; ++key) {
    const CentralStore::Stored& stored = kv.store().at(key);
    stored_[key] = stored.present ? std::int64_t{stored.value.generation.render} : nothing;
    if (stored.present) add_held(stored.value);
    if (!world_->config().kv.read_cache) continue;
    for (std::uint32_t colo = 0; colo < world_->config().isolates_per_colo.size(); ++colo) {
      const ReadCache& cache = kv.cache(colo);
      const bool holds = cache.holds(key, world_->kernel().now_us()) && cache.at(key).found != 0;
      if (holds) add_held(cache.at(key).value);
    }
  }
  for (const KvOperation& operation : kv.in_flight()) {
    if (carries_entry(operation)) add_held(operation.value);
  }
}

void EntryMonitor::add_held(const KvValue& value) {
  if (find_render(packed(value)) != nullptr) return;
  Render held;
  held.name = packed(value);
  held.number = value.generation.render;
  add_render(held);
}

void EntryMonitor::add_render(const Render& render) {
  const auto place = std::ranges::upper_bound(renders_, render.number, {}, &Render::number);
  const auto index = static_cast<std::size_t>(place - renders_.begin());
  renders_.insert(place, render);
  forbidden_from_us_.insert(
      forbidden_from_us_.begin() + static_cast<std::ptrdiff_t>(index * place_count()),
      place_count(), never);
}

EntryMonitor::Render* EntryMonitor::find_render(std::int64_t name) {
  const auto found = std::ranges::find(renders_, name, &Render::name);
  return found == renders_.end() ? nullptr : &*found;
}

const EntryMonitor::Request* EntryMonitor::find_request(std::uint32_t number,
                                                        std::uint32_t operation) const {
  const auto found = std::ranges::find_if(requests_, [&](const Request& request) {
    return number != 0 ? request.number == number
                       : request.number == 0 && request.operation == operation;
  });
  return found == requests_.end() ? nullptr : &*found;
}

EntryMonitor::Request* EntryMonitor::find_request(std::uint32_t number, std::uint32_t operation) {
  return const_cast<Request*>(std::as_const(*this).find_request(number, operation));
}

// --- what happens

void EntryMonitor::record(const sim::TraceEvent& event, std::uint32_t delivered) {
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::request_arrived: {
      Request& arrived = requests_.emplace_back();
      arrived.number = event.subject;
      arrived.place = static_cast<std::uint32_t>(event.detail);
      arrived.arrived_at_us = event.at_us;
      break;
    }
    case EventKind::tag_invalidated:
      begin_to_invalidate(event.subject);
      break;
    case EventKind::response_ended: {
      Request* const request = find_request(event.subject, 0);
      if (request != nullptr && request->invalidates) end_to_invalidate(*request, event.at_us);
      break;
    }
    case EventKind::render_started:
    case EventKind::render_read_data:
    case EventKind::render_finished:
      note_render(event);
      break;
    case EventKind::get_answered:
      if (is_page_key(event.detail)) note_read(event);
      break;
    case EventKind::put_committed:
    case EventKind::put_committed_late: {
      if (!is_page_key(event.detail)) break;
      const Render* const stored = find_render(event.extra);
      SIM_ASSERT(stored != nullptr);
      stored_[static_cast<std::size_t>(event.detail)] = stored->number;
      break;
    }
    case EventKind::delete_committed:
    case EventKind::delete_committed_late:
      if (is_page_key(event.detail)) judge_delete(event, delivered);
      break;
    case EventKind::served_miss:
    case EventKind::served_hit:
    case EventKind::served_stale:
      judge_response(event);
      break;
    default:
      break;
  }
}

/// Of all that has read the data by now, or may have.
void EntryMonitor::begin_to_invalidate(std::uint32_t request) {
  Request* const by = find_request(request, 0);
  SIM_ASSERT(by != nullptr);
  by->invalidates = true;
  if (!invalidations_) return;
  for (Render& render : renders_) render.invalidators |= bit_of(request);
}

void EntryMonitor::end_to_invalidate(Request& request, Microseconds at_us) {
  request.invalidates = false;
  const KvConfig& kv = world_->config().kv;
  const Microseconds cached_us = kv.read_cache ? kv.cache_ttl_us : 0;
  for (std::size_t index = 0; index < renders_.size(); ++index) {
    if ((renders_[index].invalidators & bit_of(request.number)) == 0) continue;
    renders_[index].invalidators &= ~bit_of(request.number);
    for (std::uint32_t place = 0; place < place_count(); ++place) {
      const Microseconds believed_us =
          place == request.place ? 0 : sim::from_milliseconds(tag_cache_ttl_ms);
      Microseconds& from_us = forbidden_from_us_[index * place_count() + place];
      from_us = std::min(from_us, at_us + cached_us + believed_us);
    }
  }
}

void EntryMonitor::note_render(const sim::TraceEvent& event) {
  const auto kind = static_cast<EventKind>(event.kind);
  if (kind == EventKind::render_started) {
    Render started;
    started.name = packed(event.detail + 1, event.extra);
    started.number = world_->origin().renders;
    started.maker = event.subject;
    started.finished = false;
    add_render(started);
    return;
  }
  if (kind == EventKind::render_finished) {
    Render* const finished = find_render(packed(event.detail + 1, event.extra));
    SIM_ASSERT(finished != nullptr && finished->maker == event.subject);
    finished->finished = true;
    return;
  }
  // Of several renders of one request it is not said which of them has read the data now.
  for (std::size_t index = 0; index < renders_.size(); ++index) {
    if (renders_[index].maker != event.subject || renders_[index].finished) continue;
    renders_[index].invalidators = 0;
    std::fill_n(forbidden_from_us_.begin() + static_cast<std::ptrdiff_t>(index * place_count()),
                place_count(), never);
  }
}

void EntryMonitor::note_read(const sim::TraceEvent& event) {
  Request* const by = find_request(event.subject, 0);
  SIM_ASSERT(by != nullptr);
  std::int64_t& read = by->read[static_cast<std::size_t>(event.detail)];
  read = nothing;
  if (event.extra < 0) return;
  Render* const render = find_render(event.extra);
  SIM_ASSERT(render != nullptr);
  read = render->number;
  render->readers |= bit_of(event.subject);
}

void EntryMonitor::judge_delete(const sim::TraceEvent& event, std::uint32_t delivered) {
  const auto artifact = static_cast<std::size_t>(event.detail);
  const std::int64_t removed = std::exchange(stored_[artifact], nothing);
  const Request* const by = find_request(event.subject, delivered);
  if (by == nullptr || by->read[artifact] == nothing || removed <= by->read[artifact]) return;
  const auto render = std::ranges::find(renders_, removed, &Render::number);
  violated(Property::no_fresh_entry_deleted, EventKind::fresh_entry_deleted, event.subject,
           event.detail, render == renders_.end() ? 0 : render->name);
}

void EntryMonitor::judge_response(const sim::TraceEvent& event) {
  Request* const by = find_request(event.subject, 0);
  const Render* const served = find_render(packed(event.detail, event.extra));
  SIM_ASSERT(by != nullptr && served != nullptr);
  by->answered = true;
  const auto index = static_cast<std::size_t>(served - renders_.data());
  if (forbidden_from(index, by->place) >= by->arrived_at_us) return;
  violated(Property::invalidation_respected, EventKind::invalidated_served, event.subject,
           event.detail, event.extra);
}

void EntryMonitor::violated(Property property, EventKind shown, std::uint32_t request,
                            std::int64_t detail, std::int64_t extra) {
  Finding& finding = world_->runtime().findings()[static_cast<std::size_t>(property)];
  if (finding.verdict == Verdict::holds) {
    const Request* const by = find_request(request, 0);
    finding = {Verdict::violated, world_->kernel().now_us(), by == nullptr ? 0 : by->place};
  }
  world_->kernel().record(static_cast<std::uint32_t>(shown), request, detail, extra);
}

// --- what can be forgotten

bool EntryMonitor::is_held(const Render& render) const {
  const auto is_this = [&render](const KvValue& value) { return packed(value) == render.name; };
  const KvNamespace& kv = world_->kv();
  for (Key key = 0; key < first_tag_key; ++key) {
    const CentralStore::Stored& stored = kv.store().at(key);
    if (stored.present && is_this(stored.value)) return true;
    if (!world_->config().kv.read_cache) continue;
    for (std::uint32_t colo = 0; colo < world_->config().isolates_per_colo.size(); ++colo) {
      const ReadCache& cache = kv.cache(colo);
      const bool holds = cache.holds(key, world_->kernel().now_us()) && cache.at(key).found != 0;
      if (holds && is_this(cache.at(key).value)) return true;
    }
  }
  return std::ranges::any_of(kv.in_flight(), [&](const KvOperation& operation) {
    return carries_entry(operation) && is_this(operation.value);
  });
}

/// Code hands values to its own request only: what requests share are promises of nothing.
void EntryMonitor::settle() {
  std::uint64_t live = 0;
  for (const RequestContext& context : world_->runtime().contexts()) {
    if (context.state != ContextState::gone) live |= bit_of(context.request);
  }
  for (std::size_t index = renders_.size(); index-- > 0;) {
    Render& render = renders_[index];
    render.invalidators &= live;
    render.readers &= live;
    if (render.maker != 0 && (bit_of(render.maker) & live) == 0) render.maker = 0;
    if (render.maker != 0 || render.readers != 0 || is_held(render)) continue;
    const auto first =
        forbidden_from_us_.begin() + static_cast<std::ptrdiff_t>(index * place_count());
    forbidden_from_us_.erase(first, first + static_cast<std::ptrdiff_t>(place_count()));
    renders_.erase(renders_.begin() + static_cast<std::ptrdiff_t>(index));
  }
  std::erase_if(requests_, [&](const Request& request) {
    if (request.number != 0 && (bit_of(request.number) & live) != 0) return false;
    return std::ranges::none_of(world_->kv().in_flight(), [&](const KvOperation& operation) {
      return operation.kind == KvOperationKind::remove && operation.request == request.number &&
             (request.number != 0 || operation.id == request.operation);
    });
  });
}

// --- what is told

void EntryMonitor::tell_place(std::uint32_t place, sim::Account& account) const {
  for_each_forbidden(place, [&account](std::uint32_t render, Microseconds from_us) {
    account.word(1);
    account.rank(render_rank, render);
    account.deadline(wall_clock_ms(from_us));
  });
}

void EntryMonitor::tell_request(std::uint32_t request, sim::Account& account) const {
  const Request* const of = find_request(request, 0);
  SIM_ASSERT(of != nullptr);
  for (const std::int64_t read : of->read) {
    account.word(read == nothing ? 0 : 1);
    if (read != nothing) account.rank(render_rank, read);
  }
  for (std::size_t index = 0; index < renders_.size(); ++index) {
    const Render& render = renders_[index];
    const bool invalidates = of->invalidates && (render.invalidators & bit_of(request)) != 0;
    const bool forbidden = !of->answered && forbidden_from(index, of->place) < of->arrived_at_us;
    const bool made = render.maker == request;
    if (!invalidates && !forbidden && !made) continue;
    account.word(2U + (invalidates ? 1U : 0U) + (forbidden ? 2U : 0U) + (made ? 4U : 0U) +
                 (render.finished ? 8U : 0U));
    account.rank(render_rank, render.number);
  }
}

void EntryMonitor::tell_delete(const KvOperation& operation, sim::Account& account) const {
  const auto read = read_before(operation);
  account.word(read ? 1 : 0);
  if (read) account.rank(render_rank, *read);
}

// --- at rest

std::optional<std::uint32_t> EntryMonitor::read_before(const KvOperation& remove) const {
  if (remove.kind != KvOperationKind::remove || !is_page_key(remove.key)) return std::nullopt;
  const Request* const by = find_request(remove.request, remove.id);
  if (by == nullptr || by->read[remove.key] == nothing) return std::nullopt;
  return static_cast<std::uint32_t>(by->read[remove.key]);
}

void EntryMonitor::forbid(std::uint32_t render, std::uint32_t place, Microseconds from_us) {
  const auto found = std::ranges::find(renders_, render, &Render::number);
  if (found == renders_.end()) return;
  const auto index = static_cast<std::size_t>(found - renders_.begin());
  forbidden_from_us_[index * place_count() + place] = from_us;
}

void EntryMonitor::set_read_before(const KvOperation& remove, std::uint32_t render) {
  Request& by = requests_.emplace_back();
  by.operation = remove.id;
  by.read[remove.key] = render;
}

}  // namespace stalemate::model
