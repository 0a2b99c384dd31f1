// Times in the ways that logs write them.
//
// Numbers since 1970; RFC 3339 and what comes near it; and dates with the month as a word, in any
// order: those of HTTP (RFC 9110, 5.6.7, with its two obsolete forms), of mail (RFC 5322), of
// access logs (nginx.org/en/docs/http/ngx_http_log_module.html, $time_local), of `date`; and what
// JavaScript's toLocaleString() writes.
//
// Invariants:
//  1. What is not wholly understood is nothing; a time without a zone is UTC.
//  2. A date like 11/05/2026 is read in the order that is asked for, unless that makes no date.
//
// Cost: some comparisons for each character.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace stalemate::scenarios::log {

/// In which order a date like 11/05/2026 is read: as most write it (beside a clock of 24 hours the
/// day first, beside AM and PM the month), or the other one.
enum class DateOrder : std::uint8_t { usual, other };

/// What came first in such a date.
enum class FirstOfDate : std::uint8_t {
  certain,  // no other order makes a date
  day,
  month,
  against_order,  // the order that was asked for makes no date
};

struct Time {
  std::int64_t ms = 0;
  std::int64_t precision_ms = 0;
  FirstOfDate first = FirstOfDate::certain;
};

/// A number since 1970, by its size in seconds, milliseconds, microseconds or nanoseconds: what
/// Logpush calls unix and unixnano, and what `wrangler tail` writes. A fraction is of seconds.
/// Nothing, if it is before 1970 or too large for nanoseconds.
std::optional<Time> time_of_number(double number);

std::optional<Time> time_of(std::string_view text, DateOrder order = DateOrder::usual);
/// The same without numbers.
std::optional<Time> date_of(std::string_view text, DateOrder order = DateOrder::usual);

}  // namespace stalemate::scenarios::log
