#include "scenarios/shard/merge.h"

#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "reports/cli/commands.h"
#include "reports/cli/out_folder.h"
#include "reports/cli/report_files.h"
#include "reports/console.h"
#include "scenarios/campaign/archive.h"
#include "scenarios/certificate/certificate.h"
#include "scenarios/format/file.h"

namespace stalemate::reports::cli {

namespace {

namespace fs = std::filesystem;
using scenarios::ExitCode;
using scenarios::InputError;
using scenarios::Result;

/// Folders of shards are read, and never written to.
std::optional<InputError> out_among_shards(const MergeArguments& arguments) {
  for (const std::string& folder : arguments.folders) {
    std::error_code ignored;
    if (!fs::equivalent(folder, arguments.out, ignored)) continue;
    return InputError{
        fmt::format("{}: holds the reports of a shard; name another folder with --out", folder)};
  }
  return std::nullopt;
}

/// What the whole check reads, by name: none of it may lie where reports would.
scenarios::Inputs inputs_of(const std::vector<scenarios::ShardFile>& shards) {
  scenarios::Inputs inputs;
  for (const scenarios::ShardFile& shard : shards) {
    for (const scenarios::SavedResult& saved : shard.result.saved) {
      inputs.saved.push_back({saved.file, {}});
    }
  }
  inputs.scenarios = shards.front().scenarios;
  return inputs;
}

/// As it stands, whatever it is: what it holds has been checked, or is its reader's business.
std::optional<InputError> copy_file(const scenarios::MergedFile& file, scenarios::Disk disk) {
  const Result<std::string> text = scenarios::read_file(file.from, scenarios::longest_certificate);
  if (!text) return text.error();
  return scenarios::write_file_atomically(file.to, text.value(), disk);
}

void copy_files(scenarios::Merged& merged, const Resources& resources) {
  for (const std::string& path : merged.without_original) scenarios::forget_original(path);
  std::string folder;
  for (const scenarios::MergedFile& file : merged.files) {
    // Samples lie in folders of their own, and can be made again.
    const std::string place = fs::path(file.to).parent_path().string();
    const bool sample = fs::path(place).parent_path().filename() == "samples";
    std::optional<InputError> error;
    if (sample && place != folder) error = scenarios::prepare_folder(place);
    folder = place;
    using scenarios::Disk;
    if (!error) error = copy_file(file, sample ? Disk::later : Disk::waited_for);
    if (!error) continue;
    merged.result.problems.push_back(error->message);
    resources.complain(error->message);
  }
}

}  // namespace

ExitCode run_merge(const MergeArguments& arguments, const Resources& resources) {
  const auto refuse = [&resources](const InputError& error) {
    resources.complain(error.message);
    return ExitCode::usage;
  };
  if (const auto error = out_among_shards(arguments)) return refuse(*error);
  std::vector<scenarios::ShardFile> shards;
  bool all = true;
  for (const std::string& folder : arguments.folders) {
    Result<scenarios::ShardFile> shard = scenarios::load_shard(folder, resources.versions);
    if (shard) {
      shards.push_back(std::move(shard).value());
    } else {
      all = false;
      resources.complain(shard.error().message);
    }
  }
  if (!all) return ExitCode::usage;
  const OutFolder out(arguments.out);
  const scenarios::Inputs inputs = inputs_of(shards);
  Result<scenarios::Merged> merged = scenarios::merge_shards(std::move(shards), out.path);
  if (!merged) return refuse(merged.error());
  if (const auto error = claim(out, inputs, false)) return refuse(*error);
  remove_earlier_reports(out);
  copy_files(merged.value(), resources);
  scenarios::CampaignResult& result = merged.value().result;
  for (const std::string& problem : result.problems) resources.complain(problem);
  const Style style = resources.output.style(resources.program);
  write_reports(result, out, style, resources);
  resources.output.write(console_report(result, resources.versions, style, arguments.verbose));
  return exit_code(result);
}

}  // namespace stalemate::reports::cli
