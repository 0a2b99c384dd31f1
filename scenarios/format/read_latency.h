// Latencies: 5, [5, 20], or {"typical_ms": 5, "low_ms": 1, "high_ms": 20, "step_ms": 1}.
//
// Invariants of what comes out:
//  1. low <= typical <= high.
//  2. typical and high stand on the grid that starts at low and advances by step, step > 0.
//  3. The grid has at most `most_steps` points.
//
// Cost: none worth naming.
#pragma once

#include <string_view>

#include "model/config.h"
#include "scenarios/format/fields.h"

namespace stalemate::scenarios::format {

/// Leaves `out` as it was if there is a problem.
void read_latency(const Node& node, model::Latency& out);

}  // namespace stalemate::scenarios::format
