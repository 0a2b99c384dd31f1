#include "reports/markdown.h"

#include <algorithm>

#include "reports/text.h"

namespace stalemate::reports {

namespace {

/// How many letters at the beginning would make a block of a line: a heading, a list, a rule, a
/// table's underline, code. The last of them is the one to escape.
std::size_t block_mark(std::string_view line) {
  if (line.starts_with('-') || line.starts_with('+') || line.starts_with('=')) return 1;
  const std::size_t heading = std::min(line.find_first_not_of('#'), line.size());
  if (heading > 0 && (heading == line.size() || line[heading] == ' ')) return 1;
  const std::size_t number = std::min(line.find_first_not_of("0123456789"), line.size());
  const bool item =
      number > 0 && number < line.size() && (line[number] == '.' || line[number] == ')');
  return item ? number + 1 : 0;
}

}  // namespace

std::string markdown_text(std::string_view text) {
  const std::string shown = printable(text);
  // Four spaces at the beginning would make code of it.
  const std::size_t begin = std::min(shown.find_first_not_of(' '), shown.size());
  const std::string_view line = std::string_view(shown).substr(begin);
  const std::size_t marked = block_mark(line);
  std::string escaped;
  for (std::size_t index = 0; index < line.size(); ++index) {
    const bool markup =
        std::string_view("|\\`*_<>[]~&$").find(line[index]) != std::string_view::npos;
    if (markup || index + 1 == marked) escaped += '\\';
    escaped += line[index];
  }
  return escaped;
}

}  // namespace stalemate::reports
