// Somebody who follows what happens and goes by it: two states that the world itself does not tell
// apart may differ in what this one remembers, or still expects.
//
// Cost: a virtual call for each fingerprint, each live context and each operation under way.
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
  /// What it knows of an operation of the store that is under way.
  virtual void tell_operation(std::uint32_t operation, sim::Account& account) const = 0;
};

}  // namespace stalemate::model
