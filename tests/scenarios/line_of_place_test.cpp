// On which line a value of a file stands.
#include "scenarios/format/line_of_place.h"

#include <string>

#include <catch2/catch.hpp>

namespace stalemate::scenarios::tests {
namespace {

using format::line_of_place;

const std::string document =
    "{\n"                                    // 1
    "  \"name\": \"expect\",\n"              // 2
    "  \"list\": [{\"expect\": 1},\n"        // 3
    "    {\"expect\": {\"fresh\": 1}}],\n"   // 4
    "  \"matrix\": {\"axis\": {\n"           // 5
    "    \"one\": {\"expect\": {\n"          // 6
    "      \"fresh\": \"a\\nb\"}},\n"        // 7
    "    \"two\": {\n"                       // 8
    "      \"expect\":\n"                    // 9
    "        {\"other\": {\"fresh\": 0},\n"  // 10
    "         \"fresh\": 1}}}},\n"           // 11
    "  \"expect\": {\"fresh\": {}}\n"        // 12
    "}\n";

TEST_CASE("a place is found on the line of its key", "[scenarios][format]") {
  CHECK(line_of_place(document, {"name"}) == 2U);
  CHECK(line_of_place(document, {"matrix"}) == 5U);
  CHECK(line_of_place(document, {"matrix", "axis"}) == 5U);
  CHECK(line_of_place(document, {"matrix", "axis", "one", "expect", "fresh"}) == 7U);
  CHECK(line_of_place(document, {"matrix", "axis", "two"}) == 8U);
  CHECK(line_of_place(document, {"matrix", "axis", "two", "expect"}) == 9U);
  // Not the one of "other", which is deeper.
  CHECK(line_of_place(document, {"matrix", "axis", "two", "expect", "fresh"}) == 11U);
  CHECK(line_of_place(document, {"expect", "fresh"}) == 12U);
}

TEST_CASE("what is not there has no line", "[scenarios][format]") {
  CHECK_FALSE(line_of_place(document, {}));
  CHECK_FALSE(line_of_place(document, {"none"}));
  CHECK_FALSE(line_of_place(document, {"name", "expect"}));
  // What follows an object is not in it.
  CHECK_FALSE(line_of_place(document, {"matrix", "expect"}));
  CHECK_FALSE(line_of_place(document, {"matrix", "axis", "one", "two"}));
  // Arrays have no keys.
  CHECK_FALSE(line_of_place(document, {"list", "expect"}));
  CHECK_FALSE(line_of_place("", {"name"}));
  CHECK_FALSE(line_of_place("no json", {"name"}));
  CHECK(line_of_place("{\"name\": 1, \n\"x\": oops", {"x"}) == 2U);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
