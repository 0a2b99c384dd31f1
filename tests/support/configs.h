// Small worlds for tests. Times are milliseconds, as in scenario files.
//
// The base is one isolate with the newest handler on the Pages Router: a get takes 1 ms, a render
// and a put 10 ms each, nothing ever goes wrong, and a context ends at the instant it may.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "model/config.h"

namespace stalemate::tests {

/// Exactly so long, at every gate.
constexpr model::Latency fixed(std::int64_t milliseconds) {
  const sim::Microseconds us = sim::from_milliseconds(milliseconds);
  return {us, us, us};
}
/// Typically `typical`, else any step between the bounds.
constexpr model::Latency between(std::int64_t typical, std::int64_t low, std::int64_t high,
                                 std::int64_t step = 1) {
  return {sim::from_milliseconds(typical), sim::from_milliseconds(low),
          sim::from_milliseconds(high), sim::from_milliseconds(step)};
}

/// An arrival at this time of the run.
inline model::Arrival at(std::int64_t milliseconds,
                         model::ArrivalKind kind = model::ArrivalKind::request) {
  model::Arrival arrival;
  arrival.kind = kind;
  arrival.delay = fixed(milliseconds);
  return arrival;
}
/// An arrival so long after the previous one's answer.
inline model::Arrival after(std::int64_t milliseconds) {
  model::Arrival arrival = at(milliseconds);
  arrival.after_previous = true;
  return arrival;
}
inline model::Arrival on_isolate(std::uint32_t isolate, model::Arrival arrival) {
  arrival.isolate = isolate;
  return arrival;
}
inline model::Arrival for_rsc(model::Arrival arrival) {
  arrival.artifact = model::Artifact::rsc;
  return arrival;
}
inline model::Arrival with_render(model::RenderScript script, model::Arrival arrival) {
  arrival.render = script;
  return arrival;
}

/// Requests at these times, in this order.
std::vector<model::Arrival> requests_at(std::initializer_list<std::int64_t> milliseconds);
/// The first request at the start, each further one so long after the answer before it.
std::vector<model::Arrival> requests_each(std::int64_t milliseconds, std::size_t count);

/// The store holds an entry that expired so long ago; negative: it is fresh for so long.
void preload(model::WorldConfig& config, std::int64_t expired_for_ms,
             model::Artifact artifact = model::Artifact::html);

/// The base, with nothing in the store.
model::WorldConfig empty_store();
/// The base with an entry that expired 5 s ago.
model::WorldConfig stale_entry();
/// The same for the App Router, with both artifacts.
model::WorldConfig stale_app_entry();

/// A put that is cut by the death of its context is not sent any more, and never commits late.
void lose_cut_puts(model::WorldConfig& config);

}  // namespace stalemate::tests
