// Ctrl-C once, twice at the same moment, and once more when nothing seems to happen.
#include "reports/cli/end_requests.h"

#include <catch2/catch.hpp>

namespace stalemate::reports::tests {
namespace {

using cli::EndRequests;
using namespace std::chrono_literals;

TEST_CASE("signals that arrive with the first are one request to end", "[reports][cli]") {
  const EndRequests::Instant first{5h};
  using Kind = EndRequests::Kind;
  EndRequests requests;
  CHECK(requests.take(first) == Kind::request);
  CHECK(requests.take(first) == Kind::echo);
  CHECK(requests.take(first + 299ms) == Kind::echo);
}

TEST_CASE("a later signal insists that the program ends at once", "[reports][cli]") {
  const EndRequests::Instant first{5h};
  using Kind = EndRequests::Kind;
  EndRequests requests;
  CHECK(requests.take(first) == Kind::request);
  SECTION("whether or not the first had an echo") {
    CHECK(requests.take(first + 1ns) == Kind::echo);
    CHECK(requests.take(first + 300ms) == Kind::insistence);
  }
  SECTION("the echo is of the first, however many signals there are") {
    for (int tenths = 1; tenths < 3; ++tenths) {
      CHECK(requests.take(first + 100ms * tenths) == Kind::echo);
    }
    CHECK(requests.take(first + 301ms) == Kind::insistence);
  }
  SECTION("long after it") { CHECK(requests.take(first + 1h) == Kind::insistence); }
}

}  // namespace
}  // namespace stalemate::reports::tests
