// From paths on the command line to the scenarios and saved schedules they stand for.
//
// A folder stands for all *.json in it and below it, in the order of their names, but for hidden
// ones and those in subfolders called seeds/ or schema/; and for the saved schedules in the seeds/
// of each of those folders. A file stands for itself, and for the saved schedules in seeds/ beside
// it that were saved from a scenario of its name. Folders of reports, which hold a file of the name
// reports_marker, stand for nothing below another one, and are refused where they are named.
//
// Invariants:
//  1. All of it is read and validated before anything runs; every bad file has its own line.
//  2. A file that is named twice is read once.
//
// Cost: reads every file once.
#pragma once

#include <string>
#include <vector>

#include "scenarios/format/result.h"
#include "scenarios/format/scenario.h"
#include "scenarios/format/schedule_file.h"

namespace stalemate::scenarios {

struct SavedSchedule {
  std::string file;
  ScheduleFile content;
};

struct Inputs {
  std::vector<Scenario> scenarios;
  std::vector<SavedSchedule> saved;
  std::vector<std::string> empty_folders;  // that stand for no scenario at all
  std::vector<InputError> errors;
};

/// The file that says that a folder holds reports, whatever else ends in .json there.
inline constexpr const char* reports_marker = ".stalemate-reports";

Inputs read_inputs(const std::vector<std::string>& paths);

/// The saved schedules of a folder: the *.json in it, in the order of their names.
Result<std::vector<std::string>> schedule_files_of(const std::string& folder);

/// The *.json that a folder stands for: its own first, then those of its subfolders.
Result<std::vector<std::string>> scenario_files_of(const std::string& folder);

}  // namespace stalemate::scenarios
