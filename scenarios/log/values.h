// Single values of logs: paths of URLs, codes of colos, states, ends of invocations.
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

/// What of a URL is the page: its path without ".rsc"; a text without a path is a key and stays.
std::string page_of(std::string_view url);
/// In lower case; empty, if there is only a path.
std::string host_of(std::string_view url);
/// Whether the URL asks for the page's data instead of its html: "...rsc" or "?_rsc=".
model::Artifact artifact_of(std::string_view url);

/// "230b030023ae2822-SJC" is of the data centre SJC.
/// developers.cloudflare.com/fundamentals/reference/http-headers/#cf-ray
std::string colo_of_ray(std::string_view ray);

/// HIT, MISS or STALE; and what Cloudflare's own cache says in cf-cache-status: EXPIRED is a MISS,
/// UPDATING is STALE, REVALIDATED is a HIT. What follows the word is left out: "HIT, from AMS".
/// developers.cloudflare.com/cache/concepts/cache-responses/
std::optional<SeenState> state_of(std::string_view text);

/// The word that a line gives after a name: "x-vinext-cache: STALE", "cs=HIT", {"cache": "HIT"}.
std::optional<std::string_view> value_named(std::string_view text, std::string_view lower_name);

/// The outcome of an invocation, as `wrangler tail` and Workers Trace Events write it, or in the
/// words of `wrangler tail --format pretty`.
Signs signs_of_outcome(std::string_view outcome);
/// What a console message says about the end of the invocation. Of errors only those that vinext
/// itself writes of a page count: others may be of anything, the page's own fetch for instance.
Signs signs_of_message(std::string_view message);
/// What the message of an error says of what failed: its text, or that of an exception.
Signs signs_of_error(std::string_view message);

std::string_view trimmed(std::string_view text);
/// Without what makes a terminal show colours: "\x1b[32mOk\x1b[39m".
std::string without_colours(std::string_view text);
std::string lowered(std::string_view text);
std::optional<std::int64_t> number_of(std::string_view text);
/// In seconds; nothing if it is none that a page can have.
std::optional<std::int64_t> age_of(std::string_view text);

}  // namespace stalemate::scenarios::log
