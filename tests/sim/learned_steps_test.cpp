// What is learned of a group in one state holds in every other that looks the same from it.
#include <algorithm>
#include <bit>
#include <optional>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include "sim/state/taken_apart.h"

namespace stalemate::sim {
namespace {

constexpr std::int64_t now_told = 1000;
constexpr std::int64_t clock_unit = 1'000'000;
constexpr std::int64_t length = clock_unit - 1;  // after which a deadline is that is set now
constexpr std::uint32_t groups = 3;

using Kind = OrderedNumber::Kind;

struct ToldSection {
  std::uint64_t words = 0;
  std::vector<OrderedNumber> numbers;
};
/// Pieces of a state; the first section of each is the piece itself.
using ToldState = std::vector<std::vector<ToldSection>>;

std::uint64_t tell(const ToldState& state, StateDigest& digest) {
  digest.begin(now_told);
  const auto add = [&digest](StateDigest::Section parent, const ToldSection& section) {
    return digest.add(parent, section.words, section.numbers);
  };
  add(StateDigest::root, state[0].front());
  for (std::uint32_t group = 1; group <= groups; ++group) {
    CHECK(add(StateDigest::root, state[group].front()) == group);
  }
  for (std::uint32_t piece = 0; piece < state.size(); ++piece) {
    for (std::size_t at = 1; at < state[piece].size(); ++at) add(piece, state[piece][at]);
  }
  return digest.finish();
}

rc::Gen<OrderedNumber> any_number(bool second_ranks) {
  const auto of = [](Kind kind, std::int64_t low, std::int64_t high) {
    // Of all sizes also in a short list.
    return rc::gen::map(rc::gen::resize(rc::kNominalSize, rc::gen::inRange(low, high)),
                        [kind](std::int64_t value) {
                          return OrderedNumber{kind, value};
                        });
  };
  const auto deadline = of(Kind::deadline, now_told - 3, now_told + 6);
  const auto to_come =
      rc::gen::suchThat(deadline, [](OrderedNumber number) { return number.value() != now_told; });
  return rc::gen::oneOf(to_come, of(Kind::mark, now_told + 1, now_told + 6),
                        of(Kind::first_rank, 0, 6),
                        second_ranks ? of(Kind::second_rank, 0, 6) : of(Kind::first_rank, 0, 6));
}

rc::Gen<std::vector<ToldSection>> any_piece(bool second_ranks) {
  const auto section = rc::gen::build<ToldSection>(
      rc::gen::set(&ToldSection::words, rc::gen::inRange<std::uint64_t>(0, 4)),
      rc::gen::set(&ToldSection::numbers,
                   rc::gen::resize(4, rc::gen::container<std::vector<OrderedNumber>>(
                                          any_number(second_ranks)))));
  return rc::gen::mapcat(rc::gen::inRange(1, 4), [section](int count) {
    return rc::gen::container<std::vector<ToldSection>>(static_cast<std::size_t>(count), section);
  });
}

ToldState any_state(bool second_ranks) {
  ToldState state;
  for (std::uint32_t piece = 0; piece <= groups; ++piece) {
    state.push_back(*any_piece(second_ranks));
  }
  return state;
}

/// Another state in which the order of these pieces' numbers is the same.
void stretch(std::vector<ToldSection>& piece, std::int64_t factor) {
  for (ToldSection& section : piece) {
    for (OrderedNumber& number : section.numbers) {
      const bool rank = number.kind() == Kind::first_rank || number.kind() == Kind::second_rank;
      const std::int64_t from = rank ? 0 : now_told;
      number = {number.kind(), from + (number.value() - from) * factor + (rank ? 100 : 0)};
    }
  }
}

std::int64_t largest(const ToldState& state, Kind kind) {
  std::int64_t result = 0;
  for (const auto& piece : state) {
    for (const ToldSection& section : piece) {
      for (const OrderedNumber number : section.numbers) {
        if (number.kind() == kind) result = std::max(result, number.value());
      }
    }
  }
  return result;
}

/// What a step does: which numbers it drops, and what it sets.
struct MadeStep {
  std::vector<bool> drops;
  bool sets_deadline = false;
  bool sets_mark = false;
  int ranks = 0;
};

MadeStep any_step() {
  return {*rc::gen::container<std::vector<bool>>(64, rc::gen::arbitrary<bool>()),
          *rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<bool>(), *rc::gen::inRange(0, 3)};
}

/// The step, taken by the group and what is common.
void take(ToldState& state, std::size_t group, const MadeStep& step) {
  const std::int64_t newest = largest(state, Kind::first_rank);
  std::size_t number = 0;
  for (const std::size_t piece : {std::size_t{0}, group + 1}) {
    for (ToldSection& section : state[piece]) {
      section.words = section.words * 31 + 7;
      std::erase_if(section.numbers,
                    [&](OrderedNumber) { return step.drops[number++ % step.drops.size()]; });
    }
    std::vector<OrderedNumber>& numbers = state[piece].back().numbers;
    if (step.sets_deadline) numbers.emplace_back(Kind::deadline, now_told + length);
    if (step.sets_mark) numbers.emplace_back(Kind::mark, now_told + length);
    for (int rank = 1; rank <= step.ranks; ++rank) {
      numbers.emplace_back(Kind::first_rank, newest + rank);
    }
  }
}

/// A state, as it was told to the digest last.
std::optional<TakenApart> apart(const StateDigest& digest) { return take_apart(digest, groups); }

TEST_CASE("a state that was taken apart says what the digest says of it", "[sim][learned]") {
  CHECK(rc::check([] {
    StateDigest told(clock_unit);
    Pieces pieces;
    const ToldState state = any_state(true);
    const std::uint64_t expected = tell(state, told);
    const auto taken = apart(told);
    RC_ASSERT(taken.has_value());
    const FactoredState factored = taken->factored(pieces);
    RC_ASSERT(digest(factored, pieces) == expected);
    RC_ASSERT(factored.used(pieces).dense());
    RC_ASSERT(!factored.used(pieces).gap());
    // Equal pieces are the same piece.
    const std::size_t known = pieces.size();
    RC_ASSERT(taken->factored(pieces).pieces == factored.pieces);
    RC_ASSERT(pieces.size() == known);
    for (std::size_t piece = 0; piece <= groups; ++piece) {
      RC_ASSERT(pieces.has_parts(factored.pieces[piece]) == (state[piece].size() > 1));
    }
  }));
}

TEST_CASE("what a group does is right in every state that looks the same from it",
          "[sim][learned]") {
  int found = 0;
  CHECK(rc::check([&found] {
    // Where it is learned, and where the other groups and the instants are different.
    const ToldState here = any_state(false);
    ToldState there = any_state(false);
    there[0] = here[0];
    there[1] = here[1];
    stretch(there[0], 3);
    stretch(there[1], 3);
    const MadeStep step = any_step();
    Pieces pieces;
    LearnedSteps steps(pieces);
    StateDigest told(clock_unit);

    tell(here, told);
    const auto before = apart(told);
    ToldState after = here;
    take(after, 0, step);
    tell(after, told);
    const auto result = result_of_step(*before, *apart(told), 0, pieces);
    RC_PRE(result.has_value());  // marks may be equal
    steps.look_at(before->factored(pieces));
    RC_ASSERT(!steps.find(0, 0));
    steps.learn({*result});

    tell(there, told);
    steps.look_at(apart(told)->factored(pieces));
    const auto moves = steps.find(0, 0);
    RC_ASSERT(moves.has_value());
    RC_ASSERT(moves->size() == 1);
    RC_ASSERT(moves->front().leads_on);
    FactoredState to;
    const std::uint64_t foretold = steps.take(0, moves->front(), to);
    take(there, 0, step);
    RC_ASSERT(foretold == tell(there, told));
    RC_ASSERT(digest(to, pieces) == foretold);
    RC_ASSERT(to.used(pieces).dense());
    RC_ASSERT(!steps.find(0, 1));  // another sort of steps
    ++found;
  }));
  CHECK(found > 50);
}

/// Two groups, each with one number of a kind.
ToldState with_numbers(Kind kind, std::int64_t first, std::int64_t second) {
  ToldState state(groups + 1);
  for (auto& piece : state) piece.resize(1);
  state[1][0].numbers = {{kind, first}};
  state[2][0].numbers = {{kind, second}};
  return state;
}

FactoredState factored(const ToldState& state, Pieces& pieces) {
  StateDigest told(clock_unit);
  tell(state, told);
  return apart(told)->factored(pieces);
}

TEST_CASE("a view has the lowest second rank of the other groups", "[sim][learned]") {
  Pieces pieces;
  LearnedSteps steps(pieces);
  const auto knows = [&](Kind kind, std::int64_t first, std::int64_t second) {
    steps.look_at(factored(with_numbers(kind, first, second), pieces));
    return steps.find(0, 0).has_value();
  };
  REQUIRE(!knows(Kind::second_rank, 5, 7));
  steps.learn({});
  CHECK(knows(Kind::second_rank, 5, 7));
  CHECK(knows(Kind::second_rank, 2, 9));
  CHECK(!knows(Kind::second_rank, 7, 5));
  CHECK(!knows(Kind::second_rank, 5, 5));
  // Of other numbers it has none but its own.
  REQUIRE(!knows(Kind::first_rank, 5, 7));
  steps.learn({});
  CHECK(knows(Kind::first_rank, 7, 5));
}

TEST_CASE("when a deadline passes, all that are to come move, and the marks with them",
          "[sim][learned]") {
  int moved = 0;
  CHECK(rc::check([&moved] {
    Pieces pieces;
    const FactoredState state = factored(any_state(true), pieces);
    for (const PieceId piece : state.pieces) {
      const PieceId after = pieces.after_deadline(piece);
      const auto places = pieces.places(after);
      RC_ASSERT(places.size() == pieces.places(piece).size());
      for (std::size_t number = 0; number < places.size(); ++number) {
        const Place before = pieces.places(piece)[number];
        const bool moves = before.passes() && before.place() > 0;
        moved += moves ? 1 : 0;
        RC_ASSERT(places[number].kind() == before.kind());
        RC_ASSERT(places[number].place() == before.place() - (moves ? 1U : 0U));
      }
      RC_ASSERT(pieces.after_deadline(piece) == after);  // as it is remembered
    }
  }));
  CHECK(moved > 100);
}

TEST_CASE("gaps are closed from the last on, and what stands behind moves", "[sim][learned]") {
  CHECK(rc::check([](const std::vector<std::uint8_t>& drawn) {
    std::vector<Place> places;
    for (const std::uint8_t one : drawn) {
      places.emplace_back(static_cast<Place::Kind>(one & 3), one >> 2 & 15U);
    }
    PlacesInUse used;
    used.add(places);
    std::vector<Place> closed = places;
    for (auto gap = used.gap(); gap; gap = used.gap()) {
      RC_ASSERT(!used.has(*gap));
      for (Place& place : closed) place = place.closed(*gap);
      used.close(*gap);
      PlacesInUse again;
      again.add(closed);
      for (const Place::Kind kind : {Place::Kind::deadline, Place::Kind::mark,
                                     Place::Kind::first_rank, Place::Kind::second_rank}) {
        RC_ASSERT(again.of(kind) == used.of(kind));
      }
    }
    RC_ASSERT(used.dense());
    // As many of a kind are below each as were, each counted once.
    const auto below = [](const std::vector<Place>& all, Place::Kind kind, std::uint32_t end) {
      PlacesInUse counted;
      for (const Place place : all) {
        const bool past = kind == Place::Kind::deadline && place.place() == 0;
        if (place.kind() == kind && place.place() < end && !past) counted.add(place);
      }
      return std::popcount(counted.of(kind));
    };
    for (std::size_t index = 0; index < places.size(); ++index) {
      const bool is_mark = places[index].kind() == Place::Kind::mark;
      const Place::Kind kind = is_mark ? Place::Kind::deadline : places[index].kind();
      const std::uint32_t further = is_mark ? 1 : 0;
      RC_ASSERT(below(places, kind, places[index].place() + further) ==
                below(closed, kind, closed[index].place() + further));
    }
  }));
}

TEST_CASE("a step that brings another group's number cannot be learned", "[sim][learned]") {
  Pieces pieces;
  StateDigest told(clock_unit);
  for (const Kind kind : {Kind::first_rank, Kind::second_rank, Kind::deadline}) {
    const std::int64_t base = kind == Kind::deadline ? now_told : 0;
    ToldState state = with_numbers(kind, base + 2, base + 5);
    tell(state, told);
    const auto before = apart(told);
    const auto learns = [&](std::int64_t value) {
      state[1][0].numbers = {{kind, base + value}};
      tell(state, told);
      return result_of_step(*before, *apart(told), 0, pieces).has_value();
    };
    CHECK(learns(2));  // its own
    CHECK(learns(6));  // larger than all
    CHECK(!learns(5));
    CHECK(!learns(3));
    CHECK(!learns(1));
  }
}

TEST_CASE("marks that are equal cannot be learned from, unless ranks tell that they are",
          "[sim][learned]") {
  StateDigest told(clock_unit);
  Pieces pieces;
  const auto learns = [&](std::vector<OrderedNumber> first, std::vector<OrderedNumber> second) {
    ToldState state = with_numbers(Kind::first_rank, 0, 0);
    state[1].push_back({1, std::move(first)});
    state[1].push_back({2, std::move(second)});
    tell(state, told);
    const auto before = apart(told);
    state[1][0].words = 9;
    tell(state, told);
    return result_of_step(*before, *apart(told), 0, pieces).has_value();
  };
  const OrderedNumber mark(Kind::mark, now_told + 7);
  const OrderedNumber later(Kind::mark, now_told + 8);
  CHECK(learns({mark}, {later}));
  CHECK(!learns({mark}, {mark}));
  CHECK(learns({mark, {Kind::second_rank, 3}}, {mark, {Kind::second_rank, 3}}));
}

TEST_CASE("a mark that is set where there is an equal one cannot be learned", "[sim][learned]") {
  StateDigest told(clock_unit);
  Pieces pieces;
  const OrderedNumber mark(Kind::mark, now_told + 7);
  ToldState state = with_numbers(Kind::first_rank, 0, 0);
  state[1].push_back({1, {mark}});
  tell(state, told);
  const auto before = apart(told);
  const auto learns = [&](OrderedNumber set) {
    ToldState after = state;
    after[1].push_back({2, {set}});
    tell(after, told);
    return result_of_step(*before, *apart(told), 0, pieces).has_value();
  };
  CHECK(!learns(mark));
  CHECK(learns({Kind::mark, now_told + 8}));
}

TEST_CASE("a state at a deadline, or with stamps, is not taken apart", "[sim][learned]") {
  StateDigest told(clock_unit);
  const auto fits = [&told](OrderedNumber number) {
    ToldState state = with_numbers(Kind::first_rank, 0, 0);
    state[3][0].numbers = {number};
    tell(state, told);
    return apart(told).has_value();
  };
  CHECK(fits({Kind::deadline, now_told + 1}));
  CHECK(fits({Kind::deadline, now_told - 1}));
  CHECK(!fits({Kind::deadline, now_told}));
  CHECK(!fits({Kind::deadline, now_told + clock_unit}));
  CHECK(!fits({Kind::deadline, now_told + clock_unit + 1}));
  CHECK(!fits({Kind::stamp, now_told}));
}

}  // namespace
}  // namespace stalemate::sim
