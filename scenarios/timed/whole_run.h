// A certificate's counterexample as one run of one world: the stem, then some laps of the loop.
//
// A certificate tells each round from a state in canonical form. Here the same rounds follow each
// other in a world that nobody takes apart in between, and notes are taken of everything that
// decides at which instants the same run can happen in timed mode: what waits for what and for how
// long, how each instant stands to the deadlines that count then, how long contexts drain.
//
// Invariants:
//  1. Each step reports the same events as the certificate's round (but that an isolate starts,
//     which a state in canonical form forgets), or as that round does in the order of the pace.
//
// Cost: that of the run, twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/proof/bounded_worker.h"
#include "scenarios/certificate/certificate.h"
#include "scenarios/timed/event_name.h"
#include "sim/explore/schedule.h"
#include "sim/trace.h"

namespace stalemate::scenarios {

/// What takes time: the latencies of a scenario, by their keys, and the input of a module promise.
enum class Quantity : std::uint8_t {
  kv_get,
  kv_put,
  kv_delete,
  kv_upload,
  kv_reply,
  kv_late_commit,
  render,
  origin_read,
  body,
  teardown,
  module_promise,
};
inline constexpr std::size_t latency_count = 10;  // the last one is no latency of the scenario

/// One macro-step.
struct Move {
  /// A lapse: no limit ends a context that nothing will come to any more. With times it lives on,
  /// and nobody sees it.
  enum class Kind : std::uint8_t { event, arrival, limit, lapse, give_up, strike };
  Kind kind = Kind::event;
  EventName event;            // of an event
  std::uint32_t request = 0;  // of an arrival, a limit, a client that gives up
  std::uint32_t isolate = 0;  // of an arrival
  model::Arrival arrival;
  std::string strike;
  std::int64_t at_ms = 0;  // in the run without times; the steps stand some way apart
  bool joined = false;     // it has to be at the instant of the one before
};

/// Why the run of a program may have no times.
inline constexpr const char* timers_problem = "its handler sets timers";

/// Something begins in one step and ends with another, or would have ended after that.
struct Wait {
  std::optional<Quantity> quantity;  // none: no time passes
  std::uint32_t request = 0;
  std::size_t from = 0;
  std::size_t until = 0;
  bool ends = false;
};

/// How long something takes, as the world asks for it.
struct Question {
  std::string label;
  Quantity quantity = Quantity::kv_get;
  std::optional<std::size_t> wait;  // none: it makes no difference
  bool at_once = false;
};

/// How the instant of a step stands to a deadline that counts then.
struct Standing {
  enum class Side : std::uint8_t { before, at, after };
  std::size_t move = 0;
  std::optional<std::size_t> since;  // the step that the deadline is counted from; none: the start
  std::int64_t distance_ms = 0;
  Side side = Side::before;
};

/// From when to when a context drains.
struct Draining {
  std::size_t from = 0;
  std::size_t until = 0;
  bool at_limit = false;  // it is the limit that ends it
};

/// An answer to what is asked only if the second step comes soon enough after the first.
struct AskedIfSoon {
  std::size_t answer = 0;  // of the run's
  std::size_t first = 0;
  std::size_t second = 0;
};

struct WholeRun {
  std::vector<Move> moves;
  std::vector<Wait> waits;
  std::vector<Question> questions;  // those with one label in the order in which they are asked
  sim::Schedule answers;            // to what is no question of time
  std::vector<Standing> standings;
  std::vector<Draining> drainings;
  /// A write was refused in the second step because of the one in the first.
  std::vector<std::pair<std::size_t, std::size_t>> refusals;
  std::vector<AskedIfSoon> acceptances;  // of writes that might have been refused so
  std::vector<sim::TraceEvent> events;
  std::uint32_t isolate = 0;  // at which the loop asks first, from 0
  std::string problem;        // why there is no such run; empty: there is
};

/// How far apart the steps stand. Those of a certificate stand at one instant until its clock
/// moves; mostly that decides nothing, and any times do. Where the program compares two stamps, it
/// does.
struct Pace {
  bool all_joined = false;  // as in the certificate
  std::set<std::size_t> joined;
  /// What takes no time comes at once, before what the certificate has first.
  bool at_once_first = false;
  /// Deadlines that are one in the certificate are passed together.
  bool together = false;
};

/// @param config of the certificate, with isolates told apart
/// @param laps how often the loop is gone round
WholeRun whole_run(const CertifiedCounterexample& shown, const Certificate& certificate,
                   const model::ProofConfig& config, std::uint32_t laps, const Pace& pace);

/// The same of a way to a step that violates a safety property.
WholeRun whole_run(const CertifiedWay& way, const Certificate& certificate,
                   const model::ProofConfig& config, const Pace& pace);

/// The same of bursts from the beginning of a scenario.
/// @param isolate that calm traffic goes to afterwards
WholeRun whole_run(const model::BoundedSteps& steps, std::uint32_t isolate,
                   const model::ProofConfig& config, const Pace& pace);

}  // namespace stalemate::scenarios

template <>
struct stalemate::model::NamesOf<stalemate::scenarios::Quantity> {
  static constexpr auto table = std::to_array<const char*>(
      {"kv_get", "kv_put", "kv_delete", "kv_upload", "kv_reply", "kv_late_commit", "render",
       "origin_read", "body", "teardown", "module_promise"});
};
