// Order, duplicates, and runs of equal lines.
#include "scenarios/log/folding.h"

#include <string>

#include <catch2/catch.hpp>

#include "scenarios/log/reader.h"
#include "tests/logs/log_texts.h"

namespace stalemate::tests {

using scenarios::Observation;
using scenarios::SeenState;
using scenarios::log::Folding;
using scenarios::log::Tally;

namespace {

Observation seen_at(std::int64_t time_ms, SeenState state) {
  Observation seen;
  seen.time_ms = time_ms;
  seen.state = state;
  return seen;
}

}  // namespace

TEST_CASE("lines are sorted by time, and those that are there twice count once", "[logs]") {
  Tally tally;
  Folding folding(tally);
  for (const std::int64_t time_ms : {10, 30, 20, 30, 5}) {
    folding.add(seen_at(time_ms, time_ms == 20 ? SeenState::miss : SeenState::hit));
  }
  // At the same time, but another answer: another request.
  folding.add(seen_at(30, SeenState::stale));
  Observation with_ray = seen_at(40, SeenState::stale);
  with_ray.ray = "a";
  folding.add(with_ray);
  folding.add(with_ray);
  with_ray.ray = "b";
  folding.add(with_ray);
  const auto all = folding.take();
  std::vector<std::int64_t> times;
  for (const Observation& seen : all) times.push_back(*seen.time_ms);
  CHECK(times == std::vector<std::int64_t>{5, 10, 20, 30, 30, 40, 40});
  CHECK(tally.duplicates == 2);
  CHECK(tally.out_of_order == 2);
  CHECK(tally.folded == 0);
}

TEST_CASE("of a long run of equal lines the first and the last stay", "[logs]") {
  Tally tally;
  Folding folding(tally);
  folding.add(seen_at(0, SeenState::miss));
  for (int index = 1; index <= 5000; ++index) folding.add(seen_at(index, SeenState::hit));
  folding.add(seen_at(6000, SeenState::stale));
  const auto all = folding.take();
  REQUIRE(all.size() == 2 + scenarios::log::most_alike);
  CHECK(all[1].time_ms == 1);
  CHECK(all[scenarios::log::most_alike].time_ms == 5000);
  CHECK(all[scenarios::log::most_alike].stands_for == 5000 - scenarios::log::most_alike + 1);
  CHECK(tally.folded == 5000 - scenarios::log::most_alike);
  CHECK(tally.kept == all.size());
}

TEST_CASE("of a log that changes all the time the last lines stay", "[logs]") {
  Tally tally;
  Folding folding(tally);
  for (int index = 0; index < 10'000; ++index) {
    folding.add(seen_at(index, index % 2 == 0 ? SeenState::hit : SeenState::stale));
  }
  const auto all = folding.take();
  REQUIRE(all.size() == scenarios::log::most_kept);
  CHECK(all.back().time_ms == 9999);
  CHECK(tally.dropped == 10'000 - scenarios::log::most_kept);
}

TEST_CASE("a million lines are read without being kept", "[logs][slow]") {
  scenarios::log::Reader reader({});
  for (int index = 0; index < 1'000'000; ++index) {
    reader.line(R"({"ClientRequestURI":"/p","EdgeStartTimestamp":)" +
                std::to_string(1'794'909'600'000 + index) +
                R"(,"ResponseHeaders":{"x-vinext-cache":"HIT"}})");
  }
  const auto all = reader.take();
  CHECK(all.size() == scenarios::log::most_alike);
  CHECK(reader.tally().lines == 1'000'000);
  CHECK(reader.tally().folded == 1'000'000 - scenarios::log::most_alike);
}

}  // namespace stalemate::tests
