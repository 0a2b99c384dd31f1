#include <filesystem>

#include <fmt/format.h>

#include "reports/cli/commands.h"
#include "reports/cli/interrupt.h"
#include "reports/cli/out_folder.h"
#include "reports/cli/progress.h"
#include "reports/console.h"
#include "reports/html/page.h"
#include "reports/junit.h"
#include "reports/report_json.h"
#include "reports/sentences.h"
#include "scenarios/campaign/campaign.h"
#include "scenarios/format/file.h"

namespace stalemate::reports::cli {

namespace {

using scenarios::CampaignResult;
using scenarios::ExitCode;

/// What cannot be written becomes a problem of the result; a later report tells of it too.
void write_reports(CampaignResult& result, const std::string& out, const Style& style,
                   const Resources& resources) {
  const auto write = [&](const char* name, const std::string& text) {
    const auto error = scenarios::write_file_atomically(fmt::format("{}/{}", out, name), text);
    if (!error) return;
    result.problems.push_back(error->message);
    resources.complain(error->message);
  };
  write("report.html", html::html_report(result, resources.versions, style));
  write("junit.xml", junit_report(result, style));
  write("report.json", json_report(result, resources.versions));
}

/// If this check dies, no old verdict is left standing.
void remove_earlier_reports(const std::string& out) {
  std::error_code ignored;
  for (const char* const name : {"/report.json", "/junit.xml", "/report.html"}) {
    std::filesystem::remove(out + name, ignored);
  }
}

}  // namespace

ExitCode run_check(const CheckArguments& arguments, const Resources& resources) {
  const auto paths = paths_or_default(arguments.paths, resources.program);
  if (!paths) {
    resources.complain(paths.error().message);
    return ExitCode::usage;
  }
  const scenarios::Inputs inputs = scenarios::read_inputs(paths.value());
  for (const scenarios::InputError& error : inputs.errors) resources.complain(error.message);
  if (!inputs.errors.empty()) return ExitCode::usage;

  const OutFolder out(arguments.out);
  if (const auto error = claim(out, inputs, false)) {
    resources.complain(error->message);
    return ExitCode::usage;
  }
  remove_earlier_reports(out.path);
  const scenarios::Archive archive{out.schedules, out.certificates, resources.versions,
                                   found_words};

  const Interrupt interrupt;
  ProgressLine progress(resources.errors, interrupt.requested());
  CampaignResult result =
      scenarios::run_campaign(inputs, arguments.options, archive, progress, interrupt.requested());
  for (const std::string& problem : result.problems) resources.complain(problem);
  const Style style = resources.output.style(resources.program);
  write_reports(result, arguments.out, style, resources);
  resources.output.write(console_report(result, resources.versions, style, arguments.verbose));
  return exit_code(result);
}

}  // namespace stalemate::reports::cli
