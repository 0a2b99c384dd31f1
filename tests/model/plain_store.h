// The reference for the key-value store: a list of what was written when, and nothing clever.
//
// It is fed with the commits and deletes that a trace tells, and says what a read at any instant
// had to find: the last write or delete, unless that write had expired.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "model/kv/value.h"

namespace stalemate::model {

/// A generation in one word, as traces tell it: isolate and count of its renders.
using PackedGeneration = std::int64_t;
inline constexpr PackedGeneration nothing_found = -1;

class PlainStore {
 public:
  static constexpr sim::Microseconds never = std::numeric_limits<sim::Microseconds>::max();

  void write(Key key, PackedGeneration value, sim::Microseconds at_us,
             sim::Microseconds expires_at_us) {
    history_[key].push_back({at_us, value, expires_at_us});
  }
  void remove(Key key, sim::Microseconds at_us) {
    history_[key].push_back({at_us, nothing_found, never});
  }

  PackedGeneration read(Key key, sim::Microseconds at_us) const;
  /// True if a read at some instant of [from, to] had to find this.
  bool readable_within(Key key, PackedGeneration value, sim::Microseconds from_us,
                       sim::Microseconds to_us) const;
  /// True if this was ever stored under the key.
  bool ever_held(Key key, PackedGeneration value) const;

 private:
  struct Write {
    sim::Microseconds at_us;
    PackedGeneration value;
    sim::Microseconds expires_at_us;
  };

  std::map<Key, std::vector<Write>> history_;
};

}  // namespace stalemate::model
