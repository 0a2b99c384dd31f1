#include <filesystem>

#include "reports/annotations.h"
#include "reports/cli/commands.h"
#include "reports/cli/handlers.h"
#include "reports/cli/interrupt.h"
#include "reports/cli/out_folder.h"
#include "reports/cli/progress.h"
#include "reports/cli/report_files.h"
#include "reports/console.h"
#include "reports/sentences.h"
#include "scenarios/campaign/campaign.h"
#include "scenarios/format/file.h"
#include "scenarios/shard/shard_file.h"

namespace stalemate::reports::cli {

using scenarios::CampaignResult;
using scenarios::ExitCode;

namespace {

/// A file as it is called below the folder in which the check runs, which is how GitHub knows it.
AnnotatedFile annotated_file(const std::string& path) {
  namespace fs = std::filesystem;
  constexpr std::size_t longest_bytes = std::size_t{4} << 20;
  std::error_code error;
  const fs::path folder = fs::current_path(error);
  fs::path name = fs::path(path).lexically_normal();
  if (!error && name.is_absolute()) {
    const fs::path below = name.lexically_relative(folder);
    if (!below.empty() && *below.begin() != "..") name = below;
  }
  const auto text = scenarios::read_file(path, longest_bytes);
  return {name.string(), text ? text.value() : std::string()};
}

}  // namespace

ExitCode run_check(const CheckArguments& arguments, const Resources& resources) {
  const auto paths = paths_or_default(arguments.paths, resources.program);
  if (!paths) {
    resources.complain(paths.error().message);
    return ExitCode::usage;
  }
  scenarios::Inputs inputs = scenarios::read_inputs(paths.value());
  if (!arguments.handler.empty()) replace_handlers(inputs, arguments.handler);
  for (const scenarios::InputError& error : inputs.errors) resources.complain(error.message);
  for (const scenarios::InputError& error : inputs.errors) {
    if (arguments.annotations) resources.output.write(github_error(error.message));
  }
  if (!inputs.errors.empty()) return ExitCode::usage;

  const OutFolder out(arguments.out);
  if (const auto error = claim(out, inputs, false)) {
    resources.complain(error->message);
    return ExitCode::usage;
  }
  remove_earlier_reports(out);
  const scenarios::Archive archive{out.schedules, out.certificates, resources.versions, found_words,
                                   out.path};

  const Interrupt interrupt;
  ProgressLine progress(resources.errors, interrupt.requested());
  CampaignResult result =
      scenarios::run_campaign(inputs, arguments.options, archive, progress, interrupt.requested());
  for (const std::string& problem : result.problems) resources.complain(problem);
  const Style style = resources.output.style(resources.program);
  write_reports(result, out, style, resources);
  if (arguments.is_shard) {
    write_report(result, out, scenarios::shard_file_name,
                 shard_text(result, inputs.scenarios, resources.versions, out.path), resources);
  }
  const std::string report = console_report(result, resources.versions, style, arguments.verbose);
  if (arguments.annotations) {
    resources.output.write(without_commands(report) + github_annotations(result, annotated_file));
  } else {
    resources.output.write(report);
  }
  return exit_code(result);
}

}  // namespace stalemate::reports::cli
