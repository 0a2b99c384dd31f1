// The limit on CPU time: a context is stopped in the midst of its code, between two turns.
#include <cstdint>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "model/error.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

using tests::WholeRun;

/// Says at one of the questions about a request's CPU time that it is over the limit.
class StopAt final : public sim::Explorer {
 public:
  explicit StopAt(std::size_t question) : left_(question) {}
  std::uint32_t choose(const sim::ChoicePoint& point) override {
    if (point.label.str().rfind("CPU time of request", 0) != 0) return 0;
    ++asked_;
    return left_-- == 0 ? 1 : 0;
  }
  std::size_t asked() const { return asked_; }

 private:
  std::size_t left_;
  std::size_t asked_ = 0;
};

WorldConfig stoppable(WorldConfig config) {
  tests::lose_cut_puts(config);
  config.faults.set(Fault::cpu_limit, 1);
  return config;
}

/// Runs with the stop at each turn, one after the other, until there is none left.
template <class Look>
std::size_t stopped_everywhere(const WorldConfig& config, Look look) {
  for (std::size_t turn = 0;; ++turn) {
    StopAt explorer(turn);
    const WholeRun run = tests::run_whole(config, explorer);
    const bool stopped = run.trace.count(EventKind::cpu_limit_exceeded) == 1;
    CHECK(stopped == (turn < explorer.asked()));
    if (!stopped) return turn;
    // Once the budget is spent nobody is asked any more.
    CHECK(explorer.asked() == turn + 1);
    look(run);
  }
}

TEST_CASE("who exceeds the limit on CPU time before it has answered gets an error",
          "[model][runtime]") {
  std::set<std::string> served;
  stopped_everywhere(stoppable(tests::empty_store()), [&](const WholeRun& run) {
    const bool answered = run.trace.has(EventKind::served_miss, 1);
    if (!answered) {
      CHECK(run.trace.first(EventKind::served_error).detail ==
            static_cast<std::int64_t>(Error::cpu_limit));
    }
    served.insert(answered ? "MISS" : "error");
    CHECK_FALSE(run.trace.has(EventKind::context_ended, 1));
  });
  CHECK(served == std::set<std::string>{"MISS", "error"});
}

TEST_CASE(
    "a context that is stopped after its put was stored, and before it could free its dedupe "
    "slot, leaves the slot behind",
    "[model][runtime]") {
  std::size_t stored_and_stuck = 0;
  std::size_t unharmed = 0;
  const std::size_t turns =
      stopped_everywhere(stoppable(tests::stale_entry()), [&](const WholeRun& run) {
        const bool stored = run.trace.has(EventKind::put_acknowledged, 1);
        const bool left = run.trace.has(EventKind::regeneration_slot_orphaned);
        CHECK(left == (run.verdict(Property::no_orphaned_regeneration_slot) == Verdict::violated));
        CHECK(left == (run.eventually_fresh() == Verdict::violated));
        if (stored && left) ++stored_and_stuck;
        if (!left) ++unharmed;
      });
  CHECK(turns > 10);
  CHECK(stored_and_stuck > 0);
  CHECK(unharmed > 0);
}

TEST_CASE("the limit on CPU time is one request's: others of its isolate go on",
          "[model][runtime]") {
  WorldConfig config = stoppable(tests::stale_entry());
  config.workload = tests::requests_at({0, 0, 0});
  stopped_everywhere(config, [&](const WholeRun& run) {
    std::size_t ended = 0;
    for (std::uint32_t request = 1; request <= 3; ++request) {
      if (run.trace.has(EventKind::context_ended, request)) ++ended;
    }
    CHECK(ended == 2);
  });
}

}  // namespace
}  // namespace stalemate::model
