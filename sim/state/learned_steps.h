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
  static constexpr std::size_t count = 2 * FactoredState::number_limit + 1 + 4 * 2;

  Source() = default;
  static Source of_common(std::size_t number) { return Source(number); }
  static Source of_group(std::size_t number) {
    return Source(FactoredState::number_limit + number);
  }
  static Source past() { return Source(from_nowhere); }
  /// @param number among those of this kind that the step brings, in their order: one of two
  static Source fresh(Place::Kind kind, std::size_t number) {
    return Source(from_nowhere + 1 + static_cast<std::size_t>(kind) * 2 + number);
  }
  std::size_t index() const { return code_; }

  auto operator<=>(const Source&) const = default;

 private:
  static constexpr std::size_t from_nowhere = 2 * FactoredState::number_limit;
  explicit Source(std::size_t code) : code_(static_cast<std::uint8_t>(code)) {
    SIM_ASSERT(code < count);
  }

  std::uint8_t code_ = from_nowhere;
};

/// A step, as it is written down.
struct StepResult {
  ShapeId common = 0;
  ShapeId group = 0;
  std::vector<Source> common_sources;
  std::vector<Source> group_sources;
  /// Every number of the view is one of the result too.
  bool keeps_all = false;
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
    std::uint8_t group_numbers = 0;
    bool keeps_all = false;
    bool passes_deadline = false;
    std::uint32_t outcome = 0;  // of whoever has learned it
  };
  struct View {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };

  /// Looks at the state from the next views on.
  void look_at(const FactoredState& state);
  /// Of that state, at a group, or none, whose steps are to be taken.
  void turn_to(const FactoredState& state, std::size_t group);
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

  /// The state that a step of the group leads to that was turned to.
  /// @return whether the other groups are as they were, in all of their places
  bool take(const FactoredState& state, const Step& step, FactoredState& to) const;

  std::size_t view_count() const { return view_count_; }
  std::size_t step_count() const { return steps_.size(); }
  std::size_t bytes() const;

 private:
  static constexpr std::size_t key_limit = 2 + 2 * FactoredState::number_limit / 8;
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

  DensePlaces dense_;
  Key key_;  // of the view that was looked up last
  // Of the state that is looked at.
  PlacesInUse in_common_;
  std::array<PlacesInUse, FactoredState::group_limit> in_group_;
  std::array<PlacesInUse, FactoredState::group_limit + 1> in_others_;  // all groups but one
  std::array<std::uint32_t, FactoredState::group_limit> lowest_second_rank_{};
  std::size_t group_ = no_group;             // the one that was turned to
  std::array<Place, Source::count> inputs_;  // its, by their source

  std::vector<Slot> slots_ = std::vector<Slot>(1024);
  std::vector<std::uint64_t> keys_;
  std::size_t view_count_ = 0;
  std::vector<Step> steps_;
  std::vector<Source> sources_;
  std::uint32_t view_begins_ = 0;
};

}  // namespace stalemate::sim
