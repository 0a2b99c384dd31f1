// Scenarios and schedules that the tests of this folder start from.
#pragma once

#include <string>

#include "scenarios/format/schedule_file.h"

namespace stalemate::scenarios::tests {

/// The least that a scenario must say.
std::string minimal_scenario();

/// Every key that a scenario may have, from complete.json.
std::string complete_scenario_path();
std::string complete_scenario();

/// A good text with one value replaced or added at a JSON pointer; its missing parents are made.
/// The value "delete" takes the place away.
std::string changed(const std::string& text, const std::string& pointer, const std::string& value);

/// What is wrong with the text of a scenario, as the loader says it.
std::string error_of(const std::string& text);

ScheduleFile example_schedule();

/// An empty folder of its own, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::size_t count_files() const;

 private:
  std::string path_;
};

void write_text(const std::string& path, const std::string& text);
std::string read_text(const std::string& path);

}  // namespace stalemate::scenarios::tests
