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

/// All numbers of a piece, with their values.
struct Numbers {
  std::vector<Place> places;
  std::vector<std::int64_t> values;

  void add(const std::vector<TakenSection>& piece) {
    for (const TakenSection& section : piece) {
      places.insert(places.end(), section.places.begin(), section.places.end());
      values.insert(values.end(), section.values.begin(), section.values.end());
    }
  }
  std::optional<std::size_t> find(Place::Kind kind, std::int64_t value) const {
    for (std::size_t number = 0; number < places.size(); ++number) {
      if (places[number].kind() == kind && values[number] == value) return number;
    }
    return std::nullopt;
  }
};

bool is_past(Place place) { return place.kind() == Place::Kind::deadline && place.place() == 0; }

/// How the numbers of a result are told by a view.
class Sources {
 public:
  Sources(const Numbers& common, const Numbers& group, const Numbers& all)
      : common_(&common), group_(&group) {
    largest_.fill(std::numeric_limits<std::int64_t>::min());
    for (std::size_t number = 0; number < all.places.size(); ++number) {
      std::int64_t& before = largest_[index_of(all.places[number].kind())];
      before = std::max(before, all.values[number]);
    }
  }

  /// Numbers that are new are to be known before any is told. @return false if one cannot be told
  bool know(const Numbers& result) {
    for (std::size_t number = 0; number < result.places.size(); ++number) {
      const Place place = result.places[number];
      const std::int64_t value = result.values[number];
      if (input(place.kind(), value) || is_past(place)) continue;
      const std::size_t kind = index_of(place.kind());
      // Of equal marks the same is told.
      const bool is_mark = place.kind() == Place::Kind::mark;
      if (is_mark ? value < largest_[kind] : value <= largest_[kind]) return false;
      fresh_[kind].insert(std::lower_bound(fresh_[kind].begin(), fresh_[kind].end(), value), value);
      const auto last = std::unique(fresh_[kind].begin(), fresh_[kind].end());
      fresh_[kind].erase(last, fresh_[kind].end());
    }
    const auto few = [](const auto& values) { return values.size() <= 2; };
    return std::all_of(fresh_.begin(), fresh_.end(), few) &&
           fresh_[index_of(Place::Kind::deadline)].size() <= 1;
  }

  std::vector<Source> of(const Numbers& result) const {
    std::vector<Source> sources;
    for (std::size_t number = 0; number < result.places.size(); ++number) {
      sources.push_back(of(result.places[number], result.values[number]));
    }
    return sources;
  }

 private:
  static std::size_t index_of(Place::Kind kind) { return static_cast<std::size_t>(kind); }

  Source of(Place place, std::int64_t value) const {
    if (const auto known = input(place.kind(), value)) return *known;
    if (is_past(place)) return Source::past();
    const auto& values = fresh_[index_of(place.kind())];
    const auto found = std::find(values.begin(), values.end(), value);
    return Source::fresh(place.kind(), static_cast<std::size_t>(found - values.begin()));
  }
  std::optional<Source> input(Place::Kind kind, std::int64_t value) const {
    if (const auto number = common_->find(kind, value)) return Source::of_common(*number);
    if (const auto number = group_->find(kind, value)) return Source::of_group(*number);
    return std::nullopt;
  }

  const Numbers* common_;
  const Numbers* group_;
  std::array<std::int64_t, 4> largest_{};
  std::array<std::vector<std::int64_t>, 4> fresh_;
};

/// Whether each number that is told from others by its place is still there.
bool keeps_all(const Numbers& before, const Numbers& common, const Numbers& group) {
  for (std::size_t number = 0; number < before.places.size(); ++number) {
    const Place place = before.places[number];
    if (is_past(place) || place.kind() == Place::Kind::mark) continue;
    if (common.find(place.kind(), before.values[number])) continue;
    if (!group.find(place.kind(), before.values[number])) return false;
  }
  return true;
}

/// The marks of a view beside which no number of the second rank stands.
std::vector<std::int64_t> bare_marks(const TakenApart& state, std::size_t group) {
  std::vector<std::int64_t> marks;
  for (const std::size_t piece : {std::size_t{0}, group + 1}) {
    if (piece >= state.pieces.size()) continue;
    for (const TakenSection& section : state.pieces[piece]) {
      const auto is_second_rank = [](Place place) {
        return place.kind() == Place::Kind::second_rank;
      };
      if (std::any_of(section.places.begin(), section.places.end(), is_second_rank)) continue;
      for (std::size_t number = 0; number < section.places.size(); ++number) {
        const bool is_mark = section.places[number].kind() == Place::Kind::mark;
        if (is_mark) marks.push_back(section.values[number]);
      }
    }
  }
  return marks;
}

/// Marks have equal places also if they are not equal, with another group's deadline between them.
/// So which of two equal ones a mark of the result is cannot be seen, nor whether it is new; unless
/// a number of the second rank beside each says the same, as of these the view has the order.
bool marks_are_clear(const TakenApart& before, const TakenApart& after, std::size_t group) {
  const std::vector<std::int64_t> marks = bare_marks(before, group);
  const std::vector<std::int64_t> results = bare_marks(after, group);
  return std::all_of(marks.begin(), marks.end(), [&](std::int64_t mark) {
    return std::count(marks.begin(), marks.end(), mark) == 1 &&
           std::count(results.begin(), results.end(), mark) <= 1;
  });
}

std::vector<ShapeSection> sections_of(const std::vector<TakenSection>& piece) {
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
  std::vector<std::size_t> numbers(groups + std::size_t{1});
  for (StateDigest::Section section = 0; section < digest.section_count(); ++section) {
    TakenSection taken;
    taken.words = digest.words_of(section);
    for (const StateDigest::CodedNumber& coded : digest.numbers_of(section)) {
      const std::optional<Place> place = place_of(coded);
      if (!place) return std::nullopt;
      taken.places.push_back(*place);
      taken.values.push_back(coded.number.value());
    }
    const bool is_group = section > 0 && section <= groups;
    const StateDigest::Section piece = is_group ? section : digest.parent_of(section);
    if (piece > groups) return std::nullopt;
    numbers[piece] += taken.places.size();
    if (numbers[piece] > Pieces::number_limit) return std::nullopt;
    apart.pieces[piece].push_back(std::move(taken));
  }
  for (auto& piece : apart.pieces) std::sort(piece.begin() + 1, piece.end(), says_less);
  return apart;
}

FactoredState TakenApart::factored(Pieces& known) const {
  FactoredState state;
  SIM_ASSERT(!pieces.empty() && pieces.size() <= FactoredState::group_limit + 1);
  state.groups = static_cast<std::uint32_t>(pieces.size() - 1);
  for (std::size_t piece = 0; piece < pieces.size(); ++piece) {
    std::vector<Place> places;
    for (const TakenSection& section : pieces[piece]) {
      places.insert(places.end(), section.places.begin(), section.places.end());
    }
    state.pieces[piece] = known.id_of(known.shape_of(sections_of(pieces[piece])), places);
  }
  return state;
}

bool TakenApart::put_in_order_of(const FactoredState& state, const Pieces& known) {
  if (pieces.size() != state.groups + std::size_t{1}) return false;
  for (std::size_t piece = 0; piece < pieces.size(); ++piece) {
    std::vector<TakenSection>& sections = pieces[piece];
    const auto wanted = known.sections(state.pieces[piece]);
    if (wanted.size() != sections.size()) return false;
    const Place* places = known.places(state.pieces[piece]).data();
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
                                         std::size_t group, Pieces& known) {
  SIM_ASSERT(before.pieces.size() == after.pieces.size());
  if (!marks_are_clear(before, after, group)) return std::nullopt;
  Numbers all;
  for (const auto& piece : before.pieces) all.add(piece);
  Numbers common;
  Numbers own;
  Numbers common_result;
  Numbers own_result;
  StepResult step;
  step.leads_on = true;
  common.add(before.pieces.front());
  common_result.add(after.pieces.front());
  step.common = known.shape_of(sections_of(after.pieces.front()));
  if (group != LearnedSteps::no_group) {
    own.add(before.pieces[group + 1]);
    own_result.add(after.pieces[group + 1]);
    step.group = known.shape_of(sections_of(after.pieces[group + 1]));
  }
  Sources sources(common, own, all);
  if (!sources.know(common_result) || !sources.know(own_result)) return std::nullopt;
  step.common_sources = sources.of(common_result);
  step.group_sources = sources.of(own_result);
  step.keeps_all =
      keeps_all(common, common_result, own_result) && keeps_all(own, common_result, own_result);
  return step;
}

}  // namespace stalemate::sim
