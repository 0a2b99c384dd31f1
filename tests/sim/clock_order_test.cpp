// Instants seen from now: which are past, which comes next, and when the clock stands at one.
#include "sim/state/clock_order.h"

#include <catch2/catch.hpp>

namespace stalemate::sim {
namespace {

constexpr std::int64_t unit = 1000;

TEST_CASE("a deadline of now is not past, and one of a moment ago is", "[sim][clock]") {
  ClockOrder order(unit);
  order.begin(5000);
  order.add_deadline(5000);
  order.add_deadline(4999);
  CHECK(order.deadline(5000) == RelativeInstant{});
  CHECK(order.deadline(4999).past);
  CHECK_FALSE(order.next_deadline().has_value());
}

TEST_CASE("the next two deadlines are the nearest, in whatever order they are told",
          "[sim][clock]") {
  ClockOrder order(unit);
  order.begin(0);
  for (const std::int64_t at : {500, 200, 300, 400, 200}) order.add_deadline(at);
  CHECK(order.next_deadline() == 200);
  CHECK(order.second_deadline() == 300);
  order.begin(0);
  for (const std::int64_t at : {300, 200}) order.add_deadline(at);
  CHECK(order.next_deadline() == 200);
  CHECK(order.second_deadline() == 300);
}

TEST_CASE("the clock is at an instant while a deadline is whole units away, or a stamp is now",
          "[sim][clock]") {
  ClockOrder order(unit);
  order.begin(0);
  order.add_deadline(2001);
  order.add_stamp(-1);
  CHECK_FALSE(order.at_an_instant());
  SECTION("a deadline") { order.add_deadline(2000); }
  SECTION("a stamp") { order.add_stamp(0); }
  CHECK(order.at_an_instant());
}

}  // namespace
}  // namespace stalemate::sim
