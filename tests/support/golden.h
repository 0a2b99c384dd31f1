// A text beside the one that is kept in the tree.
#pragma once

#include <string>

namespace stalemate::tests {

/// Fails with the first line that differs from the file at this path in the tree; or writes the
/// file, and says so, if STALEMATE_UPDATE_GOLDEN is set.
void check_golden(const std::string& path, const std::string& text);

}  // namespace stalemate::tests
