// How causes are weighed, and causes that are no fault: data that change, tags that are
// revalidated.
#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "tests/logs/asked_page.h"

namespace stalemate::tests {

namespace {

using scenarios::ExplainingRun;
using scenarios::Reproduction;

Reproduction reproduced(const std::string& rows) {
  Reproduction found = reproduced_from("time_ms,url,state,generation\n" + rows);
  for (const ExplainingRun& run : found.causes) {
    CHECK(run.fit.share > 0);
    CHECK(run.fit.share <= 1);
    CHECK(run.fit.timing > 0);
    CHECK(run.fit.timing <= 1);
  }
  return found;
}

bool has_cause(const Reproduction& found, const std::string& name) {
  return std::any_of(found.causes.begin(), found.causes.end(),
                     [&](const ExplainingRun& run) { return run.hypothesis.name == name; });
}

/// A row at so many seconds.
std::string row(int second, const std::string& state, const std::string& generation) {
  return std::to_string(1'794'909'600'000 + second * 1000) + ",/p," + state + "," + generation +
         "\n";
}

}  // namespace

TEST_CASE("a log that needs nothing to go wrong is first explained by that", "[logs]") {
  const Reproduction found = reproduced(row(0, "MISS", "a") + row(10, "HIT", "a") +
                                        row(70, "STALE", "a") + row(80, "HIT", "b"));
  REQUIRE_FALSE(found.causes.empty());
  CHECK(found.causes.front().hypothesis.name == "nothing");
  CHECK(found.causes.front().fit.share > 0.9);
}

TEST_CASE("renders of the same data may look the same", "[logs]") {
  const std::string healthy = row(0, "MISS", "a") + row(10, "HIT", "a") + row(70, "STALE", "a") +
                              row(80, "HIT", "a") + row(140, "STALE", "a");
  const Reproduction unchanged = reproduced(healthy + row(150, "HIT", "a"));
  CHECK(has_cause(unchanged, "nothing-same-data"));
}

}  // namespace stalemate::tests
