#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "reports/cli/commands.h"
#include "reports/cli/interrupt.h"
#include "reports/log_notes.h"
#include "scenarios/format/file.h"
#include "scenarios/log/draft.h"
#include "scenarios/log/log_file.h"

namespace stalemate::reports::cli {

using scenarios::ExitCode;

ExitCode run_draft(const DraftArguments& arguments, const Resources& resources) {
  std::error_code ignored;
  if (!arguments.out.empty() && std::filesystem::exists(arguments.out, ignored)) {
    resources.complain(
        fmt::format("{}: is there already; a draft replaces nothing", arguments.out));
    return ExitCode::usage;
  }
  const Interrupt interrupt;
  const auto log = scenarios::log::read_log(arguments.log.file, arguments.log.options,
                                            [&] { return interrupt.requested().load(); });
  if (interrupt.requested().load()) {
    resources.complain(arguments.log.file + ": interrupted");
    return ExitCode::interrupted;
  }
  if (!log) {
    resources.complain(log.error().message);
    return ExitCode::usage;
  }
  for (const std::string& note : reading_notes(log.value())) resources.complain(note);
  const scenarios::log::Draft draft = scenarios::log::draft_of(log.value());
  for (const std::string& guess : draft.guesses) resources.complain("guessed: " + guess);
  if (arguments.out.empty()) {
    resources.output.write(draft.text);
    return ExitCode::as_expected;
  }
  if (const auto problem = scenarios::write_file_atomically(arguments.out, draft.text)) {
    resources.complain(problem->message);
    return ExitCode::usage;
  }
  return ExitCode::as_expected;
}

}  // namespace stalemate::reports::cli
