// Runs the built executable as a user would.
#pragma once

#include <string>
#include <vector>

namespace stalemate::reports::tests {

struct ProgramRun {
  int exit_code = -1;  // minus the signal that ended it, if one did
  std::string output;
  std::string errors;
};

/// @param folder where it is run
ProgramRun run_program(const std::vector<std::string>& arguments, const std::string& folder);

/// Sends SIGINT as soon as standard error holds `sign`.
/// @param times how often, at once
ProgramRun interrupt_program(const std::vector<std::string>& arguments, const std::string& folder,
                             const std::string& sign, int times = 1);

/// The executable and `rest` as one line for a shell, both streams dropped unless it says
/// otherwise. @return the exit code of the first command of a pipe
int run_in_shell(const std::string& rest, const std::string& folder);
/// The same with what it wrote. @param before the shell's own commands
ProgramRun run_shell_line(const std::string& rest, const std::string& folder,
                          const std::string& before = "");

}  // namespace stalemate::reports::tests
