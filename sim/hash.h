// Hashing of values that must give the same number on every machine and compiler.
//
// Only integers of fixed width are mixed, never raw structs with padding, and the bytes are read
// in little-endian order. XXH3 does the work.
#pragma once

#define XXH_INLINE_ALL
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

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

/// Mixes four words into a running hash, by two folded 128-bit products (the construction of
/// wyhash and XXH3's short inputs). XXH3 itself would read them from memory, where they have just
/// been written in smaller pieces, and wait for that: this took a fifth of a run.
inline std::uint64_t mix(std::uint64_t hash, std::uint64_t first, std::uint64_t second,
                         std::uint64_t third, std::uint64_t fourth) {
  __extension__ using Wide = unsigned __int128;
  const auto fold = [](std::uint64_t left, std::uint64_t right) {
    const Wide product = static_cast<Wide>(left) * right;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  };
  const std::uint64_t low = fold(first ^ 0xa0761d6478bd642fULL, second ^ 0xe7037ed1a0b428dbULL);
  const std::uint64_t high = fold(third ^ 0x8ebc6af09c88c6e3ULL, fourth ^ 0x589965cc75374cc3ULL);
  return fold(hash ^ low ^ 0x1d8e4e27c47d124fULL, high ^ 0x9e3779b97f4a7c15ULL) ^ low;
}

/// Hash of a value without padding bits, chained onto `hash`.
template <class T>
std::uint64_t hash_bytes(std::uint64_t hash, const T& value) {
  static_assert(std::has_unique_object_representations_v<T>, "padding would be hashed");
  return XXH3_64bits_withSeed(&value, sizeof(T), hash);
}
/// The same for a block of memory, whatever lies in it: holds in this process only.
inline std::uint64_t hash_bytes(std::uint64_t hash, std::span<const std::byte> bytes) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), hash);
}

}  // namespace stalemate::sim
