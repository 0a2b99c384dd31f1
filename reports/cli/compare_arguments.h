// What `compare` is asked to set beside what, read from its options.
//
// Invariants:
//  1. At least one side changes something; both change the same key.
//  2. A version of the handler is one that there is. Other keys and values are for the loader of
//     scenarios to judge, which knows the file.
//
// Cost: none to speak of.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/cli/arguments.h"

namespace CLI {
class App;
}

namespace stalemate::reports::cli {

/// What is wrong with the name of a handler, if it is none of a version and none of a program.
std::optional<scenarios::InputError> problem_of_handler(const std::string& name);

/// Options as they were written.
struct CompareTexts {
  std::vector<std::string> handlers;  // --handler
  std::vector<std::string> settings;  // --with
};

void add_compare(CLI::App& app, CompareArguments& compare, CompareTexts& texts);

/// @return what is wrong with them, if anything is
std::optional<std::string> read_compare(const CompareTexts& texts, CompareArguments& compare);

}  // namespace stalemate::reports::cli
