// The state of a world as one number: what its future depends on, and nothing else.
//
// A world tells the digest all it knows: words as they are, deadlines and stamps, numbers of which
// only the order counts (ranks), and groups of sections whose order does not count. Equal digests
// mean equal futures, up to a shift of the clock and a renumbering of what is only ranked.
//
// Invariants:
//  1. The digest depends on neither addresses, nor on absolute instants or ranked numbers.
//  2. Sections of one group may be told in any order.
//
// Cost: some nanoseconds an item; nothing is allocated once the buffers have grown.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "sim/assert.h"
#include "sim/state/clock_order.h"

namespace stalemate::sim {

class StateDigest {
 public:
  static constexpr std::size_t dimension_count = 2;

  /// @param with_stamps whether stamps are ever compared with each other in this world; else they
  ///        are left out
  StateDigest(std::int64_t unit, bool with_stamps) : clock_(unit), with_stamps_(with_stamps) {}

  /// Forgets everything.
  void begin(std::int64_t now);

  void word(std::uint64_t value) {
    items_.push_back({Kind::word, static_cast<std::int64_t>(value)});
  }
  void deadline(std::int64_t at) {
    clock_.add_deadline(at);
    items_.push_back({Kind::deadline, at});
  }
  void stamp(std::int64_t at) {
    if (!with_stamps_) return;
    clock_.add_stamp(at);
    items_.push_back({Kind::stamp, at});
  }
  /// A number of which only the order among the numbers of its dimension counts.
  void rank(std::size_t dimension, std::int64_t value) {
    SIM_ASSERT(dimension < dimension_count);
    ranked_[dimension].push_back(value);
    items_.push_back({dimension == 0 ? Kind::first_rank : Kind::second_rank, value});
  }

  // Groups do not nest.
  void open_group() { items_.push_back({Kind::group, 0}); }
  void open_section() { items_.push_back({Kind::section, 0}); }
  void close_group() { items_.push_back({Kind::end, 0}); }

  /// The digest of all that was told since begin().
  std::uint64_t finish();
  /// After finish().
  const ClockOrder& clock() const { return clock_; }

 private:
  enum class Kind : std::uint8_t {
    word,
    deadline,
    stamp,
    first_rank,
    second_rank,
    group,
    section,
    end,
  };
  struct Item {
    Kind kind;
    std::int64_t value;
  };

  std::uint64_t code(const Item& item) const;

  ClockOrder clock_;
  bool with_stamps_;
  std::vector<Item> items_;
  std::array<std::vector<std::int64_t>, dimension_count> ranked_;
  std::vector<std::uint64_t> sections_;
};

/// How values of standard types are told; other types bring their own overload of digest().
template <class T>
requires std::integral<T> || std::is_enum_v<T>
void digest(StateDigest& state, T value) { state.word(static_cast<std::uint64_t>(value)); }

/// Tells a value of which only the address is known. Requires that it is a T.
template <class T>
void tell(StateDigest& state, const void* value) {
  digest(state, *static_cast<const T*>(value));
}
using Teller = void (*)(StateDigest& state, const void* value);

}  // namespace stalemate::sim
