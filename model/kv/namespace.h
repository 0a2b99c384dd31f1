// The KV binding: get, put and delete as operations in flight.
//
// An operation belongs to the owner that issued it, and goes through phases. A put:
//
//   (waiting ->) queued -> sent -> body complete -> committed -> acknowledged
//
// It waits while as many operations of its owner are under way as may be at once: the oldest that
// waits follows when one of them is answered (developers.cloudflare.com/workers/platform/limits,
// "Simultaneous open connections", which counts KV's get, put and delete).
// It is queued until the next turn of the event loop (a get is sent at once), because the runtime
// first waits for output locks: workerd src/workerd/api/kv.c++, `waitForOutputLocks().then(...)`.
// If its owner dies first, the connection is closed, and what that means depends on the phase:
// before the body was complete nothing is stored; afterwards the store may have it already, may
// commit it later, or never.
//
// Invariants:
//  1. A promise of an operation settles only through an event on behalf of its live owner.
//  2. cut() leaves no operation of the dead owner; a late commit belongs to nobody.
//  3. A put or delete commits at most once.
//  4. Of no owner do more operations have a connection than may; those that wait for one keep the
//     order in which they were issued.
//
// Cost: a few events for each operation; operations are found by a scan over those in flight.
#pragma once

#include <array>
#include <cstdint>

#include "model/chance.h"
#include "model/config.h"
#include "model/error.h"
#include "model/kv/central_store.h"
#include "model/kv/read_cache.h"
#include "model/kv/value.h"
#include "sim/kernel.h"

namespace stalemate::model {

enum class KvOperationKind : std::uint8_t { get, put, remove };
enum class KvPhase : std::uint8_t {
  waiting,  // for a connection
  queued,
  sent,
  body_complete,  // the server has all of it
  committed,      // only the acknowledgement is missing
  answered,       // a get whose answer is on its way
};

struct KvOperation {
  std::uint32_t id = 0;
  KvOperationKind kind = KvOperationKind::get;
  KvPhase phase = KvPhase::queued;
  bool scripted = false;             // its outcome is prescribed: 429
  bool commits_after_reset = false;  // prescribed: the server goes on after the connection broke
  bool found = false;                // of a get
  Error outcome = Error::none;
  sim::OwnerId owner;
  std::uint32_t request = 0;  // who issued it, for the record
  std::uint32_t colo = 0;
  std::uint32_t ordinal = 0;  // of a put: which of the run, from 1
  Key key = 0;
  KvValue value;                        // of a put: what is to be stored; of a get: what was found
  std::int64_t ttl_ms = 0;              // 0: no expiry
  sim::PromiseCore* promise = nullptr;  // counted

  KvRead read() const { return {value, found ? 1U : 0U}; }
  void answer(const KvRead& read) {
    value = read.value;
    found = read.found != 0;
  }
};

/// Which page entries were read after their expiry, or found absent, since the last reset.
struct DueReads {
  std::array<bool, artifact_count> expired{};
  std::array<bool, artifact_count> absent{};
};

class KvNamespace {
 public:
  KvNamespace(Chance& chance, const WorldConfig& config, sim::Arena& arena);
  ~KvNamespace();
  KvNamespace(const KvNamespace&) = delete;
  KvNamespace& operator=(const KvNamespace&) = delete;

  sim::Promise<KvRead> get(std::uint32_t colo, Key key);
  /// @param ttl_ms expirationTtl; 0 for none
  sim::Promise<> put(std::uint32_t colo, Key key, const KvValue& value, std::int64_t ttl_ms);
  sim::Promise<> remove(std::uint32_t colo, Key key);

  /// Delivers one of the store's events. @return the owner on whose behalf code ran, or nobody
  sim::OwnerId deliver(const sim::Event& event);

  /// The owner is dying: its connections close.
  void cut(sim::OwnerId owner);
  /// True if a write of this owner has neither been committed nor failed.
  bool has_uncovered_write(sim::OwnerId owner) const;

  /// A write whose context is dead and that may still be committed; for a world that is rebuilt.
  void add_late_write(KvOperationKind kind, std::uint32_t colo, Key key, const KvValue& value);

  /// How many operations it has begun, those that were refused for being too many included. Known
  /// only if there is a limit.
  std::uint32_t begun_by(sim::OwnerId owner) const {
    return owner.slot < begun_.size() ? begun_[owner.slot] : 0;
  }

  /// From now on no outcome of a put is prescribed.
  void end_scripts() { scripts_over_ = true; }

  const CentralStore& store() const { return store_; }
  CentralStore& store() { return store_; }
  // Requires that there are read caches.
  const ReadCache& cache(std::uint32_t colo) const { return caches_[colo]; }
  ReadCache& cache(std::uint32_t colo) { return caches_[colo]; }
  const sim::Vector<KvOperation>& in_flight() const { return operations_; }
  DueReads& due_reads() { return due_reads_; }
  const DueReads& due_reads() const { return due_reads_; }

 private:
  /// @param too_long the error of this operation for a key that is too long
  Error refusal(Key key, Error too_long) const;
  KvOperation& begin(KvOperationKind kind, std::uint32_t colo, Key key);
  bool may_begin();
  void depart_or_wait(KvOperation& operation);
  void depart(KvOperation& operation);
  void let_next_depart(sim::OwnerId owner);
  std::uint32_t connections_of(sim::OwnerId owner) const;
  /// Whoever asks may change it.
  KvOperation* find(std::uint32_t id);
  void erase(KvOperation& operation);
  void send(KvOperation& operation);
  void body_complete(KvOperation& operation);
  bool commit(KvOperation& operation);
  bool arrive(KvOperation& operation);
  void note_due_read(const KvOperation& operation);
  void read_from_store(KvOperation& operation);
  Error outcome_of(const KvOperation& operation);
  Error outcome_by_rule(const KvOperation& operation);
  void commit_late(KvOperation& operation);
  Error faulty_outcome_of(const KvOperation& operation);
  bool follow_script(KvOperation& operation);
  void apply(KvOperation& operation, bool late);
  bool reply(KvOperation& operation);
  sim::OwnerId settle(KvOperation& operation);
  void cut_write(KvOperation& operation);
  void cut_complete_write(KvOperation& operation);
  void cut_queued_write(KvOperation& operation);
  void record(EventKind kind, const KvOperation& operation, std::int64_t extra);

  Chance* chance_;
  const WorldConfig* config_;
  CentralStore store_;
  sim::Vector<ReadCache> caches_;  // one for each colo, if there are any
  sim::Vector<KvOperation> operations_;
  sim::Vector<std::uint32_t> begun_;  // operations so far, by owner slot, if they are limited
  std::uint32_t next_id_ = 1;
  std::uint32_t puts_ = 0;
  bool scripts_over_ = false;
  DueReads due_reads_;
};

}  // namespace stalemate::model
