#include "scenarios/campaign/inputs.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "scenarios/format/load.h"

namespace stalemate::scenarios {

namespace {

namespace fs = std::filesystem;

/// Subfolders that hold no scenarios.
constexpr const char* seeds_folder = "seeds";
constexpr const char* schema_folder = "schema";

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

/// As the user wrote it, with `name` added.
std::string below(const std::string& folder, const std::string& name) {
  return (fs::path(folder) / name).string();
}

/// Whether it is one of reports, whatever ends in .json there.
bool holds_reports(const std::string& folder) {
  std::error_code error;
  return fs::exists(below(folder, reports_marker), error);
}

InputError error_of_reports(const std::string& folder) {
  return {
      fmt::format("{}: holds reports and no scenarios, as there is {} in it; allowed: scenario "
                  "files and folders of them, or a single file of it",
                  folder, reports_marker)};
}

struct Listing {
  std::vector<std::string> files;    // *.json
  std::vector<std::string> folders;  // that may hold scenarios
};

/// What lies directly in a folder, sorted.
Result<Listing> list(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> names;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  if (error) return InputError{fmt::format("{}: cannot be read: {}", folder, error.message())};
  std::sort(names.begin(), names.end());
  Listing listing;
  for (const std::string& name : names) {
    const std::string path = below(folder, name);
    if (name.starts_with(".")) continue;
    if (!is_folder(path)) {
      if (name.ends_with(".json")) listing.files.push_back(path);
    } else if (name != seeds_folder && name != schema_folder && !fs::is_symlink(path, error) &&
               !holds_reports(path)) {
      // A link may lead back to where it lies.
      listing.folders.push_back(path);
    }
  }
  return listing;
}

/// `folder` and all below it that may hold scenarios, and all *.json in them.
std::optional<InputError> list_all(const std::string& folder, Listing& all) {
  const Result<Listing> own = list(folder);
  if (!own) return own.error();
  all.folders.push_back(folder);
  all.files.insert(all.files.end(), own.value().files.begin(), own.value().files.end());
  for (const std::string& subfolder : own.value().folders) {
    if (const auto error = list_all(subfolder, all)) return error;
  }
  return std::nullopt;
}

class Reader {
 public:
  void read(const std::string& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) {
      const std::string reason =
          status.type() == fs::file_type::not_found ? "no such file or folder" : error.message();
      const std::string_view name = path.empty() ? "\"\"" : std::string_view(path);
      fail({fmt::format("{}: {}; allowed: scenario files and folders of them", name, reason)});
    } else if (fs::is_directory(status)) {
      read_folder(path);
    } else if (const std::optional<std::string> name = read_scenario(path)) {
      read_saved(below(fs::path(path).parent_path().string(), seeds_folder), name);
    }
  }

  Inputs take() { return std::move(inputs_); }

 private:
  void fail(InputError error) { inputs_.errors.push_back(std::move(error)); }

  /// False if the file was read before, whatever it was called then.
  bool is_new(const std::string& path) {
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(path, error);
    return known_.insert(error ? path : canonical.string()).second;
  }

  void read_folder(const std::string& folder) {
    if (holds_reports(folder)) return fail(error_of_reports(folder));
    Listing all;
    if (const auto error = list_all(folder, all)) return fail(*error);
    if (all.files.empty()) inputs_.empty_folders.push_back(folder);
    for (const std::string& file : all.files) static_cast<void>(read_scenario(file));
    for (const std::string& place : all.folders) read_saved(below(place, seeds_folder), {});
  }

  /// @return the scenario's name, if it was read now
  std::optional<std::string> read_scenario(const std::string& path) {
    if (!is_new(path)) return std::nullopt;
    Result<Scenario> scenario = load_scenario(path);
    if (!scenario) {
      fail(scenario.error());
      return std::nullopt;
    }
    inputs_.scenarios.push_back(std::move(scenario).value());
    return inputs_.scenarios.back().name;
  }

  /// @param only_of if given, schedules of other scenarios are passed over
  void read_saved(const std::string& folder, const std::optional<std::string>& only_of) {
    if (!is_folder(folder)) return;
    const Result<Listing> listing = list(folder);
    if (!listing) return fail(listing.error());
    for (const std::string& file : listing.value().files) {
      Result<ScheduleFile> schedule = load_schedule(file);
      if (!schedule) {
        if (is_new(file)) fail(schedule.error());
        continue;
      }
      if (only_of && schedule.value().scenario_name != *only_of) continue;
      if (is_new(file)) inputs_.saved.push_back({file, std::move(schedule).value()});
    }
  }

  Inputs inputs_;
  std::set<std::string> known_;
};

}  // namespace

Inputs read_inputs(const std::vector<std::string>& paths) {
  Reader reader;
  for (const std::string& path : paths) reader.read(path);
  return reader.take();
}

Result<std::vector<std::string>> schedule_files_of(const std::string& folder) {
  if (holds_reports(folder)) return error_of_reports(folder);
  Result<Listing> listing = list(folder);
  if (!listing) return listing.error();
  return std::move(listing).value().files;
}

Result<std::vector<std::string>> scenario_files_of(const std::string& folder) {
  if (holds_reports(folder)) return error_of_reports(folder);
  Listing all;
  if (const auto error = list_all(folder, all)) return *error;
  return all.files;
}

}  // namespace stalemate::scenarios
