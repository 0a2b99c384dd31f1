// junit.xml and report.json, from results made by hand.
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reports/junit.h"
#include "reports/report_json.h"
#include "tests/reports/hand_made.h"
#include "tests/scenarios/examples.h"
#include "tests/scenarios/schema_validator.h"

namespace stalemate::reports::tests {
namespace {

TEST_CASE("junit.xml has a test case for each cell and property", "[reports]") {
  const std::string golden = scenarios::tests::read_text(std::string(STALEMATE_SOURCE_DIR) +
                                                         "/tests/reports/golden/junit.xml");
  CHECK(junit_report(hand_made_result(), Style{}) == golden);
}

TEST_CASE("junit.xml tells errors and vacuous cells apart", "[reports]") {
  scenarios::CampaignResult result = healthy_result();
  scenarios::CellResult& cell = result.scenarios.front().cells.front();
  cell.unmet_marks.push_back(model::EventKind::context_cut);
  CHECK(junit_report(result, Style{}).find("<skipped message=\"what must happen at least once") !=
        std::string::npos);
  cell.non_determinism = scenarios::NonDeterminism{1, 2, 3, "event 4 differs"};
  const std::string text = junit_report(result, Style{});
  CHECK(text.find("errors=\"1\" skipped=\"0\"") != std::string::npos);
  CHECK(text.find("event 4 differs\" type=\"not-deterministic\"") != std::string::npos);
}

TEST_CASE("report.json holds what its schema says", "[reports]") {
  // A schema beside the reports, found from where those of the scenarios are.
  const scenarios::tests::SchemaValidator schema("../../reports/report");
  scenarios::CampaignResult interrupted = healthy_result();
  interrupted.interrupted = true;
  scenarios::CampaignResult unwritten = hand_made_result();
  unwritten.scenarios.front().cells[1].properties.front().violations.front().schedule_file = "";
  for (const scenarios::CampaignResult& result :
       {hand_made_result(), healthy_result(), proved_result(), hostile_result(), interrupted,
        unwritten, scenarios::CampaignResult{}}) {
    CHECK(schema.complaint(json_report(result, hand_made_versions())) == "");
  }
  nlohmann::json json =
      nlohmann::json::parse(json_report(hand_made_result(), hand_made_versions()));
  json["scenarios"][0]["cells"][0]["results"][0]["verdict"] = "proved";
  CHECK(schema.complaint(json.dump()) != "");
}

TEST_CASE("junit.xml stays well-formed, whatever the names are", "[reports]") {
  const std::string text = junit_report(hostile_result(), Style{});
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    CHECK((byte >= 0x20 || letter == '\n' || letter == '\t'));
  }
  CHECK(text.find("<b a") == std::string::npos);
  CHECK(text.find("]]>") == std::string::npos);
}

TEST_CASE("report.json has the documented names", "[reports]") {
  const nlohmann::json json =
      nlohmann::json::parse(json_report(hand_made_result(), hand_made_versions()));
  CHECK(json["exit_code"] == 4);
  CHECK(json["version"] == "1.2.3");
  CHECK(json["model_hash"] == "00112233445566ff");
  CHECK(json["options"]["seeds"] == 100);
  CHECK(json["saved"][1]["divergence"]["step"] == 4);
  const nlohmann::json& result = json["scenarios"][0]["cells"][1]["results"][0];
  CHECK(result["scenario"] == "demo");
  CHECK(result["cell"] == "old / cut");
  CHECK(result["property"] == "eventually-fresh");
  CHECK(result["verdict"] == "violated");
  CHECK(result["expected"] == "violated");
  CHECK(result["schedules"] == 100);
  CHECK(result["seed"] == 7);
  CHECK(result["schedule_file"] == "out/schedules/demo--old-cut.json");
  CHECK(result["trace_hash"] == "0123456789abcdef");
  CHECK(result["violations"].size() == 2);
  CHECK(json["scenarios"][0]["cells"][0]["results"][0]["seed"].is_null());
}

TEST_CASE("reports tell what was proved", "[reports]") {
  const nlohmann::json json =
      nlohmann::json::parse(json_report(proved_result(), hand_made_versions()));
  const nlohmann::json& cells = json["scenarios"][0]["cells"];
  CHECK(cells[0]["proof"]["standing"] == "decided");
  CHECK(cells[0]["proof"]["eventually_fresh"] == "heals");
  CHECK(cells[0]["proof"]["heals_within"] == 2);
  CHECK(cells[0]["proof"]["certificate"] == "out/certificates/demo.certificate.json");
  CHECK(cells[0]["results"][0]["proved"] == "holds");
  CHECK(cells[1]["proof"]["standing"] == "another-claim");
  CHECK(cells[1]["proof"]["reason"] == "which isolate answers a request");
  CHECK(cells[1]["proof"]["certificate"].is_null());
  CHECK(cells[1]["results"][0]["proved"].is_null());
  CHECK(cells[2]["results"][0]["outcome"] == "contradiction");
  CHECK(cells[2]["exit_code"] == 70);
  CHECK(cells[3]["results"][0]["verdict"] == "violated");
  CHECK(cells[3]["results"][0]["seed"].is_null());
  const std::string junit = junit_report(proved_result(), Style{});
  CHECK(junit.find("<error message=\"a schedule shows that") != std::string::npos);
  CHECK(junit.find("proved: heals within 2 due bursts, for bursts of at most 2 requests\n"
                   "stalemate verify-certificate out/certificates/demo.certificate.json\n") !=
        std::string::npos);
}

}  // namespace
}  // namespace stalemate::reports::tests
