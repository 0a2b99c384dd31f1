// What the executable can do, each as a function from its arguments to an exit code.
//
// Invariants:
//  1. Everything a command needs is handed to it; it knows no global and never ends the process.
//  2. Errors go to standard error, one line each, "stalemate: ..."; results to standard output.
//
// Cost: that of what they are asked to do.
#pragma once

#include <string>
#include <vector>

#include "reports/cli/arguments.h"
#include "reports/cli/terminal.h"
#include "scenarios/campaign/exit_code.h"
#include "scenarios/campaign/versions.h"
#include "scenarios/format/result.h"

namespace stalemate::reports::cli {

struct Resources {
  Output& output;
  Output& errors;
  scenarios::Versions versions;
  std::string program;  // as it was called

  void complain(const std::string& message) const;
  /// Of a folder that stands for nothing.
  void complain_of_empty(const std::string& folder) const;
};

scenarios::ExitCode run_check(const CheckArguments& arguments, const Resources& resources);
scenarios::ExitCode run_replay(const ReplayArguments& arguments, const Resources& resources);
scenarios::ExitCode run_explain(const ExplainArguments& arguments, const Resources& resources);
scenarios::ExitCode run_shrink(const ShrinkArguments& arguments, const Resources& resources);
scenarios::ExitCode run_compare(const CompareArguments& arguments, const Resources& resources);
scenarios::ExitCode run_export(const ExportArguments& arguments, const Resources& resources);
scenarios::ExitCode run_corpus(const CorpusArguments& arguments, const Resources& resources);
scenarios::ExitCode run_merge(const MergeArguments& arguments, const Resources& resources);
scenarios::ExitCode run_prove(const ProveArguments& arguments, const Resources& resources);
scenarios::ExitCode run_verify(const VerifyArguments& arguments, const Resources& resources);
scenarios::ExitCode run_reproduce(const ReproduceArguments& arguments, const Resources& resources);
scenarios::ExitCode run_draft(const DraftArguments& arguments, const Resources& resources);
scenarios::ExitCode run_validate(const ValidateArguments& arguments, const Resources& resources);
scenarios::ExitCode run_list(const ListArguments& arguments, const Resources& resources);

/// `paths`, or if there are none the scenarios that come with the program: ./scenarios, else those
/// that are installed beside it.
scenarios::Result<std::vector<std::string>> paths_or_default(const std::vector<std::string>& paths,
                                                             const std::string& program);

}  // namespace stalemate::reports::cli
