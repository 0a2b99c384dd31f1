// The read cache of one colo: copies of what the central store said, for `cacheTtl`.
//
// "No such key" is cached like a value. Source: developers.cloudflare.com/kv/concepts/how-kv-works
// and /kv/api/read-key-value-pairs (cacheTtl, default 60 s).
#pragma once

#include "model/kv/slots.h"
#include "model/kv/value.h"
#include "sim/time.h"

namespace stalemate::model {

class ReadCache {
 public:
  struct Copy {
    KvRead read;
    Microseconds valid_until_us = 0;
    bool present = false;
  };

  explicit ReadCache(sim::Arena& arena) : copies_(arena) {}

  bool holds(Key key, Microseconds now_us) const {
    return copies_.at(key).present && now_us < copies_.at(key).valid_until_us;
  }
  const KvRead& at(Key key) const { return copies_.at(key).read; }
  const Copy& copy(Key key) const { return copies_.at(key); }
  /// Beyond every key that was read.
  Key end() const { return copies_.end(); }
  void fill(Key key, const KvRead& read, Microseconds valid_until_us) {
    copies_.at(key) = {read, valid_until_us, true};
  }
  void drop(Key key) { copies_.at(key) = Copy{}; }

 private:
  KeySlots<Copy> copies_;
};

}  // namespace stalemate::model
