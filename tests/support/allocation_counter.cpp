#include "tests/support/allocation_counter.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

// The one mutable global of the tests: operator new has nowhere else to count.
std::atomic<std::uint64_t> allocations{0};

}  // namespace

namespace stalemate::tests {

std::uint64_t allocation_count() { return allocations.load(std::memory_order_relaxed); }

}  // namespace stalemate::tests

#ifndef STALEMATE_SEPARATE_FRAMES

namespace {

void* counted(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  void* const block = std::malloc(size == 0 ? 1 : size);
  if (block == nullptr) std::abort();
  return block;
}

void* counted_aligned(std::size_t size, std::align_val_t alignment) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  const auto boundary = static_cast<std::size_t>(alignment);
  // aligned_alloc wants a multiple of the alignment.
  void* const block = std::aligned_alloc(boundary, (size + boundary - 1) / boundary * boundary);
  if (block == nullptr) std::abort();
  return block;
}

}  // namespace

// The array and nothrow forms of the library call these.
void* operator new(std::size_t size) { return counted(size); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted_aligned(size, alignment);
}
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t /*size*/) noexcept { std::free(block); }
void operator delete(void* block, std::align_val_t /*alignment*/) noexcept { std::free(block); }
void operator delete(void* block, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept {
  std::free(block);
}

#endif
