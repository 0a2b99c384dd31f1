// An isolate: one thread of JavaScript and its module globals, shared by its request contexts.
//
// Globals outlive requests: what a dead context left in them stays until the isolate is evicted.
// Source: developers.cloudflare.com/workers/reference/how-workers-works; workerd
// src/workerd/io/io-context.h (the context dies, the isolate lives on).
//
// Invariants:
//  1. Handlers reach globals only through classes, one per global.
//  2. Eviction drops all of them and nothing else; it needs an isolate without live contexts.
#pragma once

#include <algorithm>
#include <cstdint>

#include "model/kv/value.h"
#include "model/workers/tag_cache.h"
#include "sim/arena.h"
#include "sim/promise.h"

namespace stalemate::model {

/// `pendingRegenerations`: the dedupe map of background regenerations, by key.
class PendingRegenerations {
 public:
  struct Slot {
    Key key;
    sim::AnyPromise promise;
    std::int64_t until_ms = null_instant;  // of a lease
  };

  explicit PendingRegenerations(sim::Arena& arena) : slots_(sim::ArenaAllocator<Slot>(arena)) {}

  bool has(Key key, std::int64_t now_ms = null_instant) const {
    return std::any_of(slots_.begin(), slots_.end(), [key, now_ms](const Slot& slot) {
      return slot.key == key && (slot.until_ms == null_instant || now_ms <= slot.until_ms);
    });
  }
  void set(Key key, const sim::AnyPromise& promise, std::int64_t until_ms = null_instant) {
    erase(key);
    slots_.push_back({key, promise, until_ms});
  }
  /// Only if it was taken by this context.
  void erase_own(Key key, sim::OwnerId owner) {
    removals_ += std::erase_if(slots_, [key, owner](const Slot& slot) {
      return slot.key == key && slot.promise.creator() == owner;
    });
  }
  void erase(Key key) {
    removals_ += std::erase_if(slots_, [key](const Slot& slot) { return slot.key == key; });
  }
  void clear() {
    removals_ += slots_.size();
    slots_.clear();
  }
  const sim::Vector<Slot>& slots() const { return slots_; }
  /// How many slots were removed so far, by whomever.
  std::uint64_t removals() const { return removals_; }

 private:
  sim::Vector<Slot> slots_;
  std::uint64_t removals_ = 0;
};

struct Isolate {
  explicit Isolate(sim::Arena& arena) : pending_regenerations(arena) {}

  std::uint32_t number = 0;  // from 0, over all colos
  std::uint32_t colo = 0;
  bool replaced = false;    // another one takes the requests
  std::uint32_t place = 0;  // whose requests it takes, or took
  std::uint32_t live_contexts = 0;
  std::uint32_t realm = 0;     // a script's globals of this incarnation; 0: none so far
  bool started = false;        // has served since it came up
  std::uint32_t requests = 0;  // over all incarnations
  std::uint32_t renders = 0;   // over all incarnations, so that generations have names
  PendingRegenerations pending_regenerations;
  TagCache tag_cache;             // of the isolate's one handler object, if it has one
  sim::Promise<> module_promise;  // a promise that user code keeps in a module variable

  void evict() {
    started = false;
    realm = 0;
    pending_regenerations.clear();
    tag_cache.clear();
    module_promise = {};
  }
};

}  // namespace stalemate::model
