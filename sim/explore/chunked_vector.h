// A vector that grows without moving what is in it, by chunks in huge pages, if the system has any.
//
// The basic idea: what grows by doubling is copied each time, and each time the system has to clear
// as much memory again. That took a sixth of an exploration of a million states.
//
// Invariants:
//  1. All chunks but the last are full. The first one is small while there is little, and moves as
//     it grows; after that no element moves.
//
// Cost: one more look at memory than a vector's, at a table that is small; at most a chunk
// of some megabytes is unused.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/assert.h"
#include "sim/explore/large_vector.h"

namespace stalemate::sim {

template <class T>
class ChunkedVector {
 public:
  ChunkedVector() = default;
  ChunkedVector(const ChunkedVector&) = delete;
  ChunkedVector& operator=(const ChunkedVector&) = delete;
  ~ChunkedVector() = default;

  T& operator[](std::size_t index) { return chunks_[index / chunk_size][index % chunk_size]; }
  const T& operator[](std::size_t index) const {
    return chunks_[index / chunk_size][index % chunk_size];
  }
  void push_back(const T& value) {
    if (size_ % chunk_size == 0) add_chunk();
    chunks_.back().push_back(value);
    ++size_;
  }

  std::size_t size() const { return size_; }
  std::size_t bytes() const {
    std::size_t count = 0;
    for (const LargeVector<T>& chunk : chunks_) count += chunk.capacity();
    return count * sizeof(T);
  }
  /// Forgets all, and gives the memory back.
  void clear() {
    chunks_.clear();
    size_ = 0;
  }

 private:
  static constexpr std::size_t huge_page = std::size_t{2} << 20;
  /// Whole huge pages, and a power of two.
  static constexpr std::size_t chunk_size = huge_page / (sizeof(T) & (~sizeof(T) + 1));
  static_assert(chunk_size > 0 && chunk_size * sizeof(T) % huge_page == 0);

  void add_chunk() {
    SIM_ASSERT(chunks_.empty() || chunks_.back().size() == chunk_size);
    chunks_.emplace_back();
    if (size_ > 0) chunks_.back().reserve(chunk_size);
  }

  std::vector<LargeVector<T>> chunks_;
  std::size_t size_ = 0;
};

}  // namespace stalemate::sim
