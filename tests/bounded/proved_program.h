// A cell whose handler is a program, gone through as `prove` does.
#pragma once

#include <atomic>
#include <cstdint>

#include "scenarios/bounded/prove_bounded.h"

namespace stalemate::scenarios::tests {

inline const Versions bounded_versions{"0.1.0", "0123456789abcdef"};

/// The scenario's first cell: its first burst, of so many requests, with one late write.
inline BoundedProof gone_through(const Scenario& scenario, std::uint32_t requests = 1,
                                 unsigned jobs = 1) {
  model::BoundedBounds bounds;
  bounds.each.requests_per_burst = requests;
  bounds.each.requests_per_isolate = requests;
  bounds.each.late_writes = 1;
  const std::atomic<bool> never{false};
  const Cell& cell = scenario.cells.front();
  return proof_of(scenario, cell, bounds,
                  search_bounded({cell.config, bounds, jobs, {}, std::size_t{1} << 30, never, {}}),
                  bounded_versions);
}

}  // namespace stalemate::scenarios::tests
