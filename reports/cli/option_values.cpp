#include "reports/cli/option_values.h"

#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace stalemate::reports::cli {

namespace {

/// Options with a value, and what that is. CLI11 takes the next word where `--name=` gives none,
/// and an empty word for an option that was not given.
constexpr std::array valued{std::pair{"--seeds", "a number"},
                            std::pair{"--seed", "a number"},
                            std::pair{"--jobs", "a number"},
                            std::pair{"--budget", "a time, for instance 60s"},
                            std::pair{"--strategy", "a name"},
                            std::pair{"--cell", "a name"},
                            std::pair{"--requests", "a number"},
                            std::pair{"--per-isolate", "a number"},
                            std::pair{"--late-writes", "a number"},
                            std::pair{"--memory", "a size, for instance 4GB"},
                            std::pair{"--sample", "a number"},
                            std::pair{"--resume", "a folder's name"},
                            std::pair{"--shrink-budget", "a number"},
                            std::pair{"--format", "text, markdown or html"},
                            std::pair{"--out", "a folder's name"},
                            std::pair{"--prove", "never, auto or always"},
                            std::pair{"--handler", "a name"},
                            std::pair{"--with", "NAME=VALUE"},
                            std::pair{"--annotations", "github"},
                            std::pair{"--to", "a folder's name (export: vitest)"},
                            std::pair{"--import", "a folder or a package"},
                            std::pair{"--import-handler", "a module's name"},
                            std::pair{"--name", "a name"},
                            std::pair{"--source", "https://..."},
                            std::pair{"--date", "a date, YYYY-MM-DD"},
                            std::pair{"--scenario", "a file's name"},
                            std::pair{"--header", "a header's name"},
                            std::pair{"--generation", "a header's name, or body"},
                            std::pair{"--fields", "a file's name"},
                            std::pair{"--page", "a path"},
                            std::pair{"--tolerance", "a time, for instance 2s"},
                            std::pair{"--lines", "a number"},
                            std::pair{"--runs", "a number"},
                            std::pair{"--shard", "i/n"},
                            std::pair{"--save-samples", "a number"}};

}  // namespace

std::optional<std::string> empty_value(int count, const char* const* values) {
  for (int index = 1; index < count; ++index) {
    const std::string_view word = values[index];
    if (word == "--") break;  // only files and folders from here on
    for (const auto& [option, what] : valued) {
      const bool in_word = word == std::string(option) + "=";
      const bool is_last = index + 1 == count;
      const bool in_next = word == option && (is_last || *values[index + 1] == '\0');
      if (in_word || in_next) return fmt::format("{} needs {}", option, what);
    }
  }
  return std::nullopt;
}

}  // namespace stalemate::reports::cli
