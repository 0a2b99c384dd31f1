// Runs another program and waits for it.
#pragma once

#include <string>
#include <vector>

namespace stalemate::scenarios {

struct CommandResult {
  std::string problem;  // why it was not run; empty: it was
  int exit_status = 0;
  std::string output;
  std::string errors;
};

/// @param words the program, looked for in PATH, and its arguments; no shell sees them
/// @param folder for the files that its output goes to meanwhile
CommandResult run_command(const std::vector<std::string>& words, const std::string& folder);

}  // namespace stalemate::scenarios
