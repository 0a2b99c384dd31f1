// The deadlines of a state at rest, wherever they stand.
#pragma once

#include <vector>

#include "model/proof/rest_state.h"

namespace stalemate::model {

/// All that there are, in a fixed order.
std::vector<DeadlineCode*> deadlines_of(RestState& state);

}  // namespace stalemate::model
