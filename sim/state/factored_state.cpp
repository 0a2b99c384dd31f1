#include "sim/state/factored_state.h"

#include <bit>

#include "sim/hash.h"

namespace stalemate::sim {

namespace {

/// The bits up to this one.
constexpr std::uint64_t up_to(std::uint32_t place) {
  return ~std::uint64_t{0} >> (Place::limit - place);
}

/// Whether all bits below the highest are set.
constexpr bool is_dense(std::uint64_t bits) { return (bits & (bits + 1)) == 0; }

}  // namespace

std::uint32_t PlacesInUse::deadlines() const {
  return static_cast<std::uint32_t>(std::popcount(of(Place::Kind::deadline) & ~std::uint64_t{1}));
}

std::uint32_t PlacesInUse::ranks(Place::Kind kind) const {
  return static_cast<std::uint32_t>(std::popcount(of(kind)));
}

Place PlacesInUse::among(Place place) const {
  const auto count = [](std::uint64_t bits) {
    return static_cast<std::uint32_t>(std::popcount(bits));
  };
  const std::uint64_t below = up_to(place.place());
  switch (place.kind()) {
    case Place::Kind::deadline:
    case Place::Kind::mark: {
      const std::uint64_t to_come = of(Place::Kind::deadline) & ~std::uint64_t{1};
      return {place.kind(), count(to_come & below)};
    }
    case Place::Kind::first_rank:
    case Place::Kind::second_rank:
      break;
  }
  return {place.kind(), count(of(place.kind()) & below >> 1)};
}

bool PlacesInUse::dense() const {
  const std::uint64_t deadlines = of(Place::Kind::deadline) | 1;
  return is_dense(deadlines) && is_dense(of(Place::Kind::first_rank)) &&
         is_dense(of(Place::Kind::second_rank)) && of(Place::Kind::mark) <= deadlines;
}

ShapeId Shapes::id_of(const std::vector<ShapeSection>& sections) {
  const auto [place, is_new] = ids_.emplace(sections, static_cast<ShapeId>(size()));
  if (is_new) {
    sections_.insert(sections_.end(), sections.begin(), sections.end());
    first_.push_back(static_cast<std::uint32_t>(sections_.size()));
  }
  return place->second;
}

std::uint64_t Shapes::digest(ShapeId shape, const Place* places, std::uint64_t sum) const {
  const std::span<const ShapeSection> all = sections(shape);
  const auto folded = [&places](const ShapeSection& section) {
    std::uint64_t hash = section.words;
    for (std::uint32_t number = 0; number < section.numbers; ++number) {
      hash = Account::folded(hash, places++->code());
    }
    return hash;
  };
  const std::uint64_t own = folded(all.front());
  for (const ShapeSection& section : all.subspan(1)) sum += mix(folded(section), 0);
  return mix(own, sum);
}

PlacesInUse FactoredState::in_use() const {
  PlacesInUse used;
  const std::size_t count = number_count();
  for (std::size_t number = 0; number < count; ++number) used.add(places[number]);
  return used;
}

void FactoredState::pass_deadline() {
  const std::size_t count = number_count();
  for (std::size_t number = 0; number < count; ++number) {
    const Place::Kind kind = places[number].kind();
    const bool moves = kind == Place::Kind::deadline || kind == Place::Kind::mark;
    const std::uint32_t place = places[number].place();
    if (moves && place > 0) places[number] = {kind, place - 1};
  }
}

void FactoredState::make_dense() {
  const PlacesInUse used = in_use();
  if (used.dense()) return;
  const std::size_t count = number_count();
  for (std::size_t number = 0; number < count; ++number) {
    places[number] = used.among(places[number]);
  }
}

std::uint64_t digest(const FactoredState& state, const Shapes& shapes) {
  std::uint64_t sum = 0;
  for (std::size_t piece = 1; piece <= state.groups; ++piece) {
    sum += shapes.digest(state.shapes[piece], state.places.data() + state.first[piece], 0);
  }
  return shapes.digest(state.shapes[FactoredState::common], state.places.data(), sum);
}

}  // namespace stalemate::sim
