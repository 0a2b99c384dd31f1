// The central store: last write wins, entries expire, writes to one key are rate-limited.
//
// Sources: last write wins without compare-and-set, and at most one write a second to a key, see
// developers.cloudflare.com/kv/api/write-key-value-pairs; expiry with a minimum of 60 s, see
// developers.cloudflare.com/kv/platform/limits.
//
// Invariants:
//  1. A read sees the last committed write or delete that has not expired.
//  2. Every write and delete that is accepted counts for the rate limit of its key.
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
    bool present = false;
    bool ever_written = false;
  };

  explicit CentralStore(sim::Arena& arena) : entries_(arena) {}

  bool holds(Key key, Microseconds now_us) const {
    return entries_.at(key).present && now_us < entries_.at(key).expires_at_us;
  }
  KvRead read(Key key, Microseconds now_us) const {
    const Stored& stored = entries_.at(key);
    KvRead read;
    if (!holds(key, now_us)) return read;
    read.value = stored.value;
    read.found = 1;
    return read;
  }

  void write(Key key, const KvValue& value, Microseconds expires_at_us, Microseconds now_us) {
    Stored& stored = entries_.at(key);
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
  void preload(Key key, const KvValue& value) {
    entries_.at(key).value = value;
    entries_.at(key).present = true;
  }

  /// As if the key had been written last at `written_at_us`, whatever it holds.
  void preload_write(Key key, Microseconds written_at_us) {
    entries_.at(key).written_at_us = written_at_us;
    entries_.at(key).ever_written = true;
  }
  void clear(Key key) { entries_.at(key) = Stored{}; }

  const Stored& at(Key key) const { return entries_.at(key); }

 private:
  KeySlots<Stored> entries_;
};

}  // namespace stalemate::model
