// The folders that a check writes the schedules of its violations and its certificates to.
//
// Invariants:
//  1. A file is complete or not there; a later violation of the same cell, property and verdict
//     replaces it as a whole.
//  2. Names depend on the scenario, cell, property and verdict only.
//
// Cost: saving waits for the disk.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "scenarios/campaign/campaign_result.h"
#include "scenarios/campaign/versions.h"
#include "scenarios/format/result.h"
#include "scenarios/format/scenario.h"
#include "scenarios/format/schedule_file.h"
#include "sim/explore/schedule.h"

namespace stalemate::scenarios {

struct Archive {
  std::string folder;
  std::string certificates;  // their folder
  Versions versions;
  /// What the file says was found, in one line; how that is put is the business of reports.
  std::function<std::string(const Violation&)> sentence;
  std::string reports = {};  // the folder of all of them, below which samples are saved
};

/// Makes the folder, and sees that files can be written there.
/// @return nothing if they can
std::optional<InputError> prepare_folder(const std::string& folder);

/// "<stem>--<property>.json"; a verdict other than `violated` is added to the name.
std::string schedule_path(const Archive& archive, const std::string& stem,
                          const Violation& violation);

/// Where a check keeps a schedule as it was before it was shrunk.
std::string original_of(const std::string& path);
/// Copies the schedule to a place of its own, that one if it is free.
/// @return nothing if that has been written
std::optional<InputError> keep_original(const std::string& path);
/// What stands there is no longer the original of the schedule.
void forget_original(const std::string& path);

/// What is written of a violation. Of the archive only its versions and its sentence count.
ScheduleFile schedule_file_of(const Archive& archive, const Scenario& scenario, const Cell& cell,
                              const Violation& violation, const sim::Schedule& schedule);

std::optional<InputError> save_violation(const Archive& archive, const std::string& path,
                                         const Scenario& scenario, const Cell& cell,
                                         const Violation& violation, const sim::Schedule& schedule);

}  // namespace stalemate::scenarios
