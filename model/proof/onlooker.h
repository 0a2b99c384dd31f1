// Somebody who follows what happens and goes by it: two states that the world itself does not tell
// apart may differ in what this one remembers, or still expects.
//
// Cost: two virtual calls for each fingerprint, and one for each live context.
#pragma once

#include <cstdint>

#include "sim/state/account.h"

namespace stalemate::model {

class Onlooker {
 public:
  virtual ~Onlooker() = default;
  /// What it remembers of the whole.
  virtual void tell(sim::Account& account) const = 0;
  /// What it expects of a request whose context is live.
  virtual void tell_request(std::uint32_t request, sim::Account& account) const = 0;
};

}  // namespace stalemate::model
