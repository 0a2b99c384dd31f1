// What signals that ask the program to end stand for: the first is a request, a later one insists.
//
// Invariants:
//  1. What comes soon after the first is that one's echo: whoever signals a process may signal the
//     process's group as well, as `timeout` does.
//
// Cost: none.
#pragma once

#include <chrono>
#include <optional>

namespace stalemate::reports::cli {

class EndRequests {
 public:
  using Instant = std::chrono::steady_clock::time_point;
  enum class Kind { request, echo, insistence };

  static constexpr std::chrono::milliseconds longest_echo{300};

  /// @param at not before that of the signal before
  Kind take(Instant at) {
    if (!first_) {
      first_ = at;
      return Kind::request;
    }
    return at - *first_ < longest_echo ? Kind::echo : Kind::insistence;
  }

 private:
  std::optional<Instant> first_;
};

}  // namespace stalemate::reports::cli
