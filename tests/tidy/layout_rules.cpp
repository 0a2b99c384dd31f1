#include <algorithm>
#include <iterator>
#include <set>
#include <string>

#include "tests/support/lines.h"
#include "tests/tidy/rules.h"
#include "tests/tidy/scopes.h"

namespace stalemate::tests::tidy {
namespace {

constexpr std::size_t longest_line = 100;
constexpr std::size_t longest_file = 400;
constexpr std::size_t longest_function = 70;

// Code and scripts; prose and data break lines as they like.
bool has_limits(const SourceText& source) {
  const std::string_view path = source.path;
  return is_cpp(source) || path.ends_with(".cmake") || path.ends_with("CMakeLists.txt") ||
         path.ends_with("/run") || path.starts_with(".ci/");
}

// Columns, not bytes: the later bytes of a character in UTF-8 take no room.
std::size_t width(std::string_view line) {
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char character) {
    return (static_cast<unsigned char>(character) & 0xC0U) != 0x80U;
  }));
}

bool is_header(const SourceText& source) { return std::string_view(source.path).ends_with(".h"); }

// The folders that `path` lies in, outermost first: "a", "a/b" of "a/b/c.h".
std::vector<std::string> folders_of(const std::string& path) {
  std::vector<std::string> folders;
  for (std::size_t at = path.find('/'); at != std::string::npos; at = path.find('/', at + 1)) {
    folders.push_back(path.substr(0, at));
  }
  return folders;
}

bool needs_readme(const std::string& folder, bool has_sources) {
  const std::string_view top = top_folder(folder);
  const auto depth = std::count(folder.begin(), folder.end(), '/');
  if (top == "sim" || top == "model") return has_sources;
  if (top == "scenarios") return depth <= 1;
  return folder == "reports" || folder == "reports/cli" || folder == "tests";
}

}  // namespace

Findings long_lines(const SourceText& source) {
  Findings findings;
  if (!has_limits(source)) return findings;
  std::size_t number = 0;
  for (const std::string_view line : lines_of(source.text)) {
    ++number;
    if (width(line) <= longest_line) continue;
    findings.push_back({source.path, number, "the line is longer than 100 columns"});
  }
  return findings;
}

Findings long_file(const SourceText& source) {
  const std::size_t lines = lines_of(source.text).size();
  if (!has_limits(source) || lines <= longest_file) return {};
  return {{source.path, lines, "the file is longer than 400 lines"}};
}

Findings long_functions(const SourceText& source) {
  Findings findings;
  if (!is_cpp(source)) return findings;
  for (const Span& function : scopes_of(source.code).functions) {
    const std::size_t first = line_at(source.code, function.begin);
    const std::size_t lines = line_at(source.code, function.end) - first + 1;
    if (lines <= longest_function) continue;
    findings.push_back(
        {source.path, first, "the function has " + std::to_string(lines) + " lines, more than 70"});
  }
  return findings;
}

Findings unguarded_header(const SourceText& source) {
  if (!is_header(source) || source.code.find("#pragma once") != std::string::npos) return {};
  return {{source.path, 1, "the header has no `#pragma once`"}};
}

Findings unexplained_header(const SourceText& source) {
  const bool explained = source.text.starts_with("//") || source.text.starts_with("/*");
  if (!is_header(source) || explained) return {};
  return {{source.path, 1, "the header does not open with a comment that says what it is for"}};
}

/// A formatter of C++ that is let loose on it takes the title for a directive.
Findings untitled_readme(const SourceText& source) {
  if (!source.path.ends_with("README.md") || source.text.starts_with("# ")) return {};
  return {{source.path, 1, "the README does not begin with `# ` and its title"}};
}

Findings folders_without_readme(const std::vector<std::string>& paths) {
  std::set<std::string> needing{"sim", "model", "scenarios", "reports", "reports/cli", "tests"};
  for (const std::string& path : paths) {
    const bool source = path.ends_with(".h") || path.ends_with(".cpp");
    const std::vector<std::string> folders = folders_of(path);
    for (const std::string& folder : folders) {
      if (needs_readme(folder, source && folder == folders.back())) needing.insert(folder);
    }
  }
  Findings findings;
  for (const std::string& folder : needing) {
    const std::string readme = folder + "/README.md";
    if (std::find(paths.begin(), paths.end(), readme) != paths.end()) continue;
    findings.push_back({readme, 1, "the folder has no README.md"});
  }
  return findings;
}

}  // namespace stalemate::tests::tidy
