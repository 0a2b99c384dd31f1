// The one gate: every non-deterministic decision of a simulated world is one call of choose().
//
// A decision has a label and named alternatives. Names, not numbers, identify them in saved
// schedules, so that a schedule survives refactoring.
//
// Invariants:
//  1. Alternative 0 is calm: what a healthy, unloaded system would do. A schedule is then a short
//     list of deviations.
//  2. A decision with one alternative never reaches an explorer: it is none.
//  3. Names are made only when somebody records or reads a schedule; exploring costs no text.
//
// Cost: one virtual call.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "sim/assert.h"

namespace stalemate::sim {

/// What kind of decision it is: a hint for strategies, without meaning for the world.
enum class ChoiceKind : std::uint8_t {
  order,      // which of several possible events comes first
  amount,     // how long something takes
  deviation,  // something goes wrong, or not
};

inline constexpr std::int64_t no_number = -1;

/// A name in two parts, so that naming costs nothing: "context cut" and 3 read "context cut 3".
struct Name {
  const char* text = "";
  std::int64_t number = no_number;

  std::string str() const;
};

struct ChoicePoint {
  Name label;
  ChoiceKind kind = ChoiceKind::order;
  std::uint32_t count = 0;
  /// Named alternatives, or nullptr when they are amounts: `typical` first, then every other step
  /// from `low` on.
  const Name* names = nullptr;
  std::int64_t typical = 0;
  std::int64_t low = 0;
  std::int64_t step = 1;
  const char* unit = "";

  /// The amount that alternative `index` stands for.
  std::int64_t amount(std::uint32_t index) const;
  /// The name of alternative `index` as schedules show it.
  std::string alternative(std::uint32_t index) const;
};

/// All strategies (random, replay, and those to come) are this one function.
class Explorer {
 public:
  virtual ~Explorer() = default;
  /// @return an index below point.count
  virtual std::uint32_t choose(const ChoicePoint& point) = 0;
};

/// The world's side of the gate.
class Gate {
 public:
  explicit Gate(Explorer& explorer) : explorer_(&explorer) {}

  /// Picks one of several named alternatives; the first is calm.
  std::uint32_t choose(Name label, ChoiceKind kind, std::span<const Name> alternatives) {
    SIM_ASSERT(!alternatives.empty());
    if (alternatives.size() == 1) return 0;
    ChoicePoint point;
    point.label = label;
    point.kind = kind;
    point.count = static_cast<std::uint32_t>(alternatives.size());
    point.names = alternatives.data();
    return decide(point);
  }

  /// Picks an amount from low, low + step, ... high; `typical` must be one of them and is calm.
  std::int64_t choose_amount(Name label, std::int64_t typical, std::int64_t low, std::int64_t high,
                             std::int64_t step, const char* unit) {
    if (low == high) return typical;
    SIM_ASSERT(low <= typical && typical <= high && step > 0);
    ChoicePoint point;
    point.label = label;
    point.kind = ChoiceKind::amount;
    // Most ranges have steps of 1: no division for them.
    point.count = static_cast<std::uint32_t>(step == 1 ? high - low : (high - low) / step) + 1;
    point.typical = typical;
    point.low = low;
    point.step = step;
    point.unit = unit;
    return point.amount(decide(point));
  }

 private:
  std::uint32_t decide(const ChoicePoint& point) {
    const std::uint32_t index = explorer_->choose(point);
    SIM_ASSERT(index < point.count);
    return index;
  }

  Explorer* explorer_;
};

}  // namespace stalemate::sim
