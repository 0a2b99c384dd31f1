#include "reports/text.h"

#include <catch2/catch.hpp>

#include "reports/xml.h"

namespace stalemate::reports::tests {
namespace {

using Lines = std::vector<std::string>;

TEST_CASE("text is wrapped by characters, never inside one", "[reports]") {
  CHECK(wrapped("", 10) == Lines{""});
  CHECK(wrapped("one two  three", 7) == Lines{"one two", "three"});
  CHECK(wrapped("abcdefghij", 4) == Lines{"abcd", "efgh", "ij"});
  CHECK(wrapped("a bcdefgh", 4) == Lines{"a", "bcde", "fgh"});
  CHECK(wrapped("\xC3\xA9\xC3\xA9\xC3\xA9", 2) == Lines{"\xC3\xA9\xC3\xA9", "\xC3\xA9"});
  CHECK(wrapped("abc", 0) == Lines{"a", "b", "c"});
  CHECK(width_of("\xC3\xA9t\xC3\xA9") == 3);
  CHECK(padded("\xC3\xA9", 3) == "\xC3\xA9  ");
}

TEST_CASE("nothing but text reaches a terminal", "[reports]") {
  CHECK(printable("a\x1b[31m\n\t\x7f\xc2\x9b b") == "a [31m     b");
  CHECK(printable("\xC3\xA9 \xE2\x80\x93") == "\xC3\xA9 \xE2\x80\x93");
  // Bytes that are not UTF-8, and what turns round the direction of writing.
  CHECK(printable("a\x9b\xff"
                  "b\xC3") == "a  b ");
  CHECK(printable("a\xE2\x80\xAE"
                  "b\xE2\x81\xA6"
                  "c\xE2\x81\xA9") == "a b c ");
}

TEST_CASE("words can be pasted into a shell", "[reports]") {
  CHECK(shell_word("out/a--b.json") == "out/a--b.json");
  CHECK(shell_word("a b") == "'a b'");
  CHECK(shell_word("it's; rm") == "'it'\\''s; rm'");
  CHECK(shell_word("") == "''");
  CHECK(shell_word("a\nb'") == "$'a\\012b\\047'");
  CHECK(shell_word("a\xff") == "$'a\\377'");
  CHECK(shell_word("\xC3\xA9\xE2\x80\xAE") == "$'\xC3\xA9\\342\\200\\256'");
}

TEST_CASE("colours and further lines", "[reports]") {
  Style style;
  CHECK(coloured("a", Colour::bad, style) == "a");
  style.colour = true;
  CHECK(coloured("a", Colour::bad, style) == "\x1b[31ma\x1b[0m");
  CHECK(coloured("a", Colour::none, style) == "a");
  style.colour = false;
  style.width = 44;
  CHECK(hanging("  = ", "a sentence that is longer than the forty columns", Colour::none, style) ==
        "  = a sentence that is longer than the forty\n    columns\n");
}

TEST_CASE("numbers", "[reports]") {
  CHECK(milliseconds(0) == "0.000");
  CHECK(milliseconds(1'234'567) == "1234.567");
  CHECK(milliseconds(-1500) == "-1.500");
  CHECK(counted(1, "cell") == "1 cell");
  CHECK(counted(0, "cell") == "0 cells");
  CHECK(hash_text(255) == "00000000000000ff");
}

TEST_CASE("XML text is well-formed, whatever goes in", "[reports]") {
  CHECK(xml_text("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;'");
  CHECK(xml_attribute("\n\t") == "&#10;&#9;");
  CHECK(xml_text("\n\t") == "\n\t");
  const std::string bad = "\xEF\xBF\xBD";
  CHECK(xml_text(std::string("\0", 1)) == bad);
  CHECK(xml_text("\x01\x1b\x7f") == bad + bad + bad);
  CHECK(xml_text("\xff\xc3") == bad + bad);
  CHECK(xml_text("\xc0\x80") == bad + bad);            // overlong
  CHECK(xml_text("\xed\xa0\x80") == bad + bad + bad);  // surrogate
  CHECK(xml_text("\xef\xbf\xbf") == bad);              // U+FFFF
  CHECK(xml_text("\xf4\x90\x80\x80") == bad + bad + bad + bad);
  CHECK(xml_text("\xC3\xA9\xF0\x9F\x99\x82") == "\xC3\xA9\xF0\x9F\x99\x82");
}

}  // namespace
}  // namespace stalemate::reports::tests
