// Times in the ways that logs write them.
//
// Numbers since 1970; RFC 3339 and what comes near it; and dates with the month as a word, in any
// order: those of HTTP (RFC 9110, 5.6.7, with its two obsolete forms), of mail (RFC 5322), of
// access logs (nginx.org/en/docs/http/ngx_http_log_module.html, $time_local), of `date`; and what
// JavaScript's toLocaleString() writes.
//
// Invariants:
//  1. What is not wholly understood is nothing; a time without a zone is UTC.
//
// Cost: some comparisons for each character.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace stalemate::scenarios::log {

struct Time {
  std::int64_t ms = 0;
  std::int64_t precision_ms = 0;
};

/// A number since 1970, by its size in seconds, milliseconds, microseconds or nanoseconds: what
/// Logpush calls unix and unixnano, and what `wrangler tail` writes. A fraction is of seconds.
/// Nothing, if it is before 1970 or too large for nanoseconds.
std::optional<Time> time_of_number(double number);

std::optional<Time> time_of(std::string_view text);
/// The same without numbers.
std::optional<Time> date_of(std::string_view text);

}  // namespace stalemate::scenarios::log
