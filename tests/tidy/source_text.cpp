#include "tests/tidy/source_text.h"

#include <algorithm>
#include <utility>

#include "tests/tidy/blanking.h"

namespace stalemate::tests::tidy {

SourceText source_text(std::string path, std::string text) {
  SourceText source{std::move(path), std::move(text), {}};
  if (is_cpp(source)) source.code = without_comments_and_literals(source.text);
  return source;
}

bool is_cpp(const SourceText& source) {
  const std::string_view path = source.path;
  return path.ends_with(".h") || path.ends_with(".cpp");
}

bool is_product_code(const SourceText& source) {
  const std::string_view top = top_folder(source.path);
  return is_cpp(source) &&
         (top == "sim" || top == "model" || top == "scenarios" || top == "reports");
}

bool is_below(const SourceText& source, std::string_view folder) {
  return std::string_view(source.path).starts_with(folder);
}

std::string_view top_folder(std::string_view path) { return path.substr(0, path.find('/')); }

std::size_t line_at(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

bool is_identifier_character(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || character == '_';
}

std::size_t skip_spaces(std::string_view text, std::size_t offset) {
  return std::min(text.find_first_not_of(" \t\n", offset), text.size());
}

std::vector<std::size_t> word_positions(std::string_view text, std::string_view word) {
  std::vector<std::size_t> positions;
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool starts = at == 0 || !is_identifier_character(text[at - 1]);
    const bool ends = end == text.size() || !is_identifier_character(text[end]);
    if (starts && ends) positions.push_back(at);
  }
  return positions;
}

bool has_word(std::string_view text, std::string_view word) {
  return !word_positions(text, word).empty();
}

std::string_view first_word(std::string_view text) {
  text.remove_prefix(skip_spaces(text, 0));
  const auto end = std::find_if_not(text.begin(), text.end(), is_identifier_character);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

std::size_t matching_bracket(std::string_view code, std::size_t open) {
  const char opening = code[open];
  const char closing = opening == '{' ? '}' : opening == '(' ? ')' : opening == '<' ? '>' : ']';
  std::size_t depth = 0;
  for (std::size_t at = open; at < code.size(); ++at) {
    if (code[at] == opening) ++depth;
    if (code[at] == closing && --depth == 0) return at;
  }
  return code.size();
}

}  // namespace stalemate::tests::tidy
