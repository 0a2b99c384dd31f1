// What is told of one thing when states are matched: words as they are, and numbers of which only
// the order among others of their kind counts.
//
// The basic idea: words are folded into one hash at once. The numbers are kept as they come; what
// they say depends on all others of the same state, which the digest knows in the end.
//
// Invariants:
//  1. An account depends on what was told alone, not on when: so it may be kept, and used again for
//     as long as the thing has not changed.
//  2. Accounts of different tellings differ: each number leaves a mark among the words.
//
// Cost: about a nanosecond a word; nothing is allocated once the numbers have had room.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "sim/assert.h"

namespace stalemate::sim {

/// A number that only counts by order, and among which others.
class OrderedNumber {
 public:
  enum class Kind : std::uint8_t { deadline, mark, stamp, first_rank, second_rank };

  OrderedNumber() = default;
  OrderedNumber(Kind kind, std::int64_t value)
      : both_(value * 8 + static_cast<std::int64_t>(kind)) {
    SIM_ASSERT(value >= -limit && value < limit);
  }
  Kind kind() const { return static_cast<Kind>(both_ & 7); }
  std::int64_t value() const { return both_ >> 3; }

  bool operator==(const OrderedNumber&) const = default;

 private:
  static constexpr std::int64_t limit = std::int64_t{1} << 60;
  std::int64_t both_ = 0;
};

class Account {
 public:
  static constexpr std::size_t dimension_count = 2;
  /// The hash of no words.
  static constexpr std::uint64_t no_words = 0x5bd1e9955bd1e995ULL;

  /// @param with_stamps whether stamps are ever compared with each other in this world; else they
  ///        are left out
  /// @param with_shown whether anybody asks which number is shown; else those are left out
  explicit Account(bool with_stamps, bool with_shown = false)
      : with_stamps_(with_stamps), with_shown_(with_shown) {}

  /// Begins anew, or goes on from the words of an earlier one.
  void begin(std::uint64_t words = no_words) {
    words_ = words;
    numbers_.clear();
  }
  static std::uint64_t folded(std::uint64_t hash, std::uint64_t word) {
    constexpr std::uint64_t multiplier = 0x9fb21c651e98df25ULL;
    hash = (hash ^ word) * multiplier;
    return hash ^ hash >> 35;
  }
  void word(std::uint64_t value) { words_ = folded(words_, value); }
  void deadline(std::int64_t at) { number({OrderedNumber::Kind::deadline, at}); }
  /// An instant of which it only counts how many deadlines are to come before it.
  void mark(std::int64_t at) { number({OrderedNumber::Kind::mark, at}); }
  void stamp(std::int64_t at) {
    if (with_stamps_) number({OrderedNumber::Kind::stamp, at});
  }
  /// From now on, of numbers of the first dimension it only counts whether they are above this one;
  /// nothing: their order counts.
  void tell_first_ranks_above(std::optional<std::int64_t> value) { above_ = value; }
  /// A number of which only the order among the numbers of its dimension counts.
  void rank(std::size_t dimension, std::int64_t value) {
    SIM_ASSERT(dimension < dimension_count);
    if (dimension == 0 && above_) return word(value > *above_ ? 1 : 0);
    using Kind = OrderedNumber::Kind;
    number({dimension == 0 ? Kind::first_rank : Kind::second_rank, value});
  }
  /// The same of a number that decides nothing, unless it counts what is shown.
  void shown_rank(std::size_t dimension, std::int64_t value) {
    if (with_shown_) rank(dimension, value);
  }
  bool tells_what_is_shown() const { return with_shown_; }
  /// One that was told before is only named. But a deadline is not: which of two it is counts no
  /// more once both are past.
  void number(OrderedNumber number) {
    const std::uint64_t mark = 0x9e37 + static_cast<std::uint64_t>(number.kind());
    const bool passes = number.kind() <= OrderedNumber::Kind::mark;
    std::size_t place = passes ? numbers_.size() : 0;
    while (place < numbers_.size() && numbers_[place] != number) ++place;
    if (place < numbers_.size()) return word(mark + (place + 1) * 8);
    word(mark);
    numbers_.push_back(number);
  }

  std::uint64_t words() const { return words_; }
  std::span<const OrderedNumber> numbers() const { return numbers_; }

 private:
  bool with_stamps_;
  bool with_shown_;
  std::optional<std::int64_t> above_;
  std::uint64_t words_ = no_words;
  std::vector<OrderedNumber> numbers_;
};

/// How values of standard types are told; other types bring their own overload of digest().
template <class T>
requires std::integral<T> || std::is_enum_v<T>
void digest(Account& account, T value) { account.word(static_cast<std::uint64_t>(value)); }

inline void digest(Account& account, const char* text) {
  for (; *text != '\0'; ++text) account.word(static_cast<std::uint64_t>(*text));
}

/// Tells a value of which only the address is known. Requires that it is a T.
template <class T>
void tell(Account& account, const void* value) {
  digest(account, *static_cast<const T*>(value));
}
using Teller = void (*)(Account& account, const void* value);

}  // namespace stalemate::sim
