// Logs as proxies, collectors and dashboards write them.
#include <string>

#include <catch2/catch.hpp>

#include "scenarios/log/times.h"
#include "scenarios/log/zones.h"
#include "tests/logs/log_texts.h"

namespace stalemate::tests {

namespace {

using scenarios::SeenState;

/// 2026-11-17T10:00:00Z
constexpr std::int64_t when_stale_ms = 1'794'909'600'000;

/// Requires that a text tells one response, at ten, STALE.
scenarios::Observation stale_at_ten(const std::string& text) {
  INFO(text);
  const auto log = log_of(text);
  REQUIRE(log.seen.size() == 1);
  CHECK(log.seen.front().time_ms == when_stale_ms);
  CHECK(log.seen.front().state == SeenState::stale);
  return log.seen.front();
}

}  // namespace

TEST_CASE("headers may keep their values in lists, and underscores in their names", "[logs]") {
  const auto caddy =
      stale_at_ten(R"({"ts": 1794909600.0, "msg": "handled request", "request": {"uri": "/blog"}, )"
                   R"("status": 200, "resp_headers": {"X-Vinext-Cache": ["STALE"]}})");
  CHECK(caddy.page == "/blog");
  CHECK(caddy.status == 200);
  // The path of a file is none of a page.
  CHECK(stale_at_ten(R"({"@timestamp": "2026-11-17T10:00:00Z", "path": "/var/log/access.log", )"
                     R"("message": "GET /blog 200 X-Vinext-Cache: STALE"})")
            .page == "/blog");
  const auto curl = stale_at_ten(
      "{\"date\":[\"Tue, 17 Nov 2026 10:00:00 GMT\"],\n\"x-vinext-cache\":[\"STALE\"],\n"
      "\"cf-ray\":[\"8e40-FRA\"]}\n");
  CHECK(curl.colo == "FRA");
  CHECK(stale_at_ten(R"({"timestamp": "2026-11-17 10:00:00.000000 UTC", "url": "/blog", )"
                     R"("x_vinext_cache": "STALE"})")
            .page == "/blog");
  stale_at_ten(
      "2026/11/17 10:00:00.000\tINFO\thandled request\t{\"request\": {\"uri\": \"/blog\"}, "
      "\"resp_headers\": {\"X-Vinext-Cache\": [\"STALE\"]}}\n");
}

TEST_CASE("HAProxy writes captured headers in braces", "[logs]") {
  for (const std::string captured : {"{STALE}", "{curl|HIT} {STALE|dynamic}"}) {
    const auto seen = stale_at_ten(
        "Nov 17 10:00:00 lb1 haproxy[1234]: 203.0.113.7:51234 [17/Nov/2026:10:00:00.000] edge "
        "0/0/1/50/52 200 69 - - ---- 1/1/0/0/0 0/0 " +
        captured + " \"GET /blog HTTP/1.1\"\n");
    CHECK(seen.page == "/blog");
  }
}

TEST_CASE("a time may stand behind where a line is from", "[logs]") {
  for (const std::string source : {"<134>1 ", "web-1  | ", "shop-7d9-abc shop ", "| "}) {
    stale_at_ten(source + "2026-11-17T10:00:00.000Z edge1 - GET /blog X-Vinext-Cache: STALE\n");
    stale_at_ten(source + "2026-11-17 10:00:00 GET /blog X-Vinext-Cache: STALE\n");
  }
  // What is no time of a line stays none.
  CHECK(scenarios::log::read_log_from_text("GET /blog STALE 2026-11-17\n", "a.log", {})
            .error()
            .message.find("no response") != std::string::npos);
}

TEST_CASE("colours of a terminal say nothing", "[logs]") {
  stale_at_ten(
      "\x1b[1mGET\x1b[22m https://a.com/blog - \x1b[32mOk\x1b[39m @ 11/17/2026, 10:00:00 AM\n"
      "\x1b[90m  (log)\x1b[39m X-Vinext-Cache: STALE\n");
  stale_at_ten(
      "\x1b[34mHTTP\x1b[39m/\x1b[34m1.1\x1b[39m \x1b[34m200\x1b[39m \x1b[36mOK\x1b[39m\n"
      "\x1b[36mDate\x1b[39m: Tue, 17 Nov 2026 10:00:00 GMT\n"
      "\x1b[36mX-Vinext-Cache\x1b[39m: STALE\n\n");
}

TEST_CASE("what wget -S tells is a response", "[logs]") {
  const auto log = log_of(
      "--2026-11-17 11:00:00--  https://a.com/blog\nHTTP request sent, awaiting response... \n"
      "  HTTP/1.1 200 OK\n  Date: Tue, 17 Nov 2026 10:00:00 GMT\n  X-Vinext-Cache: STALE\n"
      "Length: unspecified [text/html]\n\n--2026-11-17 11:01:00--  https://a.com/blog\n"
      "  HTTP/1.1 200 OK\n  Date: Tue, 17 Nov 2026 10:01:00 GMT\n  X-Vinext-Cache: HIT\n\n");
  REQUIRE(log.seen.size() == 2);
  CHECK(log.page == "/blog");
  CHECK(log.seen[0].time_ms == when_stale_ms);
  CHECK(log.seen[1].state == SeenState::hit);
}

TEST_CASE("tables of Kibana, CloudWatch, Splunk and Datadog", "[logs]") {
  CHECK(stale_at_ten("\"@timestamp\",\"url.path\",\"http.response.status_code\",x-vinext-cache\n"
                     "\"Nov 17, 2026 @ 10:00:00.000\",/blog,200,STALE\n")
            .page == "/blog");
  stale_at_ten("@timestamp,@message\n2026-11-17 10:00:00.000,GET /blog X-Vinext-Cache: STALE\n");
  stale_at_ten("_time,_raw\n2026-11-17T10:00:00.000+0000,GET /blog X-Vinext-Cache: STALE\n");
  stale_at_ten(
      "Date,Host,Content\n2026-11-17T10:00:00.000Z,edge,GET /blog X-Vinext-Cache: STALE\n");
}

TEST_CASE("what the APIs of Datadog, Splunk and CloudWatch answer", "[logs]") {
  stale_at_ten(
      R"({"results": [[{"field": "@timestamp", "value": "2026-11-17 10:00:00.000"}, {"field": )"
      R"("@message", "value": "GET /blog 200 X-Vinext-Cache: STALE"}]], "status": "Complete"})");
  const auto datadog = stale_at_ten(
      R"({"data": [{"id": "A", "type": "log", "attributes": {"status": "info", "timestamp": )"
      R"("2026-11-17T10:00:00.000Z", "message": "GET /blog", "attributes": {"http": {"url": )"
      R"("https://a.com/blog", "status_code": 200}, "x-vinext-cache": "STALE"}}}]})");
  CHECK(datadog.page == "/blog");
  CHECK(datadog.status == 200);
  for (const std::string raw : {R"("{\"path\": \"/blog\", \"x-vinext-cache\": \"STALE\"}")",
                                R"("GET /blog 200 X-Vinext-Cache: STALE")"}) {
    const std::string line = R"({"_time": "2026-11-17T10:00:00.000+00:00", "_raw": )" + raw + "}";
    CHECK(stale_at_ten(R"({"preview": false, "result": )" + line + "}").page == "/blog");
    CHECK(stale_at_ten(R"({"results": [)" + line + "]}").page == "/blog");
  }
}

TEST_CASE("zones by the names that date gives them", "[logs]") {
  using scenarios::log::offset_of_zone;
  for (const auto& [name, minutes] :
       {std::pair{"BST", 60}, std::pair{"JST", 540}, std::pair{"EET", 120}, std::pair{"AEST", 600},
        std::pair{"IST", 330}, std::pair{"MSK", 180}, std::pair{"WET", 0}, std::pair{"-0530", -330},
        std::pair{"+02", 120}, std::pair{"", 0}}) {
    INFO(name);
    CHECK(offset_of_zone(name) == minutes);
    const auto time = scenarios::log::time_of("Tue Nov 17 10:00:00 " + std::string(name) + " 2026");
    REQUIRE(time);
    CHECK(time->ms == when_stale_ms - minutes * 60'000);
  }
  for (const char* const none : {"XYZ", "+2", "+1x:00", "+-1:00", "+25:00", "+01:60"})
    CHECK_FALSE(offset_of_zone(none));
}

}  // namespace stalemate::tests
