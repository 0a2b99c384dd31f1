// A world at rest, in canonical form: what its future depends on, and nothing else.
//
// Two worlds at rest with equal canonical hashes behave alike for ever under the same calm
// requests. Instants are taken relative to now; those in the past count only by their order among
// each other, those in the far future not at all; renders and versions count by rank. That an
// entry is removed by its age one day (expirationTtl of the store, expireAt of the handler) does
// not count: it is no refresh, and until then the loop goes round.
//
// Cost: some dozen words hashed.
#pragma once

#include <cstdint>

namespace stalemate::model {

class World;

/// Requires that no event is pending.
std::uint64_t canonical_hash(const World& world);

}  // namespace stalemate::model
