#include "sim/state/taken_apart.h"

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>
#include <utility>

namespace stalemate::sim {

namespace {

std::optional<Place> place_of(const StateDigest::CodedNumber& coded) {
  const auto placed = [](Place::Kind kind, std::uint64_t place) -> std::optional<Place> {
    // Further ones will be added to these.
    if (place + 8 > Place::limit) return std::nullopt;
    return Place{kind, static_cast<std::uint32_t>(place)};
  };
  switch (coded.number.kind()) {
    case OrderedNumber::Kind::deadline:
      // One that is now, or whole units away, is not where a plain clock ever stands.
      if (coded.code == 1 || coded.code > 0xffff) return std::nullopt;
      return placed(Place::Kind::deadline, coded.code == 0 ? 0 : coded.code - 1);
    case OrderedNumber::Kind::mark:
      return placed(Place::Kind::mark, coded.code);
    case OrderedNumber::Kind::first_rank:
      return placed(Place::Kind::first_rank, coded.code);
    case OrderedNumber::Kind::second_rank:
      return placed(Place::Kind::second_rank, coded.code);
    case OrderedNumber::Kind::stamp:
      break;
  }
  return std::nullopt;
}

bool says_less(const TakenSection& left, const TakenSection& right) {
  return std::tie(left.words, left.places) < std::tie(right.words, right.places);
}

/// All numbers of some pieces, with their values.
struct Numbers {
  std::vector<Place> places;
  std::vector<std::int64_t> values;

  void add(const std::vector<TakenSection>& piece) {
    for (const TakenSection& section : piece) {
      places.insert(places.end(), section.places.begin(), section.places.end());
      values.insert(values.end(), section.values.begin(), section.values.end());
    }
  }
};

/// How a result is told by a view.
class Sources {
 public:
  Sources(const Numbers& view, const Numbers& all, const Numbers& result) : view_(&view) {
    std::array<std::int64_t, 4> largest;
    largest.fill(std::numeric_limits<std::int64_t>::min());
    for (std::size_t number = 0; number < all.places.size(); ++number) {
      std::int64_t& before = largest[index_of(all.places[number])];
      before = std::max(before, all.values[number]);
    }
    for (std::size_t number = 0; number < result.places.size(); ++number) {
      if (input(result.places[number], result.values[number]) || is_past(result.places[number])) {
        continue;
      }
      const std::size_t kind = index_of(result.places[number]);
      const std::int64_t value = result.values[number];
      // Of equal marks the same is told.
      const bool is_mark = result.places[number].kind() == Place::Kind::mark;
      if (is_mark ? value < largest[kind] : value <= largest[kind]) fits_ = false;
      if (std::find(fresh_[kind].begin(), fresh_[kind].end(), value) == fresh_[kind].end()) {
        fresh_[kind].push_back(value);
      }
    }
    for (auto& values : fresh_) std::sort(values.begin(), values.end());
    for (const auto& values : fresh_) fits_ = fits_ && values.size() <= 2;
    if (fresh_[static_cast<std::size_t>(Place::Kind::deadline)].size() > 1) fits_ = false;
  }
  bool fits() const { return fits_; }

  Source of(Place place, std::int64_t value) const {
    if (const auto number = input(place, value)) return Source::input(*number);
    if (is_past(place)) return Source::past();
    const auto& values = fresh_[index_of(place)];
    const auto found = std::find(values.begin(), values.end(), value);
    return Source::fresh(place.kind(), static_cast<std::uint32_t>(found - values.begin()));
  }

 private:
  static std::size_t index_of(Place place) { return static_cast<std::size_t>(place.kind()); }
  static bool is_past(Place place) {
    return place.kind() == Place::Kind::deadline && place.place() == 0;
  }
  std::optional<std::size_t> input(Place place, std::int64_t value) const {
    for (std::size_t number = 0; number < view_->places.size(); ++number) {
      if (view_->places[number].kind() == place.kind() && view_->values[number] == value) {
        return number;
      }
    }
    return std::nullopt;
  }

  const Numbers* view_;
  std::array<std::vector<std::int64_t>, 4> fresh_;
  bool fits_ = true;
};

std::vector<ShapeSection> shape_of(const std::vector<TakenSection>& piece) {
  std::vector<ShapeSection> shape;
  for (const TakenSection& section : piece) {
    shape.push_back({section.words, static_cast<std::uint32_t>(section.places.size())});
  }
  return shape;
}

}  // namespace

std::optional<TakenApart> take_apart(const StateDigest& digest, std::uint32_t groups) {
  TakenApart apart;
  apart.pieces.resize(groups + std::size_t{1});
  std::size_t numbers = 0;
  for (StateDigest::Section section = 0; section < digest.section_count(); ++section) {
    TakenSection taken;
    taken.words = digest.words_of(section);
    for (const StateDigest::CodedNumber& coded : digest.numbers_of(section)) {
      const std::optional<Place> place = place_of(coded);
      if (!place) return std::nullopt;
      taken.places.push_back(*place);
      taken.values.push_back(coded.number.value());
    }
    numbers += taken.places.size();
    const bool is_group = section > 0 && section <= groups;
    const StateDigest::Section piece = is_group ? section : digest.parent_of(section);
    if (piece > groups) return std::nullopt;
    apart.pieces[piece].push_back(std::move(taken));
  }
  if (numbers > FactoredState::number_limit) return std::nullopt;
  for (auto& piece : apart.pieces) std::sort(piece.begin() + 1, piece.end(), says_less);
  return apart;
}

FactoredState TakenApart::factored(Shapes& shapes) const {
  FactoredState state;
  SIM_ASSERT(!pieces.empty() && pieces.size() <= FactoredState::group_limit + 1);
  state.groups = static_cast<std::uint32_t>(pieces.size() - 1);
  std::size_t at = 0;
  for (std::size_t piece = 0; piece < pieces.size(); ++piece) {
    state.shapes[piece] = shapes.id_of(shape_of(pieces[piece]));
    state.first[piece] = static_cast<std::uint8_t>(at);
    for (const TakenSection& section : pieces[piece]) {
      for (const Place place : section.places) state.places[at++] = place;
    }
  }
  state.first[pieces.size()] = static_cast<std::uint8_t>(at);
  return state;
}

bool TakenApart::put_in_order_of(const FactoredState& state, const Shapes& shapes) {
  if (pieces.size() != state.groups + std::size_t{1}) return false;
  for (std::size_t piece = 0; piece < pieces.size(); ++piece) {
    std::vector<TakenSection>& sections = pieces[piece];
    const auto wanted = shapes.sections(state.shapes[piece]);
    if (wanted.size() != sections.size()) return false;
    const Place* places = state.places_of(piece).data();
    for (std::size_t index = 0; index < wanted.size(); ++index) {
      const std::vector<Place> its(places, places + wanted[index].numbers);
      places += its.size();
      const auto first = sections.begin() + static_cast<std::ptrdiff_t>(index);
      const auto found = std::find_if(first, sections.end(), [&](const TakenSection& section) {
        return section.words == wanted[index].words && section.places == its;
      });
      if (found == sections.end()) return false;
      std::iter_swap(first, found);
    }
  }
  return true;
}

std::optional<StepResult> result_of_step(const TakenApart& before, const TakenApart& after,
                                         std::size_t group, Shapes& shapes) {
  SIM_ASSERT(before.pieces.size() == after.pieces.size());
  Numbers view;
  Numbers all;
  Numbers result;
  view.add(before.pieces.front());
  result.add(after.pieces.front());
  StepResult step;
  step.common = shapes.id_of(shape_of(after.pieces.front()));
  step.common_numbers = result.places.size();
  if (group != LearnedSteps::no_group) {
    view.add(before.pieces[group + 1]);
    result.add(after.pieces[group + 1]);
    step.group = shapes.id_of(shape_of(after.pieces[group + 1]));
  }
  for (const auto& piece : before.pieces) all.add(piece);
  const Sources sources(view, all, result);
  if (!sources.fits()) return std::nullopt;
  for (std::size_t number = 0; number < result.places.size(); ++number) {
    step.sources.push_back(sources.of(result.places[number], result.values[number]));
  }
  return step;
}

}  // namespace stalemate::sim
