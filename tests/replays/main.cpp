// Replays saved schedules, many in one process, and prints a line for each: what its run was, byte
// for byte. tests/replays/run compares the lines of several builds.
//
// A line: the file, its trace hash, its macro-steps, how it compares with
// what the file recorded, and a hash of the whole telling of the run, step by step.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <xxhash.h>

#include "reports/replay_report.h"
#include "reports/text.h"
#include "scenarios/campaign/saved.h"
#include "scenarios/format/schedule_file.h"
#include "stalemate/version.h"

namespace {

namespace fs = std::filesystem;
namespace reports = stalemate::reports;
namespace scenarios = stalemate::scenarios;

std::vector<std::string> schedules_below(const std::string& folder) {
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

/// @return whether the file could be replayed and did as it recorded
bool replay(const std::string& file) {
  scenarios::Result<scenarios::ScheduleFile> content = scenarios::load_schedule(file);
  if (!content) {
    fmt::print(stderr, "{}\n", content.error().message);
    return false;
  }
  const scenarios::Versions versions{std::string(stalemate::version),
                                     std::string(stalemate::model_hash)};
  const scenarios::SavedSchedule saved{file, std::move(content).value()};
  const scenarios::Result<scenarios::SavedReplay> run = scenarios::replay_saved(saved, versions);
  if (!run) {
    fmt::print(stderr, "{}\n", run.error().message);
    return false;
  }
  const reports::Style style;
  const std::string text = reports::whole_run(run.value().told, run.value().config, style) +
                           reports::comparison(run.value().result, style);
  const scenarios::SavedResult& result = run.value().result;
  fmt::print("{} {} {} {} {:016x}\n", file, reports::hash_text(result.trace_hash), result.steps,
             stalemate::model::name(result.outcome), XXH3_64bits(text.data(), text.size()));
  return result.outcome == scenarios::SavedOutcome::reproduced;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2 || !fs::is_directory(arguments[1])) {
    fmt::print(stderr, "usage: stalemate_replays FOLDER\n");
    return 2;
  }
  const std::vector<std::string> files = schedules_below(arguments[1]);
  std::size_t wrong = 0;
  for (const std::string& file : files) {
    if (!replay(file)) ++wrong;
  }
  fmt::print(stderr, "{} schedules replayed, {} not as recorded\n", files.size(), wrong);
  return files.empty() ? 5 : wrong == 0 ? 0 : 1;
}
