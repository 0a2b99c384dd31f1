// Smaller worlds: every way to take one thing out of a scenario that is not the handler's, nor a
// rule of the runtime.
//
// Invariants:
//  1. An edit never changes the handler, the runtime, the rules of the store, or a typical latency:
//     what is under test stays as it is.
//  2. Whether an edited world is valid is for the loader to say.
//
// Cost: naming the edits is cheap; making one copies the document.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/format/json.h"
#include "sim/explore/deviations.h"

namespace stalemate::scenarios {

/// With each arrival told by itself.
format::Json spelt_out(format::Json world);

/// How many values the text of a world holds.
std::uint64_t count_values(const format::Json& world);

/// How many faults a world allows.
std::uint64_t faults_allowed(const format::Json& world);

/// A value at a place that is set; or nothing, and what stands there is taken out.
struct Edit {
  std::string place;  // a JSON pointer
  std::optional<format::Json> value;
};

/// Of all but whole arrivals: isolates first, then single settings.
std::vector<Edit> edits_of(const format::Json& world);
format::Json edited(const format::Json& world, const Edit& edit);

/// Without `count` arrivals from `first` on, from 0.
format::Json without_arrivals(const format::Json& world, std::size_t first, std::size_t count);

/// Where the world holds a time that may be shorter: JSON pointers.
std::vector<std::string> times_in(const format::Json& world);

/// The request that an arrival makes, if arrivals come in their order; nothing if it makes none.
std::optional<std::uint32_t> request_of(const format::Json& world, std::uint32_t arrival);

/// The deviations of a world without this arrival and this request: those that are about them are
/// gone, and what comes later has moved up.
std::vector<sim::Deviation> without(std::vector<sim::Deviation> deviations, std::uint32_t arrival,
                                    std::optional<std::uint32_t> request);

}  // namespace stalemate::scenarios
