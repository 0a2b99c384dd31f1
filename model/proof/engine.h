// How an exploration is carried out. What it finds must not depend on any of this; the tests
// compare one engine with another.
#pragma once

#include <cstdint>

#include "sim/arena.h"

namespace stalemate::model {

/// How a state is kept that is still to be expanded.
enum class Keeping : std::uint8_t {
  snapshot,  // the bytes of the arena
  replay,    // the steps that lead to it from the root; they are taken again
};

/// By what a state is known again.
enum class Matching : std::uint8_t {
  observation,  // the fingerprint: what its future depends on, and nothing else
  /// The bytes of the arena. They hold absolute instants, names, addresses and the remains of what
  /// is gone, so that many states differ here that are the same; never the other way round.
  bytes,
  none,  // every path is followed to its end
};

struct Engine {
  Keeping keeping = sim::Arena::can_snapshot ? Keeping::snapshot : Keeping::replay;
  Matching matching = Matching::observation;
  /// What isolates do is learned once for all states that look the same from them: see
  /// learned_explorer.h. Where it suits the world; else each step is run.
  bool learns = true;
  /// So many transitions are run before: what is small does not repay learning.
  std::uint64_t learns_after = 5000;
  /// States that earlier bursts of the same explorer have met are not expanded again.
  bool share_states = true;
  /// Between two bursts, states are forgotten when they take more than this; likewise what was
  /// learned.
  std::size_t shared_bytes = std::size_t{1} << 30;
  /// The result lists the fingerprint of every state that this burst met first.
  bool list_fingerprints = false;

  /// Contexts that a step leaves alone are told to the digest as before; the bytes must not be
  /// touched for it.
  bool remembers() const {
    return keeping == Keeping::snapshot && matching == Matching::observation;
  }
};

}  // namespace stalemate::model
