// What a check found as GitHub's workflow commands: notes in the margin of the scenario's file.
//
// Invariants:
//  1. One line each; nothing of a name or a message ends it, or begins another command.
//  2. At most `most_annotations` of each level, which is what GitHub shows of a step; the last one
//     says how many are missing. The gravest come first.
//  3. Nothing that is as expected is told, but what a handler's script shows beside its verdicts,
//     as warnings.
//
// Cost: looks for places in the texts of the files concerned.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "scenarios/campaign/campaign_result.h"

namespace stalemate::reports {

inline constexpr std::size_t most_annotations = 10;

/// How the file of a scenario is to be named, and what is in it; empty if that is not known.
struct AnnotatedFile {
  std::string name;
  std::string text;
};
using FileOf = std::function<AnnotatedFile(const std::string& path)>;

/// The text as GitHub shows it without obeying it: names in it may look like commands.
std::string without_commands(const std::string& text);

/// `::error file=...,line=...,title=...::...`, lines with their line breaks.
std::string github_annotations(const scenarios::CampaignResult& result, const FileOf& file_of);

/// Of an input that could not be read: nothing was checked.
std::string github_error(const std::string& message);

}  // namespace stalemate::reports
