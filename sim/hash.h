// Hashing of values that must give the same number on every machine and compiler.
//
// Only integers of fixed width are mixed, never raw structs with padding, and the bytes are read
// in little-endian order. XXH3 does the work.
#pragma once

#define XXH_INLINE_ALL
#include <bit>
#include <cstdint>

#include <xxhash.h>

namespace stalemate::sim {

static_assert(std::endian::native == std::endian::little,
              "trace hashes are defined over little-endian words");

/// Mixes one word into a running hash. Cost: about a nanosecond.
inline std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
  const std::uint64_t product_input = (hash ^ 0x9e3779b97f4a7c15ULL) + word;
  std::uint64_t mixed = product_input;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
  return mixed ^ (mixed >> 31);
}

/// Hash of a value without padding bits, chained onto `hash`.
template <class T>
std::uint64_t hash_bytes(std::uint64_t hash, const T& value) {
  static_assert(std::has_unique_object_representations_v<T>, "padding would be hashed");
  return XXH3_64bits_withSeed(&value, sizeof(T), hash);
}

}  // namespace stalemate::sim
