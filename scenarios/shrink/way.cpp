#include "scenarios/shrink/way.h"

#include <optional>

namespace stalemate::scenarios {

namespace {

using model::EventKind;
using model::Property;

void add(sim::TraceMarks& marks, EventKind kind) {
  const auto number = static_cast<std::size_t>(kind);
  marks[number / 64] |= std::uint64_t{1} << (number % 64);
}

bool has(const sim::TraceMarks& marks, EventKind kind) {
  const auto number = static_cast<std::size_t>(kind);
  return ((marks[number / 64] >> (number % 64)) & 1U) != 0;
}

/// The event that shows a safety property violated.
std::optional<EventKind> harm_of(Property property) {
  switch (property) {
    case Property::eventually_fresh:
      return std::nullopt;
    case Property::no_orphaned_regeneration_slot:
      return EventKind::regeneration_slot_orphaned;
    case Property::no_uncovered_write:
      return EventKind::write_uncovered;
    case Property::invalidation_respected:
      return EventKind::invalidated_served;
    case Property::no_fresh_entry_deleted:
      return EventKind::fresh_entry_deleted;
  }
  return std::nullopt;
}

/// What keeps a newer generation from being stored.
bool is_obstacle(EventKind kind) {
  switch (kind) {
    case EventKind::regeneration_deduplicated:
    case EventKind::regeneration_failed:
    case EventKind::render_threw:
    case EventKind::render_hangs:
    case EventKind::render_never_settles:
    case EventKind::render_without_caching:
    case EventKind::store_skipped:
    case EventKind::put_rejected:
    case EventKind::put_connection_lost:
    case EventKind::put_never_answered:
    case EventKind::put_cut_unsent:
    case EventKind::put_cut_partly_sent:
    case EventKind::put_cut_complete:
    case EventKind::put_lost:
    case EventKind::get_failed:
    case EventKind::hang_detected:
    case EventKind::operation_refused:
    case EventKind::served_error:
      return true;
    default:
      return false;
  }
}

}  // namespace

void WaySink::record(const sim::TraceEvent& event) {
  const auto kind = static_cast<EventKind>(event.kind);
  if (kind == EventKind::chaos_over) calm_since_us_ = event.at_us;
  if (kind == EventKind::burst_started) obstacles_ = {};
  if (calm_since_us_ && is_obstacle(kind)) add(obstacles_, kind);
  if (ends_context(kind)) {
    ended_ = {};
    add(ended_, kind);
  }
  if (kind == EventKind::regeneration_slot_orphaned) left_behind_ = ended_;
  if (harm_of(property_) == kind && !harmed_) {
    harmed_ = true;
    ended_at_harm_ = ended_;
  }
}

Way WaySink::way(const model::Findings& findings) const {
  Way way;
  way.verdict = findings[static_cast<std::size_t>(property_)].verdict;
  way.kinds = property_ == Property::eventually_fresh ? obstacles_ : ended_at_harm_;
  // A slot that stops every regeneration was left behind in some manner, too.
  if (has(obstacles_, EventKind::regeneration_deduplicated)) {
    for (std::size_t word = 0; word < way.kinds.size(); ++word) {
      way.kinds[word] |= left_behind_[word];
    }
  }
  return way;
}

}  // namespace stalemate::scenarios
