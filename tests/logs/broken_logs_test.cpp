// Logs that are broken: a clear sentence, and never the loss of what can be read.
#include <string>

#include <catch2/catch.hpp>

#include "sim/random.h"
#include "tests/logs/hidden_run.h"
#include "tests/logs/log_texts.h"

namespace stalemate::tests {

namespace {

std::string logpush(int second, const char* state) {
  return R"({"ClientRequestURI":"/p","EdgeStartTimestamp":)" + std::to_string(1794909600 + second) +
         R"(,"ResponseHeaders":{"x-vinext-cache":")" + state + "\"}}\n";
}

bool has_words(const std::string& text, const std::string& words) {
  INFO(text);
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("what is no log is refused with what it is instead", "[logs]") {
  CHECK(has_words(refusal_of(""), "a.log: is empty; allowed: lines of wrangler tail or Logpush"));
  CHECK(has_words(refusal_of("\n\n\n"), "a.log: holds no response that could be read, in 3 lines"));
  CHECK(has_words(refusal_of(std::string("\x7f"
                                         "ELF\0\1\2\n\0\0",
                                         10)),
                  "in 2 lines; line 1: no text"));
  CHECK(has_words(refusal_of("Dear maintainer,\nthe page is stuck.\n"),
                  "line 1: of no known format"));
  CHECK(has_words(refusal_of("HTTP/2 200\ndate: Tue, 17 Nov 2026 10:00:00 GMT\n\nhello\n"),
                  "holds 1 response, but none that tells its cache state"));
  CHECK(has_words(refusal_of("state,url\nHIT,/p\n"), "no line tells when its response came"));
  CHECK(has_words(refusal_of("time_ms,url,state\n1,/a,HIT\n2,/b,HIT\n3,/c,HIT\n"),
                  "responses of several pages (\"/a\", \"/b\", \"/c\"); allowed: one, named with "
                  "--page"));
  CHECK(has_words(refusal_of("time_ms,url,state\n1,/a,HIT\n", only_page("/x")),
                  "holds no response of \"/x\", but of \"/a\""));
  const std::string long_line(17 << 20, 'x');
  CHECK(refusal_of(long_line).find("longer than 16 megabytes") != std::string::npos);
}

TEST_CASE("unreadable lines are counted and the first ones named", "[logs]") {
  std::string text = logpush(0, "MISS");
  for (int index = 0; index < 5; ++index) text += "{\"half\": \n";
  text += logpush(1, "HIT") + "{\"ClientRequestURI\":\"/p\",\"EdgeSta";
  const auto log = log_of(text);
  CHECK(log.seen.size() == 2);
  CHECK(log.tally.lines == 8);
  CHECK(log.tally.unreadable == 6);
  REQUIRE(log.tally.first_unreadable.size() == 3);
  CHECK(log.tally.first_unreadable[0].line == 2);
  CHECK(log.tally.first_unreadable[0].why == "not JSON, or only a part of it");
}

TEST_CASE("an object that is cut off does not take the next one along", "[logs]") {
  const std::string event =
      "{\n  \"eventTimestamp\": 1794909600250,\n  \"logs\": [{\"message\": [\"X-Vinext-Cache: "
      "HIT\"]}]"
      "\n}\n";
  const auto log = log_of("{\n  \"eventTimestamp\": 17949096\n" + event + event.substr(0, 30));
  CHECK(log.seen.size() == 1);
  CHECK(log.seen.front().line == 3);
  CHECK(log.tally.unreadable == 2);
}

TEST_CASE("formats may be mixed, and a table's rows go on between them", "[logs]") {
  const auto log =
      log_of("time_ms,url,state\n1794909600000,/p,MISS\n" + logpush(1, "HIT") +
             "$ curl -i https://e.com/p\nHTTP/2 200\ndate: Tue, 17 Nov 2026 10:00:02 GMT\n"
             "x-vinext-cache: STALE\n\n<p>{\"EdgeStartTimestamp\" is a field}</p>\n" +
             logpush(3, "HIT") + "1794909604000,/p,HIT\n1794909605000,/p\n");
  CHECK(log.seen.size() == 5);
  CHECK(log.tally.unreadable == 1);
  CHECK(log.tally.first_unreadable.front().why == "not as many columns as the header");
}

TEST_CASE("any bytes are read without harm", "[logs]") {
  // Whole logs with pieces cut out, doubled and overwritten.
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    sim::Random random(seed, "damage");
    std::string text = hidden_run(seed % 6).log;
    for (int harm = 0; harm < 6; ++harm) {
      const std::size_t at = random.below(static_cast<std::uint32_t>(text.size()));
      const std::size_t length = random.below(200);
      switch (random.below(3)) {
        case 0:
          text.erase(at, length);
          break;
        case 1:
          text.insert(at, text.substr(text.size() - at / 2 - 1, length));
          break;
        default:
          text[at] = static_cast<char>(random.below(256));
      }
    }
    const auto log = scenarios::log::read_log_from_text(text, "a.log", {});
    if (!log) {
      CHECK(log.error().message.starts_with("a.log: "));
      continue;
    }
    const auto& tally = log.value().tally;
    CHECK(tally.responses == tally.kept + tally.folded + tally.duplicates + tally.dropped +
                                 tally.of_other_pages + tally.without_state);
  }
}

}  // namespace stalemate::tests
