// Instants seen from now, in a form that does not change when all of them are shifted alike.
//
// The basic idea is that of the regions of a timed automaton. A deadline that has passed is past,
// and nothing else of it counts. One that is to come stands at a multiple of a unit (the anchor)
// and a remainder that is small beside the unit; of all remainders only their order counts, now
// being remainder zero. Of stamps (instants that are compared with each other and never with now)
// only the order counts.
//
// Invariants:
//  1. Shifting now and all instants by the same amount changes nothing.
//  2. Stretching the remainders in a way that keeps their order changes nothing, as long as they
//     stay small beside the unit; if they do not, exhausted() says so.
//
// Cost: a scan of the few different instants of a world for each.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/state/few_numbers.h"

namespace stalemate::sim {

/// A deadline in canonical form.
struct RelativeInstant {
  std::int64_t anchor = 0;  // a multiple of the unit, from now
  std::int32_t place = 0;   // among the remainders: 0 is now's, 1 the next larger one
  bool past = false;

  auto operator<=>(const RelativeInstant&) const = default;
  /// How far from now it is put if remainders are `step` apart. Requires that it is not past.
  std::int64_t distance(std::int64_t step) const { return anchor + step * place; }
};

class ClockOrder {
 public:
  /// @param unit of which every difference between deadlines is a multiple, but for small
  /// remainders
  explicit ClockOrder(std::int64_t unit) : unit_(unit) {}

  /// Forgets all instants.
  void begin(std::int64_t now);
  void add_deadline(std::int64_t at);
  void add_stamp(std::int64_t at) {
    stamps_.add(at);
    if (at == now_) at_an_instant_ = true;
  }
  /// All instants are known.
  void seal();

  // After seal(), for instants that have been added.
  RelativeInstant deadline(std::int64_t at) const;
  /// 0: as late as now, 1: the latest before that, ...
  std::uint32_t stamp(std::int64_t at) const;
  /// The next deadline after now.
  std::optional<std::int64_t> next_deadline() const { return next_; }
  /// The one after that.
  std::optional<std::int64_t> second_deadline() const { return second_; }
  /// Whether a deadline or a stamp is now: as soon as the clock moves on, it is over.
  bool at_an_instant() const { return at_an_instant_; }
  /// Whether a remainder has become too large to be told from a step of the unit.
  bool exhausted() const { return exhausted_; }
  std::int64_t now() const { return now_; }

 private:
  std::int64_t anchor_of(std::int64_t distance) const;

  std::int64_t unit_;
  std::int64_t now_ = 0;
  FewNumbers remainders_;  // of deadlines to come, and 0
  FewNumbers stamps_;
  std::optional<std::int64_t> next_;
  std::optional<std::int64_t> second_;
  std::int64_t zero_ = 0;  // where 0 stands among the remainders
  bool at_an_instant_ = false;
  bool exhausted_ = false;
};

}  // namespace stalemate::sim
