// One fixed-address block of memory that holds everything a simulated world consists of.
//
// Because coroutine frames, containers and the kernel all live here, a snapshot of the whole world
// is one memcpy and a restore is another.
//
// Invariants:
//  1. An arena never moves: pointers into it stay valid over save() and restore().
//  2. Everything in use lies in [base, base + used). A snapshot is exactly those bytes.
//  3. The allocator's own state lies inside the block, so that it travels with the snapshot.
//  4. One arena belongs to one thread at a time.
//
// Built with STALEMATE_SEPARATE_FRAMES every block comes from operator new instead, so that
// sanitizers see each one; snapshots are then not available (can_snapshot is false).
//
// Cost: allocate and deallocate are a few instructions (size classes with free lists); save and
// restore copy `used` bytes, typically 3 to 16 KiB.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/assert.h"

namespace stalemate::sim {

class Arena {
 public:
#ifdef STALEMATE_SEPARATE_FRAMES
  static constexpr bool can_snapshot = false;
#else
  static constexpr bool can_snapshot = true;
#endif

  /// Address space set aside for one world; only what is touched costs memory.
  static constexpr std::size_t default_capacity = std::size_t{256} << 20;

  /// @param preferred_base where the block should start, or nullptr for anywhere. A run must not
  ///        depend on it; running the same seed at two bases is how that is tested.
  explicit Arena(std::size_t capacity = default_capacity, void* preferred_base = nullptr);
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// Whether new blocks are zeroed, so that equal worlds are equal byte by byte, whatever lay in
  /// their memory before. Off by default: it costs a sixth of a run, and only comparing bytes needs
  /// it.
  void zero_new_blocks(bool on) { zeroing_ = on; }

  /// A block of at least `size` bytes, aligned for any type. Never fails: a world that does
  /// not fit is a bug of the limits that the loader enforces.
  void* allocate(std::size_t size) {
#ifndef STALEMATE_SEPARATE_FRAMES
    if (size <= middle_limit) {
      const std::size_t index = class_of(size);
      if (const std::uint32_t place = state_->free[index]; place != 0) {
        FreeBlock* const block = free_block(place);
        state_->free[index] = block->next;
        if (zeroing_) std::memset(static_cast<void*>(block), 0, bytes_of(index));
        return block;
      }
      return size <= small_limit ? extend(bytes_of(index)) : allocate_frame(index);
    }
#endif
    return allocate_large(size);
  }
  void deallocate(void* block, std::size_t size) noexcept {
#ifndef STALEMATE_SEPARATE_FRAMES
    // What is not known to be small when this is compiled is mostly so: a promise.
    if (size <= small_limit || (__builtin_constant_p(size) && size <= middle_limit)) [[likely]] {
      put_back(block, class_of(size));
      return;
    }
#endif
    deallocate_large(block, size);
  }

  /// Bytes in use from the base, the allocator's own state included.
  std::size_t used() const;
  const void* base() const { return state_; }
  /// True if the address lies inside the block.
  bool owns(const void* address) const;

  void save(std::vector<std::byte>& snapshot) const;
  void restore(const std::vector<std::byte>& snapshot);
  /// Brings a snapshot up to date that differs from the arena in this object only.
  template <class T>
  void save_part(const T& object, std::vector<std::byte>& snapshot) const {
    static_assert(std::is_trivially_copyable_v<T>);
    const auto* const byte = reinterpret_cast<const std::byte*>(&object);
    const auto offset = static_cast<std::size_t>(byte - reinterpret_cast<const std::byte*>(state_));
    SIM_ASSERT(owns(&object) && snapshot.size() == used());
    SIM_ASSERT(offset + sizeof(T) <= snapshot.size());
    std::memcpy(snapshot.data() + offset, &object, sizeof(T));
  }

 private:
  // Promises and reactions are small and alike, so their classes are narrow. Frames are few and all
  // different; with wide classes those of one phase of a request serve the next.
  static constexpr std::size_t small_step = 16;
  static constexpr std::size_t small_limit = 128;
  static constexpr std::size_t small_classes = small_limit / small_step;
  static constexpr std::size_t middle_step = 64;
  static constexpr std::size_t middle_limit = 2048;
  static constexpr std::size_t middle_classes = (middle_limit - small_limit) / middle_step;
  static constexpr std::size_t middle_reach = 3;
  static constexpr std::size_t large_classes = 17;  // 4 KiB, 8 KiB, ... 256 MiB

  // Places in the arena's block, half as large as addresses; 0: none.
  struct FreeBlock {
    std::uint32_t next;
  };
  struct State {
    std::size_t used;
    std::array<std::uint32_t, small_classes + middle_classes + large_classes> free;
  };

  static constexpr std::size_t class_of(std::size_t size) {
    if (size <= small_limit) return size == 0 ? 0 : (size - 1) / small_step;
    return small_classes + (size - small_limit - 1) / middle_step;
  }
  static constexpr std::size_t bytes_of(std::size_t index) {
    if (index < small_classes) return (index + 1) * small_step;
    return small_limit + (index - small_classes + 1) * middle_step;
  }
  static std::size_t class_of(std::size_t size, std::size_t& rounded);
  FreeBlock* free_block(std::uint32_t place) const {
    return reinterpret_cast<FreeBlock*>(reinterpret_cast<std::byte*>(state_) + place);
  }
  void put_back(void* block, std::size_t index) noexcept {
    const auto place = static_cast<std::byte*>(block) - reinterpret_cast<std::byte*>(state_);
    new (block) FreeBlock{state_->free[index]};
    state_->free[index] = static_cast<std::uint32_t>(place);
  }
  /// A block at the end of what is used so far.
  [[gnu::noinline]] void* extend(std::size_t bytes);
  [[gnu::noinline]] void* allocate_frame(std::size_t wanted);
  [[gnu::noinline]] void* allocate_large(std::size_t size);
  void* take(std::size_t index, std::size_t bytes);
  [[gnu::noinline]] void deallocate_large(void* block, std::size_t size) noexcept;

  State* state_ = nullptr;
  std::size_t capacity_ = 0;
  bool zeroing_ = false;
};

/// Lets standard containers live in an arena.
template <class T>
class ArenaAllocator {
 public:
  using value_type = T;

  explicit ArenaAllocator(Arena& arena) : arena_(&arena) {}
  template <class U>
  ArenaAllocator(const ArenaAllocator<U>& other) : arena_(other.arena()) {}

  T* allocate(std::size_t count) { return static_cast<T*>(arena_->allocate(count * sizeof(T))); }
  void deallocate(T* block, std::size_t count) noexcept {
    arena_->deallocate(block, count * sizeof(T));
  }
  Arena* arena() const { return arena_; }

  template <class U>
  bool operator==(const ArenaAllocator<U>& other) const {
    return arena_ == other.arena();
  }

 private:
  Arena* arena_;
};

template <class T>
using Vector = std::vector<T, ArenaAllocator<T>>;

template <class T>
[[gnu::noinline, gnu::cold]] void make_room(Vector<T>& vector) {
  vector.reserve(vector.empty() ? 4 : 2 * vector.size());
}

/// Adds an element. For what is added to at every step: growing, which happens a few times in all,
/// is kept out of the way, and so are the registers that it would take.
template <class T, class... Arguments>
T& append(Vector<T>& vector, Arguments&&... arguments) {
  if (vector.size() == vector.capacity()) [[unlikely]]
    make_room(vector);
  if (vector.size() == vector.capacity()) __builtin_unreachable();
  return vector.emplace_back(std::forward<Arguments>(arguments)...);
}

}  // namespace stalemate::sim
