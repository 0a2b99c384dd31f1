// A value, or one line that says why there is none: the way every bad input is told.
//
// Invariants:
//  1. A Result holds either a value or an error, never both, never neither.
//  2. An error's message is one line without control characters: file, place, what is wrong, and
//     what is allowed. It can be shown as it is.
//
// Cost: that of a std::variant.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "sim/assert.h"

namespace stalemate::scenarios {

/// What is wrong with an input file: one line that names file, place and what is allowed.
struct InputError {
  std::string message;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(InputError error) : content_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return content_.index() == 0; }
  explicit operator bool() const { return ok(); }

  /// Requires ok().
  const T& value() const& { return *checked(std::get_if<0>(&content_)); }
  T& value() & { return *checked(std::get_if<0>(&content_)); }
  T&& value() && { return std::move(*checked(std::get_if<0>(&content_))); }

  /// Requires !ok().
  const InputError& error() const { return *checked(std::get_if<1>(&content_)); }

 private:
  template <class Content>
  static Content* checked(Content* content) {
    SIM_ASSERT(content != nullptr);
    return content;
  }

  std::variant<T, InputError> content_;
};

}  // namespace stalemate::scenarios
