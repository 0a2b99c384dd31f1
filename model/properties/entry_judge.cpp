#include "model/properties/entry_judge.h"

#include <algorithm>

#include "model/workers/tag_cache.h"

namespace stalemate::model {

void EntryJudge::begin_run(sim::TraceSink* next) {
  next_ = next;
  findings_ = {};
  marks_ = {};
  requests_.clear();
  renders_.clear();
  resolved_.clear();
  begun_ = 0;
  stored_.fill(0);
}

EntryJudge::Request& EntryJudge::request(std::uint32_t number) {
  if (number >= requests_.size()) requests_.resize(number + 1U);
  return requests_[number];
}

std::uint32_t EntryJudge::render_of(std::int64_t generation) const {
  const auto found = std::ranges::find(renders_, generation, &Render::generation);
  return found == renders_.end() ? 0 : static_cast<std::uint32_t>(found - renders_.begin()) + 1;
}

void EntryJudge::record(const sim::TraceEvent& event) {
  if (next_ != nullptr) next_->record(event);
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::request_arrived: {
      Request arrived;
      arrived.isolate = static_cast<std::uint32_t>(event.detail);
      arrived.arrived_at_us = event.at_us;
      request(event.subject) = arrived;
      break;
    }
    case EventKind::tag_invalidated:
      request(event.subject).invalidation = ++begun_;
      break;
    case EventKind::response_ended: {
      const Request& ended = request(event.subject);
      if (ended.invalidation == 0) break;
      resolved_.push_back({ended.invalidation, ended.isolate, event.at_us});
      break;
    }
    case EventKind::render_started:
    case EventKind::render_read_data:
    case EventKind::render_finished:
      note_render(event);
      break;
    case EventKind::get_answered:
      if (!is_page_key(event.detail)) break;
      request(event.subject).read[static_cast<std::size_t>(event.detail)] =
          event.extra < 0 ? nothing_read : render_of(event.extra);
      break;
    case EventKind::put_committed:
    case EventKind::put_committed_late:
      note_store(event);
      break;
    case EventKind::delete_committed:
    case EventKind::delete_committed_late:
      judge_delete(event);
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

void EntryJudge::note_render(const sim::TraceEvent& event) {
  const auto kind = static_cast<EventKind>(event.kind);
  if (kind == EventKind::render_started) {
    renders_.push_back({packed(event.detail + 1, event.extra), event.subject, begun_, false});
    return;
  }
  for (Render& render : renders_) {
    if (render.request != event.subject || render.finished) continue;
    if (kind == EventKind::render_read_data) {
      render.invalidations = begun_;
    } else if (render.generation == packed(event.detail + 1, event.extra)) {
      render.finished = true;
    }
  }
}

void EntryJudge::note_store(const sim::TraceEvent& event) {
  if (is_page_key(event.detail))
    stored_[static_cast<std::size_t>(event.detail)] = render_of(event.extra);
}

void EntryJudge::judge_delete(const sim::TraceEvent& event) {
  if (!is_page_key(event.detail)) return;
  const auto artifact = static_cast<std::size_t>(event.detail);
  const std::uint32_t removed = stored_[artifact];
  stored_[artifact] = 0;
  const std::uint32_t read = request(event.subject).read[artifact];
  if (read == nothing_read || removed <= read) return;
  sim::TraceEvent shown = event;
  shown.extra = renders_[removed - 1].generation;
  violated(Property::no_fresh_entry_deleted, EventKind::fresh_entry_deleted, shown);
}

/// Whether the invalidation was over early enough for the request to know of it.
bool EntryJudge::reaches(const Invalidation& invalidation, const Request& request) const {
  sim::Microseconds takes_us = config_->kv.read_cache ? config_->kv.cache_ttl_us : 0;
  if (invalidation.isolate != request.isolate) {
    takes_us += sim::from_milliseconds(tag_cache_ttl_ms);
  }
  return invalidation.resolved_at_us + takes_us < request.arrived_at_us;
}

void EntryJudge::judge_response(const sim::TraceEvent& event) {
  const Request& served = request(event.subject);
  const std::uint32_t render = render_of(packed(event.detail, event.extra));
  const std::uint32_t known = render == 0 ? 0 : renders_[render - 1].invalidations;
  const bool ignored = std::ranges::any_of(resolved_, [&](const Invalidation& invalidation) {
    return invalidation.number > known && reaches(invalidation, served);
  });
  if (ignored) violated(Property::invalidation_respected, EventKind::invalidated_served, event);
}

void EntryJudge::violated(Property property, EventKind shown, const sim::TraceEvent& event) {
  sim::TraceEvent told = event;
  told.kind = static_cast<std::uint32_t>(shown);
  marks_[told.kind / 64] |= std::uint64_t{1} << (told.kind % 64);
  Finding& finding = findings_[static_cast<std::size_t>(property)];
  if (finding.verdict == Verdict::holds) {
    finding.verdict = Verdict::violated;
    finding.at_us = event.at_us;
    finding.isolate = request(event.subject).isolate;
  }
  if (next_ != nullptr) next_->record(told);
}

}  // namespace stalemate::model
