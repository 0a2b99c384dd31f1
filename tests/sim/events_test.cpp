// Virtual time, pending events, timers, and what one macro-step is.
#include <array>

#include <catch2/catch.hpp>

#include "tests/sim/lab.h"

namespace stalemate::sim::tests {
namespace {

constexpr std::uint16_t some_event = first_world_event;
constexpr std::uint16_t other_event = first_world_event + 1;

Promise<> logs_when_awake(Lab& lab, Microseconds delay_us, const char* word) {
  co_await lab.kernel().sleep(delay_us);
  lab.log(word);
  co_await lab.kernel().resolved();
  lab.log(std::string(word) + "'");
  co_return Done{};
}

// const f = async (ms, w) => { await sleep(ms); log(w); await null; log(w + "'"); };
// f(10, 'b'); f(10, 'c'); f(5, 'a'); f(0, 'z'); f(-5, 'n'); log('sync');
TEST_CASE("timers fire by time, then by age, each in a macro-step of its own", "[sim][events]") {
  Lab lab;
  lab.run_in(lab.owner(), [&] {
    logs_when_awake(lab, 10, "b");
    logs_when_awake(lab, 10, "c");
    logs_when_awake(lab, 5, "a");
    logs_when_awake(lab, 0, "z");
    logs_when_awake(lab, -5, "n");
    lab.log("sync");
  });
  CHECK(lab.logged() == "sync");
  lab.deliver_all();
  CHECK(lab.logged() == "sync z z' n n' a a' b b' c c'");
  CHECK(lab.kernel().now_us() == 10);
}

Promise<> logs_clock(Lab& lab, Microseconds delay_us) {
  lab.log("at", lab.kernel().now_us());
  co_await lab.kernel().sleep(delay_us);
  lab.log("at", lab.kernel().now_us());
  co_await lab.kernel().resolved();
  lab.log("at", lab.kernel().now_us());
  co_return Done{};
}

TEST_CASE("the clock stands still within a macro-step and jumps between them", "[sim][events]") {
  Lab lab;
  lab.run_in(lab.owner(), [&] { logs_clock(lab, 7000); });
  CHECK(lab.logged() == "at0");
  lab.deliver_all();
  CHECK(lab.logged() == "at0 at7000 at7000");
}

TEST_CASE("an event says when it is due, and in which order it was posted", "[sim][events]") {
  Lab lab;
  const OwnerId owner = lab.owner();
  lab.kernel().advance_to(100);
  const std::uint32_t first = lab.kernel().post(30, some_event, owner, 5);
  const std::uint32_t second = lab.kernel().post(0, other_event, nobody, 6);
  CHECK(second == first + 1);
  REQUIRE(lab.kernel().events().size() == 2);
  const Event taken = lab.kernel().take(0);
  CHECK(taken.at_us == 130);
  CHECK(taken.sequence == first);
  CHECK(taken.kind == some_event);
  CHECK(taken.owner == owner);
  CHECK(taken.subject == 5);
  CHECK(lab.kernel().now_us() == 130);
  REQUIRE(lab.kernel().events().size() == 1);
  CHECK(lab.kernel().events()[0].at_us == 100);
}

TEST_CASE("the world's events are not the kernel's to deliver", "[sim][events]") {
  Lab lab;
  lab.kernel().post(1, some_event, nobody, 0);
  const Event event = lab.kernel().take(0);
  CHECK_FALSE(lab.kernel().deliver(event));
}

TEST_CASE("retract() removes the events of one kind and subject, and no others", "[sim][events]") {
  Lab lab;
  lab.kernel().post(1, some_event, nobody, 5);
  lab.kernel().post(2, some_event, nobody, 6);
  lab.kernel().post(3, other_event, nobody, 5);
  lab.kernel().post(4, some_event, nobody, 5);
  lab.kernel().retract(some_event, 5);
  REQUIRE(lab.kernel().events().size() == 2);
  CHECK(lab.kernel().events()[0].at_us == 2);
  CHECK(lab.kernel().events()[1].at_us == 3);
}

TEST_CASE("a timer counts as work of its owner until it has fired", "[sim][events]") {
  Lab lab;
  const OwnerId owner = lab.owner();
  lab.run_in(owner, [&] {
    lab.kernel().sleep(5);
    lab.kernel().sleep(9);
  });
  CHECK(lab.kernel().pending_work(owner) == 2);
  lab.deliver_next();
  CHECK(lab.kernel().pending_work(owner) == 1);
  lab.deliver_next();
  CHECK(lab.kernel().pending_work(owner) == 0);
}

Promise<> logs_word(Lab& lab, Promise<> promise) {
  co_await promise;
  lab.log("w", static_cast<std::int64_t>(lab.kernel().async_word()));
  co_return Done{};
}

TEST_CASE("the async word that was current at the await is current after it", "[sim][events]") {
  Lab lab;
  const OwnerId owner = lab.owner();
  Promise<> promise;
  lab.run_in(
      owner,
      [&] {
        promise = lab.kernel().pending<Done>();
        logs_word(lab, promise);
        lab.kernel().set_async_word(6);
        logs_word(lab, promise);
        lab.kernel().sleep(3);
        logs_word(lab, lab.kernel().sleep(3));
      },
      5);
  lab.run_in(
      owner, [&] { promise.fulfil(Done{}); }, 9);
  CHECK(lab.logged() == "w5 w6");
  lab.deliver_all();
  CHECK(lab.logged() == "w5 w6 w6");
}

}  // namespace
}  // namespace stalemate::sim::tests
