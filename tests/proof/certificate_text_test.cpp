// A certificate as text: what is not byte by byte as stalemate writes it is not read, and one line
// says where.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "scenarios/format/json.h"
#include "tests/proof/proved_cells.h"
#include "tests/support/configs.h"

namespace stalemate::scenarios::tests {
namespace {

const Certificate& certificate() {
  static const Certificate made =
      prove_cell(shipped_scenario("pr-425.json"), "before #425 / put only").certificate;
  return made;
}

std::string with(const std::string& from, const std::string& to) {
  std::string text = certificate_text(certificate());
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// @return the error, on one line
std::string refusal_of(const std::string& text) {
  const Result<Certificate> loaded = load_certificate_from_text(text, "a.json");
  if (loaded) return "accepted";
  CHECK(loaded.error().message.find('\n') == std::string::npos);
  return loaded.error().message;
}

TEST_CASE("a certificate is read as it was written", "[proof][certificate][slow]") {
  const std::string text = certificate_text(certificate());
  const Result<Certificate> loaded = load_certificate_from_text(text, "a.json");
  REQUIRE(loaded.ok());
  CHECK(certificate_text(loaded.value()) == text);
  CHECK(loaded.value().states == certificate().states);
  CHECK(loaded.value().counterexamples == certificate().counterexamples);
  CHECK(verify_all(loaded.value()).accepted());
}

TEST_CASE("a claim names limits that are tighter than the platform's, and what is not covered",
          "[proof][certificate]") {
  const auto claims = [](const char* cell, const std::string& words) {
    const Certificate proved =
        prove_cell(shipped_scenario("runtime-limits.json"), cell).certificate;
    return std::any_of(proved.claim.begin(), proved.claim.end(), [&](const std::string& sentence) {
      return sentence.find(words) != std::string::npos;
    });
  };
  CHECK(claims("as published / one operation", "At most 1 KV operation of a request in all"));
  CHECK(claims("as published / one connection", "At most 1 KV operation of a request under way"));
  CHECK_FALSE(claims("as published / one connection", "in all"));
  CHECK(claims("as published / one connection", "deployments"));
  CHECK_FALSE(claims("as published / a deploy", "deployments"));
  CHECK_FALSE(claims("as published / a deploy", "The grace after a deploy"));
  CHECK_FALSE(claims("as published / a deploy", "not replaced again"));
}

TEST_CASE("a claim says what of deploys is assumed", "[proof][certificate]") {
  const auto claims = [](const model::WorldConfig& world, const char* words) {
    const auto claim = claim_of(Certificate{}, model::proof_config(world, model::ProofBounds{}));
    return std::any_of(claim.begin(), claim.end(), [words](const std::string& sentence) {
      return sentence.find(words) != std::string::npos;
    });
  };
  model::WorldConfig world = stalemate::tests::stale_entry();
  world.faults.set(model::Fault::deploy, 1);
  CHECK_FALSE(claims(world, "not replaced again"));
  world.faults.set(model::Fault::memory_limit, 1);
  CHECK(claims(world, "not replaced again"));
  // Without a limit on waitUntil only the end of the grace ends what waits in vain.
  CHECK_FALSE(claims(world, "The grace after a deploy"));
  world.runtime.wait_until_limit_us.reset();
  CHECK(claims(world, "The grace after a deploy"));
  // So does it where work may last longer than the grace.
  world.runtime.wait_until_limit_us = 30'000'000;
  world.runtime.deploy_grace_us = 1000;
  CHECK(claims(world, "The grace after a deploy"));
  world.runtime.deploy_grace_us.reset();
  CHECK_FALSE(claims(world, "The grace after a deploy"));
}

TEST_CASE("each state stands on the line that refusals name", "[proof][certificate][slow]") {
  CHECK(line_of_state(certificate(), 0) == line_beginning(certificate(), "{\"state\""));
  CHECK(line_of_state(certificate(), certificate().states.size()) ==
        line_beginning(certificate(), "],"));
}

TEST_CASE("a text that stalemate would not write is not read", "[proof][certificate][slow]") {
  struct Change {
    const char* name;
    std::string text;
    const char* said;
  };
  const std::string text = certificate_text(certificate());
  const std::vector<Change> changes{
      {"a space more", with("\"cell\": ", "\"cell\":  "), "a.json:7: not as stalemate writes"},
      {"another order", with("\"tags\":0,\"revalidate_at\":0", "\"revalidate_at\":0,\"tags\":0"),
       "a.json:18: not as stalemate writes"},
      {"a key more", with("\"cell\": ", "\"more\": 1,\n\"cell\": "), "a.json:7: not as"},
      {"a key twice", with("\"cell\": ", "\"cell\": \"x\",\n\"cell\": "), "a.json: /cell: "},
      {"a number that is not whole", with("\"late_writes\":1", "\"late_writes\":1.5"),
       "a.json:10: not as"},
      {"a number below zero", with("\"stamp\":0", "\"stamp\":-1"), "a.json:18: not as"},
      {"a number as text", with("\"stamp\":0", "\"stamp\":\"0\""), "a.json:18: not as"},
      {"a number that is too large", with("\"html\":0,", "\"html\":4294967296,"), ": not as"},
      {"a verdict that is none", with("\"verdict\":\"doomed\"", "\"verdict\":\"fine\""),
       "a.json:11: not as"},
      {"other odds", with("\"collision_odds\": \"", "\"collision_odds\": \"1"),
       "a.json:16: not as"},
      {"the wrong number of states", with("\"states_at_rest\":6", "\"states_at_rest\":7"),
       "a.json:13: not as"},
      {"a mark on a round twice", with("[\"b\"", "[\"bb\""), "a.json:18: not as"},
      {"no comma after a state", with(",\n{\"state\"", "\n{\"state\""), "a.json:18: not as"},
      {"a comma after the last state", with("\n],\n", ",\n],\n"), ": not as"},
      {"a number in place of a state", with("\n{\"state\"", "\n7,\n{\"state\""),
       "a.json:18: not as"},
      {"an empty line in place of a state", with("\n{\"state\"", "\n\n{\"state\""),
       "a.json:18: not as"},
      {"a counterexample that is none", with("\"any\": {", "\"any\": {,"), ": not JSON"},
      {"all on one line", format::Json::parse(text).dump(), "a.json:1: not as"},
      {"indented", format::Json::parse(text).dump(2), "a.json:2: not as"},
      {"a line more at the end", text + "\n", ": not as"},
      {"no line break at the end", text.substr(0, text.size() - 1), ": not as"},
      {"line breaks of another system", with("{\n", "{\r\n"), "a.json:1: not as"},
      {"cut short", text.substr(0, text.size() / 2), "a.json:"},
      {"cut to nothing", "", "a.json:"},
      {"no JSON", "a certificate", "a.json:"},
      {"bytes that are no text", with("pr-425", "pr-\xff\xfe"), "a.json"},
      {"another format", with("stalemate-certificate-3", "stalemate-certificate-2"),
       "a.json: /format: a certificate of another version, \"stalemate-certificate-2\"; allowed"},
      {"a list", "[]", "a.json: /format: no certificate"},
      {"a number", "7", "a.json: /format: no certificate"},
  };
  for (const Change& change : changes) {
    const std::string refusal = refusal_of(change.text);
    INFO(change.name << ": " << refusal);
    CHECK(refusal.starts_with("a.json"));
    CHECK(refusal.find(change.said) != std::string::npos);
  }
}

// What verify does not look at, line by line; the README of scenarios/certificate names them.
bool is_told_only(std::string_view text, std::size_t at) {
  const auto line =
      1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  const std::size_t schema = text.find("\"$schema\"");
  const bool names_schema = at > schema && at < text.find(',', schema);
  return line == 3 || names_schema;
}

TEST_CASE("no single byte of a certificate can be changed unseen", "[proof][certificate][slow]") {
  const std::string text = certificate_text(certificate());
  std::size_t not_read = 0;
  std::size_t refused = 0;
  std::vector<std::string> unseen;
  // Some bytes, so that all kinds of places come up.
  for (std::size_t at = 0; at < text.size(); at += 19) {
    std::string other = text;
    other[at] = other[at] == '1' ? '2' : '1';
    const Result<Certificate> loaded = load_certificate_from_text(other, "a.json");
    if (!loaded) {
      ++not_read;
    } else if (!verify_all(loaded.value()).accepted()) {
      ++refused;
    } else if (!is_told_only(text, at)) {
      unseen.push_back(text.substr(at < 40 ? 0 : at - 40, 50));
    }
  }
  CHECK(not_read > 50);
  CHECK(refused > 20);
  INFO(Catch::Detail::stringify(unseen));
  CHECK(unseen.empty());
}

}  // namespace
}  // namespace stalemate::scenarios::tests
