// What surrounds a run of the tests: the seed of what they draw, and a last line that scripts can
// add up. The rest of the executable's main() is Catch2's own.
#include <cstdlib>
#include <iostream>
#include <optional>

#ifdef STALEMATE_COMPILES_CATCH
#define CATCH_CONFIG_MAIN
#else
#define CATCH_CONFIG_EXTERNAL_INTERFACES
#endif
#include <catch2/catch.hpp>

namespace {

struct Surroundings : Catch::TestEventListenerBase {
  using TestEventListenerBase::TestEventListenerBase;

  // Property tests draw the same cases in every run, unless the environment asks for others:
  // RC_PARAMS="seed=7 max_success=10000" build/release/stalemate_tests
  void testRunStarting(const Catch::TestRunInfo&) override { setenv("RC_PARAMS", "seed=391", 0); }

  void testRunEnded(const Catch::TestRunStats& stats) override { cases_ = stats.totals.testCases; }

  // After the last line of the report, and not into it: some reporters write files.
  ~Surroundings() override {
    if (!cases_) return;
    std::cout << std::flush;
    std::cerr << cases_->passed + cases_->failedButOk << " passed, " << cases_->failed << " failed"
              << std::endl;
  }

 private:
  std::optional<Catch::Counts> cases_;
};
CATCH_REGISTER_LISTENER(Surroundings)

}  // namespace
