// In which way a run fails, told from its events.

#include "scenarios/shrink/way.h"

#include <catch2/catch.hpp>

namespace stalemate::scenarios {
namespace {

using model::EventKind;
using model::Property;

/// The way of a run with these events, one after the other.
Way way_of(Property property, std::initializer_list<EventKind> kinds) {
  WaySink sink(property);
  for (const EventKind kind : kinds) {
    sim::TraceEvent event;
    event.kind = static_cast<std::uint32_t>(kind);
    sink.record(event);
  }
  model::Findings findings;
  findings[static_cast<std::size_t>(property)].verdict = model::Verdict::violated;
  return sink.way(findings);
}

TEST_CASE("what counts of a harm is how the context before it ended", "[shrink]") {
  const auto [property, harm] = GENERATE(table<Property, EventKind>({
      {Property::no_orphaned_regeneration_slot, EventKind::regeneration_slot_orphaned},
      {Property::no_uncovered_write, EventKind::write_uncovered},
      {Property::invalidation_respected, EventKind::invalidated_served},
      {Property::no_fresh_entry_deleted, EventKind::fresh_entry_deleted},
  }));
  const Way ended = way_of(property, {EventKind::context_ended, harm});
  CHECK(ended == way_of(property, {EventKind::context_cut, EventKind::context_ended, harm}));
  CHECK(ended == way_of(property, {EventKind::context_ended, harm, EventKind::context_cut, harm}));
  CHECK_FALSE(ended == way_of(property, {EventKind::context_cut, harm}));
  // Another property's harm is none.
  const EventKind other = harm == EventKind::write_uncovered ? EventKind::fresh_entry_deleted
                                                             : EventKind::write_uncovered;
  CHECK_FALSE(ended == way_of(property, {EventKind::context_ended, other}));
}

}  // namespace
}  // namespace stalemate::scenarios
