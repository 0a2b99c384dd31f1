// How often anything in this program has asked for memory outside an arena.
//
// The counter stands behind the replaced global operator new (see allocation_counter.cpp). Builds
// that give every coroutine frame its own allocation replace nothing: counting has no meaning
// there.
#pragma once

#include <cstdint>

namespace stalemate::tests {

/// Calls of operator new so far, in any form and on any thread.
std::uint64_t allocation_count();

}  // namespace stalemate::tests
