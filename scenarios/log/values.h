// Single values of logs: times in the ways logs write them, paths of URLs, codes of colos, states.
//
// Invariants:
//  1. What is not wholly understood is nothing.
//
// Cost: some comparisons for each character.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/log/observation.h"

namespace stalemate::scenarios::log {

struct Time {
  std::int64_t ms = 0;
  std::int64_t precision_ms = 0;
};

/// A number since 1970, by its size in seconds, milliseconds, microseconds or nanoseconds: what
/// Logpush calls unix and unixnano, and what `wrangler tail` writes. A fraction is of seconds.
Time time_of_number(double number);

/// RFC 3339, the date of HTTP (RFC 9110, 5.6.7), or a number.
std::optional<Time> time_of(std::string_view text);

/// What of a URL is the page: its path without ".rsc"; a text without a path is a key and stays.
std::string page_of(std::string_view url);
/// Whether the URL asks for the page's data instead of its html: "...rsc" or "?_rsc=".
model::Artifact artifact_of(std::string_view url);

/// "230b030023ae2822-SJC" is of the data centre SJC.
/// developers.cloudflare.com/fundamentals/reference/http-headers/#cf-ray
std::string colo_of_ray(std::string_view ray);

/// HIT, MISS or STALE; and what Cloudflare's own cache says in cf-cache-status: EXPIRED is a MISS,
/// UPDATING is STALE, REVALIDATED is a HIT.
/// developers.cloudflare.com/cache/concepts/cache-responses/
std::optional<SeenState> state_of(std::string_view text);

/// The outcome of an invocation, as `wrangler tail` and Workers Trace Events write it.
Signs signs_of_outcome(std::string_view outcome);
/// What a console message or an exception says about the end of the invocation.
Signs signs_of_message(std::string_view message);

std::string_view trimmed(std::string_view text);
std::string lowered(std::string_view text);
std::optional<std::int64_t> number_of(std::string_view text);

}  // namespace stalemate::scenarios::log
