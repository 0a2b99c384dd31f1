#include "sim/state/pieces.h"

#include <algorithm>
#include <cstring>

#include "sim/state/account.h"

namespace stalemate::sim {

ShapeId Pieces::shape_of(const std::vector<ShapeSection>& sections) {
  const auto [place, is_new] = shapes_.emplace(sections, static_cast<ShapeId>(first_.size() - 1));
  if (is_new) {
    sections_.insert(sections_.end(), sections.begin(), sections.end());
    first_.push_back(static_cast<std::uint32_t>(sections_.size()));
  }
  return place->second;
}

PieceId Pieces::id_of(ShapeId shape, std::span<const Place> places) {
  SIM_ASSERT(places.size() <= number_limit);
  std::uint64_t hash = Account::folded(places.size(), shape);
  std::size_t at = 0;
  for (; at + sizeof hash <= places.size(); at += sizeof hash) {
    std::uint64_t word = 0;
    std::memcpy(&word, places.data() + at, sizeof word);
    hash = Account::folded(hash, word);
  }
  std::uint64_t word = 0;
  if (at < places.size()) std::memcpy(&word, places.data() + at, places.size() - at);
  hash = Account::folded(hash, word);
  while (true) {
    const StateNumbers::Met met = numbers_.meet(hash);
    if (met.is_new) break;
    if (is(met.number, shape, places)) return met.number;
    hash = Account::folded(hash, 1);  // another piece has the same hash
  }
  const std::span<const ShapeSection> sections = sections_of_shape(shape);
  const auto forgettable =
      std::count_if(sections.begin() + 1, sections.end(),
                    [this](const ShapeSection& section) { return is_forgettable(section); });
  const auto parts = static_cast<std::ptrdiff_t>(sections.size()) - 1;
  records_.push_back({static_cast<std::uint32_t>(places_.size()), shape,
                      static_cast<std::uint8_t>(places.size()), parts > forgettable,
                      forgettable > 0});
  digests_.push_back(digests_of(shape, places));
  used_.emplace_back().add(places);
  places_.insert(places_.end(), places.begin(), places.end());
  SIM_ASSERT(records_.size() == numbers_.size());
  return static_cast<PieceId>(records_.size() - 1);
}

bool Pieces::is(PieceId piece, ShapeId shape, std::span<const Place> places) const {
  const std::span<const Place> its = this->places(piece);
  return records_[piece].shape == shape &&
         std::equal(its.begin(), its.end(), places.begin(), places.end());
}

Pieces::Digests Pieces::digests_of(ShapeId shape, std::span<const Place> places) const {
  const std::span<const ShapeSection> sections = sections_of_shape(shape);
  auto place = places.begin();
  const auto folded = [&place](const ShapeSection& section) {
    std::uint64_t hash = section.words;
    for (std::uint32_t number = 0; number < section.numbers; ++number) {
      hash = Account::folded(hash, (place++)->code());
    }
    return hash;
  };
  Digests result;
  result.own = folded(sections.front());
  for (const ShapeSection& section : sections.subspan(1)) result.sum += mix(folded(section), 0);
  SIM_ASSERT(place == places.end());
  result.alone = mix(result.own, result.sum);
  return result;
}

bool Pieces::is_forgettable(const ShapeSection& section) const {
  return section.numbers == 0 &&
         std::find(forgettable_.begin(), forgettable_.end(), section.words) != forgettable_.end();
}

ShapeId Pieces::without_forgettable(ShapeId shape) {
  std::vector<ShapeSection> left;
  for (const ShapeSection& section : sections_of_shape(shape)) {
    if (left.empty() || !is_forgettable(section)) left.push_back(section);
  }
  return shape_of(left);
}

PieceId Pieces::changed(PieceId piece, Place gap) {
  // Folding a word into nothing is one to one, so different keys stay different.
  const std::uint64_t key = Account::folded(0, std::uint64_t{piece} << 8 | gap.index());
  const StateNumbers::Met met = changes_.meet(key);
  if (!met.is_new) return changed_[met.number];
  std::array<Place, number_limit> places;
  const std::span<const Place> before = this->places(piece);
  std::transform(before.begin(), before.end(), places.begin(), [gap](Place place) {
    if (gap == forgetting) return place;
    return gap == passing ? place.after_deadline() : place.closed(gap);
  });
  const ShapeId shape = records_[piece].shape;
  const PieceId result =
      id_of(gap == forgetting ? without_forgettable(shape) : shape, {places.data(), before.size()});
  changed_.push_back(result);
  SIM_ASSERT(changed_.size() == changes_.size());
  return result;
}

std::size_t Pieces::bytes() const {
  return numbers_.bytes() + changes_.bytes() + places_.capacity() +
         records_.capacity() * (sizeof(Record) + sizeof(PlacesInUse) + sizeof(Digests)) +
         changed_.capacity() * sizeof(PieceId) + sections_.capacity() * sizeof(ShapeSection) * 3;
}

}  // namespace stalemate::sim
