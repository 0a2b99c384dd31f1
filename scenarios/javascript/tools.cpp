#include "scenarios/javascript/tools.h"

#include <filesystem>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "scenarios/format/file.h"
#include "stalemate/javascript_files.h"

namespace stalemate::scenarios {

Result<std::string> unpack_tools(const std::string& cache) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(cache) / fmt::format("tools-{}", javascript_files_hash);
  std::error_code error;
  if (fs::exists(folder, error)) return folder.string();
  // Whole or not at all: another process may do the same.
  const fs::path own = fs::path(folder.string() + fmt::format(".{}", ::getpid()));
  for (const EmbeddedFile& file : javascript_files) {
    const fs::path path = own / file.path;
    fs::create_directories(path.parent_path(), error);
    if (error) {
      return InputError{fmt::format("{}: cannot be written: {}", cache, error.message())};
    }
    if (auto problem = write_file_atomically(path.string(), file.content)) return *problem;
  }
  fs::rename(own, folder, error);
  if (error && !fs::exists(folder)) {
    return InputError{fmt::format("{}: cannot be written: {}", folder.string(), error.message())};
  }
  if (error) fs::remove_all(own, error);
  return folder.string();
}

}  // namespace stalemate::scenarios
