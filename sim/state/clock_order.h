// Instants seen from now, in a form that does not change when all of them are shifted alike.
//
// The basic idea is that of the regions of a timed automaton whose clocks are timers. A deadline
// that has passed is past, and nothing else of it counts. One that is to come stands so many whole
// units away and a remainder beyond; of all remainders only their order counts, the smallest that
// there can be, zero, being told from the others. Where every timer is set to a multiple of the
// unit, whatever can happen next, and in which order, is the same for all instants of one region.
// Of stamps (instants that are compared with each other and never with now) only the order counts.
//
// Invariants:
//  1. Shifting now and all instants by the same amount changes nothing.
//  2. Changing the remainders in a way that keeps their order, and keeps zero apart, changes
//     nothing.
//
// Cost: a scan of the few different instants of a world for each.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/state/few_numbers.h"

namespace stalemate::sim {

/// A deadline in canonical form.
struct RelativeInstant {
  std::uint32_t units = 0;  // whole ones, from now
  std::uint32_t place = 0;  // among the remainders: 0 is none, 1 the smallest above
  bool past = false;

  auto operator<=>(const RelativeInstant&) const = default;
};

class ClockOrder {
 public:
  /// @param unit of which every length is a multiple that a deadline can be set to
  explicit ClockOrder(std::int64_t unit) : unit_(unit) {}

  /// Forgets all instants.
  void begin(std::int64_t now);
  void add_deadline(std::int64_t at);
  void add_stamp(std::int64_t at) {
    stamps_.add(at);
    if (at == now_) at_an_instant_ = true;
  }

  // For instants that have been added, once all are known.
  RelativeInstant deadline(std::int64_t at) const;
  /// 0: as late as now, 1: the latest before that, ...
  std::uint32_t stamp(std::int64_t at) const;
  /// The next deadline after now.
  std::optional<std::int64_t> next_deadline() const { return next_; }
  /// The one after that.
  std::optional<std::int64_t> second_deadline() const { return second_; }
  /// Whether a deadline is a whole number of units away, or a stamp is now: as soon as the clock
  /// moves on, that is over.
  bool at_an_instant() const { return at_an_instant_; }
  /// When that will be next, of some deadline. Between now and then all instants are alike.
  std::optional<std::int64_t> next_instant() const;
  std::int64_t now() const { return now_; }

 private:
  std::int64_t units_of(std::int64_t distance) const;

  std::int64_t unit_;
  std::int64_t now_ = 0;
  FewNumbers remainders_;  // of deadlines to come, and 0
  FewNumbers stamps_;
  std::optional<std::int64_t> next_;
  std::optional<std::int64_t> second_;
  bool any_ = false;  // whether a deadline is to come
  bool at_an_instant_ = false;
};

}  // namespace stalemate::sim
