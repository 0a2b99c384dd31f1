#include <filesystem>
#include <system_error>

#include "reports/cli/commands.h"

namespace stalemate::reports::cli {

namespace {

namespace fs = std::filesystem;

/// Of the file that is running; its name as it was called where the system cannot tell.
fs::path folder_of_executable(const std::string& program) {
  std::error_code error;
  const fs::path running = fs::read_symlink("/proc/self/exe", error);
  return (error ? fs::path(program) : running).parent_path();
}

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

}  // namespace

scenarios::Result<std::vector<std::string>> paths_or_default(const std::vector<std::string>& paths,
                                                             const std::string& program) {
  if (!paths.empty()) return paths;
  const fs::path installed =
      (folder_of_executable(program) / "../share/stalemate/scenarios").lexically_normal();
  for (const fs::path& candidate : {fs::path("scenarios"), installed}) {
    if (is_folder(candidate)) return std::vector<std::string>{candidate.string()};
  }
  return scenarios::InputError{"there is no folder scenarios here, nor " + installed.string() +
                               "; name the scenario files or folders to check"};
}

}  // namespace stalemate::reports::cli
