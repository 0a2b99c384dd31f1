// What of a schedule is not calm, apart from the run that it was recorded in.
//
// A schedule replays in its own world only. Its deviations can be tried in another: one with fewer
// requests, say. A deviation is found again by its label and by how often that label was asked
// before; everything else is calm.
//
// Invariants:
//  1. In the world in which a schedule was recorded, its deviations lead to the same run.
//  2. A deviation that the world does not offer is passed over; nothing diverges.
//
// Cost: sorts the deviations once; a search among their labels for each decision; no text is made.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/explore/schedule.h"
#include "sim/gate.h"

namespace stalemate::sim {

/// A name as schedules show it, taken apart again: "request 3" is "request" and 3.
struct SplitName {
  std::string text;
  std::int64_t number = no_number;

  bool is(const Name& name) const { return number == name.number && text == name.text; }
  std::string str() const { return Name{text.c_str(), number}.str(); }
  bool operator==(const SplitName&) const = default;
};
SplitName split_name(const std::string& name);

struct Deviation {
  SplitName label;
  std::uint32_t asked_before = 0;  // how often this label was
  SplitName taken;
  /// Of amounts: what was taken, and what would have been calm if that is known, in the point's
  /// unit. Else `no_number`.
  std::int64_t amount = no_number;
  std::int64_t calm_amount = no_number;

  bool is_amount() const { return amount != no_number; }
  bool operator==(const Deviation&) const = default;
};

std::vector<Deviation> deviations_of(const Schedule& schedule);

/// The amount in a name like "15 ms"; `no_number` if that is no amount.
std::int64_t amount_in(std::string_view name);

/// Calm, but for these deviations.
class DeviationExplorer final : public Explorer {
 public:
  /// @param deviations outlive this object
  explicit DeviationExplorer(const std::vector<Deviation>& deviations);

  std::uint32_t choose(const ChoicePoint& point) override;

 private:
  /// The deviations of one label: [first, end) of `by_label_`.
  struct Label {
    std::size_t first = 0;
    std::size_t end = 0;
    std::uint32_t asked = 0;  // how often
  };

  std::vector<const Deviation*> by_label_;
  std::vector<Label> labels_;  // in the order of their names
};

}  // namespace stalemate::sim
