#include "tests/support/golden.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

namespace stalemate::tests {

void check_golden(const std::string& path, const std::string& text) {
  const std::string file_name = std::string(STALEMATE_SOURCE_DIR) + "/" + path;
  if (std::getenv("STALEMATE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(file_name, std::ios::binary) << text;
    WARN(path << " written anew");
    return;
  }
  std::ifstream file(file_name, std::ios::binary);
  REQUIRE(file.good());
  std::string expected;
  std::string found;
  std::stringstream actual(text);
  while (std::getline(file, expected)) {
    std::getline(actual, found);
    CHECK(found == expected);
    if (found != expected) FAIL("the first line that differs from " << path);
  }
  CHECK_FALSE(std::getline(actual, found));
}

}  // namespace stalemate::tests
