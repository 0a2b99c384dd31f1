// What the world knows of texts that a script stores: their render, their instants, their keys.
#include "model/js/texts.h"

#include <cctype>
#include <string>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <rapidcheck/catch.h>

#include "model/js/keys.h"
#include "model/js/tokens.h"

namespace stalemate::model {
namespace {

RenderId some_render() {
  RenderId id;
  id.render = *rc::gen::arbitrary<std::uint32_t>();
  id.of_isolate = *rc::gen::arbitrary<std::uint32_t>();
  id.isolate = *rc::gen::arbitrary<std::uint16_t>();
  id.data_version = *rc::gen::arbitrary<std::uint16_t>();
  return id;
}

std::string base64(const std::string& bytes) {
  constexpr const char* alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t bits = 0;
    for (std::size_t index = 0; index < 3; ++index) {
      const auto byte =
          at + index < bytes.size() ? static_cast<unsigned char>(bytes[at + index]) : 0U;
      bits = bits << 8 | byte;
    }
    for (int shift = 18; shift >= 0; shift -= 6) text.push_back(alphabet[bits >> shift & 63U]);
  }
  return text;
}

std::string hexadecimal(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

std::string percents(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes) {
    const bool plain = std::isalnum(static_cast<unsigned char>(byte)) != 0 || byte == '.';
    text += plain ? std::string(1, byte) : fmt::format("%{:02X}", static_cast<unsigned char>(byte));
  }
  return text;
}

TEST_CASE("a render is found again in any text that names it, also encoded", "[model][js]") {
  rc::prop("found", [] {
    const RenderId id = some_render();
    const auto around = rc::gen::container<std::string>(rc::gen::elementOf(std::string("[]x 1.g")));
    const std::string text = *around + token_of(id) + *around;
    RC_ASSERT(find_token(text) == id);
    for (const std::string& encoded :
         {base64(text), hexadecimal(text), percents(text), base64(base64(text)),
          base64(percents(text)), hexadecimal("{\"html\":\"" + text + "\"}")}) {
      RC_ASSERT(find_token_in_value("{\"value\":\"" + encoded + "\"}") == id);
    }
    RC_ASSERT_FALSE(find_token_in_value(base64(base64(base64(text)))));
  });
}

TEST_CASE("of several renders that a text names, the newest counts", "[model][js]") {
  const RenderId old{2, 1, 1, 1};
  const RenderId fresh{7, 3, 1, 1};
  CHECK(find_token(token_of(fresh) + token_of(old)) == fresh);
  CHECK(find_token(token_of(old) + token_of(fresh)) == fresh);
}

TEST_CASE("what only looks like the name of a render is none", "[model][js]") {
  for (const char* text :
       {"", "[[generation ]]", "[[generation 1.2.3]]", "[[generation 1.2.3.4",
        "[[generation -1.2.3.4]]", "[[generation 1.2.99999.4]]", "generation 1"}) {
    CAPTURE(text);
    CHECK_FALSE(find_token(text));
  }
}

TEST_CASE("an entry's instants are those that its text tells", "[model][js]") {
  PageConfig page;
  page.revalidate_ms = 1000;
  const KvValue told = value_of(
      R"({"lastModified":1000,"revalidateAt":3000,"expireAt":null,"tags":["stalemate-tag-1"]})",
      page, 9000);
  CHECK(told.last_modified_ms == 1000);
  CHECK(told.revalidate_at_ms == 3000);
  CHECK(told.expire_at_ms == null_instant);
  CHECK(told.tags == 1);
  const KvValue for_ever = value_of(R"({"lastModified":1000,"revalidateAt":null})", page, 9000);
  CHECK(for_ever.revalidate_at_ms == null_instant);
}

TEST_CASE("an entry in another format is due when the page's time is over", "[model][js]") {
  PageConfig page;
  page.revalidate_ms = 1000;
  const KvValue silent = value_of("<html>", page, 9000);
  CHECK(silent.last_modified_ms == 9000);
  CHECK(silent.revalidate_at_ms == 10000);
}

TEST_CASE("the marker of a tag is an instant, or was written now", "[model][js]") {
  CHECK(marker_of("1234", 9000).last_modified_ms == 1234);
  CHECK(marker_of("{\"at\":1234}", 9000).last_modified_ms == 9000);
}

TEST_CASE("a text is kept once, and those of a run go with it", "[model][js]") {
  Texts texts;
  const auto lasting = texts.number_of({"a", std::nullopt});
  texts.keep();
  const auto passing = texts.number_of({"b", std::nullopt});
  CHECK(texts.number_of({"a", std::nullopt}) == lasting);
  CHECK(texts.number_of({"a", "{}"}) != lasting);
  CHECK(passing != lasting);
  texts.forget_run();
  CHECK(texts.at(*lasting).value == "a");
  CHECK(texts.number_of({"c", std::nullopt}) == passing);
}

TEST_CASE("keys are the page's, a tag's or the handler's own, by their names", "[model][js]") {
  Keys keys;
  CHECK(keys.key_of("cache:pages:/stalemate-page", Artifact::html) == html_key);
  CHECK(keys.key_of("app:/stalemate-page:rsc", Artifact::html) == rsc_key);
  CHECK(keys.key_of("__tag:stalemate-tag-2", Artifact::html) == first_tag_key + 1);
  CHECK(keys.key_of("config", Artifact::html) == first_other_key);
  CHECK(keys.key_of("another", Artifact::html) == first_other_key + 1);
  CHECK(keys.key_of("config", Artifact::rsc) == first_other_key);
  CHECK(keys.name_of(first_other_key) == "config");
}

TEST_CASE("a hashed name is the page's if it is the first while the page is asked for",
          "[model][js]") {
  Keys keys;
  CHECK(keys.key_of("4be0643f", Artifact::rsc) == rsc_key);
  CHECK(keys.key_of("1d98137c", Artifact::rsc) == first_other_key);
  CHECK(keys.key_of("1d98137c", Artifact::html) == first_other_key);
}

}  // namespace
}  // namespace stalemate::model
