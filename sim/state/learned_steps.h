// What the steps of one group do, learned once for all states that look the same from it.
//
// The basic idea. A step of one group depends on that group and on what all have in common, and
// changes only these; of their numbers only the order counts. So two states that agree in these two
// pieces, and in the order of the numbers in them, have the same steps of that group: who has seen
// them in one knows them in the other, and only writes the results into it. What they are in terms
// of pieces is kept too: as moves, by the two pieces and where a new number would come to stand.
//
// Invariants:
//  1. Steps are known for a view: the common piece and the group's, with no number counted that is
//     in neither. Beside the group's own numbers of the second rank a view has the lowest of all
//     other groups'.
//  2. A number of a result is one that was in the view, or new; a new one is larger than all of its
//     kind in the whole state.
//  3. What a step does is right for the state it was learned from: who learns holds it against that
//     state. That it is right for all others is the claim above; it is shown by comparing engines.
//
// Cost: some ten nanoseconds to look up the moves of a group, and as much to take one.
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
  static constexpr std::size_t count = 2 * Pieces::number_limit + 1 + 4 * 2;

  Source() = default;
  static Source of_common(std::size_t number) { return Source(number); }
  static Source of_group(std::size_t number) { return Source(Pieces::number_limit + number); }
  static Source past() { return Source(from_nowhere); }
  /// @param number among those of this kind that the step brings, in their order: one of two
  static Source fresh(Place::Kind kind, std::size_t number) {
    return Source(from_nowhere + 1 + static_cast<std::size_t>(kind) * 2 + number);
  }
  std::size_t index() const { return code_; }

  auto operator<=>(const Source&) const = default;

 private:
  static constexpr std::size_t from_nowhere = 2 * Pieces::number_limit;
  explicit Source(std::size_t code) : code_(static_cast<std::uint8_t>(code)) {
    SIM_ASSERT(code < count);
  }

  std::uint8_t code_ = from_nowhere;
};

/// A step, as it is written down.
struct StepResult {
  /// Else it leads to a state that nobody looks at, and the rest does not count.
  bool leads_on = false;
  ShapeId common = 0;
  ShapeId group = 0;
  std::vector<Source> common_sources;
  std::vector<Source> group_sources;
  /// Every number of the view is one of the result too.
  bool keeps_all = false;
  bool passes_deadline = false;
  bool forgets = false;       // all of the state that is forgettable, see pieces.h
  std::uint32_t outcome = 0;  // of whoever has learned it
};

class LearnedSteps {
 public:
  /// For a view of nothing but the common piece.
  static constexpr std::size_t no_group = FactoredState::group_limit;

  /// A step, by the pieces that it leads to.
  struct Move {
    PieceId common = 0;
    PieceId group = 0;
    std::uint32_t outcome = 0;
    bool leads_on = false;
    bool keeps_all = false;
    bool passes_deadline = false;
    bool forgets = false;
  };

  explicit LearnedSteps(Pieces& pieces) : pieces_(&pieces) {}

  /// All that follows is about this state.
  void look_at(const FactoredState& state);
  /// What a group, or none, can do; nothing if that is not known. Holds until find() or learn().
  /// @param kind which of the steps, for who keeps two sorts of them apart: 0 or 1
  std::optional<std::span<const Move>> find(std::size_t group, std::uint32_t kind);
  /// These are the steps that were not found last.
  void learn(const std::vector<StepResult>& results);
  /// Where a move of the group leads that leads on.
  /// @return the digest of that state
  std::uint64_t take(std::size_t group, const Move& move, FactoredState& to) const;

  /// Whether there is no room for more.
  bool full() const;
  std::size_t view_count() const { return views_.size(); }
  std::size_t step_count() const { return steps_.size(); }
  std::size_t bytes() const;

 private:
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    bool known = false;
  };
  struct Step {
    ShapeId common = 0;
    ShapeId group = 0;
    std::uint32_t sources = 0;
    std::uint8_t common_numbers = 0;
    std::uint8_t group_numbers = 0;
    bool leads_on = false;
    bool keeps_all = false;
    bool passes_deadline = false;
    bool forgets = false;
    std::uint32_t outcome = 0;
  };
  struct Group {
    PlacesInUse others;                      // of all other groups
    std::uint32_t others_lowest_second = 0;  // or no_rank
    std::uint64_t digest = 0;
  };
  static constexpr std::uint32_t no_rank = Place::limit + 1;
  static constexpr int piece_bits = 24;
  static constexpr int context_bits = 16;

  std::uint64_t view_key(std::size_t group, std::uint32_t kind);
  void set_inputs(std::size_t group);
  void make_moves(std::size_t group, const Range& view);
  PieceId made(ShapeId shape, std::span<const Source> sources);

  Pieces* pieces_;

  // Of the state that is looked at.
  FactoredState state_;
  std::array<Group, FactoredState::group_limit + 1> groups_;  // and of none
  std::uint64_t sum_ = 0;                                     // of the digests of its groups
  std::uint32_t counts_ = 0;                                  // of its numbers, of three kinds

  StateNumbers contexts_;  // where new numbers stand, and the lowest rank elsewhere
  StateNumbers known_;     // by two pieces and a context
  std::vector<Range> ranges_;
  std::vector<Move> moves_;

  StateNumbers views_;
  std::vector<Range> ranges_of_views_;
  std::vector<Step> steps_;
  std::vector<Source> sources_;
  std::uint32_t not_found_ = 0;  // the view that was looked for last

  std::array<Place, Source::count> inputs_;  // of the group whose moves are made
};

}  // namespace stalemate::sim
