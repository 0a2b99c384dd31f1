// Events of a worker as `wrangler tail` prints them on a terminal: a line of the request, its
// messages indented below it.
//
//   GET https://www.example.com/blog - Ok @ 11/17/2026, 10:00:00 AM
//     (log) X-Vinext-Cache: STALE
//     (error) [vinext] ISR background regeneration failed for /blog: ...
//
// github.com/cloudflare/workers-sdk, packages/wrangler/src/tail/printing.ts; times are those of
// toLocaleString().
//
// Invariants:
//  1. A line that begins like a request's but has no time that can be read is none.
//
// Cost: some comparisons for each character.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "scenarios/log/fields.h"
#include "scenarios/log/observation.h"

namespace stalemate::scenarios::log {

class EventReader {
 public:
  /// @param options outlive it
  explicit EventReader(const ReadOptions& options) : options_(&options) {}

  /// @return whether the line is that of a request; what was under way has to be taken before
  bool begin(std::string_view line, std::uint64_t number);
  bool under_way() const { return under_way_; }
  /// Whether the line is a message of the event, or more of one.
  bool goes_on_with(std::string_view line) const;
  void line(std::string_view line);
  Observation take();

 private:
  const ReadOptions* options_;
  Observation seen_;
  std::string said_;
  bool under_way_ = false;
};

}  // namespace stalemate::scenarios::log
