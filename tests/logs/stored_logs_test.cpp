// Logs as the places hand them out that store them: Workers Logs, Loki, Elasticsearch, logfmt; and
// lines that end in another way.
#include <string>

#include <catch2/catch.hpp>

#include "scenarios/log/invocations.h"
#include "tests/logs/stored_event.h"

namespace stalemate::tests {

namespace {

using scenarios::Observation;
using scenarios::SeenState;
using scenarios::log::Log;

}  // namespace

TEST_CASE("what Workers Logs has of one invocation is put together", "[logs]") {
  const std::string one = stored_event(5, "r1", stale_source, "exceededCpu");
  const std::string failed = stored_event(9, "r1", failed_source, "exceededCpu");
  const std::string summary = stored_event(0, "r1", summary_source, "exceededCpu");
  const std::string other = stored_event(700, "r2", hit_source);
  check_two_invocations(one + "\n" + failed + "\n" + summary + "\n" + other + "\n");
  check_two_invocations(other + "\n" + summary + "\n" + failed + "\n" + one + "\n");
  const std::string list = "[" + other + ", " + one + ", " + failed + ", " + summary + "]";
  check_two_invocations(list);
  check_two_invocations(R"({"success": true, "result": {"events": {"count": 4, "events": )" + list +
                        "}}}");
  check_two_invocations(R"({"events": )" + list + "}");
  check_two_invocations(R"({"result": {"invocations": {"r1": [)" + one + ", " + failed + ", " +
                        summary + R"(], "r2": [)" + other + "]}}}");
  // As a formatter lays it out: object by object, however long it is.
  check_two_invocations("{\n  \"result\": {\n    \"events\": {\n      \"events\": [\n" + one +
                        ",\n" + failed + ",\n" + summary + ",\n" + other +
                        "\n      ]\n    }\n  }\n}\n");
}

TEST_CASE("events of other kinds in Workers Logs are no responses", "[logs]") {
  const std::string cron =
      R"({"timestamp": 1794909600000, "source": "X-Vinext-Cache: STALE", "$workers": {)"
      R"("event": {}, "eventType": "cron", "requestId": "r9", "outcome": "ok"}})";
  const Log log = log_of(cron + "\n" + stored_event(0, "r1", hit_source) + "\n");
  REQUIRE(log.seen.size() == 1);
  CHECK(log.seen[0].state == SeenState::hit);
}

TEST_CASE("an invocation is taken for complete when too many wait", "[logs]") {
  scenarios::log::Invocations invocations;
  const auto part = [](const std::string& id, SeenState state) {
    Observation seen;
    seen.invocation = id;
    seen.state = state;
    return seen;
  };
  for (std::size_t count = 0; count < scenarios::log::Invocations::most_waiting; ++count) {
    REQUIRE_FALSE(invocations.add(part(std::to_string(count), SeenState::hit)));
  }
  REQUIRE_FALSE(invocations.add(part("0", SeenState::stale)));
  const auto first = invocations.add(part("another", SeenState::miss));
  REQUIRE(first);
  CHECK(first->invocation == "0");
  CHECK(first->state == SeenState::stale);  // told last
  const auto left = invocations.take();
  CHECK(left.size() == scenarios::log::Invocations::most_waiting);
  CHECK(left.back().invocation == "another");
}

TEST_CASE("lines that Loki keeps are read as they were written", "[logs]") {
  const std::string text_line = R"(GET https://e.com/blog X-Vinext-Cache: STALE)";
  const std::string json_line =
      R"({\"url\": \"https://e.com/blog\", \"x-vinext-cache\": \"STALE\", \"status\": 200})";
  for (const std::string& line : {text_line, json_line}) {
    for (const std::string& text :
         {R"({"status": "success", "data": {"resultType": "streams", "result": [{"stream": )"
          R"({"app": "a"}, "values": [["1794909600000000000", ")" +
              line + R"("]]}]}})",
          R"({"labels": {}, "line": ")" + line + R"(", "timestamp": "2026-11-17T10:00:00Z"})",
          R"([{"line": ")" + line + R"(", "timestamp": "1794909600000000000", "fields": {}}])"}) {
      INFO(text);
      const Log log = log_of(text + "\n");
      REQUIRE(log.seen.size() == 1);
      CHECK(log.seen[0].state == SeenState::stale);
      CHECK(log.seen[0].time_ms == stored_at_ms);
      CHECK(log.seen[0].page == "/blog");
    }
  }
  CHECK(refusal_of(R"([{"line": "nothing to see", "timestamp": "1794909600000000000"}])")
            .find("nor a line of a known format") != std::string::npos);
}

TEST_CASE("what Elasticsearch has found is a list of records", "[logs]") {
  const Log log =
      log_of(R"({"took": 3, "hits": {"total": {"value": 2}, "hits": [)"
             R"({"_id": "a", "_source": {"@timestamp": "2026-11-17T10:00:00Z", "url": "/blog", )"
             R"("x-vinext-cache": "HIT"}}, {"_id": "b", "_source": {"@timestamp": )"
             R"("2026-11-17T10:00:05Z", "url": "/blog", "x-vinext-cache": "STALE"}}]}})");
  REQUIRE(log.seen.size() == 2);
  CHECK(log.seen[1].state == SeenState::stale);
  CHECK(log.seen[1].time_ms == stored_at_ms + 5000);
}

TEST_CASE("logfmt tells its facts by name", "[logs]") {
  for (const char* const line :
       {"ts=2026-11-17T10:00:00Z level=info path=/blog status=200 x-vinext-cache=STALE colo=AMS\n",
        "level=info time=\"2026-11-17T10:00:00Z\" url=\"https://e.com/blog\" cache=STALE "
        "colo=AMS status=200\n",
        "msg=\"GET /blog\" t=1794909600000 uri=/blog?x=1 status=200 state=STALE colo=AMS\n"}) {
    INFO(line);
    const Log log = log_of(line);
    REQUIRE(log.seen.size() == 1);
    CHECK(log.seen[0].time_ms == stored_at_ms);
    CHECK(log.seen[0].page == "/blog");
    CHECK(log.seen[0].state == SeenState::stale);
    CHECK(log.seen[0].status == 200);
    CHECK(log.seen[0].colo == "AMS");
  }
}

TEST_CASE("a table may end its lines with returns alone", "[logs]") {
  const Log log = log_of("time_ms,url,state\r1794909600000,/p,HIT\r1794909605000,/p,STALE\r");
  REQUIRE(log.seen.size() == 2);
  CHECK(log.seen[1].state == SeenState::stale);
  CHECK(log.tally.lines == 3);
  // A return within a log that has line feeds is only a letter.
  CHECK(log_of("time_ms,url,state\n1794909600000,/p\r,HIT\n").seen.size() == 1);
}

TEST_CASE("hosts of one page are told, and one can be asked for", "[logs]") {
  const std::string rows =
      "time_ms,url,state\n1794909600000,https://A.example:443/p,HIT\n"
      "1794909605000,https://b.example/p,STALE\n1794909606000,/p,STALE\n";
  const Log both = log_of(rows);
  CHECK(both.seen.size() == 3);
  CHECK(both.tally.hosts == std::vector<std::string>{"a.example", "b.example"});
  scenarios::log::ReadOptions options = only_page("/p");
  options.host = "b.example";
  const Log one = log_of(rows, options);
  CHECK(one.seen.size() == 2);
  CHECK(one.tally.of_other_hosts == 1);
  options.host = "c.example";
  CHECK(refusal_of("time_ms,url,state\n1794909600000,https://a.example/p,HIT\n", options)
            .find("another host") != std::string::npos);
}

TEST_CASE("a file of another encoding is called what it is", "[logs]") {
  CHECK(refusal_of(std::string("\xff\xfe\0\0t\0\0\0", 8)).find("is UTF-32") != std::string::npos);
  CHECK(refusal_of(std::string("\xff\xfet\0", 4)).find("is UTF-16") != std::string::npos);
}

}  // namespace stalemate::tests
