// What makes two failing schedules the same bug.
//
// The basic idea. Two small schedules show the same if the same handler fails the same property in
// the same way, after the same kinds of deviations from calm and as many requests and faults. Which
// request, which isolate and how many milliseconds are no part of it.
//
// Invariants:
//  1. Equal schedules have equal shapes; a shape names no number of a request, isolate or instant.
//  2. Another property, verdict, way of failing, handler or switch of it, kind of deviation, or
//     number of requests or faults is another shape.
//  3. The order of deviations does not count.
//
// Cost: one run, and the loading of the scenario.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/config.h"
#include "model/properties/property.h"
#include "scenarios/format/result.h"
#include "scenarios/format/schedule_file.h"
#include "scenarios/shrink/cost.h"
#include "scenarios/shrink/way.h"

namespace stalemate::scenarios {

struct Shape {
  model::Property property = model::Property::eventually_fresh;
  Way way;                              // the verdict, and what stands behind it
  std::string handler;                  // version, router, and how each switch is set
  std::vector<std::string> deviations;  // "what strikes now: the context is cut, request", sorted
  std::uint64_t requests = 0;
  std::uint64_t faults = 0;

  bool operator==(const Shape&) const = default;
};

/// What is under test, in one line.
std::string handler_line(const model::HandlerConfig& handler);

/// A decision that is not calm, without numbers; of an amount only what it is an amount of.
std::string deviation_line(const sim::RecordedChoice& choice);

struct Shaped {
  Shape shape;
  ShrinkCost cost;
};

/// @param path of the schedule's file, for messages
Result<Shaped> shaped(const ScheduleFile& schedule, const std::string& path);

}  // namespace stalemate::scenarios
