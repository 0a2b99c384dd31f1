// A broken rule: where it is broken, and a sentence that says what is wrong there.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace stalemate::tests::tidy {

struct Finding {
  std::string path;
  std::size_t line = 0;
  std::string sentence;
};

using Findings = std::vector<Finding>;

inline std::string describe(const Finding& finding) {
  return finding.path + ":" + std::to_string(finding.line) + ": " + finding.sentence;
}

}  // namespace stalemate::tests::tidy
