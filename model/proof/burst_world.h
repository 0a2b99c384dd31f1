// A world without times, between two rests: whatever is enabled may happen next.
//
// Every step is one decision at the gate, "what happens next": a pending event, an arrival, a move
// of the clock, a fault, or the end of a context: one that waits for something that never comes or,
// if the scenario's latencies can add up to the limit on waitUntil, one whose work still goes on
// (and then the decisions inside the event). Events may come in any order, which covers every
// assignment of latencies. Between two events the clock may stay, move on without reaching a
// deadline, move to just before the next deadline, or reach it. It reaches the limit of a draining
// context only by ending it.
//
// Invariants:
//  1. Outside the arena this object holds nothing that a step changes, so a snapshot of the arena
//     is a snapshot of all: unless a script answers the requests, whose worlds can only be run from
//     their beginning.
//  2. A burst is open exactly from its first arrival until no context is live.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/js/script.h"
#include "model/proof/bounds.h"
#include "model/proof/entry_monitor.h"
#include "model/proof/onlooker.h"
#include "model/proof/rest_state.h"
#include "model/proof/round.h"
#include "model/world.h"
#include "sim/arena.h"
#include "sim/state/state_digest.h"
#include "sim/state/wait_graph.h"
#include "sim/trace.h"

namespace stalemate::model {

/// Whether nobody can tell the pending event from one that happened a moment ago.
bool is_invisible(const sim::Event& event, const World& world, const ProofConfig& config);

class BurstWorld : private sim::TraceSink {
 public:
  static constexpr std::uint32_t isolate_limit = 32;

  explicit BurstWorld(const ProofConfig& config, void* arena_base = nullptr);
  ~BurstWorld() override;
  BurstWorld(const BurstWorld&) = delete;
  BurstWorld& operator=(const BurstWorld&) = delete;

  /// Stands at the beginning of the scenario.
  void start();
  /// Requires that no script answers.
  void start(const RestState& state);
  /// Begins another round where the world stands. Requires that it is at rest.
  void go_on();
  /// Nobody asks what has happened in this round. It does not end: of its requests there may still
  /// be no more than the bounds say.
  void forget_round();

  /// One step. @return false if nothing at all can happen
  bool step(sim::Explorer& explorer);

  // The same in two parts, for whoever tries all that can happen in one state.
  /// How many things can happen next. Requires that fingerprint() was asked in this state.
  std::uint32_t offers();
  /// What an offer is, and how it reads.
  enum class Step : std::uint8_t { event, arrival, limit, give_up, pass, reach, strike };
  enum ClockMove : std::uint32_t { moves_on, moves_far, reaches, passes, pauses };
  struct Action {
    Step kind = Step::event;
    std::uint32_t subject = 0;  // place of the event, isolate, owner slot, or index
    std::uint32_t detail = 0;   // which request, or which ClockMove
    Microseconds instant_us = 0;
  };
  const Action& action_of(std::uint32_t offer) const { return actions_[offer]; }
  Step step_of(std::uint32_t offer) const { return actions_[offer].kind; }
  sim::Name name_of(std::uint32_t offer) const { return name_of(actions_[offer]); }
  /// The isolate whose contexts an offer is about; nothing if it is about none, as a write that is
  /// nobody's any more, or about all.
  std::optional<std::uint32_t> isolate_of(std::uint32_t offer) const;
  /// Lets one of them happen. The world must stand where offers() was asked.
  void take(std::uint32_t offer, sim::Explorer& explorer);

  /// Which kinds of events the last step brought, a bit each.
  std::span<const std::uint64_t> marks_of_step() const { return marks_of_step_; }

  bool at_rest() const { return world_->runtime().live_contexts() == 0; }
  /// Whether more writes of dead contexts are in flight than the bounds allow.
  bool out_of_bounds() const;
  /// Whether the round is one of progress, whatever is still to come in it.
  bool is_settled() const;
  /// What happened since the round began. Complete when at rest.
  Round round() const;
  /// The same, but not yet whether anything newer is stored.
  const Round& round_so_far() const { return record_->round; }
  /// Requires that no script answers.
  RestState rest() const;
  /// What answers the requests in place of the models in C++; null: nothing does.
  const Script* script() const { return script_.get(); }
  /// Why its script cannot go on, in one line; empty: it can, or there is none.
  std::string script_failure() const { return script_ ? script_->failure() : std::string(); }
  /// From now on times count, and they are those of this world: what comes next is up to whoever
  /// asks. Ends with the next start().
  World& go_on_in_time(const WorldConfig& timed);
  /// What the future depends on, this round's record included. Isolates that were alike when the
  /// round began may be exchanged.
  std::uint64_t fingerprint();
  /// What fingerprint() was told of the state.
  const sim::StateDigest& told() const { return digest_; }
  /// What a section says that only tells which due reads an isolate has made in this round. When
  /// the round is settled there are none any more.
  static std::vector<std::uint64_t> words_of_due_reads();
  /// Whether it was told that requests wait for each other: then their numbers tell states apart.
  bool requests_cross() const { return requests_cross_; }
  /// A hash of every byte of the world but its trace, which is a record of what has happened and
  /// decides nothing. Requires Arena::can_snapshot and zeroed blocks; holds in this process only.
  std::uint64_t hash_of_bytes();
  /// Whether the world keeps the accounts of its contexts: of a context that has not changed since
  /// its state was last told, the same is told again.
  void remember_accounts(bool on) { remembering_ = on && monitor_ == nullptr; }
  /// Whether each fingerprint is taken a second time without what was remembered, and compared.
  void check_remembered(bool on) { checking_ = on; }
  /// Whether the clock moves on after a step in which a context begins to drain, so that no two
  /// marks are equal. For learned steps only: who reads a log by this clock counts on its standing
  /// still.
  void keep_marks_apart(bool on) { marks_apart_ = on; }
  /// Whether the clock's steps have become too large beside its unit.
  bool clock_exhausted() const { return exhausted_; }
  /// For each isolate the first that stood where it did when the round began.
  std::span<const std::uint8_t> alike() const {
    return {alike_.data(), world_->runtime().place_count()};
  }

  const ProofConfig& config() const { return config_; }
  const World& world() const { return *world_; }
  sim::Arena& arena() { return arena_; }
  /// Lets suspended functions keep what they observe.
  sim::Observer& observer() { return observer_; }
  /// Who else sees the events.
  void watch(sim::TraceSink* sink) { watcher_ = sink; }
  /// Whose memory and expectations states are told apart by. Requires that no accounts are kept.
  void heed(const Onlooker* onlooker) { onlooker_ = onlooker; }

 private:
  /// In the arena, so that it travels with snapshots.
  struct Record {
    Round round;
    std::array<std::uint8_t, isolate_limit> arrivals{};
    std::array<std::int64_t, artifact_count> stored_at_start{};
    std::int64_t next_deadline_ms = null_instant;
    std::int64_t second_deadline_ms = null_instant;
    std::int64_t next_instant_ms = null_instant;
    bool at_an_instant = false;  // see ClockOrder
    std::uint32_t pauses = 0;
  };
  /// The account of a context, and what it depends on. In the arena too: what a step leaves alone
  /// comes with the snapshot of the state before.
  struct Remembered {
    static constexpr std::size_t number_limit = 6;

    sim::OwnerId owner;  // nobody: it may not be told again
    std::uint32_t changes = 0;
    std::uint32_t number_count = 0;
    std::uint64_t slot_removals = 0;
    std::int64_t valid_until_ms = 0;
    std::uint64_t words = 0;
    std::array<sim::OrderedNumber, number_limit> numbers;
  };

  static std::span<Remembered> make_remembered(sim::Arena& arena, const ProofBounds& bounds);
  EntryMonitor* make_monitor();
  void reset();
  void deliver(std::size_t place);
  void run_invisible();
  void begin_round(const RestState* state);
  Round empty_round() const;
  void notice_time(Microseconds before_us);
  void offer(const Action& action) { actions_.push_back(action); }
  sim::Name name_of(const Action& action) const;
  void offer_events();
  void offer_arrivals();
  void offer_ends();
  void offer_clock();
  void offer_plain_clock();
  void offer_pause();
  void part_from_stamps();
  void forget_what_is_settled();
  bool begins_to_drain_now() const;
  void offer_strikes();
  void carry_out(const Action& action);
  void attribute_reads(std::uint32_t isolate);
  std::optional<std::uint32_t> isolate_of_event(std::size_t place) const;
  bool waits_in_vain(const RequestContext& context) const;
  bool may_end_here(const RequestContext& context) const;
  bool limit_is_before(std::int64_t at_ms) const;
  bool is_as_good_as_gone(const RequestContext& context) const;
  std::int64_t now_ms() const;
  std::int64_t alike_until_ms() const;
  std::int64_t moved_on_ms() const;
  std::array<std::int64_t, artifact_count> stored_renders() const;
  void record(const sim::TraceEvent& event) override;

  std::uint64_t digest_all(bool anew);
  void tell_world();
  void tell_which_were_alike();
  void tell_store();
  void tell_isolate(const Isolate& isolate);
  std::uint64_t due_reads_of(std::uint32_t isolate) const;
  void tell_globals(const Isolate& isolate);
  std::int64_t tell_tags(const TagCache& cache);
  void add_context(sim::StateDigest::Section isolate, const RequestContext& context, bool anew);
  bool may_tell_again(const Remembered& known, const RequestContext& context) const;
  void remember(Remembered& known, const RequestContext& context, std::int64_t valid_until_ms);
  std::int64_t tell_context(const RequestContext& context);
  void tell_limit(const RequestContext& context);
  void tell_operation(const KvOperation& operation);
  // What a script makes the future depend on, in script_fingerprint.cpp.
  void tell_script();
  void tell_other_keys();
  void tell_content(const KvValue& value);
  void tell_lifetime(const CentralStore::Stored& stored);
  void tell_name(Key key);
  bool began_alike(std::uint32_t one, std::uint32_t other, const RestState* state) const;
  bool is_later_timer(const sim::Event& event) const;
  static constexpr std::int64_t no_timer_ms = std::numeric_limits<std::int64_t>::max();
  std::int64_t first_timer_ms() const;
  bool outlasts_its_limit(const sim::Event& timer, const RequestContext& context) const;
  bool never_goes_off(const sim::Event& timer) const;
  bool drains_first(const RequestContext& context) const;

  ProofConfig config_;
  std::optional<WorldConfig> untimed_;  // config_.world, while times count
  // Asked at every step.
  const bool clock_is_plain_ = config_.clock_is_plain();
  const bool limit_is_told_ = config_.limit_is_told();
  const bool limit_may_strike_ = config_.limit_may_strike();
  const bool renders_ordered_ = config_.order_of_renders_counts;
  const bool progress_is_final_ = config_.progress_is_final();
  const bool clock_may_stand_ = config_.clock_may_stand();
  std::unique_ptr<Script> script_;  // or none: the models in C++ answer
  sim::Arena arena_;
  World* world_ = nullptr;
  Record* record_ = nullptr;
  std::span<Remembered> remembered_;  // by owner slot
  EntryMonitor* monitor_ = nullptr;   // where entries are judged
  std::vector<std::byte> fresh_;
  std::vector<std::byte> hashed_;
  sim::Observer observer_;
  sim::StateDigest digest_;
  sim::Account account_;  // of the part that is being told
  sim::WaitGraph waits_;
  sim::TraceSink* watcher_ = nullptr;
  const Onlooker* onlooker_ = nullptr;
  std::uint32_t delivered_ = 0;  // the operation of the store that this step is about
  bool exhausted_ = false;
  bool requests_cross_ = false;
  std::array<std::uint64_t, sim::trace_kind_limit / 64> marks_of_step_{};
  bool remembering_ = false;
  bool checking_ = false;
  bool marks_apart_ = false;
  std::array<std::uint8_t, isolate_limit> alike_{};  // the first isolate that began like it
  std::vector<Action> actions_;
  std::vector<sim::Name> names_;
  StrikeList strikes_;
};

}  // namespace stalemate::model
