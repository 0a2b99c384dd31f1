// What single lines of each format say.
#include <string>

#include <catch2/catch.hpp>

#include "tests/logs/log_texts.h"
#include "tests/scenarios/examples.h"

namespace stalemate::tests {

using scenarios::Observation;
using scenarios::SeenState;
using scenarios::Sign;
using scenarios::log::ReadOptions;

namespace {

/// 2026-11-17T10:00:00.250Z
constexpr std::int64_t quarter_past_ten_ms = 1'794'909'600'250;

/// The one response of a log.
Observation only_line(const std::string& text, const ReadOptions& options = {}) {
  const auto log = log_of(text, options);
  REQUIRE(log.seen.size() == 1);
  return log.seen.front();
}

const std::string event_of_tail = R"({
  "outcome": "canceled",
  "scriptName": "blog",
  "exceptions": [],
  "logs": [
    {"message": ["X-Vinext-Cache: STALE", 7], "level": "log", "timestamp": 1794909600251},
    {"message": ["waitUntil() tasks did not complete within the allowed time after invocation end"],
     "level": "warn", "timestamp": 1794909630251}
  ],
  "eventTimestamp": 1794909600250,
  "event": {
    "request": {"url": "https://www.example.com/blog.rsc?x=1", "method": "GET",
                "headers": {"CF-Ray": "230b030023ae2822"}, "cf": {"colo": "SJC"}},
    "response": {"status": 200}
  },
  "unknown": {"deep": [1, 2, {"x": null}]}
})";

}  // namespace

TEST_CASE("an event of wrangler tail, over several lines or on one", "[logs]") {
  std::string flat = event_of_tail;
  for (char& letter : flat) letter = letter == '\n' ? ' ' : letter;
  for (const std::string& text : {event_of_tail, flat, "[" + flat + "]"}) {
    const Observation seen = only_line(text);
    CHECK(seen.time_ms == quarter_past_ten_ms);
    CHECK(seen.precision_ms == 0);
    CHECK(seen.page == "/blog");
    CHECK(seen.artifact == model::Artifact::rsc);
    CHECK(seen.state == SeenState::stale);
    CHECK(seen.ray == "230b030023ae2822");
    CHECK(seen.colo == "SJC");
    CHECK(seen.status == 200);
    CHECK(seen.signs == (sign_bit(Sign::cancelled) | sign_bit(Sign::wait_until_limit)));
    CHECK(seen.line == 1);
  }
}

TEST_CASE("a line of Logpush, and its fields under other names", "[logs]") {
  const Observation seen = only_line(
      R"({"ClientRequestURI":"/blog?utm=1","EdgeColoCode":"FRA","EdgeResponseStatus":200,)"
      R"("EdgeStartTimestamp":1794909600250000000,"RayID":"9e2f","CacheCacheStatus":"hit",)"
      R"("ResponseHeaders":{"x-vinext-cache":"MISS","etag":"\"a1\"","age":"12"}})",
      by_generation("etag"));
  CHECK(seen.time_ms == quarter_past_ten_ms);
  CHECK(seen.page == "/blog");
  CHECK(seen.state == SeenState::miss);
  CHECK(seen.generation == "\"a1\"");
  CHECK(seen.age_s == 12);
  CHECK(seen.colo == "FRA");
  CHECK_FALSE(seen.signs);

  ReadOptions options;
  options.header = "cf-cache-status";
  name_of(options, scenarios::log::Fact::time) = "when.at";
  name_of(options, scenarios::log::Fact::url) = "path";
  const Observation renamed = only_line(
      R"({"when":{"at":"2026-11-17T11:00:00.25+01:00"},"path":"/a","CacheCacheStatus":"updating"})",
      options);
  CHECK(renamed.time_ms == quarter_past_ten_ms);
  CHECK(renamed.page == "/a");
  CHECK(renamed.state == SeenState::stale);
}

TEST_CASE("a line of Workers Trace Events tells how the invocation ended", "[logs]") {
  const Observation seen = only_line(
      R"({"EventTimestampMs":1794909600250,"Outcome":"exception","Event":{"RayID":"9e2f",)"
      R"("Request":{"URL":"https://e.com/b"},"Response":{"Status":500}},"Logs":[],"Exceptions":)"
      R"([{"Name":"Error","Message":"Error: KV GET failed: 500 Internal Server Error"}]})");
  CHECK(seen.is_error());
  CHECK_FALSE(seen.state);
  CHECK(seen.signs ==
        (sign_bit(Sign::exception) | sign_bit(Sign::failure_told) | sign_bit(Sign::kv_failed)));
}

TEST_CASE("rows of tables: separators, quotes, columns by any known name", "[logs]") {
  for (const char* const text :
       {"time,url,x-vinext-cache,colo\n2026-11-17T10:00:00.250Z,\"/a,b\"\"c\",hit,FRA\n",
        "Timestamp;Path;Cache;EdgeColoCode\r\n1794909600.25;\"/a,b\"\"c\";HIT;FRA\r\n",
        "time_ms\turl\tstate\tcf-ray\n1794909600250\t/a,b\"\"\"\"c\tHIT\t9e2f-FRA"}) {
    const Observation seen = only_line(text);
    INFO(text);
    CHECK(seen.time_ms == quarter_past_ten_ms);
    CHECK(seen.page.starts_with("/a,b\""));
    CHECK(seen.state == SeenState::hit);
    CHECK(seen.colo == "FRA");
    CHECK(seen.line == 2);
  }
}

TEST_CASE("a header that a table has not is not taken for another one", "[logs]") {
  const std::string table = "time,x-vinext-cache\n2026-11-17T10:00:00Z,HIT\n";
  CHECK(log_of(table).seen.size() == 1);
  scenarios::log::ReadOptions nope;
  nope.header = "nope";
  CHECK(refusal_of(table, nope).find("--fields") != std::string::npos);
}

TEST_CASE("transcripts of curl -i and curl -v", "[logs]") {
  const auto log = log_of(
      "$ curl -i https://e.com/a\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"
      "Date: Tue, 17 Nov 2026 10:00:00 GMT\r\nX-Vinext-Cache: STALE\r\nAge: 61\r\n"
      "CF-RAY: 230b030023ae2822-SJC\r\n\r\n<p>HTTP caching, explained</p>\r\n"
      "$ curl -sv https://e.com/a\n< HTTP/2 200\n< date: Tue, 17 Nov 2026 10:00:01 GMT\n"
      "< x-vinext-cache: HIT\n<\n<p>HTTP caching, explained</p>\n",
      by_generation("body"));
  REQUIRE(log.seen.size() == 2);
  CHECK(log.page == "/a");
  CHECK(log.seen[0].time_ms == quarter_past_ten_ms - 250);
  CHECK(log.seen[0].precision_ms == 999);
  CHECK(log.seen[0].state == SeenState::stale);
  CHECK(log.seen[0].age_s == 61);
  CHECK(log.seen[0].colo == "SJC");
  CHECK(log.seen[1].state == SeenState::hit);
  CHECK_FALSE(log.seen[0].generation.empty());
  CHECK(log.tally.unreadable == 0);
}

TEST_CASE("equal bodies are one generation, others another", "[logs]") {
  const std::string head =
      "HTTP/2 200\ndate: Tue, 17 Nov 2026 10:00:00 GMT\nx-vinext-cache: HIT\n\n";
  const auto log = log_of(head + "one\n" + head + "two\n" + head + "one\n", by_generation("body"));
  REQUIRE(log.seen.size() == 3);
  CHECK(log.seen[0].generation == log.seen[2].generation);
  CHECK(log.seen[0].generation != log.seen[1].generation);
}

TEST_CASE("a client that closed the request, and an error of the page", "[logs]") {
  const auto log = log_of("time_ms,state,status\n1794909600250,,499\n1794909600251,,503\n");
  REQUIRE(log.seen.size() == 2);
  CHECK(log.seen[0].signs == sign_bit(Sign::cancelled));
  CHECK(log.seen[1].is_error());
}

TEST_CASE("a names file says what is wrong with it", "[logs]") {
  const scenarios::tests::TemporaryFolder folder;
  const auto complaint = [&](const std::string& text) {
    scenarios::tests::write_text(folder.file("names.json"), text);
    ReadOptions options;
    const auto problem = read_names(folder.file("names.json"), options);
    return problem ? problem->message : name_of(options, scenarios::log::Fact::ray);
  };
  CHECK(complaint(R"({"ray": "Ray.ID"})") == "Ray.ID");
  CHECK(complaint(R"({"raj": "x"})").find("no such fact (nearest: \"ray\"") != std::string::npos);
  CHECK(complaint(R"({"ray": 3})").find("must be the name of a field") != std::string::npos);
  CHECK(complaint("[]").find("must be an object") != std::string::npos);
  CHECK(complaint("{").find("not JSON") != std::string::npos);
}

}  // namespace stalemate::tests
