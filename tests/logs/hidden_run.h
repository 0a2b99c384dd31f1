// Random runs with one fault inside, as logs: what a reproduction is measured by.
//
// The world, the requests, the latencies, the fault and its place are drawn from a seed. A run
// counts if its fault changed what was answered: one that left no trace is nobody's to find. Then
// each line is lost with a chance of 1 %, and each clock is wrong by up to 2 s.
#pragma once

#include <cstdint>
#include <string>

#include "scenarios/format/scenario.h"
#include "tests/logs/written_log.h"

namespace stalemate::tests {

inline constexpr std::int64_t clock_error_ms = 2000;
inline constexpr std::uint32_t lost_in_a_hundred = 1;

struct HiddenRun {
  std::string cause;  // the hypothesis, by name
  LogFormat format = LogFormat::csv;
  std::string log;
  std::string scenario;  // the world without the fault, as a scenario's text
  std::size_t requests = 0;
  std::size_t lost = 0;
};

HiddenRun hidden_run(std::uint64_t seed);

}  // namespace stalemate::tests
