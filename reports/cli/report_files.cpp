#include "reports/cli/report_files.h"

#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "reports/html/page.h"
#include "reports/junit.h"
#include "reports/markdown_summary.h"
#include "reports/report_json.h"
#include "scenarios/format/file.h"
#include "scenarios/shard/shard_file.h"

namespace stalemate::reports::cli {

void remove_earlier_reports(const OutFolder& out) {
  for (const char* name :
       {"report.json", "junit.xml", "report.html", "summary.md", scenarios::shard_file_name}) {
    std::error_code ignored;
    std::filesystem::remove(fmt::format("{}/{}", out.path, name), ignored);
  }
}

void write_report(scenarios::CampaignResult& result, const OutFolder& out, const char* name,
                  const std::string& text, const Resources& resources) {
  const auto error = scenarios::write_file_atomically(fmt::format("{}/{}", out.path, name), text);
  if (!error) return;
  result.problems.push_back(error->message);
  resources.complain(error->message);
}

void write_reports(scenarios::CampaignResult& result, const OutFolder& out, const Style& style,
                   const Resources& resources) {
  write_report(result, out, "report.html", html::html_report(result, resources.versions, style),
               resources);
  write_report(result, out, "junit.xml", junit_report(result, style), resources);
  write_report(result, out, "summary.md", markdown_summary(result, resources.versions, style),
               resources);
  write_report(result, out, "report.json", json_report(result, resources.versions), resources);
}

}  // namespace stalemate::reports::cli
