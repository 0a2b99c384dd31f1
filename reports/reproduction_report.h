// What a reproduction has found, for people and for programs.
//
// Invariants:
//  1. Equal reproductions give equal texts.
//  2. That nothing explains a log is told with what was tried, and what of that is a proof.
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

/// The verdict and the causes; the story of the first stands before the others.
/// @param story as explain tells it; empty: none
std::string reproduction_text(const ReproductionSubject& subject, const std::string& story,
                              const Style& style);

/// reproduction.schema.json documents every name.
std::string reproduction_json(const ReproductionSubject& subject);

}  // namespace stalemate::reports
