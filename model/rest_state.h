// A world at rest, in canonical form: what its future depends on, and nothing else.
//
// Two worlds at rest with equal canonical hashes behave alike for ever under the same calm
// requests. Instants are taken relative to now; those in the past count only by their order among
// each other, those in the far future not at all; renders and versions count by rank.
//
// When an entry is removed by its age (expirationTtl of the store, expireAt of the handler) counts
// in one hash and not in the other. A loop that leaves an entry STALE goes round until then, and
// removal is no refresh; but two runs that come to rest alike do so for good only if it counts.
//
// Cost: some dozen words hashed.
#pragma once

#include <cstdint>

namespace stalemate::model {

class World;

struct RestHashes {
  std::uint64_t removal_ignored;
  std::uint64_t removal_counted;
};

/// Requires that no event is pending.
RestHashes canonical_hashes(const World& world);

}  // namespace stalemate::model
