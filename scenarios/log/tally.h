// What reading a log has come to, in numbers and a few places.
//
// Invariants:
//  1. Every line is counted once: `lines`. Every response that was read is in exactly one of
//     `kept`, `folded`, `duplicates`, `dropped`, `of_other_pages`, `of_other_hosts`,
//     `without_state`.
//  2. Its size does not grow with the log.
//
// Cost: none.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/log/times.h"

namespace stalemate::scenarios::log {

/// A line that could not be read, and why.
struct Unreadable {
  std::uint64_t line = 0;
  std::string why;
};

inline constexpr std::size_t most_named = 3;  // unreadable lines, other pages, hosts

struct Tally {
  std::uint64_t lines = 0;
  std::uint64_t responses = 0;
  std::uint64_t unreadable = 0;
  std::vector<Unreadable> first_unreadable;  // at most `most_named`
  std::uint64_t without_state = 0;           // no state that is known, and no error either
  std::uint64_t without_time = 0;
  std::uint64_t first_without_time = 0;  // its line
  bool generation_missing = false;       // one was asked for by name, and no response has it
  std::uint64_t of_other_pages = 0;
  std::vector<std::string> other_pages;  // at most `most_named`
  std::vector<std::string> hosts;        // of the page's responses; at most `most_named`
  std::uint64_t of_other_hosts = 0;      // than the one asked for
  std::uint64_t duplicates = 0;
  std::uint64_t out_of_order = 0;  // they came after a later one; sorted in
  std::uint64_t folded = 0;
  std::uint64_t dropped = 0;  // before those that are kept
  std::uint64_t kept = 0;
  /// By FirstOfDate: what came first in dates like 11/05/2026.
  std::array<std::uint64_t, 4> first_of_dates{};
  bool date_order_guessed = false;  // each order makes sense of them

  std::uint64_t dates(FirstOfDate first) const {
    return first_of_dates[static_cast<std::size_t>(first)];
  }
};

}  // namespace stalemate::scenarios::log
