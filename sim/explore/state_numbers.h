// Numbers for 64-bit fingerprints, in the order in which they are met: which states are known.
//
// Open addressing with linear probing, so that a place is found with one look at memory.
//
// Invariants:
//  1. Equal fingerprints get equal numbers, different ones different numbers, without a gap from 0.
//
// Cost: one random access to memory a lookup; 16 bytes a place, at most two thirds of them full.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/assert.h"
#include "sim/explore/large_vector.h"

namespace stalemate::sim {

class StateNumbers {
 public:
  struct Met {
    std::uint32_t number;
    bool is_new;
  };

  StateNumbers() : places_(initial_places) {}

  Met meet(std::uint64_t fingerprint) {
    if ((size_ + 1) * 3 > places_.size() * 2) grow();
    Place& place = place_of(places_, fingerprint);
    if (place.number != nothing) return {place.number, false};
    SIM_ASSERT(size_ < nothing);
    place = {fingerprint, static_cast<std::uint32_t>(size_++)};
    return {place.number, true};
  }
  /// The fingerprint will be met soon: memory may be asked for its place.
  void expect(std::uint64_t fingerprint) const {
    __builtin_prefetch(&places_[fingerprint & (places_.size() - 1)], 1);
  }
  /// @return whether the fingerprint is new
  bool insert(std::uint64_t fingerprint) { return meet(fingerprint).is_new; }

  std::size_t size() const { return size_; }
  std::size_t bytes() const { return places_.size() * sizeof(Place); }
  /// Forgets all, and gives the memory back.
  void clear() {
    LargeVector<Place>(initial_places).swap(places_);
    size_ = 0;
  }

 private:
  static constexpr std::size_t initial_places = 1024;
  static constexpr std::uint32_t nothing = 0xffff'ffffU;

  struct Place {
    std::uint64_t fingerprint = 0;
    std::uint32_t number = nothing;
  };

  /// Where the fingerprint stands, or would stand. Fingerprints are already mixed.
  static Place& place_of(LargeVector<Place>& places, std::uint64_t fingerprint) {
    const std::size_t mask = places.size() - 1;
    std::size_t place = fingerprint & mask;
    while (places[place].number != nothing && places[place].fingerprint != fingerprint) {
      place = (place + 1) & mask;
    }
    return places[place];
  }
  void grow() {
    LargeVector<Place> wider(places_.size() * 2);
    for (const Place& place : places_) {
      if (place.number != nothing) place_of(wider, place.fingerprint) = place;
    }
    places_.swap(wider);
  }

  LargeVector<Place> places_;
  std::size_t size_ = 0;
};

}  // namespace stalemate::sim
