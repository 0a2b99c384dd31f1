// Takes the decisions of a saved schedule in another world, which may ask more, less or otherwise:
// by label instead of by position.
//
// Invariants:
//  1. The n-th decision with a label belongs to the n-th recorded one with that label. It takes the
//     recorded alternative if that is offered, wherever it stands and however many there are.
//  2. Every other decision is calm, and changes nothing for those with other labels.
//  3. A world that ReplayExplorer leads to the end of the schedule decides here as it does there.
//  4. Of followed(), `taken`, `not_offered` and `not_recorded` add up to the decisions of the run;
//     `taken`, `not_offered` and `not_asked` to those of the schedule.
//
// Cost: sorts the schedule once; then for each decision a search among the labels and, for named
// alternatives, a look at each. No text is made, and nothing allocated.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "sim/explore/schedule.h"
#include "sim/gate.h"

namespace stalemate::sim {

/// How much of a schedule a run has taken over.
struct Followed {
  std::size_t taken = 0;         // as recorded
  std::size_t not_offered = 0;   // recorded, but the alternative was not there: calm
  std::size_t not_recorded = 0;  // only this run asked: calm
  std::size_t not_asked = 0;     // recorded, and this run never asked

  bool operator==(const Followed&) const = default;
};

class LabelledExplorer final : public Explorer {
 public:
  /// @param schedule must outlive the explorer
  explicit LabelledExplorer(const Schedule& schedule);

  std::uint32_t choose(const ChoicePoint& point) override;

  /// So far; at the end of a run, of all of it.
  const Followed& followed() const { return followed_; }

 private:
  /// The recorded decisions of one label: [next, end) in `choices_` are still to come.
  struct Label {
    std::string_view text;
    std::size_t next = 0;
    std::size_t end = 0;
  };

  std::vector<const RecordedChoice*> choices_;  // by label, then in the order of the schedule
  std::vector<Label> labels_;                   // sorted by text
  Followed followed_;
};

}  // namespace stalemate::sim
