// The text of a JSON object, line by line, until it is whole.
//
// Invariants:
//  1. It is whole where its last bracket closes; brackets in strings are none.
//  2. A string does not go on over the end of a line, as JSON has it: such a text is cut off.
//  3. At most `longest_part` bytes are kept.
//
// Cost: a comparison or two for each character.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace stalemate::scenarios::log {

inline constexpr std::size_t longest_part = std::size_t{16} << 20;

class ObjectText {
 public:
  enum class State : std::uint8_t { none, open, whole, cut_off, too_long };

  /// Requires that the line begins with "{" behind its blanks.
  /// @return what follows the object on the line, if it is whole
  std::string_view begin(std::string_view line, std::uint64_t number);
  /// Requires that it is open. The same for a further line.
  std::string_view add(std::string_view line);
  void reset();

  State state() const { return state_; }
  bool open() const { return state_ == State::open; }
  /// Whether a line can belong to it: not if another object begins where it began.
  bool goes_on_with(std::string_view line) const;
  const std::string& text() const { return text_; }
  std::uint64_t number() const { return number_; }  // of its first line

 private:
  std::string text_;
  State state_ = State::none;
  std::size_t depth_ = 0;
  std::size_t indent_ = 0;
  std::uint64_t number_ = 0;
};

}  // namespace stalemate::scenarios::log
