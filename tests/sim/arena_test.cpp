// The block of memory that a world lives in.
#include "sim/arena.h"

#include <cstdint>
#include <cstring>
#include <vector>

#include <catch2/catch.hpp>

namespace stalemate::sim::tests {
namespace {

constexpr std::size_t capacity = std::size_t{8} << 20;
/// Around every boundary between two classes of sizes.
constexpr std::size_t sizes[] = {0,   1,    15,   16,   17,   32,   33,   127,   128,   129,  192,
                                 193, 1000, 2047, 2048, 2049, 4096, 4097, 10000, 65536, 65537};

bool is_zero(const void* block, std::size_t size) {
  const auto* const bytes = static_cast<const unsigned char*>(block);
  for (std::size_t index = 0; index < size; ++index) {
    if (bytes[index] != 0) return false;
  }
  return true;
}

TEST_CASE("blocks are aligned, zeroed and apart from each other", "[sim][arena]") {
  Arena arena(capacity);
  arena.zero_new_blocks(true);
  std::vector<unsigned char*> blocks;
  for (const std::size_t size : sizes) {
    for (int copy = 0; copy < 3; ++copy) {
      auto* const block = static_cast<unsigned char*>(arena.allocate(size));
      CHECK(reinterpret_cast<std::uintptr_t>(block) % alignof(std::max_align_t) == 0);
      CHECK(is_zero(block, size));
      std::memset(block, static_cast<int>(blocks.size() + 1), size);
      blocks.push_back(block);
    }
  }
  std::size_t number = 0;
  for (const std::size_t size : sizes) {
    for (int copy = 0; copy < 3; ++copy, ++number) {
      for (std::size_t index = 0; index < size; ++index) {
        if (blocks[number][index] != number + 1) FAIL("block " << number << " was overwritten");
      }
      arena.deallocate(blocks[number], size);
    }
  }
}

TEST_CASE("a block that was given back is zeroed for its next user", "[sim][arena]") {
  Arena arena(capacity);
  arena.zero_new_blocks(true);
  for (const std::size_t size : sizes) {
    void* const first = arena.allocate(size);
    std::memset(first, 0xff, size);
    arena.deallocate(first, size);
    void* const second = arena.allocate(size);
    if (Arena::can_snapshot) CHECK(second == first);
    CHECK(is_zero(second, size));
    arena.deallocate(second, size);
  }
}

TEST_CASE("memory that was given back is used before more is taken", "[sim][arena]") {
  Arena arena(capacity);
  const auto use_and_give_back = [&arena] {
    std::vector<void*> blocks;
    for (const std::size_t size : sizes) blocks.push_back(arena.allocate(size));
    std::size_t number = 0;
    for (const std::size_t size : sizes) arena.deallocate(blocks[number++], size);
  };
  use_and_give_back();
  const std::size_t used = arena.used();
  for (int round = 0; round < 10; ++round) use_and_give_back();
  CHECK(arena.used() == used);
}

TEST_CASE("sizes of one class share their blocks, sizes of two classes do not", "[sim][arena]") {
  if constexpr (Arena::can_snapshot) {
    Arena arena(capacity);
    void* const small = arena.allocate(17);
    arena.deallocate(small, 17);
    CHECK(arena.allocate(33) != small);
    CHECK(arena.allocate(16) != small);
    CHECK(arena.allocate(32) == small);
    void* const large = arena.allocate(2049);
    arena.deallocate(large, 2049);
    CHECK(arena.allocate(4097) != large);
    CHECK(arena.allocate(2048) != large);
    CHECK(arena.allocate(4096) == large);
  }
}

TEST_CASE("a free frame serves a somewhat smaller one, and is of its size then", "[sim][arena]") {
  if constexpr (Arena::can_snapshot) {
    Arena arena(capacity);
    void* const frame = arena.allocate(512);
    arena.deallocate(frame, 512);
    CHECK(arena.allocate(513) != frame);
    CHECK(arena.allocate(256) != frame);
    CHECK(arena.allocate(320) == frame);
    arena.deallocate(frame, 320);
    CHECK(arena.allocate(512) != frame);
    CHECK(arena.allocate(257) == frame);
  }
}

TEST_CASE("owns() knows the block's first and last byte", "[sim][arena]") {
  Arena arena(capacity);
  const auto* const base = static_cast<const std::byte*>(arena.base());
  CHECK(arena.owns(base));
  CHECK(arena.owns(base + capacity - 1));
  CHECK_FALSE(arena.owns(base + capacity));
  CHECK_FALSE(arena.owns(base - 1));
  const int local = 0;
  CHECK_FALSE(arena.owns(&local));
  if constexpr (Arena::can_snapshot) {
    const std::size_t before = arena.used();
    const auto* const block = static_cast<const std::byte*>(arena.allocate(100));
    CHECK(arena.owns(block));
    CHECK(block >= base + before);
    CHECK(block + 100 <= base + arena.used());
  }
}

TEST_CASE("an arena can be asked to lie elsewhere", "[sim][arena]") {
  Arena first(capacity);
  const auto wish = reinterpret_cast<std::uintptr_t>(first.base()) + (std::uintptr_t{1} << 32);
  Arena second(capacity, reinterpret_cast<void*>(wish));
  CHECK(second.base() != first.base());
  CHECK(second.base() == reinterpret_cast<void*>(wish));
}

TEST_CASE("restore() brings contents and free blocks back", "[sim][arena]") {
  if constexpr (Arena::can_snapshot) {
    Arena arena(capacity);
    arena.zero_new_blocks(true);
    auto* const kept = static_cast<unsigned char*>(arena.allocate(5000));
    std::memset(kept, 1, 5000);
    void* const freed = arena.allocate(40);
    arena.deallocate(freed, 40);
    std::vector<std::byte> snapshot;
    arena.save(snapshot);
    const std::size_t used = arena.used();
    CHECK(snapshot.size() == used);

    // A future that is then abandoned.
    std::memset(kept, 2, 5000);
    void* const reused = arena.allocate(40);
    CHECK(reused == freed);
    void* const grown = arena.allocate(3000);
    std::memset(grown, 3, 3000);
    arena.deallocate(kept, 5000);

    arena.restore(snapshot);
    CHECK(arena.used() == used);
    std::vector<std::byte> again;
    arena.save(again);
    CHECK(again == snapshot);
    CHECK(kept[0] == 1);
    CHECK(kept[4999] == 1);
    // The same requests get the same blocks, clean ones.
    CHECK(arena.allocate(40) == freed);
    void* const grown_again = arena.allocate(3000);
    CHECK(grown_again == grown);
    CHECK(is_zero(grown_again, 3000));
    CHECK(arena.allocate(5000) != kept);
  }
}

TEST_CASE("containers live in an arena", "[sim][arena]") {
  Arena arena(capacity);
  {
    Vector<int> numbers{ArenaAllocator<int>(arena)};
    for (int number = 0; number < 1000; ++number) numbers.push_back(number);
    CHECK(numbers[999] == 999);
    if constexpr (Arena::can_snapshot) CHECK(arena.owns(numbers.data()));
    Arena other(capacity);
    CHECK(ArenaAllocator<int>(arena) == ArenaAllocator<char>(arena));
    CHECK_FALSE(ArenaAllocator<int>(arena) == ArenaAllocator<int>(other));
  }
}

}  // namespace
}  // namespace stalemate::sim::tests
