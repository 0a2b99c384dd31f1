// What one line of a log says about one response: as much as the log knows, and no more.
//
// Invariants:
//  1. What is not known is empty; nothing is guessed here.
//  2. Equal lines of a log give equal observations, but for `line` and `record`.
//
// Cost: some short strings.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/config.h"
#include "model/names.h"
#include "scenarios/log/times.h"

namespace stalemate::scenarios {

/// What the cache said of itself, in X-Vinext-Cache or another header.
enum class SeenState : std::uint8_t { miss, hit, stale };

/// How the invocation of a request ended, beside its response: a bit each.
enum class Sign : std::uint8_t {
  cpu_limit,            // outcome exceededCpu
  memory_limit,         // outcome exceededMemory
  wait_until_limit,     // a warning that waitUntil() tasks were cancelled
  hung,                 // an error that the code had hung
  cancelled,            // outcome canceled
  exception,            // outcome exception, without one of the above
  regeneration_failed,  // console.error of a regeneration, or a write of a MISS, that failed
  failure_told,         // with the error's own message
  kv_refused,           // "KV PUT failed: 429 Too Many Requests"
  kv_failed,            // "KV PUT failed: 500 ...", or of a get
  connection_lost,      // "Network connection lost."
  read_failed,          // console.error of a read that failed: the page was rendered instead
};
using Signs = std::uint16_t;
constexpr Signs sign_bit(Sign sign) {
  return static_cast<Signs>(1U << static_cast<unsigned>(sign));
}

struct Observation {
  std::optional<std::int64_t> time_ms;  // since 1970; when the request came
  std::int64_t precision_ms = 0;        // how much later it may have been: 999 of whole seconds
  log::FirstOfDate first_of_date = log::FirstOfDate::certain;
  std::string page;  // path of the URL, or a key
  std::string host;  // of the URL, if it has one
  model::Artifact artifact = model::Artifact::html;
  std::optional<SeenState> state;
  std::string generation;  // equal texts are equal renders; empty: not known
  std::optional<std::int64_t> age_s;
  std::string colo;  // its code, for instance FRA
  std::string ray;
  std::string invocation;  // more of it stands in other records with the same text; else empty
  std::optional<std::int64_t> status;
  std::optional<Signs> signs;    // nothing: the log does not tell how invocations end
  std::uint64_t line = 0;        // where it stands in the file, from 1
  std::uint64_t record = 0;      // which of the line's, from 1; 0: the only one
  std::uint64_t stands_for = 1;  // lines that are folded into it, itself among them

  /// Whether the client got an error instead of a page.
  bool is_error() const { return status && *status >= 500; }
};

void set_time(Observation& seen, const log::Time& time);

/// What another record tells of the same response, where the first does not.
void add_missing_facts(Observation& known, Observation more);

/// Where it stands in the file, in words: "line 3", "record 7 of line 1".
std::string place_words(const Observation& seen);

/// Where the lines come from, those with the most lines first; of equals the first seen.
std::vector<std::string> colos_of(const std::vector<Observation>& seen);

}  // namespace stalemate::scenarios

template <>
struct stalemate::model::NamesOf<stalemate::scenarios::SeenState> {
  static constexpr auto table = std::to_array<const char*>({"MISS", "HIT", "STALE"});
};
template <>
struct stalemate::model::NamesOf<stalemate::scenarios::Sign> {
  static constexpr auto table = std::to_array<const char*>(
      {"exceeded its CPU time", "exceeded its memory", "waitUntil limit", "hung", "canceled",
       "exception", "a regeneration or write failed", "with an error's message",
       "KV refused a write", "KV failed", "a connection was lost", "a read failed"});
};
