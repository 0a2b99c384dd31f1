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
// restore copy `used` bytes, typically 4 to 16 KiB.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <type_traits>
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
    if (size <= small_classes * granule) {
      const std::size_t index = size == 0 ? 0 : (size - 1) / granule;
      if (FreeBlock* const block = state_->free[index]; block != nullptr) {
        state_->free[index] = block->next;
        ++state_->live_blocks;
        if (zeroing_) std::memset(static_cast<void*>(block), 0, (index + 1) * granule);
        return block;
      }
    }
#endif
    return allocate_anew(size);
  }
  void deallocate(void* block, std::size_t size) noexcept {
#ifndef STALEMATE_SEPARATE_FRAMES
    if (size <= small_classes * granule) {
      const std::size_t index = size == 0 ? 0 : (size - 1) / granule;
      SIM_ASSERT(state_->live_blocks > 0);
      --state_->live_blocks;
      state_->free[index] = new (block) FreeBlock{state_->free[index]};
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
  static constexpr std::size_t granule = 32;
  static constexpr std::size_t small_classes = 64;  // 32 B, 64 B, ... 2 KiB
  static constexpr std::size_t large_classes = 20;  // 4 KiB, 8 KiB, ... 2 GiB

  struct FreeBlock {
    FreeBlock* next;
  };
  struct State {
    std::size_t used;
    std::size_t live_blocks;
    std::array<FreeBlock*, small_classes + large_classes> free;
  };

  static std::size_t class_of(std::size_t size, std::size_t& rounded);
  void* allocate_anew(std::size_t size);
  void deallocate_large(void* block, std::size_t size) noexcept;

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

}  // namespace stalemate::sim
