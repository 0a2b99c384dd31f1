// A schedule that is followed by label, in worlds that ask more, less or otherwise.
#include "sim/explore/labelled_explorer.h"

#include <array>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/explore/random_explorer.h"
#include "sim/explore/recorder.h"
#include "sim/explore/replay_explorer.h"
#include "tests/support/allocation_counter.h"

namespace stalemate::sim::tests {
namespace {

constexpr std::array<Name, 4> letters{Name{"a"}, Name{"b"}, Name{"c"}, Name{"c", 1}};

/// A world with labels that recur, of every kind.
std::vector<std::int64_t> made_decisions(Explorer& explorer, int count) {
  Gate gate(explorer);
  std::vector<std::int64_t> taken;
  for (int round = 0; round < count; ++round) {
    taken.push_back(gate.choose({"order", round}, ChoiceKind::order, letters));
    taken.push_back(gate.choose({"order"}, ChoiceKind::deviation, letters));
    taken.push_back(gate.choose_amount({"time", round % 3}, 20, 10, 40, 5, "ms"));
    taken.push_back(gate.choose_amount({"below zero"}, -6, -6, 30, 3, "ms"));
  }
  return taken;
}

/// The one decision "order" between a, b, c and c 1.
std::uint32_t letter(Explorer& explorer, Name label = {"order"}) {
  return Gate(explorer).choose(label, ChoiceKind::order, letters);
}

RecordedChoice recorded_letter(std::string label, std::string taken) {
  return {std::move(label), std::move(taken), 4, false};
}

TEST_CASE("a world that follows a schedule is led by labels as by position", "[sim][explore]") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    RandomExplorer random(seed);
    Recorder recorder(random);
    const std::vector<std::int64_t> taken = made_decisions(recorder, 12);
    ReplayExplorer replay(recorder.schedule());
    LabelledExplorer labelled(recorder.schedule());
    CHECK(made_decisions(replay, 12) == taken);
    CHECK(made_decisions(labelled, 12) == taken);
    replay.finish();
    CHECK_FALSE(replay.divergence());
    CHECK(labelled.followed() == Followed{taken.size(), 0, 0, 0});
  }
}

TEST_CASE("the n-th decision with a label is the n-th recorded one", "[sim][explore]") {
  const Schedule schedule{recorded_letter("order", "b"), recorded_letter("other", "c 1"),
                          recorded_letter("order", "a"), recorded_letter("order", "c")};
  LabelledExplorer explorer(schedule);
  CHECK(letter(explorer) == 1);
  CHECK(letter(explorer) == 0);
  CHECK(letter(explorer) == 2);
  CHECK(letter(explorer) == 0);  // none is left
  CHECK(letter(explorer, {"other"}) == 3);
  CHECK(explorer.followed() == Followed{4, 0, 1, 0});
}

TEST_CASE("what only one world asks is calm, and moves nothing else", "[sim][explore]") {
  const Schedule schedule{recorded_letter("first 1", "b"), recorded_letter("gone 1", "c"),
                          recorded_letter("last 1", "c 1")};
  LabelledExplorer explorer(schedule);
  CHECK(letter(explorer, {"new", 1}) == 0);
  CHECK(letter(explorer, {"last", 1}) == 3);
  CHECK(letter(explorer, {"first", 1}) == 1);
  CHECK(letter(explorer, {"first", 10}) == 0);
  CHECK(letter(explorer, {"firs", 1}) == 0);
  CHECK(letter(explorer, {"first"}) == 0);
  CHECK(explorer.followed() == Followed{2, 0, 4, 1});
}

TEST_CASE("an alternative is found by its whole name, among any number of them", "[sim][explore]") {
  constexpr std::array<Name, 3> moved{Name{"d"}, Name{"c", 1}, Name{"c", 12}};
  const auto taken = [&moved](const std::string& name, const Followed& expected) {
    const Schedule schedule{recorded_letter("order", name), recorded_letter("order", "b")};
    LabelledExplorer explorer(schedule);
    const std::uint32_t index = Gate(explorer).choose({"order"}, ChoiceKind::order, moved);
    CHECK(explorer.followed() == expected);
    // What was not offered is used up all the same.
    CHECK(letter(explorer) == 1);
    return index;
  };
  CHECK(taken("d", {1, 0, 0, 1}) == 0);
  CHECK(taken("c 1", {1, 0, 0, 1}) == 1);
  CHECK(taken("c 12", {1, 0, 0, 1}) == 2);
  for (const char* const absent : {"c", "c ", "c 2", "c 123", "c1", "c x", "", "dd", "e"}) {
    INFO(absent);
    CHECK(taken(absent, {0, 1, 0, 1}) == 0);
  }
}

TEST_CASE("an amount is found if the other range has it", "[sim][explore]") {
  const auto taken = [](const std::string& name, std::int64_t typical, std::int64_t low,
                        std::int64_t high, std::int64_t step) {
    const Schedule schedule{{"time", name, 7, false}};
    LabelledExplorer explorer(schedule);
    return Gate(explorer).choose_amount({"time"}, typical, low, high, step, "ms");
  };
  for (const std::int64_t typical : {10, 20, 40}) {
    for (std::int64_t amount = 10; amount <= 40; amount += 5) {
      CHECK(taken(std::to_string(amount) + " ms", typical, 10, 40, 5) == amount);
    }
  }
  CHECK(taken("15 ms", 100, 0, 200, 1) == 15);
  CHECK(taken("-4 ms", 0, -8, 8, 4) == -4);
  for (const char* const absent :
       {"5 ms", "45 ms", "12 ms", "15 s", "15", "15ms", "15 ms ", "015 ms", "+15 ms", " 15 ms",
        "ms", "", "99999999999999999999 ms", "-9223372036854775808 ms", "9223372036854775807 ms"}) {
    INFO(absent);
    CHECK(taken(absent, 20, 10, 40, 5) == 20);
  }
}

TEST_CASE("labels are found beside all that sort around them", "[sim][explore]") {
  Schedule schedule;
  for (const char* const label : {"a", "a 1", "a 10", "a 9", "a b", "a!", "ab", "b 1", "a 0"}) {
    schedule.push_back(recorded_letter(label, "c"));
  }
  const auto known = [&schedule](Name label) {
    LabelledExplorer explorer(schedule);
    return letter(explorer, label) == 2;
  };
  for (const Name label : {Name{"a"}, Name{"a", 1}, Name{"a", 10}, Name{"a", 9}, Name{"a b"},
                           Name{"a!"}, Name{"ab"}, Name{"b", 1}, Name{"a", 0}, Name{"a 10"}}) {
    INFO(label.str());
    CHECK(known(label));
  }
  for (const Name label :
       {Name{"a", 2}, Name{"b"}, Name{""}, Name{"a", 100}, Name{"a b", 1}, Name{"c"}, Name{"A"}}) {
    INFO(label.str());
    CHECK_FALSE(known(label));
  }
}

TEST_CASE("a copy of a labelled explorer goes on like the original", "[sim][explore]") {
  RandomExplorer random(5);
  Recorder recorder(random);
  made_decisions(recorder, 20);
  LabelledExplorer original(recorder.schedule());
  made_decisions(original, 10);
  LabelledExplorer copy = original;
  CHECK(made_decisions(copy, 10) == made_decisions(original, 10));
  CHECK(copy.followed() == original.followed());
}

TEST_CASE("following a schedule by labels allocates nothing", "[sim][explore]") {
  const Schedule schedule{recorded_letter("order", "c 1"), {"time", "35 ms", 7, false}};
  LabelledExplorer explorer(schedule);
  Gate gate(explorer);
  const std::uint64_t before = stalemate::tests::allocation_count();
  const std::uint32_t index = gate.choose({"order"}, ChoiceKind::order, letters);
  const std::int64_t amount = gate.choose_amount({"time"}, 20, 10, 40, 5, "ms");
  CHECK(stalemate::tests::allocation_count() == before);
  CHECK(index == 3);
  CHECK(amount == 35);
}

}  // namespace
}  // namespace stalemate::sim::tests
