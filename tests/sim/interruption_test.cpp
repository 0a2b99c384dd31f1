// Code that is stopped in the midst of its microtasks: what has run has run, and nothing else does.
#include <algorithm>
#include <array>
#include <string>

#include <catch2/catch.hpp>

#include "tests/sim/lab.h"

namespace stalemate::sim::tests {
namespace {

/// Stops an owner's code before its microtask of this number, from 1.
class StopBefore final : public Interrupter {
 public:
  StopBefore(OwnerId owner, int turn) : owner_(owner), turn_(turn) {}
  bool interrupts(OwnerId owner) override { return owner == owner_ && ++asked_ == turn_; }
  int asked() const { return asked_; }

 private:
  OwnerId owner_;
  int turn_;
  int asked_ = 0;
};

TEST_CASE("code that is stopped before a microtask runs none of those that are left",
          "[sim][interruption]") {
  for (int turn = 1; turn <= 4; ++turn) {
    Lab lab;
    const OwnerId owner = lab.owner();
    StopBefore stop(owner, turn);
    lab.kernel().interrupt_by(&stop);
    lab.run_in(owner, [&] {
      lab.log("begins");
      ticker(lab, 3);
    });
    std::string expected = "begins";
    for (int ran = 1; ran < turn && ran <= 3; ++ran) expected += " t" + std::to_string(ran);
    CHECK(lab.logged() == expected);
    // Three ticks are three microtasks; before a fourth nobody is asked.
    CHECK(stop.asked() == std::min(turn, 3));
    CHECK(lab.kernel().take_interrupted() == (turn <= 3 ? owner : nobody));
    CHECK(lab.kernel().take_interrupted() == nobody);
    lab.kernel().kill(owner);
  }
}

TEST_CASE("what is stopped leaves no microtask, and the next code runs as ever",
          "[sim][interruption]") {
  Lab lab;
  const OwnerId stopped = lab.owner();
  const OwnerId other = lab.owner();
  StopBefore stop(stopped, 2);
  lab.kernel().interrupt_by(&stop);
  Promise<> outcome;
  lab.run_in(stopped, [&] {
    outcome = ticker(lab, 2);
    log_after(lab, outcome, "after");
    // Reactions of every kind that wait in the queue: of all(), of an adopted promise.
    const std::array<AnyPromise, 1> one{lab.kernel().resolved()};
    log_after(lab, lab.kernel().all(one), "all");
    Promise<> adopts = lab.kernel().pending<Done>();
    lab.kernel().resolve_with(adopts.core(), lab.kernel().resolved().core());
  });
  CHECK(lab.logged() == "t1");
  CHECK(outcome.pending());
  lab.run_in(other, [&] { ticker(lab, 1); });
  CHECK(lab.logged() == "t1 t1");
  REQUIRE(lab.kernel().take_interrupted() == stopped);
  lab.kernel().kill(stopped);
  lab.deliver_all();
  CHECK(lab.logged() == "t1 t1");
}

TEST_CASE("a rejection that nobody could have heard any more is not told", "[sim][interruption]") {
  const auto notices = [](int turn) {
    Lab lab;
    const OwnerId owner = lab.owner();
    StopBefore stop(owner, turn);
    lab.kernel().interrupt_by(&stop);
    lab.run_in(owner, [&] {
      lab.kernel().rejected<Done>(Rejection{7});
      ticker(lab, 1);
    });
    return lab.kernel().notices().size();
  };
  CHECK(notices(2) == 1);
  CHECK(notices(1) == 0);
}

}  // namespace
}  // namespace stalemate::sim::tests
