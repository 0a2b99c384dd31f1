// What is served and deleted, proved: `invalidation-respected` and `no-fresh-entry-deleted` at
// every state, and certificates that say so.
#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/proof/proved_cells.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Property;
using model::Verdict;

std::optional<Verdict> verdict(const ProvedCell& proved, Property property) {
  return decided(proved.proof, property, model::Routing::any);
}

/// Up to 0.0.55 the Pages Router stores its entries without tags: no invalidation reaches them.
TEST_CASE("an invalidation that reaches no entry is not respected", "[proof][properties][slow]") {
  const ProvedCell proved = tagged_page("pages");
  CHECK(verdict(proved, Property::invalidation_respected) == Verdict::violated);
  CHECK(verdict(proved, Property::no_fresh_entry_deleted) == Verdict::holds);
  const Verification verification = verify_all(proved.certificate);
  INFO(told(verification));
  CHECK(verification.accepted());
}

TEST_CASE("without overlap invalidations are respected, and a late delete removes a newer entry",
          "[proof][properties][slow]") {
  const ProvedCell proved = tagged_page("app");
  CHECK(verdict(proved, Property::invalidation_respected) == Verdict::holds);
  CHECK(verdict(proved, Property::no_fresh_entry_deleted) == Verdict::violated);
}

TEST_CASE("what nobody asks for is not decided", "[proof][properties][slow]") {
  const ProvedCell proved = tagged_page("pages", false);
  CHECK_FALSE(verdict(proved, Property::invalidation_respected));
  CHECK_FALSE(verdict(proved, Property::no_fresh_entry_deleted));
  CHECK(certificate_text(proved.certificate).find("invalidation-respected\":\"") ==
        std::string::npos);
  CHECK(verify_all(proved.certificate).accepted());
}

TEST_CASE("a certificate that says another thing of what is served or deleted is refused",
          "[proof][tampering][slow]") {
  const ProvedCell proved = tagged_page("pages");
  const auto index = [](Property property) { return static_cast<std::size_t>(property); };
  const auto some_forbidden = [](Certificate& certificate) -> model::RestState& {
    const auto forbids = [](const CertifiedState& state) {
      return !state.state.isolates.front().forbidden.empty();
    };
    const auto found = std::ranges::find_if(certificate.states, forbids);
    REQUIRE(found != certificate.states.end());
    return found->state;
  };
  const std::vector<std::pair<const char*, std::function<void(Certificate&)>>> tamperings{
      {"a violation is kept back",
       [&](Certificate& c) { c.safe[index(Property::invalidation_respected)] = true; }},
      {"one is made up",
       [&](Certificate& c) { c.safe[index(Property::no_fresh_entry_deleted)] = false; }},
      {"neither is spoken of", [](Certificate& c) { c.entries_judged = false; }},
      {"something may be served again",
       [&](Certificate& c) { some_forbidden(c).isolates.front().forbidden.clear(); }},
      {"a render that is not there",
       [&](Certificate& c) { some_forbidden(c).isolates.front().forbidden[0].render = 7; }},
      {"a render beyond all bounds",
       [&](Certificate& c) { some_forbidden(c).isolates.front().forbidden[0].render = 1U << 31; }},
      {"an instant beyond all bounds",
       [&](Certificate& c) { some_forbidden(c).isolates.front().forbidden[0].from = 1U << 31; }},
  };
  for (const auto& [name, apply] : tamperings) {
    INFO(name);
    Certificate certificate = proved.certificate;
    apply(certificate);
    REQUIRE(certificate_text(certificate) != certificate_text(proved.certificate));
    CHECK_FALSE(verify_all(certificate).accepted());
    // What is written is read as it was.
    const auto read = load_certificate_from_text(certificate_text(certificate), "test");
    REQUIRE(read.ok());
    CHECK(certificate_text(read.value()) == certificate_text(certificate));
  }
}

}  // namespace
}  // namespace stalemate::scenarios::tests
