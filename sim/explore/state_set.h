// A set of 64-bit fingerprints: which states have been met.
//
// Open addressing with linear probing; 0 stands for an empty place and is kept apart.
//
// Cost: one random access to memory a lookup; 8 bytes a place, at most half of them full.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace stalemate::sim {

class StateSet {
 public:
  StateSet() : places_(initial_places) {}

  /// @return whether the fingerprint is new
  bool insert(std::uint64_t fingerprint) {
    if (fingerprint == 0) return !std::exchange(has_zero_, true);
    if ((size_ + 1) * 2 > places_.size()) grow();
    if (!put(places_, fingerprint)) return false;
    ++size_;
    return true;
  }

  std::size_t size() const { return size_ + (has_zero_ ? 1 : 0); }
  std::size_t bytes() const { return places_.size() * sizeof(std::uint64_t); }
  /// Forgets all, and keeps the memory.
  void clear() {
    std::fill(places_.begin(), places_.end(), 0);
    size_ = 0;
    has_zero_ = false;
  }

 private:
  static constexpr std::size_t initial_places = 1024;

  static bool put(std::vector<std::uint64_t>& places, std::uint64_t fingerprint) {
    const std::size_t mask = places.size() - 1;
    // Fingerprints are already mixed.
    for (std::size_t place = fingerprint & mask;; place = (place + 1) & mask) {
      if (places[place] == fingerprint) return false;
      if (places[place] != 0) continue;
      places[place] = fingerprint;
      return true;
    }
  }
  void grow() {
    std::vector<std::uint64_t> wider(places_.size() * 2);
    for (const std::uint64_t fingerprint : places_) {
      if (fingerprint != 0) put(wider, fingerprint);
    }
    places_.swap(wider);
  }

  std::vector<std::uint64_t> places_;
  std::size_t size_ = 0;
  bool has_zero_ = false;
};

}  // namespace stalemate::sim
