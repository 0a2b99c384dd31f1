// What the steps of one group do, learned once for all states that look the same from it.
//
// The basic idea. A step of one group depends on that group and on what all have in common, and
// changes only these; of their numbers only the order counts. So two states that agree in these two
// pieces, and in the order of the numbers in them, have the same steps of that group: who has seen
// them in one knows them in the other, and only writes the results into it.
//
// Invariants:
//  1. Steps are known for a view: the common piece, the group's, and the order of their numbers.
//     Beside the group's own numbers of the second rank a view has the lowest of all other groups'.
//  2. A number of a result is one that was in the view, or new; a new one is larger than all of its
//     kind in the whole state.
//  3. What a step does is right for the state it was learned from: who learns holds it against that
//     state. That it is right for all others is the claim above; it is shown by comparing engines.
//
// Cost: some ten nanoseconds to look up a view, and as much to take a step.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/state/factored_state.h"

namespace stalemate::sim {

/// Where a number of a result comes from.
class Source {
 public:
  Source() = default;
  /// A number of the view, those of the common piece first.
  static Source input(std::size_t number) {
    SIM_ASSERT(number < FactoredState::number_limit);
    return Source(static_cast<std::uint8_t>(number));
  }
  static Source past() { return Source(from_nowhere); }
  /// @param number among those of this kind that the step brings, in their order
  static Source fresh(Place::Kind kind, std::uint32_t number) {
    SIM_ASSERT(number < 3);
    const auto code = 1U + static_cast<std::uint32_t>(kind) * 3 + number;
    return Source(static_cast<std::uint8_t>(from_nowhere + code));
  }
  bool is_input() const { return code_ < from_nowhere; }
  std::size_t input() const { return code_; }
  bool is_past() const { return code_ == from_nowhere; }
  Place::Kind kind() const { return static_cast<Place::Kind>((code_ - from_nowhere - 1) / 3); }
  std::uint32_t number() const { return (code_ - from_nowhere - 1U) % 3; }

 private:
  static constexpr std::uint8_t from_nowhere = 112;
  static_assert(from_nowhere >= FactoredState::number_limit);
  explicit Source(std::uint8_t code) : code_(code) {}

  std::uint8_t code_ = from_nowhere;
};

/// A step, as it is written down.
struct StepResult {
  ShapeId common = 0;
  ShapeId group = 0;
  std::vector<Source> sources;  // of the numbers of the common piece, then of the group's
  std::size_t common_numbers = 0;
  bool passes_deadline = false;
};

class LearnedSteps {
 public:
  /// For a view of nothing but the common piece.
  static constexpr std::size_t no_group = FactoredState::group_limit;

  struct Step {
    ShapeId common = 0;
    ShapeId group = 0;
    std::uint32_t sources = 0;
    std::uint8_t common_numbers = 0;
    std::uint8_t numbers = 0;
    bool leads_on = false;
    bool passes_deadline = false;
    std::uint32_t outcome = 0;  // of whoever has learned it
  };
  struct View {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };

  /// Looks at the state from the next views on.
  void look_at(const FactoredState& state);
  /// The steps of a group, or of none; nothing if they are not known.
  /// @param kind which of the steps, for who keeps several sorts of them apart
  std::optional<View> find(const FactoredState& state, std::size_t group, std::uint32_t kind);
  std::span<const Step> steps(View view) const { return {steps_.data() + view.first, view.count}; }

  /// Begins the steps of the view that was not found last.
  void begin_view();
  void add(const StepResult& result, std::uint32_t outcome);
  /// One that leads to a state that nobody looks at.
  void add_end(std::uint32_t outcome);
  View end_view();
  /// The step that was added last.
  const Step& last() const { return steps_.back(); }

  /// The state that a step of the group leads to. Requires that `state` is looked at.
  void take(const FactoredState& state, std::size_t group, const Step& step,
            FactoredState& to) const;

  std::size_t view_count() const { return view_count_; }
  std::size_t step_count() const { return steps_.size(); }
  std::size_t bytes() const;

 private:
  static constexpr std::size_t key_limit = FactoredState::number_limit / 8 + 3;
  struct Key {
    std::array<std::uint64_t, key_limit> words;
    std::uint32_t count = 0;
    std::uint64_t hash = 0;
  };
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t key = 0;
    std::uint32_t words = 0;  // of the key; 0: the slot is free
    View view;
  };

  void make_key(const FactoredState& state, std::size_t group, std::uint32_t kind);
  Slot& slot_of(const Key& key);
  void grow();

  Key key_;  // of the view that was looked up last
  // Of the state that is looked at.
  PlacesInUse all_;
  PlacesInUse in_common_;
  std::array<std::uint32_t, FactoredState::group_limit> lowest_second_rank_{};

  std::vector<Slot> slots_ = std::vector<Slot>(1024);
  std::vector<std::uint64_t> keys_;
  std::size_t view_count_ = 0;
  std::vector<Step> steps_;
  std::vector<Source> sources_;
  std::uint32_t view_begins_ = 0;
};

}  // namespace stalemate::sim
