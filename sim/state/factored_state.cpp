#include "sim/state/factored_state.h"

#include <bit>
#include <cstring>

#include "sim/hash.h"

namespace stalemate::sim {

namespace {

/// Whether all bits below the highest are set.
constexpr bool is_dense(std::uint64_t bits) { return (bits & (bits + 1)) == 0; }

}  // namespace

bool PlacesInUse::dense() const {
  const std::uint64_t deadlines = of(Place::Kind::deadline) | 1;
  return is_dense(deadlines) && is_dense(of(Place::Kind::first_rank)) &&
         is_dense(of(Place::Kind::second_rank)) && of(Place::Kind::mark) <= deadlines;
}

std::uint32_t PlacesInUse::count(Place::Kind kind) const {
  const bool is_deadline = kind == Place::Kind::deadline;
  const auto width = static_cast<std::uint32_t>(std::bit_width(of(kind) | (is_deadline ? 1U : 0U)));
  return is_deadline ? width - 1 : width;
}

void DensePlaces::count(const PlacesInUse& used) {
  for (const Place::Kind kind : {Place::Kind::first_rank, Place::Kind::second_rank}) {
    std::uint32_t before = 0;
    for (std::uint64_t left = used.of(kind); left != 0; left &= left - 1) {
      const Place place{kind, static_cast<std::uint32_t>(std::countr_zero(left))};
      places_[place.index()] = {kind, before++};
    }
  }
  const std::uint64_t deadlines = used.of(Place::Kind::deadline) & ~std::uint64_t{1};
  const std::uint64_t marks = used.of(Place::Kind::mark);
  std::uint32_t before = 0;
  places_[Place{Place::Kind::deadline, 0}.index()] = {Place::Kind::deadline, 0};
  places_[Place{Place::Kind::mark, 0}.index()] = {Place::Kind::mark, 0};
  const auto last = static_cast<std::uint32_t>(std::bit_width(deadlines | marks));
  for (std::uint32_t place = 1; place < last; ++place) {
    if ((deadlines >> place & 1U) != 0) ++before;
    places_[Place{Place::Kind::deadline, place}.index()] = {Place::Kind::deadline, before};
    places_[Place{Place::Kind::mark, place}.index()] = {Place::Kind::mark, before};
  }
}

ShapeId Shapes::id_of(const std::vector<ShapeSection>& sections) {
  const auto [place, is_new] = ids_.emplace(sections, static_cast<ShapeId>(size()));
  if (is_new) {
    sections_.insert(sections_.end(), sections.begin(), sections.end());
    first_.push_back(static_cast<std::uint32_t>(sections_.size()));
  }
  return place->second;
}

std::uint64_t Shapes::digest(ShapeId shape, std::span<const Place> places, std::uint64_t sum) {
  std::uint64_t word = 0;
  if (places.size() > sizeof word) {
    const Folded folded = fold(shape, places.data());
    return mix(folded.own, folded.sum + sum);
  }
  std::memcpy(&word, places.data(), sizeof word);
  Folded& known = known_[Account::folded(shape, word) % known_count];
  if (known.places != word || known.shape != shape) {
    known = fold(shape, places.data());
    known.places = word;
    known.shape = shape;
  }
  return mix(known.own, known.sum + sum);
}

Shapes::Folded Shapes::fold(ShapeId shape, const Place* places) const {
  const std::span<const ShapeSection> all = sections(shape);
  const auto folded = [&places](const ShapeSection& section) {
    std::uint64_t hash = section.words;
    for (std::uint32_t number = 0; number < section.numbers; ++number) {
      hash = Account::folded(hash, places++->code());
    }
    return hash;
  };
  Folded result;
  result.own = folded(all.front());
  for (const ShapeSection& section : all.subspan(1)) result.sum += mix(folded(section), 0);
  return result;
}

void FactoredState::pass_deadline() {
  for (std::size_t piece = 0; piece <= groups; ++piece) {
    for (std::size_t number = 0; number < counts[piece]; ++number) {
      Place& place = places[piece][number];
      const bool moves = place.kind() == Place::Kind::deadline || place.kind() == Place::Kind::mark;
      if (moves && place.place() > 0) place = {place.kind(), place.place() - 1};
    }
  }
}

void FactoredState::make_dense(const PlacesInUse& used) {
  DensePlaces dense;
  dense.count(used);
  for (std::size_t piece = 0; piece <= groups; ++piece) {
    for (std::size_t number = 0; number < counts[piece]; ++number) {
      places[piece][number] = dense.of(places[piece][number]);
    }
  }
}

std::uint64_t digest(const FactoredState& state, Shapes& shapes) {
  std::uint64_t sum = 0;
  for (std::size_t group = 0; group < state.groups; ++group) {
    sum += digest_of_group(state, group, shapes);
  }
  return digest_of_all(state, sum, shapes);
}

}  // namespace stalemate::sim
