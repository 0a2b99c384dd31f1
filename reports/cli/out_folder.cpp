#include "reports/cli/out_folder.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "scenarios/campaign/archive.h"
#include "scenarios/format/file.h"

namespace stalemate::reports::cli {

namespace {

namespace fs = std::filesystem;
using scenarios::InputError;
using scenarios::Result;

/// Something that a rename would replace: anything but a folder.
bool can_be_replaced(const fs::path& path) {
  std::error_code ignored;
  const fs::file_status status = fs::symlink_status(path, ignored);
  return fs::exists(status) && !fs::is_directory(status);
}

/// What could be replaced in a folder whose name ends like this, sorted; of no folder nothing.
Result<std::vector<std::string>> files_in(const std::string& folder, std::string_view ending) {
  std::vector<std::string> files;
  std::error_code error;
  if (!fs::exists(folder, error)) return files;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string path = entry->path().string();
    if (path.ends_with(ending) && can_be_replaced(path)) files.push_back(path);
  }
  if (error) return InputError{fmt::format("{}: cannot be read: {}", folder, error.message())};
  std::sort(files.begin(), files.end());
  return files;
}

/// A folder without the marker may hold reports that are not ours.
std::optional<InputError> foreign_file(const OutFolder& out) {
  std::vector<std::string> found;
  for (const char* const name :
       {"report.json", "junit.xml", "report.html", "summary.md", "proofs.md", "shard.json"}) {
    if (can_be_replaced(fs::path(out.path) / name)) found.push_back(out.path + "/" + name);
  }
  for (const std::string& folder : {out.schedules, out.certificates}) {
    for (const char* const ending : {".json", ".json.original"}) {
      const Result<std::vector<std::string>> files = files_in(folder, ending);
      if (!files) return files.error();
      found.insert(found.end(), files.value().begin(), files.value().end());
    }
  }
  if (found.empty()) return std::nullopt;
  return InputError{fmt::format(
      "{}: in the way of reports, and not known to be one: there is no {} in {}; name another "
      "folder with --out",
      found.front(), scenarios::reports_marker, out.path)};
}

fs::path canonical(const fs::path& path) {
  std::error_code error;
  const fs::path found = fs::weakly_canonical(fs::absolute(path, error), error);
  return error ? path : found;
}

bool is_below(const fs::path& file, const fs::path& folder) {
  for (fs::path place = file.parent_path(); place.has_relative_path();
       place = place.parent_path()) {
    if (place == folder) return true;
  }
  return false;
}

std::optional<InputError> input_in_the_way(const OutFolder& out, const scenarios::Inputs& inputs) {
  std::vector<std::string> files;
  for (const scenarios::Scenario& scenario : inputs.scenarios) files.push_back(scenario.path);
  for (const scenarios::SavedSchedule& saved : inputs.saved) files.push_back(saved.file);
  const fs::path folder = canonical(out.path);
  for (const std::string& file : files) {
    const fs::path path = canonical(file);
    if (path.parent_path() == folder || is_below(path, canonical(out.schedules)) ||
        is_below(path, canonical(out.certificates))) {
      return InputError{fmt::format(
          "{}: lies where reports would be written; name another folder than {} with --out", file,
          out.path)};
    }
  }
  return std::nullopt;
}

std::optional<InputError> problem_with(const OutFolder& out, const scenarios::Inputs& inputs,
                                       bool resumed) {
  if (auto error = input_in_the_way(out, inputs)) return error;
  std::error_code ignored;
  if (fs::exists(fs::path(out.path) / scenarios::reports_marker, ignored)) return std::nullopt;
  if (resumed) {
    const Result<std::vector<std::string>> left = files_in(out.certificates, ".certificate.json");
    if (left && !left.value().empty()) return std::nullopt;
  }
  return foreign_file(out);
}

}  // namespace

std::optional<InputError> claim(const OutFolder& out, const scenarios::Inputs& inputs,
                                bool resumed) {
  if (auto error = problem_with(out, inputs, resumed)) return error;
  for (const std::string& folder : {out.schedules, out.certificates}) {
    if (const auto error = scenarios::prepare_folder(folder)) {
      return InputError{error->message + " (--out names the folder for reports)"};
    }
  }
  return scenarios::write_file_atomically(
      fmt::format("{}/{}", out.path, scenarios::reports_marker),
      "Reports of stalemate. A folder with this file is never read for scenarios.\n");
}

}  // namespace stalemate::reports::cli
