// What is served and deleted, judged by what has been before.
#include "model/properties/entry_judge.h"

#include <catch2/catch.hpp>

#include "tests/support/collecting_sink.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

using tests::at;
using tests::on_isolate;
using tests::run_whole;

constexpr auto respected = Property::invalidation_respected;
constexpr auto not_deleted = Property::no_fresh_entry_deleted;

/// The App Router with a tag, and an entry of each artifact that is fresh for a long time.
WorldConfig tagged(std::vector<Arrival> workload) {
  WorldConfig config = tests::stale_app_entry();
  tests::preload(config, -1'000'000);
  tests::preload(config, -1'000'000, Artifact::rsc);
  config.page.tags = 1;
  config.page.revalidate_ms = 60'000;
  config.kv.write_interval_us = 0;
  config.entries_judged = true;
  config.workload = std::move(workload);
  return config;
}

/// What the judge of this configuration finds in these events, each [kind, ms, request, detail,
/// extra].
Findings judged(const WorldConfig& config, std::initializer_list<sim::TraceEvent> events) {
  EntryJudge judge(config);
  tests::CollectingSink sink;
  judge.begin_run(&sink);
  for (sim::TraceEvent event : events) {
    event.at_us = sim::from_milliseconds(event.at_us);
    judge.record(event);
  }
  Findings findings{};
  findings[static_cast<std::size_t>(respected)] = judge.finding(respected);
  findings[static_cast<std::size_t>(not_deleted)] = judge.finding(not_deleted);
  const bool shown =
      sink.has(EventKind::invalidated_served) || sink.has(EventKind::fresh_entry_deleted);
  CHECK(shown == (judge.finding(respected).verdict == Verdict::violated ||
                  judge.finding(not_deleted).verdict == Verdict::violated));
  return findings;
}

sim::TraceEvent event(std::int64_t ms, EventKind kind, std::uint32_t request,
                      std::int64_t detail = 0, std::int64_t extra = 0) {
  return {ms, static_cast<std::uint32_t>(kind), request, detail, extra};
}

Verdict of(const Findings& findings, Property property) {
  return findings[static_cast<std::size_t>(property)].verdict;
}

TEST_CASE("an invalidation is lost if it falls into a render, and only then",
          "[model][properties]") {
  // The get of the first request ends at 1 ms, its render at 11 ms.
  WorldConfig config = tagged({at(0), at(5, ArrivalKind::revalidate_tag), at(100)});
  tests::preload(config, 5000);
  CHECK(run_whole(config).verdict(respected) == Verdict::violated);
  config.workload[1] = at(200, ArrivalKind::revalidate_tag);
  config.workload[2] = at(300);
  CHECK(run_whole(config).verdict(respected) == Verdict::holds);
  // Whoever comes while it is under way may be served either.
  config.workload[1] = at(5, ArrivalKind::revalidate_tag);
  config.workload[2] = at(14);
  config.calm_gap_us = sim::from_milliseconds(1'000'000);
  CHECK(run_whole(config).verdict(respected) == Verdict::holds);
}

TEST_CASE("a run is judged by its entries only where somebody asks", "[model][properties]") {
  WorldConfig config = tagged({at(0), at(5, ArrivalKind::revalidate_tag), at(100)});
  tests::preload(config, 5000);
  const tests::WholeRun with = run_whole(config);
  config.entries_judged = false;
  const tests::WholeRun without = run_whole(config);
  CHECK(without.verdict(respected) == Verdict::holds);
  CHECK(with.result.trace.hash() == without.result.trace.hash());
  CHECK(with.result.occurred(EventKind::invalidated_served));
  CHECK(with.trace.has(EventKind::invalidated_served, 3));
}

TEST_CASE("a regeneration of 1.4.0 that fails brings an invalidated entry back",
          "[model][properties]") {
  const Generation generation = GENERATE(Generation::vinext_0_0_55, Generation::vinext_1_4_0);
  WorldConfig config = tagged({tests::with_render(RenderScript::throws, at(0)),
                               at(2, ArrivalKind::revalidate_tag), at(100)});
  config.latencies.render = tests::fixed(50);
  config.handler.generation = generation;
  tests::preload(config, 5000);
  const bool kept = generation == Generation::vinext_1_4_0;
  CHECK((run_whole(config).verdict(respected) == Verdict::violated) == kept);
}

TEST_CASE("a delete that is late removes a newer entry", "[model][properties]") {
  WorldConfig config = tagged({at(0, ArrivalKind::revalidate_tag), at(100), at(1000)});
  config.latencies.kv_delete = tests::fixed(50);
  const tests::WholeRun late = run_whole(config);
  CHECK(late.verdict(not_deleted) == Verdict::violated);
  CHECK(late.trace.has(EventKind::fresh_entry_deleted, 2));
  config.latencies.kv_delete = tests::fixed(1);
  CHECK(run_whole(config).verdict(not_deleted) == Verdict::holds);
}

TEST_CASE("an invalidation reaches its own isolate at once, others after what they may remember",
          "[model][properties]") {
  WorldConfig config = tagged({});
  config.isolates_per_colo = {2};
  const auto served = [&config](std::int64_t isolate, std::int64_t ms) {
    return of(judged(config, {event(0, EventKind::request_arrived, 1, 0),
                              event(0, EventKind::tag_invalidated, 1, 1),
                              event(10, EventKind::response_ended, 1),
                              event(ms, EventKind::request_arrived, 2, isolate),
                              event(ms + 1, EventKind::served_hit, 2, 0, 0)}),
              respected);
  };
  CHECK(served(0, 10) == Verdict::holds);
  CHECK(served(0, 11) == Verdict::violated);
  CHECK(served(1, 5010) == Verdict::holds);
  CHECK(served(1, 5011) == Verdict::violated);
  config.kv.read_cache = true;
  CHECK(served(0, 60'010) == Verdict::holds);
  CHECK(served(0, 60'011) == Verdict::violated);
  CHECK(served(1, 65'010) == Verdict::holds);
  CHECK(served(1, 65'011) == Verdict::violated);
}

TEST_CASE("what counts of a render is when it read the data", "[model][properties]") {
  const WorldConfig config = tagged({});
  const auto read_at = [&config](std::int64_t ms) {
    return of(judged(config, {event(0, EventKind::request_arrived, 1, 0),
                              event(1, EventKind::render_started, 1, 0, 1),
                              event(2, EventKind::request_arrived, 2, 0),
                              event(ms == 1 ? 1 : 4, EventKind::render_read_data, 1, 1),
                              event(ms == 1 ? 4 : 3, EventKind::tag_invalidated, 2, 1),
                              event(ms == 1 ? 4 : ms, EventKind::render_read_data, 1, 1),
                              event(20, EventKind::response_ended, 2),
                              event(30, EventKind::request_arrived, 3, 0),
                              event(31, EventKind::served_hit, 3, 1, 1)}),
              respected);
  };
  CHECK(read_at(5) == Verdict::holds);
  // Once it is finished it reads no more, whatever else its request renders.
  const Findings findings = judged(
      config,
      {event(0, EventKind::request_arrived, 1, 0), event(1, EventKind::render_started, 1, 0, 1),
       event(1, EventKind::render_read_data, 1, 1), event(2, EventKind::render_finished, 1, 0, 1),
       event(3, EventKind::request_arrived, 2, 0), event(3, EventKind::tag_invalidated, 2, 1),
       event(4, EventKind::render_started, 1, 0, 2), event(5, EventKind::render_read_data, 1, 1),
       event(20, EventKind::response_ended, 2), event(30, EventKind::request_arrived, 3, 0),
       event(31, EventKind::served_stale, 3, 1, 1)});
  CHECK(of(findings, respected) == Verdict::violated);
  CHECK(findings[static_cast<std::size_t>(respected)].at_us == 31'000);
}

TEST_CASE("a delete is held against what its own request has read of the key",
          "[model][properties]") {
  const WorldConfig config = tagged({});
  const std::int64_t first = (std::int64_t{1} << 32) | 1;
  const auto deleted = [&config, first](std::int64_t read, EventKind how) {
    return of(judged(config, {event(0, EventKind::request_arrived, 1, 0),
                              event(1, EventKind::get_answered, 1, html_key, read),
                              event(2, EventKind::request_arrived, 2, 0),
                              event(3, EventKind::render_started, 2, 0, 1),
                              event(4, EventKind::put_committed, 2, html_key, first),
                              event(5, how, 1, html_key)}),
              not_deleted);
  };
  CHECK(deleted(0, EventKind::delete_committed) == Verdict::violated);
  CHECK(deleted(0, EventKind::delete_committed_late) == Verdict::violated);
  CHECK(deleted(0, EventKind::delete_rejected) == Verdict::holds);
  // Whoever has found nothing knows what it deletes without looking.
  CHECK(deleted(-1, EventKind::delete_committed) == Verdict::holds);
}

}  // namespace
}  // namespace stalemate::model
