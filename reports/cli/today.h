// The day on which a schedule is added to a corpus: the one place that asks a calendar.
//
// Cost: none to speak of.
#pragma once

#include <string>

namespace stalemate::reports::cli {

/// In UTC, as YYYY-MM-DD.
std::string today();

}  // namespace stalemate::reports::cli
