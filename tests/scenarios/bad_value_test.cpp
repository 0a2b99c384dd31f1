// JSON that is no scenario: each has one line with the JSON pointer and what is allowed.
#include <catch2/catch.hpp>

#include "scenarios/format/load.h"
#include "tests/scenarios/examples.h"
#include "tests/scenarios/schema_validator.h"

namespace stalemate::scenarios::tests {
namespace {

using Catch::Contains;
using Catch::StartsWith;

// Whether the schema can see it too, so that editors mark it.
enum class Seen { by_both, by_loader };

struct BadValue {
  std::string pointer;
  std::string value;
  std::string place;  // "" where it is the same
  std::string what;
  Seen seen = Seen::by_both;
};

void check_rows(const std::string& good, const std::vector<BadValue>& rows) {
  const SchemaValidator schema("scenario");
  REQUIRE(schema.complaint(good) == "");
  for (const BadValue& row : rows) {
    CAPTURE(row.pointer, row.value);
    const std::string text = changed(good, row.pointer, row.value);
    const Result<Scenario> scenario = load_scenario_from_text(text, "test.json");
    REQUIRE_FALSE(scenario.ok());
    const std::string& error = scenario.error().message;
    const std::string& place = row.place.empty() ? row.pointer : row.place;
    CHECK_THAT(error, StartsWith("test.json: " + place + ": "));
    CHECK_THAT(error, Contains(row.what));
    CHECK(error.find_first_of("\r\n") == std::string::npos);
    CHECK((schema.complaint(text) == "") == (row.seen == Seen::by_loader));
  }
}

const std::string unknown = "unknown key ";
const std::string out_of_range = " is out of range; allowed: ";

TEST_CASE("bad values at the top", "[scenarios]") {
  check_rows(
      minimal_scenario(),
      {{"/name", "delete", "top level", "the key \"name\" is missing"},
       {"/about", "delete", "top level", "the key \"about\" is missing"},
       {"/source", "delete", "top level", "the key \"source\" is missing"},
       {"/workload", "delete", "top level", "the key \"workload\" is missing", Seen::by_loader},
       {"/expect", "delete", "top level", "the key \"expect\" is missing", Seen::by_loader},
       {"/name", "5", "", "5 is not text"},
       {"/name", "\"\"", "", "\"\" is empty"},
       {"/name", "\"Not Kebab\"", "", "is not in kebab case; allowed: small letters"},
       {"/name", "\"a--b\"", "", "is not in kebab case"},
       {"/name", "\"" + std::string(101, 'a') + "\"", "", "is too long"},
       {"/about", "\"two\\nlines\"", "", "has a control character", Seen::by_loader},
       {"/source", "\"http://example.org\"", "", "is not a public address; allowed: https://"},
       {"/wrokload", "[]", "", unknown + "\"wrokload\" (nearest: \"workload\"); allowed: $schema"},
       {"/comment", "\"hello\"", "", unknown + "\"comment\"; allowed: $schema, name, "},
       {"/a~1b", "1", "", unknown + "\"a/b\""},
       {"/$schema", "1", "", "1 is not text"},
       {"/routing", "\"fare\"", "",
        "unknown name \"fare\" (nearest: \"fair\"); allowed: any, fair"},
       {"/routing", "null", "", "null is not a name"},
       {"/handler", "[]", "", "a list is not an object"},
       {"/calm_gap_ms", "0", "", "0" + out_of_range + "whole milliseconds from 1 to"}});
}

TEST_CASE("bad topologies and handlers", "[scenarios]") {
  check_rows(
      minimal_scenario(),
      {{"/topology/colos", "[]", "", "a list of 0; allowed: a list of 1 to 4 colos"},
       {"/topology/colos", "[1, 1, 1, 1, 1]", "", "a list of 5"},
       {"/topology/colos", "[1, 0]", "/topology/colos/1", "0" + out_of_range + "a whole number"},
       {"/topology/colos", "[5, 4]", "", "9 isolates are too many", Seen::by_loader},
       {"/topology/colos", "[9]", "/topology/colos/0", "9" + out_of_range},
       {"/topology/colos", "2", "", "2 is no list"},
       {"/topology", "{}", "", "the key \"colos\" is missing", Seen::by_loader},
       {"/topology/colo", "[1]", "", unknown + "\"colo\" (nearest: \"colos\"); allowed: colos"},
       {"/handler/generation", "\"vinext-0.0.31\"", "", "(nearest: \"vinext-0.0.30\""},
       {"/handler/generation", "delete", "/handler", "\"generation\" is missing", Seen::by_loader},
       {"/handler/put_registered", "1", "", "1 is not a truth value; allowed: true, false"},
       {"/handler/put_registered", "null", "", "null is not a truth value"},
       {"/handler/putRegistered", "true", "", "(nearest: \"put_registered\")"},
       {"/handler/context_visible", "\"\"", "", "unknown name \"\"; allowed: own, none, foreign"},
       {"/runtime/profile", "\"workerd\"", "", "(nearest: \"workerd-2026-11-17\", "},
       {"/runtime/orphaned_promise", "\"hangs\"", "", "allowed: hang, reject"},
       {"/runtime/cut_put", "\"sent\"", "", "allowed: lost, late, any"},
       {"/runtime/teardown", "\"at once\"", "", "allowed: any, immediate"},
       {"/runtime/wait_until_limit_ms", "-1", "", "-1" + out_of_range},
       {"/runtime/wait_until_limit_ms", "\"never\"", "", "allowed: milliseconds, or \"none\""},
       {"/kv/read_cache", "\"yes\"", "", "\"yes\" is not a truth value"},
       {"/kv/ttl_ms", "1", "", "(nearest: \"cache_ttl_ms\")"}});
}

TEST_CASE("bad pages", "[scenarios]") {
  check_rows(minimal_scenario(),
             {{"/page/tags", "5", "", "5" + out_of_range + "a whole number from 0 to 4"},
              {"/page/tags", "1.5", "", "1.5 is not a whole number"},
              {"/page/tags", "1e300", "", "1e+300" + out_of_range},
              {"/page/tags", "1180591620717411303424", "", out_of_range},
              {"/page/tags", "18446744073709551615", "", "18446744073709551615" + out_of_range},
              {"/page/tags", "\"1\"", "", "\"1\" is not a whole number"},
              {"/page/revalidate_ms", "-5", "", "-5" + out_of_range},
              {"/page/revalidate_ms", "315360000001", "", "(ten years)"},
              {"/page/expire_ms", "0", "", "0" + out_of_range},
              {"/page/key_bytes", "0", "", "0" + out_of_range},
              {"/page/metadata_bytes", "-1", "", "-1" + out_of_range},
              {"/page/key", "\"...\"", "", "; allowed: named, \"\", ., .."},
              {"/page/key", "\"page\"", "", "unknown name \"page\""},
              {"/page/body", "\"stream\"", "", "(nearest: \"js-stream\")"},
              {"/page/entries/html", "{}", "", "neither expired_for_ms nor fresh_for_ms is given",
               Seen::by_loader},
              {"/page/entries/html", R"({"expired_for_ms": 1, "fresh_for_ms": 1})", "",
               "both expired_for_ms and fresh_for_ms are given", Seen::by_loader},
              {"/page/entries/html", "null", "", "null is not an object"},
              {"/page/entries/rsc", R"({"expired_for_ms": 1})", "", "the Pages Router knows no rsc",
               Seen::by_loader},
              {"/page/entries/css", "{}", "", unknown + "\"css\"; allowed: html, rsc"},
              {"/page/entries/html/shape", "\"corrupt\"", "", "(nearest: \"corrupt-json\")"}});
}

TEST_CASE("bad latencies", "[scenarios]") {
  const std::string place = "/latencies/kv_put";
  check_rows(
      minimal_scenario(),
      {{place, "-1", "", "-1" + out_of_range + "whole milliseconds from 0 to"},
       {place, "0.5", "", "0.5 is not a whole number"},
       {place, "315360000001", "", out_of_range},
       {place, "\"5 ms\"", "", "\"5 ms\" is no latency; allowed: milliseconds (5), a range"},
       {place, "[5]", "", "a list of 1; allowed: milliseconds (5)"},
       {place, "[1, 2, 3]", "", "a list of 3"},
       {place, "[5, -2]", place + "/1", "-2" + out_of_range},
       {place, "[9, 5]", "", "low 9 is above high 5; allowed: low <=", Seen::by_loader},
       {place, "{}", "", "neither typical_ms nor low_ms is given", Seen::by_loader},
       {place, R"({"high_ms": 5})", "", "neither typical_ms nor low_ms", Seen::by_loader},
       {place, R"({"typical_ms": 5, "high_ms": 4})", "", "low 5 is above high 4", Seen::by_loader},
       {place, R"({"typical_ms": 9, "low_ms": 1, "high_ms": 5})", "",
        "typical 9 is outside the range; allowed: a typical value from 1 to 5", Seen::by_loader},
       {place, R"({"typical_ms": 4, "low_ms": 1, "high_ms": 5, "step_ms": 2})", "",
        "typical 4 is not on the step grid; allowed: low plus a multiple of step, here of 2",
        Seen::by_loader},
       {place, R"({"typical_ms": 3, "low_ms": 1, "high_ms": 6, "step_ms": 2})", "",
        "high 6 is not on the step grid", Seen::by_loader},
       {place, R"({"low_ms": 1, "step_ms": 0})", place + "/step_ms", "0" + out_of_range},
       {place, "[0, 1000000]", "", "too many steps", Seen::by_loader},
       {place, R"({"low_ms": 1, "hihg_ms": 3})", place + "/hihg_ms", "(nearest: \"high_ms\")"},
       {"/latencies/kv_putt", "5", "", "(nearest: \"kv_put\""},
       {"/latencies/render", "null", "", "null is no latency"}});
}

TEST_CASE("bad workloads", "[scenarios]") {
  const std::string first = "/workload/0";
  check_rows(
      minimal_scenario(),
      {{"/workload", "[]", "", "no request in the workload"},
       {"/workload", R"([{"kind": "data-change", "at": 0}])", "", "no request", Seen::by_loader},
       {"/workload", "{}", "", "an object is no list"},
       {first, "5", "", "5 is not an object"},
       {first, "{}", "", "neither at nor after is given; allowed: one of them"},
       {first, R"({"at": 0, "after": 0})", "", "both at and after are given"},
       {first, R"({"at": null})", first + "/at", "null is no latency"},
       {first + "/kind", "\"requests\"", "", "(nearest: \"request\")"},
       {first + "/repeat", "1001", "", "1001" + out_of_range},
       {first + "/repeat", "0", "", "0" + out_of_range},
       {"/workload", R"([{"at": 0, "repeat": 1000}, {"at": 0}])", "/workload/1",
        "too many arrivals, repetitions included; allowed: at most 1000", Seen::by_loader},
       {first + "/isolate", "0", "", "0" + out_of_range},
       {first + "/isolate", "2", "", "there is no isolate 2; allowed: from 1 to 1",
        Seen::by_loader},
       {first + "/artifact", "\"rsc\"", "", "the Pages Router knows no rsc", Seen::by_loader},
       {first + "/render", "\"throw\"", "", "(nearest: \"throws\")"},
       {first + "/render", "\"awaits-module-promise\"", "/workload",
        "a render awaits a module promise that nothing creates", Seen::by_loader},
       {first + "/module_promise_ms", "5", "",
        "means nothing for the kind \"request\"; allowed: module-promise", Seen::by_loader},
       {"/workload/1", R"({"kind": "data-change", "at": 0, "isolate": 1})", "/workload/1/isolate",
        "means nothing for the kind \"data-change\"", Seen::by_loader},
       {"/workload/1", R"({"kind": "eviction", "at": 0, "isolate": 1, "render": "throws"})",
        "/workload/1/render", "means nothing for the kind \"eviction\"", Seen::by_loader},
       {"/workload/1", R"({"kind": "revalidate-tag", "at": 0})", "/workload/1/kind",
        "the page has no tag to revalidate", Seen::by_loader},
       {first + "/context_cut_after_ms", "-1", "", "-1" + out_of_range},
       {first + "/cut_after_ms", "1", "", "(nearest: \"context_cut_after_ms\""}});
}

TEST_CASE("bad puts, faults and expectations", "[scenarios]") {
  check_rows(
      minimal_scenario(),
      {{"/puts", "{}", "", "an object is no list"},
       {"/puts/0", R"({"outcome": "429"})", "", "the key \"ordinal\" is missing"},
       {"/puts/0", R"({"ordinal": 0, "outcome": "429"})", "/puts/0/ordinal", "0" + out_of_range},
       {"/puts/0", R"({"ordinal": 1, "outcome": "500"})", "/puts/0/outcome", "unknown name"},
       {"/puts/0", R"({"ordinal": 1, "outcome": "429", "commit_after_ms": 5})",
        "/puts/0/commit_after_ms", "means nothing for this outcome; allowed: connection-reset",
        Seen::by_loader},
       {"/puts", R"([{"ordinal": 2, "outcome": "429"}, {"ordinal": 2, "outcome": "429"}])",
        "/puts/1/ordinal", "the put 2 is told twice", Seen::by_loader},
       {"/faults/context_cut", "1001", "", "1001" + out_of_range + "a whole number from 0 to 1000"},
       {"/faults/context_cut", "true", "", "true is not a whole number"},
       {"/faults/context-cut", "1", "", "(nearest: \"context_cut\")"},
       {"/sometimes", "\"served-stale\"", "", "\"served-stale\" is no list"},
       {"/sometimes", R"(["served-stale", "serve-stale"])", "/sometimes/1",
        "(nearest: \"served-stale\""},
       {"/sometimes", R"(["served-stale", "served-stale"])", "/sometimes/1", "is named twice"},
       {"/expect", "{}", "", "nothing is expected; allowed: at least one of", Seen::by_loader},
       {"/expect/eventually-fresh", "\"undecided\"", "", "allowed: holds, violated, uncached"},
       {"/expect/no-uncovered-write", "\"uncached\"", "", "allowed: holds, violated"},
       {"/expect/eventualy-fresh", "\"holds\"", "", "(nearest: \"eventually-fresh\")"}});
}

TEST_CASE("bad matrices", "[scenarios]") {
  const std::string good = changed(minimal_scenario(), "/matrix/a/x", "{}");
  check_rows(
      good,
      {{"/matrix", "{}", "", "it has 0 axes; allowed: an object of 1 to 8 axes"},
       {"/matrix", "[]", "", "a list is not an object"},
       {"/matrix/a", "{}", "", "the axis has no values"},
       {"/matrix/a", "5", "", "5 is not an object"},
       {"/matrix/a/x", "null", "", "null is not an object"},
       {"/matrix/a/y~1z", "{}", "", "\"y/z\" is no name for a value"},
       {"/matrix/b ", R"({"x": {}})", "", "\"b \" is no name for an axis"},
       {"/matrix/a/x/name", "\"other\"", "", unknown + "\"name\""},
       {"/matrix/a/x/matrix", "{}", "", unknown + "\"matrix\""},
       {"/matrix/a/x/handler/generation", "5", "", "5 is not a name"},
       {"/matrix/a/x/handler", "null", "top level", "\"handler\" is missing (in the cell \"x\")",
        Seen::by_loader},
       {"/matrix/a/x/workload", R"([{"at": 0, "render": null}])", "/matrix/a/x/workload/0/render",
        "null is not a name"},
       {"/matrix/a/x/runtime/wait_until_limit_ms", "null", "", "would bring the default back"},
       {"/cells/y", "{}", "", "unknown cell \"y\" (nearest: \"x\"); allowed: x", Seen::by_loader},
       {"/cells", "[]", "", "a list is not an object"},
       {"/cells/x", "[]", "", "a list is not an object"},
       {"/cells/x/expect", "null", "top level", "\"expect\" is missing", Seen::by_loader}});
}

TEST_CASE("a document that is no object", "[scenarios]") {
  for (const std::string text : {"5", "[]", "null", "\"text\"", "true"}) {
    const Result<Scenario> scenario = load_scenario_from_text(text, "test.json");
    REQUIRE_FALSE(scenario.ok());
    CHECK_THAT(scenario.error().message, StartsWith("test.json: top level: "));
    CHECK_THAT(scenario.error().message, Contains("is not an object"));
  }
}

}  // namespace
}  // namespace stalemate::scenarios::tests
