// How a log was read, in words: its lines, and what of it was left out.
//
// Cost: some text.
#pragma once

#include <string>
#include <vector>

#include "scenarios/log/log_file.h"
#include "scenarios/reproduce/log_world.h"

namespace stalemate::reports {

/// One line each: what of a log could not be read, was folded, or was left out.
std::vector<std::string> reading_notes(const scenarios::log::Log& log);
/// What of the log is not asked about.
std::vector<std::string> question_notes(const scenarios::log::Log& log,
                                        const scenarios::LogQuestion& question);

/// "line 7: STALE at +12.345 s, generation "b"": as much as the log knows.
std::string line_words(const scenarios::LogQuestion& question, std::size_t index);

}  // namespace stalemate::reports
