// The central store: last write wins, entries expire, writes to one key are rate-limited.
//
// Sources: last write wins without compare-and-set, and at most one write a second to a key, see
// developers.cloudflare.com/kv/api/write-key-value-pairs; expiry with a minimum of 60 s, see
// developers.cloudflare.com/kv/platform/limits.
//
// Invariants:
//  1. A read sees the last committed write or delete that has not expired.
//  2. A list shows what was there at its instant and still is.
//  3. Every write and delete that is accepted counts for the rate limit of its key.
#pragma once

#include <cstdint>
#include <limits>

#include "model/kv/slots.h"
#include "model/kv/value.h"
#include "sim/time.h"

namespace stalemate::model {

class CentralStore {
 public:
  static constexpr Microseconds never = std::numeric_limits<Microseconds>::max();

  struct Stored {
    KvValue value;
    Microseconds expires_at_us = never;
    Microseconds written_at_us = 0;
    Microseconds since_us = 0;  // from when on there has been something without a gap
    bool present = false;
    bool ever_written = false;
  };

  explicit CentralStore(sim::Arena& arena) : entries_(arena) {}

  bool holds(Key key, Microseconds now_us) const {
    return entries_.at(key).present && now_us < entries_.at(key).expires_at_us;
  }
  /// Whether a list as of that instant of a clock shows it. What is gone since is not shown.
  bool listed(Key key, std::int64_t as_of_ms, Microseconds now_us) const {
    return holds(key, now_us) && wall_clock_ms(entries_.at(key).since_us) <= as_of_ms;
  }
  KvRead read(Key key, Microseconds now_us) const {
    const Stored& stored = entries_.at(key);
    KvRead read;
    if (!holds(key, now_us)) {
      // A list is a read of a key of its own, where nothing lies: the answer tells as of when.
      if (key >= first_other_key) read.value.last_modified_ms = wall_clock_ms(now_us);
      return read;
    }
    read.value = stored.value;
    read.found = 1;
    return read;
  }

  void write(Key key, const KvValue& value, Microseconds expires_at_us, Microseconds now_us) {
    Stored& stored = entries_.at(key);
    if (!holds(key, now_us)) stored.since_us = now_us;
    stored.value = value;
    stored.expires_at_us = expires_at_us;
    stored.written_at_us = now_us;
    stored.present = true;
    stored.ever_written = true;
  }

  void remove(Key key, Microseconds now_us) {
    Stored& stored = entries_.at(key);
    stored = Stored{};
    stored.written_at_us = now_us;
    stored.ever_written = true;
  }

  /// True if the key was written less than `interval_us` ago.
  bool written_within(Key key, Microseconds interval_us, Microseconds now_us) const {
    const Stored& stored = entries_.at(key);
    return stored.ever_written && now_us - stored.written_at_us < interval_us;
  }

  /// What the store held before the run: no write of this run.
  void preload(Key key, const KvValue& value, Microseconds expires_at_us = never) {
    entries_.at(key).value = value;
    entries_.at(key).expires_at_us = expires_at_us;
    entries_.at(key).present = true;
  }

  /// As if the key had been written last at `written_at_us`, whatever it holds.
  void preload_write(Key key, Microseconds written_at_us) {
    entries_.at(key).written_at_us = written_at_us;
    entries_.at(key).ever_written = true;
  }
  void clear(Key key) { entries_.at(key) = Stored{}; }

  const Stored& at(Key key) const { return entries_.at(key); }
  /// Beyond every key that was written.
  Key end() const { return entries_.end(); }

 private:
  KeySlots<Stored> entries_;
};

}  // namespace stalemate::model
