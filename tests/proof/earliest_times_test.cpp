// Bounds between instants: what contradicts is refused, and what is found is the earliest.
#include "scenarios/timed/earliest_times.h"

#include <cstdint>
#include <optional>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>
#include <rapidcheck/catch.h>

namespace stalemate::scenarios::tests {
namespace {

TEST_CASE("instants are as early as the bounds allow", "[proof][timed]") {
  EarliestTimes times(4);
  CHECK(times.at_least(1, 0, 5));
  CHECK(times.at_least(2, 1, 10));
  CHECK(times.of(2) == 15);
  CHECK(times.exactly(3, 2, 7));
  CHECK(times.at_most(3, 1, 20));
  CHECK(times.of(3) == 22);
  SECTION("a contradiction is refused and leaves no trace") {
    CHECK_FALSE(times.at_most(3, 1, 16, 42));
    REQUIRE(times.contradiction().size() == 3);
    CHECK(times.contradiction().back().note == 42);
    CHECK_FALSE(times.exactly(2, 0, 14));
    CHECK(times.of(2) == 15);
    CHECK(times.at_least(2, 0, 16));
    CHECK(times.of(3) == 23);
  }
  SECTION("the origin stays where it is") {
    CHECK_FALSE(times.at_least(0, 1, 0));
    CHECK_FALSE(times.at_most(1, 0, 4));
    CHECK(times.at_most(1, 0, 5));
  }
}

using Distances = std::vector<std::vector<std::optional<std::int64_t>>>;

/// Longest ways between all unknowns; nothing: some way round is longer than nothing.
std::optional<Distances> longest_ways(Distances ways) {
  const std::size_t count = ways.size();
  for (std::size_t via = 0; via < count; ++via) {
    for (std::size_t from = 0; from < count; ++from) {
      for (std::size_t to = 0; to < count; ++to) {
        if (!ways[from][via] || !ways[via][to]) continue;
        const std::int64_t way = *ways[from][via] + *ways[via][to];
        if (!ways[from][to] || way > *ways[from][to]) ways[from][to] = way;
      }
    }
  }
  for (std::size_t unknown = 0; unknown < count; ++unknown) {
    if (*ways[unknown][unknown] > 0) return std::nullopt;
  }
  return ways;
}

/// Whether they lead round, or to the origin from what may be at the origin, in less than no time.
bool is_contradiction(const std::vector<EarliestTimes::Bound>& bounds) {
  if (bounds.empty()) return false;
  std::int64_t length = 0;
  std::size_t at = bounds.front().earlier;
  for (const EarliestTimes::Bound& bound : bounds) {
    if (bound.earlier != at) return false;
    at = bound.later;
    length += bound.distance;
  }
  return length > 0 && (at == 0 || at == bounds.front().earlier);
}

TEST_CASE("any bounds: the same as by all longest ways", "[proof][timed]") {
  rc::prop("accepted bounds and instants agree with the oracle", [] {
    constexpr std::size_t count = 6;
    Distances known(count, std::vector<std::optional<std::int64_t>>(count));
    for (std::size_t unknown = 0; unknown < count; ++unknown) {
      known[unknown][unknown] = 0;
      known[0][unknown] = 0;  // nothing comes before the origin
    }
    EarliestTimes times(count);
    for (int bounds = *rc::gen::inRange(0, 25); bounds > 0; --bounds) {
      const auto earlier = *rc::gen::inRange<std::size_t>(0, count);
      const auto later = *rc::gen::inRange<std::size_t>(0, count);
      const auto distance = *rc::gen::inRange<std::int64_t>(-20, 21);
      Distances tried = known;
      auto& bound = tried[earlier][later];
      if (!bound || *bound < distance) bound = distance;
      const bool possible = longest_ways(tried).has_value();
      RC_ASSERT(times.at_least(later, earlier, distance) == possible);
      if (possible) known = tried;
      if (!possible) RC_ASSERT(is_contradiction(times.contradiction()));
    }
    const auto ways = longest_ways(known);
    for (std::size_t unknown = 0; unknown < count; ++unknown) {
      RC_ASSERT(times.of(unknown) == *(*ways)[0][unknown]);
    }
  });
}

}  // namespace
}  // namespace stalemate::scenarios::tests
