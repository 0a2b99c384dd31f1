// One file of the tree as the rules see it, and the few questions all rules ask of a text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stalemate::tests::tidy {

struct SourceText {
  std::string path;  // relative to the root of the tree, with forward slashes
  std::string text;  // as it stands in the file
  // The same text with comments and the insides of literals replaced by blanks. Offsets and lines
  // are those of `text`, so a rule may look for a construct here and quote it from there.
  std::string code;
};

SourceText source_text(std::string path, std::string text);

bool is_cpp(const SourceText& source);
// The code that runs in a simulation or decides about one. Tests may do more.
bool is_product_code(const SourceText& source);
bool is_below(const SourceText& source, std::string_view folder);

// The first part of the path: "sim" of "sim/arena.h".
std::string_view top_folder(std::string_view path);

std::size_t line_at(std::string_view text, std::size_t offset);

bool is_identifier_character(char character);
std::size_t skip_spaces(std::string_view text, std::size_t offset);

// Where `word` stands as a whole identifier, not as a part of a longer one.
std::vector<std::size_t> word_positions(std::string_view text, std::string_view word);
bool has_word(std::string_view text, std::string_view word);
std::string_view first_word(std::string_view text);

// The offset of the bracket that closes the one at `open`, or the end of an unbalanced text.
std::size_t matching_bracket(std::string_view code, std::size_t open);

}  // namespace stalemate::tests::tidy
