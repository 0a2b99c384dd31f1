#include "reports/junit.h"

#include <algorithm>

#include <fmt/format.h>

#include "reports/replay_command.h"
#include "reports/sentences.h"
#include "reports/shrink_report.h"
#include "reports/story.h"
#include "reports/xml.h"
#include "scenarios/campaign/exit_code.h"
#include "scenarios/campaign/judge.h"

namespace stalemate::reports {

namespace {

using scenarios::CellResult;
using scenarios::Outcome;
using scenarios::PropertyResult;

struct TestCase {
  std::string class_name;
  std::string name;
  std::string file;     // where whoever shows the result points
  std::string element;  // "failure", "error" or "skipped"; empty for a pass
  std::string type;
  std::string message;
  std::string details;
};

struct TestSuite {
  std::string name;
  std::vector<TestCase> cases;

  std::size_t with(std::string_view element) const {
    return static_cast<std::size_t>(
        std::count_if(cases.begin(), cases.end(),
                      [element](const TestCase& test) { return test.element == element; }));
  }
};

std::string details_of(const PropertyResult& property, const CellResult& cell,
                       const SeedSource& source, const Style& style) {
  std::string text;
  for (const scenarios::Violation& violation : property.violations) {
    text += fmt::format("{}: {} (seed {}: {})\n", model::name(violation.verdict),
                        meaning(violation.property, violation.verdict), violation.seed,
                        place_of(violation.finding));
    if (!violation.transcript.events.empty()) {
      const Story story = story_of(violation, cell.config);
      for (const StoryStep& step : story.steps) {
        text += fmt::format("{:>11}  {}\n", step.time, step.text);
      }
      text += fmt::format("{:>11}  {}\n", "", story.remark);
      if (violation.shrunk) {
        text += fmt::format("{:>11}  ({})\n", "", shrink_words(*violation.shrunk));
      }
    }
    text += replay_command(violation, source, style) + "\n";
  }
  if (property.proved) {
    text += proof_words(property.property, cell.proof) + "\n";
    if (!cell.proof.certificate.empty()) {
      text += certificate_command(property, cell.proof, style) + "\n";
    }
  }
  return text;
}

std::string element_of(const PropertyResult& property, const CellResult& cell) {
  if (cell.non_determinism || property.outcome == Outcome::contradiction) return "error";
  if (property.outcome == Outcome::unexpected) return "failure";
  const bool passed = property.outcome == Outcome::as_expected && !scenarios::is_vacuous(cell);
  return passed ? "" : "skipped";
}

TestCase test_of(const scenarios::ScenarioResult& scenario, const CellResult& cell,
                 const PropertyResult& property, scenarios::Strategy strategy, const Style& style) {
  TestCase test;
  test.class_name = scenario.name;
  test.name = fmt::format("{}: {}", cell.name, model::name(property.property));
  test.file = scenario.path;
  test.element = element_of(property, cell);
  test.type = model::name(property.outcome);
  test.message = summary(property, cell);
  test.details = details_of(property, cell, {scenario.path, cell.name, strategy}, style);
  if (const auto& found = cell.non_determinism) {
    test.type = "not-deterministic";
    test.message =
        fmt::format("two runs of seed {} gave the traces {} and {}; {}", found->seed,
                    hash_text(found->first_hash), hash_text(found->second_hash), found->difference);
  } else if (property.outcome == Outcome::as_expected && scenarios::is_vacuous(cell)) {
    test.type = "vacuous";
    test.message = vacuity(cell);
  }
  return test;
}

TestSuite suite_of(const std::vector<scenarios::SavedResult>& saved, const Style& style) {
  TestSuite suite{"saved schedules", {}};
  for (const scenarios::SavedResult& one : saved) {
    TestCase test{suite.name, one.file, one.file, "", model::name(one.outcome), summary(one), ""};
    const scenarios::ExitCode code = exit_code(one.outcome);
    if (code == scenarios::ExitCode::differs) test.element = "failure";
    if (code == scenarios::ExitCode::not_deterministic) test.element = "error";
    test.details = replay_command(one.file, style) + "\n";
    suite.cases.push_back(std::move(test));
  }
  return suite;
}

TestSuite suite_of(const scenarios::ScenarioResult& scenario, scenarios::Strategy strategy,
                   const Style& style) {
  TestSuite suite{scenario.name, {}};
  for (const CellResult& cell : scenario.cells) {
    for (const PropertyResult& property : cell.properties) {
      suite.cases.push_back(test_of(scenario, cell, property, strategy, style));
    }
  }
  return suite;
}

std::string text_of(const TestCase& test) {
  const std::string head = fmt::format(R"(    <testcase classname="{}" name="{}" file="{}")",
                                       xml_attribute(test.class_name), xml_attribute(test.name),
                                       xml_attribute(test.file));
  if (test.element.empty()) {
    if (test.details.empty()) return head + "/>\n";
    return fmt::format("{}>\n      <system-out>{}</system-out>\n    </testcase>\n", head,
                       xml_text(test.details));
  }
  // A skipped test has a message and, in the common schema, no type.
  const std::string type =
      test.element == "skipped" ? "" : fmt::format(R"( type="{}")", xml_attribute(test.type));
  return fmt::format("{}>\n      <{} message=\"{}\"{}>{}</{}>\n    </testcase>\n", head,
                     test.element, xml_attribute(test.message), type, xml_text(test.details),
                     test.element);
}

std::string counts_of(std::size_t tests, std::size_t failures, std::size_t errors,
                      std::size_t skipped) {
  return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}")", tests, failures,
                     errors, skipped);
}

std::string text_of(const TestSuite& suite) {
  std::string text = fmt::format("  <testsuite name=\"{}\" {}>\n", xml_attribute(suite.name),
                                 counts_of(suite.cases.size(), suite.with("failure"),
                                           suite.with("error"), suite.with("skipped")));
  for (const TestCase& test : suite.cases) text += text_of(test);
  return text + "  </testsuite>\n";
}

}  // namespace

std::string junit_report(const scenarios::CampaignResult& result, const Style& style) {
  std::vector<TestSuite> suites;
  if (!result.saved.empty()) suites.push_back(suite_of(result.saved, style));
  for (const scenarios::ScenarioResult& scenario : result.scenarios) {
    if (scenario.cells.empty()) continue;  // those of other shards
    suites.push_back(suite_of(scenario, result.options.strategy, style));
  }
  std::string text;
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
  for (const TestSuite& suite : suites) {
    text += text_of(suite);
    tests += suite.cases.size();
    failures += suite.with("failure");
    errors += suite.with("error");
    skipped += suite.with("skipped");
  }
  const bool whole = result.options.shard.whole();
  const std::string part = whole ? "" : ", " + shard_words(result);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"stalemate{}\" {}>\n{}"
      "</testsuites>\n",
      part, counts_of(tests, failures, errors, skipped), text);
}

}  // namespace stalemate::reports
