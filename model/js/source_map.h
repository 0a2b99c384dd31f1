// Where in the sources a place of a bundled program comes from: source maps, version 3
// (tc39.es/ecma426, "Mappings structure").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stalemate::model {

class SourceMap {
 public:
  SourceMap() = default;
  /// What cannot be read maps nothing.
  explicit SourceMap(std::string_view json);

  /// @param line, column from 1
  /// @return "file:line:column", or empty where nothing is known
  std::string locate(std::uint32_t line, std::uint32_t column) const;

  /// A stack or message in which each place "program:line:column" is replaced by where it comes
  /// from; one that comes from no source is marked as the simulator's. Without a map all stays.
  std::string translated(std::string_view text) const;

 private:
  struct Segment {
    std::uint32_t column = 0;  // all from 0
    std::uint32_t source = 0;
    std::uint32_t source_line = 0;
    std::uint32_t source_column = 0;
  };
  void read_mappings(std::string_view mappings);

  std::vector<std::string> sources_;
  std::vector<std::vector<Segment>> lines_;
};

/// What stands before places that are not in what the user or a package has written.
inline constexpr std::string_view simulators = "stalemate:";

/// The name that programs have in V8's stacks.
inline constexpr std::string_view program_script = "program";

}  // namespace stalemate::model
