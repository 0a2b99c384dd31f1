#include "sim/arena.h"

#include <bit>
#include <cstring>
#include <new>

#include <sys/mman.h>

#include "sim/assert.h"

namespace stalemate::sim {

Arena::Arena(std::size_t capacity, void* preferred_base) : capacity_(capacity) {
  SIM_ASSERT(capacity_ > sizeof(State));
  void* const block = mmap(preferred_base, capacity_, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  SIM_ASSERT(block != MAP_FAILED);
  state_ = new (block) State{};
  state_->used = (sizeof(State) + granule - 1) / granule * granule;
}

Arena::~Arena() { munmap(state_, capacity_); }

std::size_t Arena::class_of(std::size_t size, std::size_t& rounded) {
  const std::size_t granules = size == 0 ? 1 : (size + granule - 1) / granule;
  if (granules <= small_classes) {
    rounded = granules * granule;
    return granules - 1;
  }
  rounded = std::bit_ceil(size);
  const auto power = static_cast<std::size_t>(std::countr_zero(rounded));
  constexpr auto first_power = static_cast<std::size_t>(std::countr_zero(small_classes * granule));
  const std::size_t index = small_classes + power - first_power - 1;
  SIM_ASSERT(index < small_classes + large_classes);
  return index;
}

#ifdef STALEMATE_SEPARATE_FRAMES

void* Arena::allocate_anew(std::size_t size) {
  ++state_->live_blocks;
  void* const block = ::operator new(size == 0 ? 1 : size);
  std::memset(block, 0, size);
  return block;
}

void Arena::deallocate_large(void* block, std::size_t /*size*/) noexcept {
  SIM_ASSERT(state_->live_blocks > 0);
  --state_->live_blocks;
  ::operator delete(block);
}

#else

void* Arena::allocate_anew(std::size_t size) {
  std::size_t rounded = 0;
  FreeBlock*& head = state_->free[class_of(size, rounded)];
  ++state_->live_blocks;
  if (FreeBlock* const block = head; block != nullptr) {
    SIM_ASSERT(owns(block));
    head = block->next;
    if (zeroing_) std::memset(static_cast<void*>(block), 0, rounded);
    return block;
  }
  SIM_ASSERT(state_->used + rounded <= capacity_);
  void* const block = reinterpret_cast<std::byte*>(state_) + state_->used;
  state_->used += rounded;
  // Memory above `used` may hold what an abandoned future left there before a restore.
  if (zeroing_) std::memset(block, 0, rounded);
  return block;
}

void Arena::deallocate_large(void* block, std::size_t size) noexcept {
  std::size_t rounded = 0;
  FreeBlock*& head = state_->free[class_of(size, rounded)];
  SIM_ASSERT(owns(block));
  SIM_ASSERT(state_->live_blocks > 0);
  --state_->live_blocks;
  head = new (block) FreeBlock{head};
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
