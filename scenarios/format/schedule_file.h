// A saved schedule: everything that it takes to show one run again, in one file.
//
// The decisions stand one a line, so that two schedules compare well. The scenario is embedded, so
// that a schedule replays alone even if the scenario file has moved or changed.
//
// Invariants:
//  1. What has been saved can be loaded and is equal, but for control characters and bytes that
//     are no UTF-8 in `scenario_path` and `found`. What cannot be loaded is not written.
//  2. A file is complete or not there (see file.h).
//  3. A loaded file fits together: its scenario is valid, has the hash it names, and has the cell.
//
// Cost: a few microseconds for each decision, plus the loading of the scenario.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/properties/property.h"
#include "scenarios/format/file.h"
#include "scenarios/format/provenance.h"
#include "scenarios/format/scenario.h"
#include "sim/explore/schedule.h"

namespace stalemate::scenarios {

inline constexpr int schedule_format = 1;

struct ScheduleFile {
  int format = schedule_format;
  Provenance provenance;  // of one that is kept; older files do not have it
  std::string stalemate_version;
  std::string model_hash;     // 16 hex digits
  std::string scenario_path;  // as given by the user, where it was saved
  std::string scenario_name;
  std::string scenario_hash;  // 16 hex digits
  std::string cell;
  /// Of a handler in JavaScript, as bundled: 64 hex digits. Empty: of none, or an older file.
  std::string program_sha256;
  std::uint64_t seed = 0;  // 0 also where none leads to the run: it comes from a proof
  std::string property;    // by name, as in model::Property
  std::string verdict;     // by name, as in model::Verdict
  std::string trace_hash;  // 16 hex digits
  std::uint64_t steps = 0;
  std::string found;  // one plain sentence
  sim::Schedule choices;
  std::string scenario_document;  // Scenario::document

  bool operator==(const ScheduleFile&) const = default;
};

/// @return nothing if the file has been written
std::optional<InputError> save_schedule(const std::string& path, const ScheduleFile& schedule,
                                        Disk disk = Disk::waited_for);

/// Whether a text begins as stalemate writes schedules. What does not is none if it is large.
bool begins_as_schedule(std::string_view text);

Result<ScheduleFile> load_schedule(const std::string& path);
/// As above, from a text that stands elsewhere.
Result<ScheduleFile> load_schedule_from_text(std::string_view text, const std::string& path);

/// The scenario that a schedule embeds, with its own path.
/// @param path of the schedule's file, for messages
Result<Scenario> embedded_scenario(const ScheduleFile& schedule, const std::string& path);

/// The text of a schedule's file.
std::string schedule_text(const ScheduleFile& schedule);

}  // namespace stalemate::scenarios
