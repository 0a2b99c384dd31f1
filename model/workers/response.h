// What a request is answered with.
#pragma once

#include <cstdint>

#include "model/kv/value.h"
#include "model/names.h"

namespace stalemate::model {

/// The X-Vinext-Cache header, or that there is none.
enum class Served : std::uint32_t { miss, hit, stale, error, none };
template <>
struct NamesOf<Served> {
  static constexpr auto table =
      std::to_array<const char*>({"MISS", "HIT", "STALE", "an error", "no page"});
};

struct Response {
  Served served = Served::none;
  std::uint32_t unused = 0;
  RenderId generation;
};
inline void digest(sim::Account& account, const Response& response) {
  account.word(static_cast<std::uint64_t>(response.served));
  if (response.served == Served::error || response.served == Served::none) return;
  account.shown_rank(render_rank, static_cast<std::int64_t>(response.generation.render));
}

}  // namespace stalemate::model
