// What the code of each realm has seen in a run, as one number each.
//
// The code of an isolate is deterministic: where two runs have shown it the same, in the same
// order, its module variables, closures and pending promises are the same. So a state of a script
// is known by its history, without a look into the engine.
//
// Invariants:
//  1. Equal histories of a realm, in worlds of one program, mean that its code goes on alike.
//  2. What a realm's code sees is told when it sees it: requests, answers, timers, instants and
//     random numbers. What it asks for follows from that and is not told.
//
// Cost: a few nanoseconds for each thing that is seen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/assert.h"
#include "sim/hash.h"

namespace stalemate::model {

/// What a realm's code has seen.
enum class Seen : std::uint8_t {
  start,
  request,
  answer,
  rejection,
  turn,
  timer,
  timer_number,
  instant,
  random_number,
  renders,
};

class Histories {
 public:
  void begin_run() { realms_.clear(); }
  /// @param realm from 1; one more than there are so far begins it
  void see(std::uint32_t realm, Seen what, std::uint64_t value = 0) {
    SIM_ASSERT(realm > 0 && realm <= realms_.size() + 1);
    if (realm > realms_.size()) realms_.push_back({});
    std::uint64_t& hash = realms_[realm - 1].hash;
    hash = sim::mix(sim::mix(hash, static_cast<std::uint64_t>(what) + 1), value);
  }
  /// How many things this realm's code has waited for, the one that it is about to included.
  std::uint32_t next_wait(std::uint32_t realm) { return ++realms_.at(realm - 1).waits; }
  /// 0: nothing.
  std::uint64_t of(std::uint32_t realm) const {
    return realm == 0 || realm > realms_.size() ? 0 : realms_[realm - 1].hash;
  }

 private:
  struct Realm {
    std::uint64_t hash = 0;
    std::uint32_t waits = 0;
  };
  std::vector<Realm> realms_;
};

/// The bytes of a text as one number; holds on every machine.
inline std::uint64_t hash_of_text(std::string_view text) {
  return XXH3_64bits_withSeed(text.data(), text.size(), 0);
}

}  // namespace stalemate::model
