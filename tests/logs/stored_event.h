// What Workers Logs stores, as the tests write it.
#pragma once

#include <cstdint>
#include <string>

#include <catch2/catch.hpp>

#include "scenarios/log/observation.h"
#include "tests/logs/log_texts.h"

namespace stalemate::tests {

/// 2026-11-17T10:00:00Z
inline constexpr std::int64_t stored_at_ms = 1'794'909'600'000;

/// One record of Workers Logs: `source` is what the console was given, or what the invocation was.
inline std::string stored_event(int after_ms, const std::string& request, const std::string& source,
                                const std::string& outcome = "ok") {
  return R"({"dataset": "cloudflare-workers", "timestamp": )" +
         std::to_string(stored_at_ms + after_ms) + R"(, "source": )" + source +
         R"(, "$workers": {"event": {"request": {"url": "https://e.com/blog", "method": "GET"},)"
         R"( "response": {"status": 200}, "rayId": "8f)" +
         request + R"("}, "scriptName": "a", "eventType": "fetch", "outcome": ")" + outcome +
         R"(", "requestId": ")" + request + R"("}, "$metadata": {"id": "x", "requestId": ")" +
         request + R"("}})";
}

inline const std::string stale_source = R"({"message": "X-Vinext-Cache: STALE", "level": "log"})";
inline const std::string hit_source = R"("X-Vinext-Cache: HIT")";
inline const std::string summary_source = R"({"level": "info"})";
inline const std::string failed_source =
    R"({"exception": {"message": "waitUntil() tasks did not complete within the allowed time"}})";

/// Of the events above: r1 is STALE and exceeds its CPU time, r2 is a HIT.
inline void check_two_invocations(const std::string& text) {
  INFO(text);
  const scenarios::log::Log log = log_of(text);
  REQUIRE(log.seen.size() == 2);
  CHECK(log.tally.responses == 2);
  CHECK(log.tally.unreadable == 0);
  const scenarios::Observation& stale = log.seen[0];
  CHECK(stale.state == scenarios::SeenState::stale);
  CHECK(stale.time_ms == stored_at_ms);
  CHECK(stale.page == "/blog");
  CHECK(stale.host == "e.com");
  CHECK(stale.status == 200);
  REQUIRE(stale.signs);
  CHECK(*stale.signs == (scenarios::sign_bit(scenarios::Sign::cpu_limit) |
                         scenarios::sign_bit(scenarios::Sign::wait_until_limit)));
  CHECK(log.seen[1].state == scenarios::SeenState::hit);
  CHECK(log.seen[1].signs == scenarios::Signs{0});
}

}  // namespace stalemate::tests
