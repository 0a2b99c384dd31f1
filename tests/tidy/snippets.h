// Small texts that break one rule each, and small texts that come close and break none.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace stalemate::tests::tidy {

struct Snippet {
  std::string rule;  // the name of the rule it is for
  std::string path;
  std::string text;
  std::size_t line = 0;  // where the one finding must be; unused in a good snippet
};

std::vector<Snippet> bad_snippets();
std::vector<Snippet> good_snippets();

}  // namespace stalemate::tests::tidy
