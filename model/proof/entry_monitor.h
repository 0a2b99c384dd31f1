// Judges the entries that a burst serves and deletes, step by step: `invalidation-respected` and
// `no-fresh-entry-deleted`, as model/properties/entry_judge.h does for a whole run.
//
// The basic idea. The judge remembers every render and every invalidation. Of that the future needs
// little: for each render that can still be served, from when on a request that arrives at an
// isolate must not be shown it; which live requests are invalidating it; and for each request that
// may still delete, which render it has read last. Only this is kept, in the arena, so that it
// travels with snapshots, is told to the fingerprint, and goes through states at rest.
//
// Invariants:
//  1. What happens in the world does not depend on it.
//  2. On a run from the beginning it accuses of the same, at the same steps, as the judge does.
//  3. After settle() renders stand in ascending order, and each can still be served by somebody.
//
// Cost: a scan of the renders that can still be served, a handful, for each event that concerns
// them, and once a step of what the world holds.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "model/config.h"
#include "model/event_kind.h"
#include "model/properties/property.h"
#include "model/world.h"
#include "sim/arena.h"
#include "sim/state/account.h"
#include "sim/trace.h"

namespace stalemate::model {

class EntryMonitor {
 public:
  static constexpr Microseconds never = std::numeric_limits<Microseconds>::max();

  /// @param invalidations whether there are any to be respected
  EntryMonitor(World& world, sim::Arena& arena, bool invalidations);
  EntryMonitor(const EntryMonitor&) = delete;
  EntryMonitor& operator=(const EntryMonitor&) = delete;

  /// Knows what the world holds that is at rest, and nothing of what has been before.
  void begin();
  /// @param delivered the operation of the store whose event is being delivered, if it is one
  void record(const sim::TraceEvent& event, std::uint32_t delivered);
  /// After a step: forgets what nobody can be served or delete any more.
  void settle();

  // What the future depends on, told for the place that an isolate has, a live request, a delete.
  void tell_place(std::uint32_t place, sim::Account& account) const;
  void tell_request(std::uint32_t request, sim::Account& account) const;
  void tell_delete(const KvOperation& operation, sim::Account& account) const;

  // The same of a world at rest, taken and given.
  /// Calls `visit(render, from_us)` for each render that no request may be served that arrives at
  /// the place after `from_us`, in ascending order.
  template <class Visit>
  void for_each_forbidden(std::uint32_t place, const Visit& visit) const {
    for (std::size_t index = 0; index < renders_.size(); ++index) {
      const Microseconds from_us = forbidden_from(index, place);
      if (from_us != never) visit(renders_[index].number, from_us);
    }
  }
  /// The render that whoever issued the delete has read last.
  std::optional<std::uint32_t> read_before(const KvOperation& remove) const;
  /// Of a render that the world does not hold nothing is kept.
  void forbid(std::uint32_t render, std::uint32_t place, Microseconds from_us);
  void set_read_before(const KvOperation& remove, std::uint32_t render);

 private:
  static constexpr std::int64_t nothing = -1;

  struct Render {
    std::int64_t name = 0;     // packed, as in the events
    std::uint32_t number = 0;  // of the world, by which renders are ordered
    std::uint32_t maker = 0;   // the request; 0: none of this round
    bool finished = true;
    std::uint64_t invalidators = 0;  // live requests that began to invalidate it, a bit each
    std::uint64_t readers = 0;       // live requests that have been handed it
  };
  struct Request {
    std::uint32_t number = 0;     // 0: one of an earlier round, in a world that was built
    std::uint32_t operation = 0;  // then its delete
    std::uint32_t place = 0;
    Microseconds arrived_at_us = 0;
    bool invalidates = false;
    bool answered = false;
    std::array<std::int64_t, artifact_count> read = {nothing, nothing};  // numbers of renders
  };

  /// Live requests bear numbers close to each other, so that these are different.
  static std::uint64_t bit_of(std::uint32_t request) { return std::uint64_t{1} << request % 64; }

  Request* find_request(std::uint32_t number, std::uint32_t operation);
  const Request* find_request(std::uint32_t number, std::uint32_t operation) const;
  Render* find_render(std::int64_t name);
  std::size_t place_count() const { return world_->runtime().place_count(); }
  Microseconds forbidden_from(std::size_t render, std::uint32_t place) const {
    return forbidden_from_us_[render * place_count() + place];
  }
  void add_render(const Render& render);
  void add_held(const KvValue& value);
  bool is_held(const Render& render) const;
  void begin_to_invalidate(std::uint32_t request);
  void end_to_invalidate(Request& request, Microseconds at_us);
  void note_render(const sim::TraceEvent& event);
  void note_read(const sim::TraceEvent& event);
  void judge_delete(const sim::TraceEvent& event, std::uint32_t delivered);
  void judge_response(const sim::TraceEvent& event);
  void violated(Property property, EventKind shown, std::uint32_t request, std::int64_t detail,
                std::int64_t extra);

  World* world_;
  bool invalidations_;
  sim::Vector<Render> renders_;
  sim::Vector<Microseconds> forbidden_from_us_;  // by render, then place
  sim::Vector<Request> requests_;
  std::array<std::int64_t, artifact_count> stored_ = {nothing, nothing};
};

}  // namespace stalemate::model
