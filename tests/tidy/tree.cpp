#include "tests/tidy/tree.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

namespace stalemate::tests::tidy {
namespace {

/// Of a linked work tree, .git is a file.
const std::set<std::string>& names_to_skip() {
  static const std::set<std::string> names{".git", ".cache", "build", "node_modules"};
  return names;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

std::vector<SourceText> read_tree(const std::string& root) {
  std::vector<SourceText> sources;
  std::filesystem::recursive_directory_iterator entry(root);
  for (; entry != std::filesystem::recursive_directory_iterator(); ++entry) {
    const std::string name = entry->path().filename().string();
    if (names_to_skip().contains(name)) {
      entry.disable_recursion_pending();
      continue;
    }
    if (!entry->is_regular_file() || entry->is_symlink()) continue;
    std::string content = content_of(entry->path());
    if (content.find('\0') != std::string::npos) continue;
    const std::string path = entry->path().lexically_relative(root).generic_string();
    sources.push_back(source_text(path, std::move(content)));
  }
  std::sort(sources.begin(), sources.end(),
            [](const SourceText& a, const SourceText& b) { return a.path < b.path; });
  return sources;
}

}  // namespace stalemate::tests::tidy
