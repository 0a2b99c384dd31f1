// kv.list() of programs in JavaScript: what it shows, and how late.
#include <string>

#include <catch2/catch.hpp>

#include "model/kv/central_store.h"
#include "tests/model/js/program.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

using tests::program;
using tests::run_whole;
using tests::WholeRun;

WorldConfig running(const std::string& body) {
  WorldConfig config = tests::empty_store();
  config.handler.program = program(
      "const native = globalThis[Symbol.for('stalemate.native')];"
      "const log = (text) => native.log('log', String(text));"
      "const put = (key, ttl = 0, metadata = null) => host.kvPut(key, 'v', ttl, metadata);"
      "const names = ({ keys, complete }) =>"
      "  keys.map(({ name }) => name).join() + (complete ? '' : '...');" +
      body + "return { served: 'MISS' };");
  return config;
}

std::string first_lines(const WholeRun& run, std::size_t count) {
  std::string text;
  for (std::size_t line = 0; line < std::min(count, run.result.script_lines.size()); ++line) {
    text += run.result.script_lines[line].text.substr(13) + "\n";
  }
  return text;
}

TEST_CASE("a list gives names in order, by prefix and in pages", "[model][js][kv]") {
  const WholeRun run = run_whole(running(
      "if (++state.count > 1) return { served: 'MISS' };"
      "for (const key of ['b:2', 'b:10', 'a', 'b:3', 'c']) await put(key);"
      "await new Promise((done) => native.setTimer(done, 1500));"  // one write a second to a key
      "await host.kvDelete('b:3');"
      "log(names(await host.kvList('b:', 1000, '')));"
      "log(names(await host.kvList('', 2, '')));"
      "log(names(await host.kvList('', 2, 'b:10')));"
      "log(names(await host.kvList('none', 2, '')));"));
  CHECK(run.result.script_failure.empty());
  CHECK(first_lines(run, 4) == "b:10,b:2\na,b:10...\nb:2,c\n\n");
}

TEST_CASE("a list gives metadata and when a key will expire", "[model][js][kv]") {
  const WholeRun run = run_whole(running(
      "if (++state.count > 1) return { served: 'MISS' };"
      "await put('a', 100, '{\"m\":1}'); await put('b');"
      "const { keys } = await host.kvList('', 1000, '');"
      "log(JSON.stringify([Math.round(keys[0].expiration - Date.now() / 1000), keys[0].metadata]));"
      "log(Object.keys(keys[1]));"));
  CHECK(first_lines(run, 2) == "[100,\"{\\\"m\\\":1}\"]\nname\n");
}

TEST_CASE("a list is as old as its colo's read cache has it", "[model][js][kv]") {
  WorldConfig config = running(
      "log(names(await host.kvList('k', 1000, '')));"
      "if (++state.count === 1) await put('k1');"
      "log(names(await host.kvList('k1', 1000, '')));");
  config.kv.read_cache = true;
  config.kv.cache_ttl_us = sim::from_milliseconds(60'000);
  config.workload = tests::requests_at({0, 10'000, 61'000});
  // Another prefix is another entry of the cache.
  CHECK(first_lines(run_whole(config), 6) == "\nk1\n\nk1\nk1\nk1\n");
}

TEST_CASE("the store lists what has been there since, without a gap", "[kv]") {
  sim::Arena arena;
  CentralStore store(arena);
  constexpr Key key = first_other_key;
  const auto listed = [&](sim::Microseconds as_of_us, sim::Microseconds now_us) {
    return store.listed(key, wall_clock_ms(as_of_us), now_us);
  };
  CHECK_FALSE(listed(0, 0));
  store.write(key, {}, 9'000'000, 1'000'000);
  store.write(key, {}, 5'000'000, 2'000'000);
  CHECK_FALSE(listed(999'000, 3'000'000));
  CHECK(listed(1'000'000, 3'000'000));
  CHECK_FALSE(listed(1'000'000, 5'000'000));
  store.write(key, {}, CentralStore::never, 6'000'000);
  CHECK_FALSE(listed(3'000'000, 7'000'000));
  store.remove(key, 7'000'000);
  CHECK_FALSE(listed(7'000'000, 7'000'000));
}

}  // namespace
}  // namespace stalemate::model
