// The deadlines of a state at rest, wherever they stand.
#pragma once

#include <vector>

#include "model/proof/rest_state.h"

namespace stalemate::model {

/// All that there are, in a fixed order.
std::vector<DeadlineOrder*> deadlines_of(RestState& state);

/// Whether the one state is the other, but for deadlines that fall on the same instant in `tied`
/// and one after the other in `refined`. Of those that are now in `tied`, some may have passed or
/// be yet to come in the other.
bool refines(RestState refined, RestState tied);

}  // namespace stalemate::model
