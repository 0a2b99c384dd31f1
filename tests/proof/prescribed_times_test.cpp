// What is said of entries is about which of two operations was quicker. A cell that prescribes how
// long each takes makes a claim about these times; a proof, about any.
#include <string>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "sim/arena.h"
#include "tests/reports/workplace.h"

namespace stalemate::scenarios::tests {
namespace {

using reports::tests::ProgramRun;
using reports::tests::Workplace;

constexpr const char* another_claim =
    "another claim than the scenario's: that prescribes how long it takes, and this needs "
    "kv_delete to 5 to ";

/// An entry that has expired for good is deleted in the background, and stored anew.
std::string scenario_with(const std::string& latencies, const std::string& expected) {
  return fmt::format(R"({{"name": "late", "about": "x", "source": "https://example.com",
 "handler": {{"generation": "vinext-0.0.55"}}, "kv": {{"write_interval_ms": 0}},
 "page": {{"revalidate_ms": 60000, "expire_ms": 60000,
           "entries": {{"html": {{"expired_for_ms": 5000}}}}}},
 "latencies": {{{}}}, "workload": [{{"at": 0}}, {{"at": 70000}}],
 "expect": {{"no-fresh-entry-deleted": "{}"}}}})",
                     latencies, expected);
}

/// On one line, however wide it is.
bool tells(std::string text, const std::string& what) {
  for (std::size_t at = text.find("\n    "); at != std::string::npos; at = text.find("\n    ")) {
    text.replace(at, 5, " ");
  }
  return text.find(what) != std::string::npos;
}

struct Claim {
  const char* latencies;
  const char* expected;
  int exit_code;  // of prove and of check
  bool another;   // told to be another claim
};

TEST_CASE("what needs other times than a cell prescribes is not held against it",
          "[proof][cli][campaign][slow]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  const Claim claims[] = {
      {R"("kv_delete": 5, "render": 50)", "holds", 0, true},
      {R"("kv_delete": 5, "render": 50)", "violated", 0, false},
      // A range may be any, and so may be what is not named.
      {R"("kv_delete": [5, 6], "render": 50)", "holds", 1, false},
      {R"("render": 50)", "holds", 1, false},
      // The cell's own times show it.
      {R"("kv_delete": 200, "render": 50)", "holds", 1, false},
  };
  for (const Claim& claim : claims) {
    INFO(claim.latencies << ", expected: " << claim.expected);
    const Workplace place;
    write_text(place.file("late.json"), scenario_with(claim.latencies, claim.expected));
    const ProgramRun proved =
        place.run({"prove", "late.json", "--requests", "1", "--out", "proved"});
    INFO(proved.output << proved.errors);
    CHECK(proved.exit_code == claim.exit_code);
    CHECK(tells(proved.output, another_claim) == claim.another);
    CHECK(tells(proved.output, "expects another verdict") == (claim.exit_code == 1));
    CHECK(tells(proved.output, "no-fresh-entry-deleted: violated in some state"));

    const ProgramRun checked =
        place.run({"check", "late.json", "--seeds", "5", "--prove", "always", "--out", "checked"});
    INFO(checked.output << checked.errors);
    CHECK(checked.exit_code == claim.exit_code);
    CHECK(tells(checked.output, "by the proof") == !claim.another);
  }
}

}  // namespace
}  // namespace stalemate::scenarios::tests
