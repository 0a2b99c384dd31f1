// Random worlds for rapidcheck: topology, handler, page, latencies, store, runtime, faults and
// workload, such as a scenario file may describe.
//
// Every choice shrinks towards the plainest world: one isolate, the newest handler, no faults, one
// request, fixed latencies.
#pragma once

#include <cstdint>
#include <iosfwd>

#include <rapidcheck.h>

#include "model/config.h"

namespace stalemate::model {

/// A world and the seed of a schedule in it.
struct Case {
  WorldConfig config;
  std::uint64_t seed = 0;
};

/// As a scenario file and a seed.
std::ostream& operator<<(std::ostream& stream, const Case& the_case);

rc::Gen<Case> any_case();

}  // namespace stalemate::model
