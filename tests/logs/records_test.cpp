// Records within documents of stored logs: which time, which line, and what goes wrong beside them.
#include <string>

#include <catch2/catch.hpp>

#include "tests/logs/stored_event.h"

namespace stalemate::tests {

namespace {

using scenarios::SeenState;
using scenarios::log::Log;

}  // namespace

TEST_CASE("the time that a store kept counts, not a number of the line", "[logs]") {
  const auto stored = [](const std::string& line, int second) {
    return R"({"data": {"result": [{"values": [[")" +
           std::to_string((stored_at_ms + second * 1000) * 1'000'000) + R"(", ")" + line +
           R"("]]}]}})" + "\n";
  };
  for (const std::string line :
       {"path=/p x-vinext-cache=HIT t=0.032", "path=/p time=3 state=HIT",
        "worker [1234567890123] GET /p HIT", R"({\"url\":\"/p\",\"state\":\"HIT\",\"time\":12})"}) {
    INFO(line);
    const Log log = log_of(stored(line, 0) + stored(line, 90));
    REQUIRE(log.seen.size() == 2);
    CHECK(log.seen[0].time_ms == stored_at_ms);
    CHECK(log.seen[1].time_ms == stored_at_ms + 90'000);
  }
  const Log told =
      log_of(stored(R"({\"url\":\"/p\",\"state\":\"HIT\",\"time\":\"2026-11-17T09:00:00Z\"})", 0));
  CHECK(told.seen[0].time_ms == stored_at_ms - 3'600'000);
}

TEST_CASE("a field that is called line makes a record no stored line", "[logs]") {
  const Log log = log_of(
      R"({"timestamp": "2026-11-17T10:00:00Z", "url": "/p", "state": "HIT", "line": "a.js:12"})"
      "\n"
      R"({"time": "2026-11-17T10:00:05Z", "url": "/p", "state": "STALE", "line": "main.go:1"})"
      "\n"
      R"({"line": "abc"})"
      "\n");
  CHECK(log.seen.size() == 2);
  CHECK(log.tally.unreadable == 1);
}

TEST_CASE("what is nested too deep is not read, and takes nothing along", "[logs]") {
  const auto nested = [](const std::string& open, const std::string& close, int depth) {
    std::string text;
    for (int level = 0; level < depth; ++level) text += open;
    text += "1";
    for (int level = 0; level < depth; ++level) text += close;
    return text;
  };
  const std::string row = R"({"time": 1794909600, "url": "/p", "state": "HIT"})";
  for (const std::string& deep :
       {R"({"x": )" + nested(R"({"a":)", "}", 100'000) + "}",
        R"({"timestamp": )" + nested("[", "]", 100'000) + R"(, "line": "x"})",
        R"({"logs": [{"message": )" + nested("[", "]", 100'000) + "}]}",
        R"([{"line": ")" + nested(R"({\"a\":)", "}", 100'000) + R"(", "timestamp": 1}])"}) {
    const Log log = log_of(deep + "\n" + row + "\n");
    CHECK(log.seen.size() == 1);
    CHECK(log.tally.unreadable == 1);
  }
  CHECK(log_of(R"({"x": )" + nested(R"({"a":)", "}", 150) + ", " + row.substr(1)).seen.size() == 1);
}

TEST_CASE("what stands behind a document is read as well", "[logs]") {
  const std::string rows =
      "\"time\",\"url\",\"x-vinext-cache\"\n"
      "\"2026-11-17T10:00:05Z\",\"/blog\",\"HIT\"\n";
  const std::string document = "{\n  \"result\": {\n    \"events\": {\n      \"events\": [\n" +
                               stored_event(0, "r1", stale_source) + "\n      ]\n    }\n  }\n}\n";
  CHECK(log_of(document + rows).seen.size() == 2);
  const std::string close =
      "{\"result\":{\"events\":{\"events\":[\n" + stored_event(0, "r1", stale_source) + "\n]}}}\n";
  CHECK(log_of(close + rows).seen.size() == 2);
  // A list of that name within an event is no list of events.
  const std::string event =
      "{\n    \"outcome\": \"ok\",\n    \"logs\": [\n        {\n            \"message\": [\n"
      "                {\n                    \"x-vinext-cache\": \"HIT\",\n"
      "                    \"events\": [\n                        \"a\"\n"
      "                    ]\n                }\n            ]\n        }\n    ],\n"
      "    \"eventTimestamp\": 1794909600000,\n    \"event\": {\n        \"request\": {\n"
      "            \"url\": \"https://e.com/blog\"\n        }\n    }\n}\n";
  const Log log = log_of(event);
  REQUIRE(log.seen.size() == 1);
  CHECK(log.seen[0].state == SeenState::hit);
}

TEST_CASE("an empty list of events does not hide the invocations", "[logs]") {
  check_two_invocations(
      R"({"result": {"events": {"events": [], "count": 0}, "invocations": {"a": [)" +
      stored_event(5, "r1", stale_source, "exceededCpu") + ", " +
      stored_event(9, "r1", failed_source, "exceededCpu") + ", " +
      stored_event(0, "r1", summary_source, "exceededCpu") + R"(], "b": [)" +
      stored_event(700, "r2", hit_source) + "]}}}");
}

TEST_CASE("invocations are told apart, and put together, by their requests", "[logs]") {
  const std::string one = stored_event(0, "r1", stale_source);
  CHECK(log_of(one + "\n" + stored_event(0, "r2", stale_source) + "\n").seen.size() == 2);
  CHECK(log_of(one + "\n" + one + "\n").seen.size() == 1);
  // The state that was told last counts, in whatever order the records come.
  const std::string inner = stored_event(2, "r3", R"("inner x-vinext-cache: MISS")");
  const std::string outer = stored_event(5, "r3", stale_source);
  CHECK(log_of(inner + "\n" + outer + "\n").seen[0].state == SeenState::stale);
  CHECK(log_of(outer + "\n" + inner + "\n").seen[0].state == SeenState::stale);
  // A line of the console may not say of which request it is, but by its number.
  const std::string console =
      R"({"timestamp": 1794909600003, "source": {"message": ["X-Vinext-Cache:", "HIT"]}, )"
      R"("$workers": {"event": {}, "eventType": "fetch", "requestId": "r4"}})";
  const Log log = log_of(console + "\n" + stored_event(0, "r4", summary_source) + "\n");
  REQUIRE(log.seen.size() == 1);
  CHECK(log.seen[0].state == SeenState::hit);
  CHECK(log.seen[0].page == "/blog");
  CHECK(log.seen[0].time_ms == stored_at_ms);
}

TEST_CASE("records of one line are told apart by their number", "[logs]") {
  const Log log = log_of("[" + stored_event(0, "r1", stale_source) + ", " +
                         stored_event(90'000, "r2", hit_source) + "]");
  REQUIRE(log.seen.size() == 2);
  CHECK(scenarios::place_words(log.seen[1]) == "record 2 of line 1");
  CHECK(scenarios::place_words(log_of(stored_event(0, "r1", stale_source)).seen[0]) == "line 1");
}

TEST_CASE("lines within tables and records are read as they stand", "[logs]") {
  for (const std::string& text :
       {std::string("\"labels\",\"Time\",\"Line\",\"tsNs\"\n"
                    "\"{}\",\"2026-11-17 10:00:00.000\",\"GET /blog STALE\",\"1\"\n"),
        std::string(R"({"@timestamp": "2026-11-17T10:00:00Z", "message": "GET /blog STALE"})"),
        std::string(R"({"timestamp": {}, "@timestamp": "2026-11-17T10:00:00Z", )"
                    R"("url": {"path": "/blog"}, "state": "STALE"})")}) {
    INFO(text);
    const Log log = log_of(text + "\n");
    REQUIRE(log.seen.size() == 1);
    CHECK(log.seen[0].state == SeenState::stale);
    CHECK(log.seen[0].page == "/blog");
    CHECK(log.seen[0].time_ms == stored_at_ms);
  }
}

TEST_CASE("in logfmt, what stands in quotation marks is no fact", "[logs]") {
  const Log log = log_of(
      "ts=2026-11-17T10:00:00Z path=/blog msg=\"fetch url=https://a.example/x status=503\" "
      "status=200 state=stale\n"
      "ts=2026-11-17T10:00:05Z\tpath=/blog\tcache=hit\n");
  REQUIRE(log.seen.size() == 2);
  CHECK(log.seen[0].page == "/blog");
  CHECK(log.seen[0].status == 200);
  CHECK(log.seen[0].state == SeenState::stale);
  CHECK(log.seen[1].state == SeenState::hit);
}

TEST_CASE("the console may tell the generation", "[logs]") {
  const std::string told = R"("X-Vinext-Cache: STALE, etag: abc")";
  const std::string tail =
      R"({"outcome": "ok", "eventTimestamp": 1794909600000, "logs": [{"message": [)" + told +
      R"(]}], "event": {"request": {"url": "https://e.com/blog"}}})";
  for (const std::string& text : {tail, stored_event(0, "r1", told)}) {
    const Log log = log_of(text + "\n", by_generation("etag"));
    REQUIRE(log.seen.size() == 1);
    CHECK(log.seen[0].generation == "abc");
  }
}

TEST_CASE("a line may hold any number of objects", "[logs]") {
  std::string line;
  for (int count = 0; count < 40'000; ++count) line += "{\"a\": 1},";
  const Log log = log_of(line + R"({"time": 1794909600, "url": "/p", "state": "HIT"})" + "\n");
  CHECK(log.seen.size() == 1);
  CHECK(log.tally.responses == 40'001);
}

TEST_CASE("an object of too many members is not read", "[logs]") {
  std::string wide = "{\"a\": 1";
  for (int count = 0; count < 200'000; ++count) wide += ", \"k" + std::to_string(count) + "\": 1";
  const Log log =
      log_of(wide + "}\n" + R"({"time": 1794909600, "url": "/p", "state": "HIT"})" + "\n");
  CHECK(log.seen.size() == 1);
  CHECK(log.tally.unreadable == 1);
}

TEST_CASE("a record may have a list of events of its own", "[logs]") {
  for (const char* const events : {"[]", "[\"a\", {\"b\": 1}]", "{\"events\": []}"}) {
    const Log log =
        log_of(std::string(R"({"time": 1794909600, "url": "/p", "state": "HIT", "events": )") +
               events + "}\n");
    REQUIRE(log.seen.size() == 1);
    CHECK(log.tally.unreadable == 0);
  }
}

TEST_CASE("columns beside a message keep what they tell", "[logs]") {
  const Log log = log_of(
      "time,outcome,colo,ray,message\n"
      "2026-11-17T10:00:00Z,exceededCpu,AMS,8f00-AMS,GET /blog STALE\n");
  REQUIRE(log.seen.size() == 1);
  CHECK(log.seen[0].state == SeenState::stale);
  CHECK(log.seen[0].page == "/blog");
  CHECK(log.seen[0].colo == "AMS");
  CHECK(log.seen[0].ray == "8f00-AMS");
  CHECK(log.seen[0].signs == sign_bit(scenarios::Sign::cpu_limit));
  const Log record = log_of(
      R"({"@timestamp": "2026-11-17T10:00:00Z", "colo": "FRA", "message": "GET /blog STALE"})"
      "\n");
  CHECK(record.seen[0].colo == "FRA");
  CHECK(record.seen[0].page == "/blog");
}

TEST_CASE("what is no path is no page", "[logs]") {
  const Log log = log_of(
      "2026-11-17T10:00:00Z GET /blog request=7f3a STALE\n"
      "2026-11-17T10:00:05Z GET /blog request=8f3a url=none STALE\n"
      "ts=2026-11-17T10:00:10Z msg=\"said \\\"url=/other\\\" x\" path=/blog state=HIT\n"
      "ts=2026-11-17T10:00:15Z path=/blog?next=https://other.example/x state=HIT\n");
  REQUIRE(log.seen.size() == 4);
  for (const auto& seen : log.seen) {
    CHECK(seen.page == "/blog");
    CHECK(seen.host.empty());
  }
}

}  // namespace stalemate::tests
