// Takes out of a C++ text what is no code: comments and the insides of literals.
#pragma once

#include <string>
#include <string_view>

namespace stalemate::tests::tidy {

// The result has the length and the line breaks of `text`; quotation marks stay.
std::string without_comments_and_literals(std::string_view text);

// Blanks preprocessor directives too, with their continuation lines: their braces need not match.
std::string without_directives(std::string code);

}  // namespace stalemate::tests::tidy
