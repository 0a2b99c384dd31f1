// What a suspended function has observed tells its states apart, until it says that it will use
// nothing of that any more.
#include <array>

#include <catch2/catch.hpp>

#include "sim/state/wait_graph.h"
#include "tests/sim/lab.h"

namespace stalemate::sim::tests {
namespace {

Promise<> remembers(Lab& lab, Promise<Number> read, Promise<> write) {
  const Number number = co_await read;
  co_await write;
  lab.log(std::to_string(number.value));
  co_return Done{};
}

Promise<> forgets(Lab& lab, Promise<Number> read, Promise<> write) {
  const Number number = co_await read;
  lab.log(std::to_string(number.value));
  co_await forgetting(write);
  co_return Done{};
}

Promise<> forgets_in_try(Lab& lab, Promise<Number> read, Promise<> write) {
  const Number number = co_await read;
  lab.log(std::to_string(number.value));
  const Outcome<Done> outcome = co_await forgetting(attempt(write));
  lab.log(outcome.failed() ? "failed" : "done");
  co_return Done{};
}

Promise<> forgets_twice(Lab& /*lab*/, Promise<> first, Promise<> second) {
  co_await forgetting(first);
  co_await forgetting(second);
  co_return Done{};
}

using Function = Promise<> (*)(Lab&, Promise<Number>, Promise<>);

/// The function has read the number and waits for the write.
struct Run {
  Run(Function function, std::int64_t number) {
    lab.kernel().observe(&observer);
    owner = lab.owner();
    lab.run_in(owner, [&] {
      write = lab.kernel().pending<Done>();
      function(lab, lab.kernel().resolved(Number{number}), write);
    });
  }
  std::uint64_t told() { return told_of(lab, owner); }
  static std::uint64_t told_of(Lab& lab, OwnerId owner) {
    Account account(false);
    WaitGraph waits(lab.kernel());
    account.begin();
    waits.begin(owner, account);
    waits.rest();
    return account.words();
  }

  Observer observer{false};
  Lab lab;
  OwnerId owner;
  Promise<> write;
};

TEST_CASE("what a function has read tells its states apart", "[sim][observation]") {
  CHECK(Run(remembers, 1).told() == Run(remembers, 1).told());
  CHECK(Run(remembers, 1).told() != Run(remembers, 2).told());
}

TEST_CASE("what a promise has come to tells states apart while others are waited for",
          "[sim][observation]") {
  const auto told = [](std::int64_t number) {
    Observer observer{false};
    Lab lab;
    lab.kernel().observe(&observer);
    const OwnerId owner = lab.owner();
    lab.run_in(owner, [&] {
      const std::array<AnyPromise, 2> both{lab.kernel().resolved(Number{number}),
                                           lab.kernel().pending<Number>()};
      forgets_twice(lab, lab.kernel().all(both), lab.kernel().pending<Done>());
    });
    return Run::told_of(lab, owner);
  };
  CHECK(told(1) == told(1));
  CHECK(told(1) != told(2));
}

TEST_CASE("what a function has forgotten does not tell its states apart", "[sim][observation]") {
  CHECK(Run(forgets, 1).told() == Run(forgets, 2).told());
  CHECK(Run(forgets_in_try, 1).told() == Run(forgets_in_try, 2).told());
  CHECK(Run(forgets, 1).told() != Run(forgets_in_try, 1).told());
}

TEST_CASE("a function that forgets goes on as any other", "[sim][observation]") {
  Run run(forgets_in_try, 7);
  run.lab.run_in(run.owner, [&] { run.write.reject(Rejection{3}); });
  CHECK(run.lab.logged() == "7 failed");
}

TEST_CASE("which await a function stands at is not forgotten", "[sim][observation]") {
  Observer observer(false);
  Lab lab;
  lab.kernel().observe(&observer);
  const OwnerId owner = lab.owner();
  Promise<> first;
  lab.run_in(owner, [&] {
    first = lab.kernel().pending<Done>();
    forgets_twice(lab, first, lab.kernel().pending<Done>());
  });
  const std::uint64_t before = Run::told_of(lab, owner);
  lab.run_in(owner, [&] { first.fulfil(Done{}); });
  CHECK(Run::told_of(lab, owner) != before);
}

}  // namespace
}  // namespace stalemate::sim::tests
