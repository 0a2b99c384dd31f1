// The story of a run, request by request, in sentences.
//
// Invariants:
//  1. Requests come in the order of their numbers, each with what happened to it in order.
//  2. A story of many requests is cut, and says so.
//
// Cost: a few words for each event.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/config.h"
#include "sim/time.h"
#include "sim/trace.h"

namespace stalemate::reports {

/// "25 ms", "1.5 ms"
std::string at_instant(sim::Microseconds at_us);

std::string with_capital(std::string sentence);

class Chronicle {
 public:
  explicit Chronicle(const model::WorldConfig& config) : config_(&config) {}

  void add(const sim::TraceEvent& event);
  /// A few sentences for each request of the workload, and for the first of the calm end.
  /// @param left_out how many requests are not told; empty: all are
  std::vector<std::string> story(std::string& left_out) const;

 private:
  const model::WorldConfig* config_;
  std::map<std::uint32_t, std::vector<std::string>> clauses_;  // by request
  bool calm_ = false;
  std::size_t calm_from_ = 0;  // so many requests came before all was calm
  std::uint32_t latest_ = 0;   // who was told of last
};

}  // namespace stalemate::reports
