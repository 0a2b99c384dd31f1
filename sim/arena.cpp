#include "sim/arena.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>

#include <sys/mman.h>

#include "sim/assert.h"

namespace stalemate::sim {

Arena::Arena(std::size_t capacity, void* preferred_base) : capacity_(capacity) {
  SIM_ASSERT(capacity_ > sizeof(State) && capacity_ <= UINT32_MAX);
  void* const block = mmap(preferred_base, capacity_, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  SIM_ASSERT(block != MAP_FAILED);
  state_ = new (block) State{};
  state_->used = (sizeof(State) + small_step - 1) / small_step * small_step;
}

Arena::~Arena() { munmap(state_, capacity_); }

std::size_t Arena::class_of(std::size_t size, std::size_t& rounded) {
  if (size <= middle_limit) {
    const std::size_t index = class_of(size);
    rounded = bytes_of(index);
    return index;
  }
  rounded = std::bit_ceil(size);
  const auto power = static_cast<std::size_t>(std::countr_zero(rounded));
  constexpr auto first_power = static_cast<std::size_t>(std::countr_zero(middle_limit));
  const std::size_t index = small_classes + middle_classes + power - first_power - 1;
  SIM_ASSERT(index < small_classes + middle_classes + large_classes);
  return index;
}

#ifdef STALEMATE_SEPARATE_FRAMES

void* Arena::allocate_large(std::size_t size) {
  void* const block = ::operator new(size == 0 ? 1 : size);
  std::memset(block, 0, size);
  return block;
}

void Arena::deallocate_large(void* block, std::size_t /*size*/) noexcept {
  ::operator delete(block);
}

#else

void* Arena::extend(std::size_t bytes) {
  const std::size_t used = state_->used;
  SIM_ASSERT(used + bytes <= capacity_);
  void* const block = reinterpret_cast<std::byte*>(state_) + used;
  state_->used = used + bytes;
  // Memory above `used` may hold what an abandoned future left there before a restore.
  if (zeroing_) std::memset(block, 0, bytes);
  return block;
}

void* Arena::take(std::size_t index, std::size_t bytes) {
  FreeBlock* const block = free_block(state_->free[index]);
  SIM_ASSERT(owns(block));
  state_->free[index] = block->next;
  if (zeroing_) std::memset(static_cast<void*>(block), 0, bytes);
  return block;
}

/// A free frame that is somewhat larger serves as well, and is as small as this one from then on:
/// otherwise each phase of a request would leave its own sizes behind.
void* Arena::allocate_frame(std::size_t wanted) {
  const std::size_t reach = std::min(wanted + middle_reach, small_classes + middle_classes - 1);
  for (std::size_t index = wanted + 1; index <= reach; ++index) {
    if (state_->free[index] != 0) return take(index, bytes_of(wanted));
  }
  return extend(bytes_of(wanted));
}

void* Arena::allocate_large(std::size_t size) {
  std::size_t rounded = 0;
  const std::size_t index = class_of(size, rounded);
  return state_->free[index] != 0 ? take(index, rounded) : extend(rounded);
}

void Arena::deallocate_large(void* block, std::size_t size) noexcept {
  std::size_t rounded = 0;
  SIM_ASSERT(owns(block));
  put_back(block, class_of(size, rounded));
}

#endif

std::size_t Arena::used() const { return state_->used; }

bool Arena::owns(const void* address) const {
  const auto* const first = reinterpret_cast<const std::byte*>(state_);
  const auto* const byte = static_cast<const std::byte*>(address);
  return byte >= first && byte < first + capacity_;
}

void Arena::save(std::vector<std::byte>& snapshot) const {
  SIM_ASSERT(can_snapshot);
  snapshot.resize(state_->used);
  std::memcpy(snapshot.data(), static_cast<const void*>(state_), state_->used);
}

void Arena::restore(const std::vector<std::byte>& snapshot) {
  SIM_ASSERT(can_snapshot);
  SIM_ASSERT(snapshot.size() >= sizeof(State));
  SIM_ASSERT(snapshot.size() <= capacity_);
  std::memcpy(static_cast<void*>(state_), snapshot.data(), snapshot.size());
  SIM_ASSERT(state_->used == snapshot.size());
}

}  // namespace stalemate::sim
