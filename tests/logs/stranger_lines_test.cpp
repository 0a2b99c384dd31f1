// Lines as strangers have them, where what stands on them could be taken for something else.
#include <algorithm>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "reports/log_notes.h"
#include "scenarios/log/draft.h"
#include "scenarios/log/times.h"
#include "scenarios/reproduce/reproduce.h"
#include "tests/logs/log_texts.h"

namespace stalemate::tests {

namespace {

using scenarios::Reproduction;
using scenarios::SeenState;

/// 2026-11-17T10:00:00Z
constexpr std::int64_t at_ten_ms = 1'794'909'600'000;

/// What is asked about a log, in the world that is drafted from it.
struct Drafted {
  explicit Drafted(const scenarios::log::Log& log)
      : scenario(
            scenarios::load_scenario_from_text(scenarios::log::draft_of(log).text, "draft.json")) {
    if (!scenario) FAIL(scenario.error().message);
    auto asked =
        scenarios::question_of(scenario.value(), scenario.value().cells.front(), log.seen, {});
    if (!asked) FAIL(asked.error().message);
    question = std::move(asked).value();
  }
  Drafted(const Drafted&) = delete;
  Drafted& operator=(const Drafted&) = delete;

  Reproduction explained() const {
    auto found = scenarios::reproduce({question, 2000, [] { return false; }});
    if (!found) FAIL(found.error().message);
    return std::move(found).value();
  }

  scenarios::Result<scenarios::Scenario> scenario;
  scenarios::LogQuestion question;
};

Reproduction explained(const std::string& text) { return Drafted(log_of(text)).explained(); }

std::string cause_of(const std::string& text) {
  const Reproduction found = explained(text);
  return found.causes.empty() ? "none" : found.causes.front().hypothesis.name;
}

bool has(const Reproduction& found, const std::string& name) {
  return std::any_of(found.causes.begin(), found.causes.end(),
                     [&](const auto& run) { return run.hypothesis.name == name; });
}

bool notes_say(const scenarios::log::Log& log, const std::string& words) {
  for (const std::string& note : reports::reading_notes(log)) {
    if (note.find(words) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a field that tells no state leaves the word to the next one", "[logs]") {
  const std::string head =
      R"({"log":{"entries":[{"startedDateTime":"2026-11-17T10:00:00.000Z","request":{"url":)"
      R"("https://a.com/blog"},"response":{"status":200,"headers":[{"name":"x-vinext-cache",)";
  CHECK(log_of(head + R"("value":"HIT"}]},"cache":{}}]}})").seen.front().state == SeenState::hit);
  const auto state = [](const std::string& fields) {
    return log_of(R"({"timestamp":1794909600,)" + fields + "}\n").seen.front().state;
  };
  CHECK(state(R"("cache":{"hit":true},"x-vinext-cache":"STALE")") == SeenState::stale);
  CHECK(state(R"("state":"MISS","headers":{"x-vinext-cache":"HIT"})") == SeenState::hit);
  CHECK(state(R"("upstream_cache_status":"EXPIRED")") == SeenState::miss);
}

TEST_CASE("a number in brackets is no time", "[logs]") {
  for (const char* const line :
       {"2026-11-17T10:00:00Z web[4321]: GET /blog x-vinext-cache: HIT",
        "2026-11-17 10:00:00 [200] /blog HIT", "2026-11-17T10:00:00Z [10] /blog HIT",
        "[1794909600] /blog HIT",
        "10.0.0.1 - - [17/Nov/2026:10:00:00 +0000] \"GET /blog\" 200 HIT"}) {
    INFO(line);
    CHECK(log_of(line).seen.front().time_ms == at_ten_ms);
  }
  CHECK(refusal_of("web[4321]: GET /blog HIT\n").find("line 1") != std::string::npos);
}

TEST_CASE("of several states in a line the last counts", "[logs]") {
  const auto log = log_of("2026-11-17T10:00:00Z /blog \"https://a.com/?from=STALE\" HIT\n");
  CHECK(log.seen.front().state == SeenState::hit);
}

TEST_CASE("times as toLocaleString() writes them", "[logs]") {
  for (const char* const text :
       {"11/17/2026, 10:00:00 AM", "11/17/2026, 10:00:00\u202fAM", "17/11/2026, 10:00:00",
        "17.11.2026, 10:00:00", "17/11/2026 10:00:00", "Nov 17, 2026 @ 10:00:00.000",
        "11/17/2026, 10:00:00", "17/11/2026, 10:00:00 a. m."}) {
    INFO(text);
    const auto time = scenarios::log::time_of(text);
    REQUIRE(time);
    CHECK(time->ms == at_ten_ms);
  }
  CHECK(scenarios::log::time_of("11/17/2026, 12:00:00 AM")->ms == at_ten_ms - 36'000'000);
  CHECK(scenarios::log::time_of("11/17/2026, 10:00:00 PM")->ms == at_ten_ms + 43'200'000);
  for (const char* const text : {"11.17.2026, 10:00:00", "17/11/2026", "11/17/2026, 13:00:00 PM",
                                 "17/11/2026, 10:00:00 am;HIT", "31/13/2026, 10:00:00",
                                 "17/11.2026, 10:00:00", "17/11/2026, 10:00:00 XM"}) {
    INFO(text);
    CHECK_FALSE(scenarios::log::time_of(text));
  }
}

TEST_CASE("events that wrangler tail prints on a terminal", "[logs]") {
  const auto log = log_of(
      "Successfully created tail, expires at 2026-11-17T16:00:00Z\n"
      "Connected to blog, waiting for logs...\n"
      "GET https://a.com/blog - Ok @ 11/17/2026, 10:00:00 AM\n"
      "  (log) X-Vinext-Cache: STALE\n"
      "GET https://a.com/blog - Exceeded CPU Limit @ 11/17/2026, 10:00:30 AM\n"
      "  (log) X-Vinext-Cache: STALE\n"
      "  (error) [vinext] ISR background regeneration failed for /blog: Error: KV PUT failed: 429\n"
      "GET https://a.com/blog?_rsc=1 - Canceled @ 11/17/2026, 10:01:00 AM\n"
      "\"0 * * * *\" @ 11/17/2026, 11:00:00 AM - Ok\n");
  using scenarios::Sign;
  using scenarios::sign_bit;
  REQUIRE(log.seen.size() == 3);
  CHECK(log.page == "/blog");
  CHECK(log.seen[0].time_ms == at_ten_ms);
  CHECK(log.seen[0].state == SeenState::stale);
  CHECK(log.seen[0].signs == 0);
  CHECK(log.seen[1].signs == (sign_bit(Sign::cpu_limit) | sign_bit(Sign::regeneration_failed) |
                              sign_bit(Sign::failure_told) | sign_bit(Sign::kv_refused)));
  CHECK(log.seen[2].signs == sign_bit(Sign::cancelled));
  CHECK(log.seen[2].artifact == model::Artifact::rsc);
  CHECK(log.seen[2].line == 8);
}

TEST_CASE("lines whose time cannot be read are named", "[logs]") {
  const auto log =
      log_of("time,x-vinext-cache\n2026-11-17T10:00:00Z,HIT\nyesterday,HIT\nlater,STALE\n");
  CHECK(log.tally.without_time == 2);
  CHECK(notes_say(log, "a.log:3: without a time that could be read, as 2 lines in all"));
  CHECK_FALSE(notes_say(log_of("time,x-vinext-cache\n2026-11-17T10:00:00Z,HIT\n"), "a time"));
}

TEST_CASE("a generation that no response has is told", "[logs]") {
  const std::string rows = "time,x-vinext-cache,build\n2026-11-17T10:00:00Z,HIT,a\n";
  CHECK(notes_say(log_of(rows, by_generation("bild")), "has what --generation names"));
  CHECK_FALSE(notes_say(log_of(rows, by_generation("build")), "--generation"));
}

TEST_CASE("responses are told apart where a body has no line break at its end", "[logs]") {
  const std::string response =
      "HTTP/2 200\ndate: Tue, 17 Nov 2026 10:00:00 GMT\nx-vinext-cache: HIT\n\n<p>a</p>";
  CHECK(log_of(response + response + response).tally.responses == 3);
  // What a page says of HTTP is no response, nor is a command that it shows.
  const std::string page = "<p>it says HTTP/1.1 200 OK</p>\ncurl https://a.com/v1\n</pre>\n";
  const auto log = log_of("$ curl -si https://a.com/blog\n" + response + "\n" + page +
                          "$ curl -si https://a.com/blog\n" + response);
  CHECK(log.tally.responses == 2);
  CHECK(log.page == "/blog");
}

TEST_CASE("numbers that no time and no age can be are none", "[logs]") {
  for (const char* const time : {"1e300", "-5", "1e19"}) {
    const auto log =
        log_of("{\"timestamp\":1794909600,\"cache\":\"HIT\"}\n{\"timestamp\":" + std::string(time) +
               ",\"cache\":\"HIT\"}\n");
    CHECK(log.tally.without_time == 1);
  }
  const auto log = log_of("time,state,age\n2026-11-17T10:00:00Z,HIT,9223372036854775807\n");
  CHECK_FALSE(log.seen.front().age_s);
}

TEST_CASE("html and rsc are entries of their own, there from the start", "[logs]") {
  const std::string head = "time,url,x-vinext-cache\n";
  CHECK(cause_of(head + "2026-11-17T10:00:00Z,/blog,HIT\n2026-11-17T10:00:10Z,/blog.rsc,HIT\n") ==
        "nothing");
  CHECK(
      cause_of(head + "2026-11-17T10:00:00Z,/blog,STALE\n2026-11-17T10:00:00Z,/blog.rsc,STALE\n") ==
      "nothing");
}

TEST_CASE("a healthy page is drafted so that it is healthy", "[logs]") {
  const auto life = [](const std::string& rows) {
    const std::string text = scenarios::log::draft_of(log_of("time,x-vinext-cache\n" + rows)).text;
    const std::size_t at = text.find("\"revalidate_ms\": ") + 17;
    return text.substr(at, text.find_first_of(",}", at) - at);
  };
  const std::string polled =
      "2026-11-17T10:00:00Z,HIT\n2026-11-17T10:01:10Z,STALE\n2026-11-17T10:01:40Z,HIT\n"
      "2026-11-17T10:02:10Z,HIT\n";
  CHECK(life(polled) == "60000");
  CHECK(cause_of("time,x-vinext-cache\n" + polled) == "nothing");
  CHECK(life("2026-11-17T10:00:00Z,HIT\n2026-11-17T10:01:30Z,HIT\n") == "120000");
  // From the MISS on it lived for a minute at most.
  CHECK(life("2026-11-17T10:00:00Z,MISS\n2026-11-17T10:01:00Z,STALE\n2026-11-17T10:01:05Z,HIT\n") !=
        "120000");
}

TEST_CASE("what fails once may fail again", "[logs]") {
  const std::string failed =
      R"(, "logs": [{"message": ["X-Vinext-Cache: STALE"]}, {"message": ["[vinext] ISR background )"
      R"(regeneration failed for /blog: Error: KV PUT failed: 429 Too Many Requests"]}]})";
  const auto event = [](int second, const std::string& rest) {
    return R"({"outcome": "ok", "event": {"request": {"url": "https://a.com/blog"}}, )"
           R"("eventTimestamp": )" +
           std::to_string(at_ten_ms + second * 1000) + rest + "\n";
  };
  const auto state = [](const std::string& name) {
    return R"(, "logs": [{"message": ["X-Vinext-Cache: )" + name + R"("]}]})";
  };
  const Reproduction found =
      explained(event(0, state("HIT")) + event(70, failed) + event(100, failed) +
                event(190, state("STALE")) + event(195, state("HIT")));
  CHECK(has(found, "put-429-twice"));
  REQUIRE_FALSE(found.causes.empty());
  CHECK(found.causes.front().hypothesis.name.starts_with("put-429"));
}

TEST_CASE("an outage is told as one", "[logs]") {
  // STALE for three minutes, in which every request begins a regeneration, then fresh again.
  std::string text = "time,x-vinext-cache,etag\n2026-11-17T10:00:00Z,HIT,a\n";
  for (const char* const time : {"10:01:10", "10:01:40", "10:02:10", "10:02:40", "10:03:10"}) {
    text += "2026-11-17T" + std::string(time) + "Z,STALE,a\n";
  }
  text += "2026-11-17T10:03:40Z,STALE,a\n2026-11-17T10:03:45Z,HIT,b\n";
  const auto log = log_of(text, by_generation("etag"));
  const Reproduction found = Drafted(log).explained();
  REQUIRE_FALSE(found.causes.empty());
  CHECK(found.causes.front().hypothesis.lasts);
  CHECK(found.causes.front().struck.size() >= 5);
  CHECK(found.causes.front().fit.timing > 0.01);
  CHECK(has(found, "render-throws-for-a-while"));
  // It has struck where the log says also in the runs that tell causes apart.
  const auto& sightings = found.causes.front().sightings;
  const auto later = std::find_if(sightings.begin(), sightings.end(), [](const auto& sighting) {
    return sighting.what.find("one more request") != std::string::npos;
  });
  REQUIRE(later != sightings.end());
  CHECK(later->seen.find("the generation of the last line") != std::string::npos);
}

TEST_CASE("a store that refuses for good stands beside mistakes of the program", "[logs]") {
  std::string rows = "time,state\n";
  for (const char* const time : {"00:00", "00:25", "00:50", "01:15", "01:40", "02:05", "02:30"}) {
    rows += std::string("2026-11-17T10:") + time + "Z,MISS\n";
  }
  const Reproduction found = explained(rows);
  REQUIRE_FALSE(found.causes.empty());
  CHECK(found.causes.front().hypothesis.name == "put-429-for-a-while");
  CHECK(has(found, "context-never-visible"));
  // Only that it does so once is ruled out.
  const auto refused =
      std::find_if(found.ruled_out.begin(), found.ruled_out.end(),
                   [](const scenarios::RuledOut& one) { return one.name == "put-429"; });
  REQUIRE(refused != found.ruled_out.end());
  CHECK(refused->once);
}

TEST_CASE("of more colos than a scenario has, those with the most lines are looked at", "[logs]") {
  std::string text = "time,x-vinext-cache,colo\n";
  int second = 10;
  for (const char* const colo : {"FRA", "AMS", "LHR", "CDG", "MAD", "MAD", "CDG", "LHR", "AMS"}) {
    text += "2026-11-17T10:00:" + std::to_string(second++) + "Z,HIT," + colo + "\n";
  }
  const auto log = log_of(text);
  CHECK(scenarios::colos_of(log.seen) ==
        std::vector<std::string>{"AMS", "LHR", "CDG", "MAD", "FRA"});
  const Drafted drafted(log);
  CHECK(drafted.question.seen.size() == 8);
  CHECK(drafted.question.other_colos == std::vector<std::string>{"FRA"});
  CHECK(reports::question_notes(log, drafted.question) ==
        std::vector<std::string>{"a.log: 1 line of another colo left out: FRA"});
}

}  // namespace stalemate::tests
