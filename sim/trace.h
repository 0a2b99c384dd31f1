// The record of a run: typed events, folded into one hash as they happen.
//
// A world reports what happens as TraceEvents; which kinds exist and how they read is the world's
// own business. The hash of two runs is equal exactly when they did the same things at the same
// virtual times, whatever the compiler, optimisation level or machine.
//
// Invariants:
//  1. The hash covers every event in order; nothing in an event is an address or a real time.
//  2. Recording the events themselves (a Sink) never changes what happens.
//
// Cost: one hash of 32 bytes an event; a sink costs what it does.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/hash.h"
#include "sim/time.h"

namespace stalemate::sim {

struct TraceEvent {
  Microseconds at_us = 0;
  std::uint32_t kind = 0;     // below trace_kind_limit; the world's own enumeration
  std::uint32_t subject = 0;  // whom it happened to, for instance which owner
  std::int64_t detail = 0;
  std::int64_t extra = 0;

  bool operator==(const TraceEvent&) const = default;
};

inline constexpr std::uint32_t trace_kind_limit = 128;

/// A set of kinds of events, a bit each.
using TraceMarks = std::array<std::uint64_t, trace_kind_limit / 64>;

class TraceSink {
 public:
  virtual ~TraceSink() = default;
  virtual void record(const TraceEvent& event) = 0;
};

class Trace {
 public:
  void record(const TraceEvent& event, TraceSink* sink) {
    hash_ = mix(hash_, static_cast<std::uint64_t>(event.at_us),
                (static_cast<std::uint64_t>(event.kind) << 32) | event.subject,
                static_cast<std::uint64_t>(event.detail), static_cast<std::uint64_t>(event.extra));
    ++count_;
    marks_[event.kind / 64] |= std::uint64_t{1} << (event.kind % 64);
    if (sink != nullptr) [[unlikely]]
      hand_on(event, *sink);
  }

  std::uint64_t hash() const { return hash_; }
  std::uint64_t count() const { return count_; }
  /// Which kinds of events have occurred or are foreseen, a bit each.
  const TraceMarks& marks() const { return marks_; }
  /// Kinds of events that are known to occur later, without a record of them.
  void foresee(const TraceMarks& marks) {
    for (std::size_t word = 0; word < marks_.size(); ++word) marks_[word] |= marks[word];
  }
  /// True if an event of this kind has occurred, or is foreseen.
  bool occurred(std::uint32_t kind) const { return ((marks_[kind / 64] >> (kind % 64)) & 1U) != 0; }

 private:
  /// Apart from record(), which then needs no event in memory.
  [[gnu::cold, gnu::noinline]] static void hand_on(TraceEvent event, TraceSink& sink) {
    sink.record(event);
  }

  std::uint64_t hash_ = 0;
  std::uint64_t count_ = 0;
  TraceMarks marks_{};
};

}  // namespace stalemate::sim
