// What messages make of texts that may hold anything.
#include "scenarios/format/message.h"

#include <catch2/catch.hpp>

#include "scenarios/format/utf8.h"

namespace stalemate::scenarios::tests {
namespace {

TEST_CASE("what is quoted stays on one line and is text", "[scenarios]") {
  using format::one_line;
  CHECK(one_line("a b") == "a b");
  CHECK(one_line("a\nb\x1b\x7f") == "a\\u000ab\\u001b\\u007f");
  CHECK(one_line("\xC3\xA9\xE2\x80\x93\xF0\x9F\x99\x82") == "\xC3\xA9\xE2\x80\x93\xF0\x9F\x99\x82");
  CHECK(one_line("\xC2\x9b") == "\\u009b");
  CHECK(one_line("\xE2\x80\xAA\xE2\x80\xAE\xE2\x81\xA6\xE2\x81\xA9") ==
        "\\u202a\\u202e\\u2066\\u2069");
  CHECK(one_line("\x9b\xff\xC3") == "\\x9b\\xff\\xc3");
  CHECK(one_line("\xE2\x80") == "\\xe2\\x80");
  CHECK(one_line("\xED\xA0\x80\xC0\x80") == "\\xed\\xa0\\x80\\xc0\\x80");
}

TEST_CASE("neighbours of what turns the direction round are text", "[scenarios]") {
  for (const char* const good :
       {"\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\xA5", "\xE2\x81\xAA", "\xC2\xA0"}) {
    CHECK(format::is_text(format::first_character(good)));
  }
}

}  // namespace
}  // namespace stalemate::scenarios::tests
