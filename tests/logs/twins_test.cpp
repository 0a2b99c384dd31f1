// Causes that do the same to the lines of a log share a rank, and no others do.
#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include "tests/logs/asked_page.h"

namespace stalemate::tests {

namespace {

using scenarios::ExplainingRun;

std::map<std::string, std::size_t> ranks_for(const std::string& rows) {
  const auto found = reproduced_from("time_ms,url,state,generation\n" + rows);
  std::map<std::string, std::size_t> ranks;
  std::size_t before = 0;
  for (const ExplainingRun& run : found.causes) {
    CHECK((run.rank == before || run.rank == before + 1));
    before = run.rank;
    ranks[run.hypothesis.name] = run.rank;
  }
  return ranks;
}

ExplainingRun cause_of(double share, std::size_t faults, std::uint32_t unobserved = 0) {
  ExplainingRun run;
  run.fit.share = share;
  run.cost.faults = faults;
  run.hypothesis.unobserved = unobserved;
  return run;
}

}  // namespace

TEST_CASE("one lost write looks alike, whyever it is lost", "[logs]") {
  auto ranks = ranks_for(
      "1794909600000,/p,MISS,a\n1794909610000,/p,HIT,a\n1794909670000,/p,STALE,a\n"
      "1794909680000,/p,STALE,a\n1794909690000,/p,HIT,b\n");
  REQUIRE(ranks.contains("put-429"));
  CHECK(ranks["put-5xx"] == ranks["put-429"]);
  CHECK(ranks["put-connection-lost"] == ranks["put-429"]);
  REQUIRE(ranks.contains("render-throws"));
  CHECK(ranks["revalidate-zero"] == ranks["render-throws"]);
  CHECK(ranks["render-throws"] != ranks["put-429"]);
  // The first write of the page has no error to show; a cut has another place altogether.
  CHECK(ranks["put-429"] <= 2);
}

TEST_CASE("twins count as one that is as likely as all of them", "[logs]") {
  std::vector<ExplainingRun> causes{cause_of(0.4, 1),  cause_of(0.3, 1), cause_of(0.2, 1),
                                    cause_of(0.25, 1), cause_of(1, 2),   cause_of(1, 1, 1)};
  for (std::size_t index = 0; index < causes.size(); ++index) causes[index].runs = index;
  scenarios::rank(causes, {0, 1, 1, 3, 4, 5});
  std::vector<std::uint64_t> order;
  std::vector<std::size_t> ranks;
  for (const ExplainingRun& run : causes) {
    order.push_back(run.runs);
    ranks.push_back(run.rank);
  }
  CHECK(order == std::vector<std::uint64_t>{1, 2, 0, 3, 4, 5});
  CHECK(ranks == std::vector<std::size_t>{1, 1, 2, 3, 4, 5});
  CHECK(scenarios::about_as_likely(causes[0], causes[2]));
  CHECK_FALSE(scenarios::about_as_likely(causes[0], cause_of(0.09, 1)));
  CHECK_FALSE(scenarios::about_as_likely(causes[0], causes[4]));
}

TEST_CASE("ranks of causes are gapless and grow with what is likelier", "[logs]") {
  rc::prop("ranks are gapless, and twins stand together", [] {
    const auto count = *rc::gen::inRange<std::size_t>(1, 8);
    std::vector<ExplainingRun> causes;
    std::vector<std::size_t> twin_of;
    for (std::size_t index = 0; index < count; ++index) {
      causes.push_back(cause_of(0.01 * *rc::gen::inRange(1, 100), 1));
      causes.back().runs = index;
      const auto twin = *rc::gen::inRange<std::size_t>(0, index + 1);
      twin_of.push_back(twin < index ? twin_of[twin] : index);
    }
    std::vector<double> of_group(count, 0);
    for (std::size_t index = 0; index < count; ++index) {
      of_group[twin_of[index]] += causes[index].likelihood();
    }
    scenarios::rank(causes, twin_of);
    for (std::size_t place = 0; place < count; ++place) {
      const ExplainingRun& run = causes[place];
      if (place == 0) {
        RC_ASSERT(run.rank == 1U);
        continue;
      }
      const ExplainingRun& before = causes[place - 1];
      const bool twins = twin_of[run.runs] == twin_of[before.runs];
      RC_ASSERT(run.rank == before.rank + (twins ? 0U : 1U));
      if (twins) {
        RC_ASSERT(before.likelihood() >= run.likelihood());
      } else {
        RC_ASSERT(of_group[twin_of[before.runs]] >= of_group[twin_of[run.runs]]);
      }
    }
  });
}

TEST_CASE("the same fault twice is told once", "[logs]") {
  const auto found = reproduced_from(
      "time_ms,url,state,status,outcome\n1794909600000,/p,,500,exceededCpu\n"
      "1794909610000,/p,,500,exceededCpu\n1794909620000,/p,MISS,200,ok\n");
  REQUIRE_FALSE(found.causes.empty());
  CHECK(found.causes.front().hypothesis.name == "cpu-limit-twice");
  const auto told =
      std::count_if(found.causes.begin(), found.causes.end(), [](const ExplainingRun& run) {
        return run.struck == std::vector<std::string>{"cpu_limit", "cpu_limit"};
      });
  CHECK(told == 1);
}

}  // namespace stalemate::tests
