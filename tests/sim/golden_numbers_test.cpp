// Numbers that every compiler, optimisation level and machine must agree on: schedules are drawn
// from them and traces are compared by them.
//
// All of them were computed by an independent program: from the published definitions of
// xoshiro256** and splitmix64, and from what sim/hash.h says about mix().
#include <array>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/hash.h"
#include "sim/random.h"
#include "sim/trace.h"

namespace stalemate::sim::tests {
namespace {

using Numbers = std::vector<std::uint64_t>;

Numbers drawn(std::uint64_t seed, const char* stream) {
  Random random(seed, stream);
  Numbers numbers(4);
  for (std::uint64_t& number : numbers) number = random.next();
  return numbers;
}

TEST_CASE("the generator is xoshiro256** seeded by splitmix64", "[sim][golden]") {
  CHECK(drawn(0, "") ==
        Numbers{0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0, 0x6aa594f1262d2d2c});
  CHECK(drawn(1, "") ==
        Numbers{0xb3f2af6d0fc710c5, 0x853b559647364cea, 0x92f89756082a4514, 0x642e1c7bc266a3a7});
}

TEST_CASE("streams of one seed are different numbers, the same everywhere", "[sim][golden]") {
  CHECK(drawn(42, "schedule") ==
        Numbers{0x0bfc89449491373e, 0xc38e23ee7f521d39, 0xb155975e8027167a, 0x1404b00dddc9d9c0});
  CHECK(drawn(42, "latency") ==
        Numbers{0xe823fe9808b5c394, 0x80f75bb81f4157f8, 0x6317dd204e7dcebb, 0xdc5066fec592cad2});
}

TEST_CASE("numbers below a bound are the same everywhere, and below it", "[sim][golden]") {
  Random random(7, "below");
  std::vector<std::uint32_t> numbers(12);
  for (std::uint32_t& number : numbers) number = random.below(10);
  CHECK(numbers == std::vector<std::uint32_t>{0, 6, 8, 7, 9, 3, 9, 5, 0, 2, 9, 0});
  CHECK(random.below(1) == 0);
}

TEST_CASE("mix() gives the same words everywhere", "[sim][golden]") {
  CHECK(mix(0, 0) == 0xe220a8397b1dcdaf);
  CHECK(mix(1, 2) == 0x910a2dec89025cc1);
  CHECK(mix(mix(0, 1), 2) == 0x6871c08cbe75136c);
  CHECK(mix(0, 0, 0, 0, 0) == 0xe105443ea7f58e15);
  CHECK(mix(1, 2, 3, 4, 5) == 0x8d3f042865e3a711);
}

constexpr std::array<TraceEvent, 3> events{
    TraceEvent{0, 1, 1, 0, 0}, TraceEvent{1500, 2, 1, -1, 7},
    TraceEvent{1500, 127, 3, std::int64_t{1} << 40, -(std::int64_t{1} << 62)}};

Numbers hashes_of(const std::array<TraceEvent, 3>& record) {
  Trace trace;
  Numbers hashes;
  for (const TraceEvent& event : record) {
    trace.record(event, nullptr);
    hashes.push_back(trace.hash());
  }
  return hashes;
}

TEST_CASE("a trace hash is the same everywhere", "[sim][golden]") {
  CHECK(hashes_of(events) == Numbers{0xc1918ece6098dc66, 0xbf9c97063e3df71f, 0xc3f337535a497fb0});
}

TEST_CASE("hash_bytes() is XXH3 over the value's bytes, seeded by the hash so far",
          "[sim][golden]") {
  CHECK(hash_bytes(0, events[0]) == 0xded18afb992052aa);
  CHECK(hash_bytes(0xded18afb992052aa, events[1]) == 0x8c58b344e03c2143);
}

TEST_CASE("a trace hash covers each field of each event, and their order", "[sim][golden]") {
  const std::uint64_t hash = hashes_of(events).back();
  for (std::size_t index = 0; index < events.size(); ++index) {
    for (int field = 0; field < 5; ++field) {
      std::array<TraceEvent, 3> changed = events;
      TraceEvent& event = changed[index];
      if (field == 0) ++event.at_us;
      if (field == 1) --event.kind;
      if (field == 2) ++event.subject;
      if (field == 3) ++event.detail;
      if (field == 4) ++event.extra;
      CHECK(hashes_of(changed).back() != hash);
    }
  }
  CHECK(hashes_of({events[1], events[0], events[2]}).back() != hash);
}

TEST_CASE("a trace counts, marks the kinds that occurred, and shows its sink all", "[sim][trace]") {
  struct Sink final : TraceSink {
    void record(const TraceEvent& event) override { seen.push_back(event); }
    std::vector<TraceEvent> seen;
  } sink;
  Trace trace;
  for (const TraceEvent& event : events) trace.record(event, &sink);
  CHECK(trace.count() == 3);
  CHECK(sink.seen == std::vector<TraceEvent>(events.begin(), events.end()));
  for (std::uint32_t kind = 0; kind < trace_kind_limit; ++kind) {
    CHECK(trace.occurred(kind) == (kind == 1 || kind == 2 || kind == 127));
  }
}

}  // namespace
}  // namespace stalemate::sim::tests
