// Logs as strangers have them: other formats, other ways to write times, files of another kind.
#include <string>

#include <catch2/catch.hpp>

#include "scenarios/log/times.h"
#include "scenarios/log/values.h"
#include "tests/logs/log_texts.h"

namespace stalemate::tests {

namespace {

using scenarios::SeenState;

/// 2026-11-17T10:00:00Z
constexpr std::int64_t ten_ms = 1'794'909'600'000;

std::string tail_event(const std::string& message, const std::string& request, const char* gap) {
  const std::string line = gap;
  return "{" + line + R"("outcome": "ok",)" + line + R"("eventTimestamp": 1794909600000,)" + line +
         R"("logs": [)" + line + R"({"message": )" + message + "}" + line + "]," + line +
         R"("event": {)" + line + request + "}" + line + "}";
}

const std::string of_blog = R"("request": {"url": "https://e.com/blog"})";

std::string har_of(const std::string& more) {
  return "{\r\n  \"log\": {\r\n    \"version\": \"1.2\",\r\n    \"entries\": [\r\n      {\r\n"
         "        \"startedDateTime\": \"2026-11-17T10:00:00.000Z\",\r\n" +
         more +
         "        \"request\": {\"url\": \"https://e.com/blog\"},\r\n"
         "        \"response\": {\r\n          \"status\": 200,\r\n          \"headers\": [\r\n"
         "            {\"name\": \"X-Vinext-Cache\", \"value\": \"STALE\"},\r\n"
         "            {\"name\": \"cf-ray\", \"value\": \"8f00-ams\"}\r\n          ],\r\n"
         "          \"content\": {\"text\": \"} {\\\" ]\"}\r\n        }\r\n      }\r\n    ],\r\n"
         "    \"pages\": []\r\n  }\r\n}\r\n";
}

}  // namespace

TEST_CASE("times are read in the ways that logs write them", "[logs]") {
  for (const char* const text :
       {"2026-11-17T10:00:00", "2026-11-17 10:00:00 UTC", "2026/11/17 10:00",
        "2026-11-17T12:00:00+0200", "2026-11-17T10:00:00.000000000Z", "1794909600", "1794909600000",
        "1794909600000000", "1794909600000000000", "Tuesday, 17-Nov-26 10:00:00 GMT",
        "Tue Nov 17 10:00:00 2026", "Tue, 17 Nov 2026 11:00:00 +0100",
        "Tue 17 Nov 2026 10:00:00 AM UTC", "Tue Nov 17 05:00:00 EST 2026",
        "17/Nov/2026:10:00:00 +0000"}) {
    INFO(text);
    const auto time = scenarios::log::time_of(text);
    REQUIRE(time);
    CHECK(time->ms == ten_ms);
  }
  CHECK(scenarios::log::time_of("Tue 17 Nov 2026 12:00:00 AM UTC")->ms == ten_ms - 36'000'000);
  CHECK(scenarios::log::time_of("2026/11/17 10:00")->precision_ms == 59'999);
  CHECK(scenarios::log::time_of("Tue Nov 17 10:00:00.250 2026")->ms == ten_ms + 250);
  for (const char* const text :
       {"Tue 31 Feb 2026 10:00:00 GMT", "17 Nov 2026", "10:00:00", "Tue Nov 17 25:00:00 2026",
        "Tue Nov 17 10:00:00 XYZ 2026", "17 18 Nov 2026 10:00:00", "2026-11-17T10:00:00+1"}) {
    INFO(text);
    CHECK_FALSE(scenarios::log::time_of(text));
  }
}

TEST_CASE("what follows a cache state, its case and quotes do not matter", "[logs]") {
  for (const char* const text : {"HIT, from AMS", "hit", "\"HIT\"", "Hit; ttl=3", " HIT (edge)"}) {
    CHECK(scenarios::log::state_of(text) == SeenState::hit);
  }
  CHECK_FALSE(scenarios::log::state_of("DYNAMIC"));
  CHECK_FALSE(scenarios::log::state_of("HITS"));
}

TEST_CASE("events of wrangler tail stand on one line, on several, or in a list", "[logs]") {
  for (const std::string message :
       {R"(["X-Vinext-Cache: STALE"])", R"(["x-vinext-cache", "stale"])",
        R"([{"x-vinext-cache": "STALE"}])", R"("{\"X-Vinext-Cache\":\"STALE\"}")"}) {
    const std::string flat = tail_event(message, of_blog, "");
    const std::string laid_out = tail_event(message, of_blog, "\n    ");
    for (const std::string& text : {flat, laid_out, "[\n  " + laid_out + "\n]", "[" + flat + "\n]",
                                    flat + "{\"eventTimestamp\": 1}"}) {
      INFO(text);
      const auto log = log_of(text);
      CHECK(log.seen.size() == 1);
      CHECK(log.page == "/blog");
      CHECK(log.seen.front().state == SeenState::stale);
      CHECK(log.tally.unreadable == 0);
    }
  }
}

TEST_CASE("an event that is no request is no response either", "[logs]") {
  std::string cron = tail_event("[\"x\"]", R"("cron": "* * * * *")", "");
  cron.replace(cron.find("\"ok\""), 4, "\"exception\"");
  const auto log = log_of(tail_event("[\"x-vinext-cache: HIT\"]", of_blog, "") + "\n" + cron);
  CHECK(log.seen.size() == 1);
  CHECK(log.tally.without_state == 1);
}

TEST_CASE("a HAR file is read entry by entry, without what the browser's own cache gave",
          "[logs]") {
  std::string flat = har_of("");
  std::erase_if(flat, [](char letter) { return letter == '\r' || letter == '\n'; });
  for (const std::string& text : {har_of(""), "\xef\xbb\xbf" + har_of(""), flat}) {
    const auto log = log_of(text);
    REQUIRE(log.seen.size() == 1);
    CHECK(log.seen.front().state == SeenState::stale);
    CHECK(log.seen.front().time_ms == ten_ms);
    CHECK(log.seen.front().colo == "AMS");
    CHECK(log.tally.unreadable == 0);
  }
  CHECK(log_of(har_of("") + har_of("\"_fromCache\": \"disk\",\n")).tally.without_state == 1);
}

TEST_CASE("lines of access logs tell a time, a request and a state", "[logs]") {
  const auto log = log_of(
      "1.2.3.4 - - [17/Nov/2026:10:00:00 +0000] \"GET /p HTTP/1.1\" 200 11 \"-\" \"HIT\" cs=MISS "
      "x-vinext-cache=STALE cf-ray: 8f-FRA\n"
      "1.2.3.4 - - [17/Nov/2026:10:00:05 +0000] \"GET /p HTTP/1.1\" 502 11 \"-\" cs=-\n"
      "2026-11-17T10:00:06Z,/p,HIT\n1794909607 /p HIT\n"
      "Tue Nov 17 10:00:08 UTC 2026: https://e.com/p.rsc MISS\n"
      "2026-11-17T10:00:09Z the page is stale\n");
  REQUIRE(log.seen.size() == 5);
  CHECK(log.page == "/p");
  CHECK(log.seen[0].state == SeenState::stale);
  CHECK(log.seen[0].status == 200);
  CHECK(log.seen[0].colo == "FRA");
  CHECK(log.seen[1].is_error());
  CHECK(log.seen[2].state == SeenState::hit);
  CHECK(log.seen[3].time_ms == ten_ms + 7000);
  CHECK(log.seen[4].artifact == model::Artifact::rsc);
  CHECK(log.tally.unreadable == 1);
}

TEST_CASE("of responses a few headers may be left, with lines of date between", "[logs]") {
  const auto log = log_of(
      "Tue Nov 17 10:00:00 UTC 2026\nx-vinext-cache: HIT\r\n"
      "Tue Nov 17 10:00:05 UTC 2026\nX-Vinext-Cache: STALE\r\n\r\n"
      "date: Tue, 17 Nov 2026 10:00:10 GMT\r\nx-vinext-cache: HIT\r\n"
      "date: Tue, 17 Nov 2026 10:00:15 GMT\r\nx-vinext-cache: MISS\r\n"
      "Tue Nov 17 10:00:20 UTC 2026\nHTTP/2 200\nx-vinext-cache: STALE\n\n"
      "Tue Nov 17 10:00:25 UTC 2026\nHTTP/2 200\nx-vinext-cache: MISS\n\n");
  REQUIRE(log.seen.size() == 6);
  for (std::size_t index = 0; index < 6; ++index) {
    CHECK(log.seen[index].time_ms == ten_ms + static_cast<std::int64_t>(index) * 5000);
  }
  CHECK(log.seen[1].state == SeenState::stale);
  CHECK(log.seen[3].state == SeenState::miss);
  CHECK(log.tally.unreadable == 0);
}

TEST_CASE("what curl -v says beside the response is not of the body", "[logs]") {
  const std::string one =
      "* Connected to e.com\n> GET /p HTTP/2\n> Host: e.com\n>\n< HTTP/2 200\n"
      "< date: Tue, 17 Nov 2026 10:00:00 GMT\n< x-vinext-cache: HIT\n<\n{ [5 bytes data]\n<p>\n";
  const auto log = log_of(one + "* Connection #0 left intact\n" + one, by_generation("body"));
  REQUIRE(log.seen.size() == 2);
  CHECK(log.page == "/p");
  CHECK(log.seen[0].generation == log.seen[1].generation);
  CHECK(log.tally.unreadable == 0);
}

TEST_CASE("cells of tables go on over lines, and headers come again", "[logs]") {
  const auto log = log_of(
      "\xef\xbb\xbfTimestamp;URL;\"X-Vinext-Cache\";Message\r\n"
      "2026-11-17 10:00:00;/p;HIT;\"a;b \"\"c\"\"\r\nd\"\r\n"
      "Timestamp;URL;X-Vinext-Cache;Message\r\n2026-11-17 10:00:01;/p;\"half\r\n"
      "2026-11-17 10:00:05;/p;stale;x\r\n");
  REQUIRE(log.seen.size() == 2);
  CHECK(log.seen[0].line == 2);
  CHECK(log.seen[1].state == SeenState::stale);
  CHECK(log.tally.unreadable == 1);
  CHECK(log.tally.without_state == 0);
  CHECK(log_of("time,url,Cache Status\n1794909600,/p,HIT\n").seen.size() == 1);
}

TEST_CASE("an object that is cut off leaves the lines behind it to others", "[logs]") {
  const auto log =
      log_of("{\"eventTimestamp\": 17\n1794909600 /p HIT\n{\"a\": \"b\n1794909605 /p STALE\n");
  CHECK(log.seen.size() == 2);
  CHECK(log.tally.unreadable == 2);
}

TEST_CASE("a file of another kind is named for what it is", "[logs]") {
  CHECK(refusal_of("\x1f\x8b\x08") == "a.log: is compressed; allowed: its text (gunzip)");
  CHECK(refusal_of("\xff\xfet") == "a.log: is UTF-16; allowed: UTF-8 (iconv -f UTF-16 -t UTF-8)");
  CHECK(refusal_of("PK\x03\x04") == "a.log: is an archive; allowed: the text within (unzip)");
}

}  // namespace stalemate::tests
