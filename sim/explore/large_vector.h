// A vector that may grow to many megabytes and is looked at in no order: where it is large, it lies
// in huge pages, if the system has any.
//
// The basic idea: each look at another small page has the processor find out where it lies, which
// takes as long as the look itself, and each page that is touched for the first time the system.
//
// Invariants:
//  1. What lies in it does not depend on the pages.
//
// Cost: less than a huge page (2 MiB) of address space at its end.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

#include <sys/mman.h>

namespace stalemate::sim {

template <class T>
class LargeAllocator {
 public:
  using value_type = T;

  LargeAllocator() = default;
  template <class U>
  LargeAllocator(const LargeAllocator<U>& /*other*/) {}

  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (bytes < huge_page) return static_cast<T*>(::operator new(bytes));
    void* const block = ::operator new (bytes, std::align_val_t{huge_page});
#ifdef MADV_HUGEPAGE
    // A wish: without it all is as before, but slower.
    madvise(block, bytes, MADV_HUGEPAGE);
#endif
    return static_cast<T*>(block);
  }
  void deallocate(T* block, std::size_t count) noexcept {
    if (count * sizeof(T) < huge_page) {
      ::operator delete(block);
    } else {
      ::operator delete (block, std::align_val_t{huge_page});
    }
  }

  template <class U>
  bool operator==(const LargeAllocator<U>& /*other*/) const {
    return true;
  }

 private:
  static constexpr std::size_t huge_page = std::size_t{2} << 20;
};

template <class T>
using LargeVector = std::vector<T, LargeAllocator<T>>;

}  // namespace stalemate::sim
