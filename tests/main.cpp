// The entry of the test executable: Catch2's own, and a last line that scripts can add up.
#define CATCH_CONFIG_CONSOLE_WIDTH 120
#define CATCH_CONFIG_RUNNER
#include <cstdlib>
#include <iostream>
#include <optional>

#include <catch2/catch.hpp>

namespace {

std::optional<Catch::Totals> totals_of_the_run;

struct TotalsKeeper : Catch::TestEventListenerBase {
  using TestEventListenerBase::TestEventListenerBase;
  void testRunEnded(const Catch::TestRunStats& stats) override { totals_of_the_run = stats.totals; }
};
CATCH_REGISTER_LISTENER(TotalsKeeper)

}  // namespace

int main(int argument_count, char* arguments[]) {
  // Property tests draw the same cases in every run, unless the environment asks for others:
  // RC_PARAMS="seed=7 max_success=10000" build/release/stalemate_tests
  setenv("RC_PARAMS", "seed=391", 0);

  Catch::Session session;
  const int rejected = session.applyCommandLine(argument_count, arguments);
  if (rejected != 0) return rejected;
  const int result = session.run();
  // Other reporters write files that a further line would break; a mere list has no totals.
  if (session.config().getReporterName() == "console" && totals_of_the_run) {
    const Catch::Counts& cases = totals_of_the_run->testCases;
    std::cout << cases.passed + cases.failedButOk << " passed, " << cases.failed << " failed"
              << std::endl;
  }
  return result;
}
