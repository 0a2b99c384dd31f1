#include "scenarios/campaign/file_names.h"

#include <string>

#include <catch2/catch.hpp>

namespace stalemate::scenarios::tests {
namespace {

TEST_CASE("names of scenarios and cells become safe names of files", "[campaign]") {
  CHECK(file_safe("before #425 / put only") == "before-425-put-only");
  CHECK(file_safe("vinext-0.0.30") == "vinext-0.0.30");
  CHECK(file_safe("../../etc/passwd") == "etc-passwd");
  CHECK(file_safe("-rf *") == "rf");
  CHECK(file_safe("\xC3\xA9t\xC3\xA9") == "t");
  CHECK(file_safe("") == "unnamed");
  CHECK(file_safe("...") == "unnamed");
  CHECK(file_safe(std::string(1000, 'x')).size() < 100);
}

TEST_CASE("no two cells share a file", "[campaign]") {
  FileNames names;
  CHECK(names.stem("a", "b c") == "a--b-c");
  CHECK(names.stem("a", "b/c") == "a--b-c-2");
  CHECK(names.stem("A", "B c") == "A--B-c-3");  // some file systems ignore case
  CHECK(names.stem("a", "d") == "a--d");
}

}  // namespace
}  // namespace stalemate::scenarios::tests
