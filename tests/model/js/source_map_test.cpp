// Places in a bundle lead back to the sources.
#include "model/js/source_map.h"

#include <string>

#include <catch2/catch.hpp>

namespace stalemate::model {
namespace {

// Line 1 comes from a.mjs 1:1; line 2 from b.mjs 3:5, and from its column 9 on from b.mjs 4:1.
constexpr const char* map =
    R"({"version":3,"sources":["a.mjs","b.mjs"],"mappings":"AAAA;ACEI,QACJ"})";

TEST_CASE("a place of a bundle is one of a source", "[model][js]") {
  const SourceMap known(map);
  CHECK(known.locate(1, 1) == "a.mjs:1:1");
  CHECK(known.locate(1, 30) == "a.mjs:1:1");
  CHECK(known.locate(2, 1) == "b.mjs:3:5");
  CHECK(known.locate(2, 8) == "b.mjs:3:5");
  CHECK(known.locate(2, 9) == "b.mjs:4:1");
}

TEST_CASE("places that nothing is known of are no places", "[model][js]") {
  const SourceMap known(map);
  CHECK(known.locate(0, 1).empty());
  CHECK(known.locate(3, 1).empty());
  for (const char* text : {"", "{}", "[]", R"({"sources":1,"mappings":"AAAA"})",
                           R"({"sources":["a"],"mappings":"A!AA"})"}) {
    CAPTURE(text);
    CHECK(SourceMap(text).locate(1, 1).empty());
  }
}

TEST_CASE("a stack tells the places of sources", "[model][js]") {
  const char* const stack = "at f (program:2:9), at program:7:7 and program:";
  CHECK(SourceMap(map).translated(stack) ==
        "at f (b.mjs:4:1), at stalemate:program:7:7 and program:");
  CHECK(SourceMap().translated(stack) == stack);
}

}  // namespace
}  // namespace stalemate::model
