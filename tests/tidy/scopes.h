// Finds functions and namespace-scope declarations by counting braces.
//
// No parser: it reads code in the project's own style, where that is enough to tell a function
// from a class, a namespace or an initialiser.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace stalemate::tests::tidy {

struct Span {
  std::size_t begin = 0;  // offset of the first character
  std::size_t end = 0;    // offset of the last character: the closing brace or the semicolon
};

struct Scopes {
  std::vector<Span> functions;     // from the first line of the signature; lambdas count as inner
  std::vector<Span> declarations;  // at namespace scope, up to their semicolon
};

// `code` as given by without_comments_and_literals.
Scopes scopes_of(std::string_view code);

// The offset of the assignment in a declaration (not a comparison, not an operator's name).
std::size_t find_assignment(std::string_view head);

// What follows `template <...>`, attributes and `inline`.
std::string_view without_decoration(std::string_view head);

}  // namespace stalemate::tests::tidy
