// Which listed states can be ones of a scenario: those with deadlines as far away as its lengths of
// time are, counted in units of the clock, and no others.
#include <atomic>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/proof/proved_cells.h"

namespace stalemate::scenarios::tests {
namespace {

// Of sixteen units of the clock and more.
const std::vector<std::string> long_pages{
    R"({"revalidate_ms": 60000, "expire_ms": 960000, "entries": {"html": {"expired_for_ms": 5}}})",
    R"({"revalidate_ms": 960000, "expire_ms": 1020000})",
    R"({"revalidate_ms": 60000, "expire_ms": 120000,
        "entries": {"html": {"fresh_for_ms": 1200000}}})",
};

Certificate certificate_of(const std::string& page) {
  return prove_cell(small_scenario("/page", page), "nothing", one_request()).certificate;
}

Verification verify_some(const Certificate& certificate) {
  const std::atomic<bool> never{false};
  return verify(certificate, "test", test_versions(), {false, 3, 1}, never);
}

TEST_CASE("certificates with lengths of many units are accepted", "[proof][certificate]") {
  for (const std::string& page : long_pages) {
    const Certificate certificate = certificate_of(page);
    const Verification verification = verify_some(certificate);
    INFO(page << "\n" << told(verification));
    CHECK(verification.accepted());
    CHECK(certificate_text(certificate).find("_at\":10") != std::string::npos);
  }
}

TEST_CASE("a deadline beyond every length is in no state", "[proof][certificate][tampering]") {
  for (const std::string& page : long_pages) {
    Certificate certificate = certificate_of(page);
    auto& value = certificate.states.back().state.store.front().value;
    REQUIRE(value);
    value->revalidate_at = 64 * model::codes_of_a_unit;
    const Verification verification = verify_some(certificate);
    INFO(page << "\n" << told(verification));
    REQUIRE(verification.flaws.size() == 1);
    CHECK(verification.flaws.front().what.ends_with("not a state of this scenario"));
    CHECK(verification.flaws.front().line ==
          line_of_state(certificate, certificate.states.size() - 1));
  }
}

}  // namespace
}  // namespace stalemate::scenarios::tests
