// What must hold in every run, whatever the world, its faults and its schedule.
//
// It watches a run as a sink and looks at the world after each macro-step. It keeps its own books
// from the trace alone and compares the world with them.
//
// Invariants of the simulated world:
//   clock        never goes back, and each event has the time of its macro-step
//   requests     arrive one by one, end at most once, and are answered at most once
//   death        nothing is told of a request whose context has ended, but what becomes of its
//                writes
//   renders      end at most once
//   operations   each get, put and delete ends at most once, and not before it has begun
//   store        equals a plain model: the last write wins, entries expire
//   reads        find what the store held at some instant that the read cache allows
//   served       a HIT or STALE shows what was stored under the key, a MISS what was just rendered
//   slots        one regeneration a key and isolate at a time
//   waitUntil    a context that ends normally waits for nothing
//   contexts     those counted as alive are those that have arrived and not ended
//   faults       strike no more often than their budgets and the scenario's prescriptions say
//   findings     agree with the events that they tell about
#pragma once

#include <array>
#include <map>
#include <string>
#include <utility>

#include "model/simulation.h"
#include "model/world.h"
#include "tests/model/plain_store.h"

namespace stalemate::model {

class Invariants final : public sim::TraceSink {
 public:
  Invariants(const WorldConfig& config, const World& world);

  void record(const sim::TraceEvent& event) override;
  void after_step();
  void at_end(const RunResult& result);

  /// The first invariant that did not hold, in one sentence; empty if all did.
  const std::string& broken() const { return broken_; }

 private:
  /// How an operation on one key of one request has fared.
  struct Operation {
    int begun = 0;
    int ended = 0;      // answered, rejected, cut, or its connection lost
    int committed = 0;  // or lost on the way
    int decided = 0;    // the store has committed or refused it, or the program knows it failed
  };
  struct Request {
    bool arrived = false;
    bool ended = false;
    bool left_write_open = false;  // ended normally before somebody had decided a write of it
    bool uncovered = false;        // said to have done so
    bool client_gone = false;
    int answers = 0;
    std::uint32_t isolate = 0;
    Key page = html_key;
    int renders_begun = 0;
    int renders_ended = 0;
    PackedGeneration render = nothing_found;           // the latest that was begun
    PackedGeneration finished_render = nothing_found;  // the latest that is done
    std::map<Key, Operation> gets;
    std::map<Key, Operation> puts;
    std::map<Key, Operation> deletes;
  };

  void check(bool holds, const std::string& sentence);
  void record_life(EventKind kind, const sim::TraceEvent& event, Request& request);
  void record_answer(EventKind kind, const sim::TraceEvent& event, Request& request);
  void record_render(EventKind kind, const sim::TraceEvent& event, Request& request);
  void record_slot(EventKind kind, const sim::TraceEvent& event, const Request& request);
  void record_operation(EventKind kind, const sim::TraceEvent& event, Request& request);
  void record_commit(EventKind kind, const sim::TraceEvent& event);
  void check_read(const sim::TraceEvent& event);
  void check_normal_end(std::uint32_t number, Request& request);
  void forget_slots(std::int64_t isolate);
  bool anybody_in(std::uint32_t isolate) const;
  void record_replacement(std::int64_t place, std::int64_t old);
  void check_contexts();
  void check_store();
  void check_slots();
  void check_faults();
  std::size_t prescribed(Fault fault) const;
  std::size_t struck(Fault fault) const;
  sim::Microseconds expiry(Key key, PackedGeneration value) const;

  const WorldConfig* config_;
  const World* world_;
  std::string broken_;
  sim::Trace trace_;
  sim::Microseconds now_us_ = 0;
  std::map<std::uint32_t, Request> requests_;
  std::uint32_t live_ = 0;
  PlainStore store_;
  std::map<std::pair<std::uint32_t, Key>, bool> slots_;  // taken, by isolate and key
  std::map<PackedGeneration, bool> uncacheable_;         // renders that said revalidate: 0
  std::array<std::size_t, count_of<EventKind>()> count_{};
  std::map<std::pair<EventKind, std::int64_t>, std::size_t> count_by_error_;
};

struct WatchedRun {
  std::string broken;  // the first invariant that did not hold, in one sentence; or empty
  RunResult result;
};

/// Runs the case under watch, and once more without.
WatchedRun watched_run(const WorldConfig& config, std::uint64_t seed);

}  // namespace stalemate::model
