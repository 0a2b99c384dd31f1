// Reads the source tree for the rules.
#pragma once

#include <string>
#include <vector>

#include "tests/tidy/source_text.h"

namespace stalemate::tests::tidy {

// Every text file of the tree, ordered by path; without build results, version control, pictures.
std::vector<SourceText> read_tree(const std::string& root);

}  // namespace stalemate::tests::tidy
