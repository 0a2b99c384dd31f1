// What a reproduction has found, for people and for programs; and how a log was read.
//
// Invariants:
//  1. Equal reproductions give equal texts.
//  2. That nothing explains a log is told with what was tried; it is no proof.
//
// Cost: some text.
#pragma once

#include <string>
#include <vector>

#include "reports/text.h"
#include "scenarios/campaign/exit_code.h"
#include "scenarios/campaign/versions.h"
#include "scenarios/log/log_file.h"
#include "scenarios/reproduce/reproduce.h"

namespace stalemate::reports {

/// What is told about.
struct ReproductionSubject {
  const scenarios::log::Log& log;
  const scenarios::LogQuestion& question;
  const scenarios::Reproduction& reproduction;
  std::vector<std::string> files;  // schedules of the causes, in their order
  scenarios::Versions versions;
  scenarios::ExitCode code = scenarios::ExitCode::as_expected;
};

/// One line each: what of a log could not be read, was folded, or was left out.
std::vector<std::string> reading_notes(const scenarios::log::Log& log);
/// What of the log is not asked about.
std::vector<std::string> question_notes(const scenarios::log::Log& log,
                                        const scenarios::LogQuestion& question);

/// "line 7: STALE at +12.345 s, generation "b"": as much as the log knows.
std::string line_words(const scenarios::LogQuestion& question, std::size_t index);

/// The verdict and the causes; the story of the first stands before the others.
/// @param story as explain tells it; empty: none
std::string reproduction_text(const ReproductionSubject& subject, const std::string& story,
                              const Style& style);

/// reproduction.schema.json documents every name.
std::string reproduction_json(const ReproductionSubject& subject);

}  // namespace stalemate::reports
