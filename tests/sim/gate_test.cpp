// The gate: what is asked, how alternatives are named, and what each number stands for.
#include "sim/gate.h"

#include <array>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/explore/calm_explorer.h"

namespace stalemate::sim::tests {
namespace {

/// Answers with one fixed number and keeps what it was asked.
class Fixed final : public Explorer {
 public:
  explicit Fixed(std::uint32_t answer) : answer_(answer) {}
  std::uint32_t choose(const ChoicePoint& point) override {
    ++asked_;
    last_ = point;
    return answer_;
  }
  int asked() const { return asked_; }
  const ChoicePoint& last() const { return last_; }

 private:
  std::uint32_t answer_;
  int asked_ = 0;
  ChoicePoint last_;
};

TEST_CASE("names have one or two parts", "[sim][gate]") {
  CHECK(Name{"calm"}.str() == "calm");
  CHECK(Name{"request", 3}.str() == "request 3");
  CHECK(Name{"request", 0}.str() == "request 0");
}

TEST_CASE("a decision shows its label, kind and alternatives", "[sim][gate]") {
  Fixed explorer(1);
  Gate gate(explorer);
  const std::array<Name, 3> names{Name{"nothing"}, Name{"cut", 4}, Name{"cut", 5}};
  CHECK(gate.choose({"what strikes", 7}, ChoiceKind::deviation, names) == 1);
  CHECK(explorer.last().label.str() == "what strikes 7");
  CHECK(explorer.last().kind == ChoiceKind::deviation);
  REQUIRE(explorer.last().count == 3);
  CHECK(explorer.last().alternative(0) == "nothing");
  CHECK(explorer.last().alternative(1) == "cut 4");
  CHECK(explorer.last().alternative(2) == "cut 5");
}

TEST_CASE("a decision with one alternative is none", "[sim][gate]") {
  Fixed explorer(0);
  Gate gate(explorer);
  const std::array<Name, 1> names{Name{"only"}};
  CHECK(gate.choose({"label"}, ChoiceKind::order, names) == 0);
  CHECK(gate.choose_amount({"label"}, 5, 5, 5, 1, "ms") == 5);
  CHECK(explorer.asked() == 0);
}

TEST_CASE("amounts: the typical one first, then each of the others once", "[sim][gate]") {
  struct Range {
    std::int64_t typical, low, high, step;
    std::vector<std::int64_t> expected;
  };
  const std::vector<Range> ranges{{5, 4, 7, 1, {5, 4, 6, 7}},
                                  {4, 4, 7, 1, {4, 5, 6, 7}},
                                  {7, 4, 7, 1, {7, 4, 5, 6}},
                                  {30, 0, 60, 15, {30, 0, 15, 45, 60}},
                                  {0, 0, 5, 5, {0, 5}},
                                  {5, 0, 5, 5, {5, 0}},
                                  {1000, 998, 1001, 1, {1000, 998, 999, 1001}}};
  for (const Range& range : ranges) {
    std::vector<std::int64_t> amounts;
    for (std::uint32_t index = 0; index < range.expected.size(); ++index) {
      Fixed explorer(index);
      Gate gate(explorer);
      amounts.push_back(
          gate.choose_amount({"time"}, range.typical, range.low, range.high, range.step, "ms"));
      REQUIRE(explorer.last().count == range.expected.size());
      CHECK(explorer.last().kind == ChoiceKind::amount);
      CHECK(explorer.last().alternative(index) == std::to_string(amounts.back()) + " ms");
    }
    CHECK(amounts == range.expected);
  }
}

TEST_CASE("the calm explorer always takes what a healthy system would do", "[sim][gate]") {
  CalmExplorer explorer;
  Gate gate(explorer);
  const std::array<Name, 2> names{Name{"calm"}, Name{"storm"}};
  CHECK(gate.choose({"weather"}, ChoiceKind::deviation, names) == 0);
  CHECK(gate.choose_amount({"time"}, 50, 0, 100, 10, "ms") == 50);
}

}  // namespace
}  // namespace stalemate::sim::tests
