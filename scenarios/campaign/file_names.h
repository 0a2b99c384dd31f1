// Names of schedule files: readable, safe on every file system, and never two alike.
//
// Invariants:
//  1. A name consists of letters, digits, '.', '_' and '-', begins with a letter or digit, and is
//     short enough to stay below 255 bytes with any ending.
//  2. The same questions in the same order get the same names.
//
// Cost: a search in the names given so far.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace stalemate::scenarios {

/// Everything but letters, digits, '.' and '_' becomes '-', once for each stretch.
std::string file_safe(std::string_view text);

class FileNames {
 public:
  /// "<scenario>--<cell>" made safe; "-2", "-3", ... follows if another pair has that name already.
  /// A schedule file adds "--<property>", and the verdict if it is not `violated`.
  std::string stem(std::string_view scenario, std::string_view cell);

 private:
  std::set<std::string> given_;
};

}  // namespace stalemate::scenarios
