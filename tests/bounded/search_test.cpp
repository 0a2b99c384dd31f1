// The search beside plain enumeration: matching states loses nothing and adds nothing.
#include "scenarios/bounded/search.h"

#include <atomic>
#include <memory>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "tests/bounded/plain_enumeration.h"
#include "tests/model/js/program.h"
#include "tests/support/configs.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Verdict;

model::BoundedBounds bounds_of(std::uint32_t requests, std::uint32_t bursts) {
  model::BoundedBounds bounds;
  bounds.each.requests_per_burst = requests;
  bounds.each.requests_per_isolate = requests;
  bounds.each.late_writes = 1;
  bounds.bursts = bursts;
  return bounds;
}

BoundedResult searched(const model::WorldConfig& world, const model::BoundedBounds& bounds,
                       unsigned jobs = 1) {
  const std::atomic<bool> never{false};
  return search_bounded({world, bounds, jobs, {}, std::size_t{1} << 30, never, {}});
}

model::WorldConfig world_of(std::shared_ptr<const model::Program> program) {
  model::WorldConfig config = stalemate::tests::stale_entry();
  config.handler.program = std::move(program);
  // Fewer orders of what is of no concern here.
  config.runtime.teardown = model::Teardown::immediate;
  config.runtime.cut_put = model::CutPut::lost;
  return config;
}

std::set<Verdict> verdicts_of(const BoundedResult& result) {
  std::set<Verdict> verdicts;
  for (std::size_t index = 0; index < result.judged.size(); ++index) {
    if (result.judged[index] > 0) verdicts.insert(static_cast<Verdict>(index));
  }
  return verdicts;
}

std::set<std::size_t> violated_in(const BoundedResult& result) {
  std::set<std::size_t> violated;
  for (std::size_t index = 1; index < result.violations.size(); ++index) {
    if (result.violations[index]) violated.insert(index);
  }
  return violated;
}

/// @return the states that there are
std::uint64_t compare(const model::WorldConfig& world, const model::BoundedBounds& bounds) {
  stalemate::tests::PlainEnumeration plain(world, bounds);
  plain.run();
  const BoundedResult result = searched(world, bounds);
  INFO(result.failure << plain.paths << " paths, " << result.states << " states");
  CHECK(result.complete());
  CHECK(verdicts_of(result) == plain.verdicts);
  CHECK(violated_in(result) == plain.violated);
  CHECK(result.marks == plain.marks);
  // With one burst no name stands for two states, but that of the world.
  if (bounds.bursts == 1) CHECK(result.states == plain.fingerprints.size());
  return result.states;
}

/// Renders, answers, and stores behind the response; the n-th request does not register its put.
std::string forgets(int nth) {
  return "const key = 'page:' + request.page.path; await host.kvGet(key); state.count++;"
         "const mine = state.count; const { generation } = await host.render();"
         "const put = host.kvPut(key, generation, 0, null);"
         "if (mine !== " +
         std::to_string(nth) + ") host.waitUntil(put); return { served: 'STALE', body: '' };";
}

TEST_CASE("a search finds what plain enumeration finds", "[bounded][js]") {
  CHECK(compare(world_of(stalemate::tests::usual_program()), bounds_of(1, 1)) > 5);
  CHECK(compare(world_of(stalemate::tests::usual_program(false)), bounds_of(1, 1)) >= 4);
  CHECK(compare(world_of(stalemate::tests::usual_program()), bounds_of(1, 2)) > 10);
  model::WorldConfig cut = world_of(stalemate::tests::usual_program());
  cut.faults.set(model::Fault::context_cut, 1);
  CHECK(compare(cut, bounds_of(1, 1)) > 10);
}

TEST_CASE("a search finds what plain enumeration finds of two requests", "[bounded][js][slow]") {
  const std::string brief =
      "const key = 'page:' + request.page.path; state.count++; const mine = state.count;"
      "const read = await host.kvGet(key);"
      "if (mine === 1 && state.count === 2) state.stuck = true;"
      "if (state.stuck) return { served: 'STALE', body: read ? read[0] : '' };"
      "await host.kvPut(key, '[[generation ' + (100 + mine) + '.1.1.1]]', 0, null);"
      "return { served: 'MISS', body: '' };";
  CHECK(compare(world_of(stalemate::tests::program(brief)), bounds_of(2, 1)) > 20);
}

TEST_CASE("what a program only does the second time shows with two bursts", "[bounded][js]") {
  const model::WorldConfig world = world_of(stalemate::tests::program(
      "const key = 'page:' + request.page.path; const read = await host.kvGet(key);"
      "if (++state.count > 1) return { served: 'STALE', body: read ? read[0] : '' };"
      "const { generation } = await host.render();"
      "await host.kvPut(key, generation, 0, null); return { served: 'MISS', body: generation };"));
  // Calm traffic goes on where the burst has ended, so that one burst shows it, too.
  const BoundedResult one = searched(world, bounds_of(1, 1));
  CHECK(one.count(Verdict::holds) == 0);
  const BoundedResult two = searched(world, bounds_of(1, 2));
  CHECK(two.count(Verdict::holds) == 0);
  REQUIRE(two.violations[0]);
  CHECK(two.violations[0]->requests == 1);
}

TEST_CASE("the way to a violation is a smallest one", "[bounded][js]") {
  const BoundedResult result =
      searched(world_of(stalemate::tests::program(forgets(2))), bounds_of(2, 1));
  const auto& path =
      result.violations[static_cast<std::size_t>(model::Property::no_uncovered_write)];
  // The second request may be one of the calm traffic.
  REQUIRE(path);
  CHECK(path->requests == 1);
  CHECK(path->calm);
  const BoundedResult first =
      searched(world_of(stalemate::tests::program(forgets(1))), bounds_of(2, 1));
  const auto& sooner =
      first.violations[static_cast<std::size_t>(model::Property::no_uncovered_write)];
  REQUIRE(sooner);
  CHECK(sooner->requests == 1);
  CHECK(sooner->faults == 0);
  CHECK_FALSE(sooner->calm);
}

TEST_CASE("any number of threads finds the same", "[bounded][js]") {
  const model::WorldConfig world = world_of(stalemate::tests::usual_program());
  const BoundedResult one = searched(world, bounds_of(2, 1), 1);
  const BoundedResult three = searched(world, bounds_of(2, 1), 3);
  CHECK(one.states == three.states);
  CHECK(one.transitions == three.transitions);
  CHECK(one.judged == three.judged);
  CHECK(one.marks == three.marks);
  CHECK(one.violations == three.violations);
  CHECK(one.complete());
  CHECK(three.complete());
}

TEST_CASE("a search says why it has ended", "[bounded][js]") {
  const model::WorldConfig world = world_of(stalemate::tests::usual_program());
  const std::atomic<bool> now{true};
  const BoundedResult cancelled =
      search_bounded({world, bounds_of(2, 1), 1, {}, std::size_t{1} << 30, now, {}});
  CHECK(cancelled.unfinished == Unfinished::interrupted);
  CHECK_FALSE(cancelled.complete());
  CHECK(cancelled.open == 1);
  const std::atomic<bool> never{false};
  const BoundedResult small = search_bounded({world, bounds_of(2, 1), 1, {}, 1, never, {}});
  CHECK(small.unfinished == Unfinished::memory);
  const BoundedResult failed =
      searched(world_of(stalemate::tests::program("throw new Error('no way');")), bounds_of(1, 1));
  CHECK(failed.failure.find("no way") != std::string::npos);
}

TEST_CASE("a program that does not do the same again is a failure", "[bounded][js]") {
  const BoundedResult result =
      searched(world_of(stalemate::tests::program(
                   "const key = 'page:' + request.page.path;"
                   "Array.prototype.times = (Array.prototype.times ?? 0) + 1;"
                   "await host.kvPut(key, String(Array.prototype.times), 0, null);"
                   "return { served: 'MISS', body: '' };")),
               bounds_of(1, 1));
  CHECK(result.failure.find("does not do the same again") != std::string::npos);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
