// `stalemate export`: two exports in full, which events become which steps, and what is refused.
// That the files do what they say when vitest runs them, tests/vitest/run shows.
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "model/error.h"
#include "model/event_kind.h"
#include "reports/explanation.h"
#include "reports/export/vitest_test.h"
#include "tests/compare/kept_schedules.h"
#include "tests/reports/hand_made.h"
#include "tests/reports/workplace.h"
#include "tests/support/golden.h"

namespace stalemate::reports::tests {
namespace {

namespace fs = std::filesystem;
using model::EventKind;
using scenarios::SavedReplay;
using scenarios::tests::read_text;
using scenarios::tests::write_text;

SavedReplay replay_of(const scenarios::SavedSchedule& saved) {
  auto replay = scenarios::replay_saved(saved, hand_made_versions());
  REQUIRE(replay.ok());
  return std::move(replay).value();
}

SavedReplay replay_of_seed(const std::string& name) {
  return replay_of(scenarios::tests::saved_seed(name));
}

std::string exported(const SavedReplay& replay) {
  const auto script = vitest_script(replay);
  REQUIRE(script.ok());
  return vitest_test(script.value(), explain(replay, std::nullopt), replay.result.scenario,
                     replay.result.cell, {usual_vinext, ""});
}

/// The steps of the test, without what is around them.
std::string steps_of(const SavedReplay& replay) {
  const std::string text = exported(replay);
  const std::size_t begin = text.find("    const request1 = ");
  REQUIRE(begin != std::string::npos);
  return text.substr(begin, text.find("    await calm();") - begin);
}

/// The early seed with nothing in its run but its first request and these events.
SavedReplay replay_with(const std::vector<sim::TraceEvent>& events) {
  SavedReplay replay = replay_of_seed(scenarios::tests::early_seed);
  replay.config.latencies.teardown.typical_us = 0;
  scenarios::Transcript& transcript = replay.told.transcript;
  transcript = {};
  transcript.events.push_back({0, static_cast<std::uint32_t>(EventKind::request_arrived), 1, 0, 0});
  for (const sim::TraceEvent& event : events) transcript.events.push_back(event);
  return replay;
}

sim::TraceEvent event_at(sim::Microseconds at_us, EventKind kind, std::int64_t detail = 0,
                         std::int64_t extra = 0) {
  return {at_us, static_cast<std::uint32_t>(kind), 1, detail, extra};
}

std::string refusal_of(const SavedReplay& replay) {
  const auto script = vitest_script(replay);
  return script.ok() ? "" : script.error().message;
}

TEST_CASE("the bug before pull request 425, exported in full", "[reports][export]") {
  stalemate::tests::check_golden("tests/reports/golden/before-425.test.ts",
                                 exported(replay_of_seed(scenarios::tests::early_seed)));
}

TEST_CASE("a render of the App Router that never settles, exported in full", "[reports][export]") {
  stalemate::tests::check_golden("tests/reports/golden/never-settles.test.ts",
                                 exported(replay_of(scenarios::tests::saved_in(
                                     std::string(STALEMATE_SOURCE_DIR) + "/scenarios/seeds/" +
                                     scenarios::tests::app_seed + ".json"))));
}

TEST_CASE("each fate of an operation is a step of its own", "[reports][export]") {
  CHECK(steps_of(replay_with({event_at(5000, EventKind::get_answered),
                              event_at(5500, EventKind::render_finished),
                              event_at(1'234'500, EventKind::context_cut)})) ==
        "    const request1 = await arrives(0, \"request 1\");\n"
        "    await at(5, () => request1.answer(\"kv.get\"));\n"
        "    await at(5.5, () => request1.answer(\"render\"));\n"
        "    await at(1_234.5, () => request1.cut());\n");
  const auto too_many = static_cast<std::int64_t>(model::Error::put_too_many_requests);
  CHECK(steps_of(replay_with({event_at(5000, EventKind::client_gone),
                              event_at(6000, EventKind::put_rejected, 0, too_many)}))
            .ends_with("    await at(5, () => request1.clientGone());\n"
                       "    await at(6, () => request1.fail(\"kv.put\", "
                       "\"KV PUT failed: 429 Too Many Requests\"));\n"));
}

TEST_CASE("a put that is answered when it is committed is one step", "[reports][export]") {
  CHECK(steps_of(replay_with({event_at(5000, EventKind::put_committed),
                              event_at(5000, EventKind::put_acknowledged)}))
            .ends_with("(5, () => request1.answer(\"kv.put\"));\n"));
  CHECK(steps_of(replay_with({event_at(5000, EventKind::put_committed),
                              event_at(7000, EventKind::put_acknowledged)}))
            .ends_with("    await at(5, () => request1.commit(\"kv.put\"));\n"
                       "    await at(7, () => request1.answer(\"kv.put\"));\n"));
  // The store has it, and the handler hears that it has not.
  CHECK(steps_of(replay_with({event_at(5000, EventKind::put_connection_lost),
                              event_at(5000, EventKind::put_committed)}))
            .ends_with("    await at(5, () => request1.commit(\"kv.put\"));\n"
                       "    await at(5, () => request1.fail(\"kv.put\", "
                       "\"Network connection lost.\"));\n"));
}

TEST_CASE("what is never answered stands with the request", "[reports][export]") {
  CHECK(steps_of(replay_with({event_at(0, EventKind::context_not_visible),
                              event_at(5000, EventKind::put_never_answered)})) ==
        "    const request1 = await arrives(0, \"request 1\", "
        "{ invisible: true, unanswered: [\"kv.put\"] });\n");
  CHECK(steps_of(replay_with({event_at(5000, EventKind::render_never_settles)})) ==
        "    const request1 = await arrives(0, \"request 1\", "
        "{ unanswered: [\"render\"], idle: [\"render\"] });\n");
}

TEST_CASE("a context that stays ends where it ended, one that does not by itself",
          "[reports][export]") {
  SavedReplay replay = replay_with({event_at(5000, EventKind::context_ended)});
  CHECK(steps_of(replay) == "    const request1 = await arrives(0, \"request 1\");\n");
  scenarios::Decision stays;
  stays.choice = {"teardown of request 1", "20 ms", 41, false};
  replay.told.transcript.decisions.push_back(stays);
  CHECK(steps_of(replay) ==
        "    const request1 = await arrives(0, \"request 1\", { lingersMs: 20 });\n"
        "    await at(5, () => request1.end());\n");
}

TEST_CASE("a late commit is told of the dead context", "[reports][export]") {
  const std::string text = exported(replay_with(
      {event_at(5000, EventKind::context_cut), event_at(9000, EventKind::put_committed_late)}));
  CHECK(text.find("await at(9, () => request1.commitLate(\"kv.put\"));") != std::string::npos);
  CHECK(text.find("this.dropped = this.held;") != std::string::npos);
}

TEST_CASE("what a vitest file cannot repeat is refused", "[reports][export]") {
  const auto refused = [](EventKind kind) { return refusal_of(replay_with({event_at(1, kind)})); };
  CHECK(refused(EventKind::isolate_evicted) == "an isolate is evicted in it");
  CHECK(refused(EventKind::isolate_replaced) == "an isolate is replaced in it");
  CHECK(refused(EventKind::cpu_limit_exceeded) ==
        "a request in it is stopped in the midst of its code");
  CHECK(refused(EventKind::connection_awaited) ==
        "operations of the store wait for connections in it");
  CHECK(refused(EventKind::operation_refused) ==
        "a request in it may not begin another operation of the store");
  CHECK(refused(EventKind::read_cache_hit) == "a read cache of the store answers in it");
  CHECK(refused(EventKind::delete_queued) == "the handler deletes entries in it");
  CHECK(refused(EventKind::tag_invalidated) == "tags are invalidated in it");
  CHECK(refused(EventKind::store_skipped) == "a render in it says that nothing is to be stored");
  CHECK(refused(EventKind::orphaned_promise_awaited) ==
        "a request in it awaits another request's promise");
  CHECK(refused(EventKind::foreign_context_visible) ==
        "AsyncLocalStorage shows a request another one's context");
  CHECK(refusal_of(replay_with({event_at(9, EventKind::request_arrived, 1)})) ==
        "its requests come to several isolates");
}

TEST_CASE("a test that could not fail is refused", "[reports][export]") {
  // The calm end of a file answers everything, and so the page would heal in it.
  CHECK(refusal_of(replay_with(
            {event_at(5, EventKind::burst_started), event_at(9, EventKind::render_threw)})) ==
        "something fails in its calm end, too (request 1: the render throws)");
  CHECK(refusal_of(replay_with({event_at(9, EventKind::render_threw)})).empty());
  SavedReplay healed = replay_with({});
  healed.told.result.findings[0].verdict = model::Verdict::holds;
  CHECK(refusal_of(healed) == "it violates nothing, and a test that cannot fail tests nothing");
}

TEST_CASE("a world that a vitest file does not have is refused", "[reports][export]") {
  const auto refused = [](auto change) {
    SavedReplay replay = replay_with({});
    change(replay.config);
    return refusal_of(replay);
  };
  CHECK(refused([](auto&) {}).empty());
  CHECK(refused([](auto& config) { config.page.tags = 1; }) == "its page carries tags");
  CHECK(refused([](auto& config) { config.page.expire_ms = 9; }) == "its page has an expire time");
  CHECK(refused([](auto& config) { config.page.body = model::BodyKind::proxied; }) ==
        "its responses are streams");
  CHECK(refused([](auto& config) { config.page.key = model::KeyName::dot; }) ==
        "its key is one that the store refuses");
  CHECK(refused([](auto& config) {
          config.page.initial[0].shape = model::EntryShape::corrupt_json;
        }) == "its store begins with a broken entry");
  CHECK_FALSE(refused([](auto& config) { config.workload[0].wait_until_us = 1; }).empty());
}

TEST_CASE("names end no comment and no string", "[reports][export]") {
  const SavedReplay replay = replay_with({});
  const auto script = vitest_script(replay);
  REQUIRE(script.ok());
  const std::string text = vitest_test(script.value(), explain(replay, std::nullopt), "a*/b",
                                       "say \"no\" \\ \n ${x}", {"./v\"x", "h.js"});
  CHECK(text.find("a*/b, cell") == std::string::npos);
  CHECK(text.find("Scenario a* /b, cell") != std::string::npos);
  CHECK(text.find(R"(describe("a*/b, say \"no\" \\   ${x}", () => {)") != std::string::npos);
  CHECK(text.find(R"(import { KVCacheHandler } from "h.js";)") != std::string::npos);
  CHECK(text.find(R"(import { setCacheHandler } from "./v\"x/shims/cache.js";)") !=
        std::string::npos);
}

ProgramRun run_export(const FoundPlace& place, const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"export", "found.json", "--to", "vitest"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return place.run(arguments);
}

TEST_CASE("export writes to a place of one's own, and over nothing but an export",
          "[reports][cli][export]") {
  const FoundPlace place;
  const ProgramRun shown = run_export(place, {});
  CHECK(shown.exit_code == 0);
  CHECK(shown.output.starts_with(first_line_of_export));
  CHECK(shown.output.find("\"../packages/vinext/src/server/isr-cache.js\"") != std::string::npos);

  const ProgramRun written = run_export(place, {"--out", "found.test.ts"});
  CHECK(written.exit_code == 0);
  CHECK(written.output.empty());
  CHECK(read_text(place.file("found.test.ts")) == shown.output);

  CHECK(run_export(place, {"--out", "found.test.ts", "--import", "./v/"}).exit_code == 0);
  CHECK(read_text(place.file("found.test.ts")).find("\"./v/shims/cache.js\"") != std::string::npos);

  const std::string before = read_text(place.file("small.json"));
  const ProgramRun refused = run_export(place, {"--out", "small.json"});
  CHECK(refused.exit_code == 2);
  CHECK(is_one_line_error(refused));
  CHECK(refused.errors.find("small.json: is there, and is no export") != std::string::npos);
  CHECK(read_text(place.file("small.json")) == before);
}

TEST_CASE("what cannot be exported is told on one line", "[reports][cli][export]") {
  const FoundPlace place;
  place.refused({"export"}, "FILE is required");
  place.refused({"export", "found.json"}, "--to is required");
  place.refused({"export", "found.json", "--to", "jest"},
                "--to cannot be \"jest\"; allowed: vitest");
  place.refused({"export", "found.json", "--to", "vitest", "--import="}, "--import needs ");
  place.refused({"export", "found.json", "--to", "vitest", "--import", "a\nb"},
                "control characters");
  place.refused({"export", "small.json", "--to", "vitest"}, "small.json: ");
  place.refused({"export", "none.json", "--to", "vitest"}, "none.json: ");
  place.refused({"export", "found.json", "--to", "vitest", "--out", "none/x.test.ts"},
                "none/x.test.ts");

  write_text(place.file("other.json"),
             scenarios::tests::changed(read_text(place.file("found.json")), "/choices/0/label",
                                       "\"something else\""));
  const ProgramRun diverged = place.run({"export", "other.json", "--to", "vitest"});
  CHECK(diverged.exit_code == 4);
  CHECK(diverged.output.find("import") == std::string::npos);
}

}  // namespace
}  // namespace stalemate::reports::tests
