// A log file, read from its beginning to its end.
//
// Invariants:
//  1. The file is read piece by piece; memory does not grow with it. It is read once, or a second
//     time with the other order of day and month, if its dates may be in either.
//  2. A log that holds no response of one page is an error that says what it holds instead.
//
// Cost: a million lines of Logpush take some seconds.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "scenarios/format/result.h"
#include "scenarios/log/fields.h"
#include "scenarios/log/observation.h"
#include "scenarios/log/tally.h"

namespace stalemate::scenarios::log {

struct Log {
  std::string path;
  std::string page;               // empty: the log does not say
  std::vector<Observation> seen;  // in the order of their times; at least one
  Tally tally;
};

/// @param path a file; "-" is none
/// @param must_stop ends the reading: then the log is an error
Result<Log> read_log(const std::string& path, const ReadOptions& options,
                     const std::function<bool()>& must_stop);

/// The same from a text.
/// @param path for messages
Result<Log> read_log_from_text(std::string_view text, const std::string& path,
                               const ReadOptions& options);

}  // namespace stalemate::scenarios::log
