// The rules that every file of the tree keeps: pure functions from a text to what is wrong in it.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/finding.h"
#include "tests/tidy/source_text.h"

namespace stalemate::tests::tidy {

// Layout.
Findings long_lines(const SourceText& source);
Findings long_file(const SourceText& source);
Findings long_functions(const SourceText& source);
Findings unguarded_header(const SourceText& source);
Findings unexplained_header(const SourceText& source);
Findings untitled_readme(const SourceText& source);

// Structure.
Findings includes_against_the_direction(const SourceText& source);

// Wording.
Findings words_the_kernel_must_not_know(const SourceText& source);
Findings paths_of_one_machine(const SourceText& source);
Findings unfinished_work(const SourceText& source);

// Whatever could make two runs of the same schedule differ.
Findings banned_words(const SourceText& source);
Findings banned_calls(const SourceText& source);
Findings clocks_outside_their_place(const SourceText& source);
Findings casts_outside_the_arena(const SourceText& source);
Findings standard_distributions(const SourceText& source);
Findings pointers_as_keys(const SourceText& source);
Findings mutable_globals(const SourceText& source);

struct Rule {
  std::string_view name;
  Findings (*check)(const SourceText&);
};

inline constexpr std::array rules{
    Rule{"long_lines", long_lines},
    Rule{"long_file", long_file},
    Rule{"long_functions", long_functions},
    Rule{"unguarded_header", unguarded_header},
    Rule{"unexplained_header", unexplained_header},
    Rule{"untitled_readme", untitled_readme},
    Rule{"includes_against_the_direction", includes_against_the_direction},
    Rule{"words_the_kernel_must_not_know", words_the_kernel_must_not_know},
    Rule{"paths_of_one_machine", paths_of_one_machine},
    Rule{"unfinished_work", unfinished_work},
    Rule{"banned_words", banned_words},
    Rule{"banned_calls", banned_calls},
    Rule{"clocks_outside_their_place", clocks_outside_their_place},
    Rule{"casts_outside_the_arena", casts_outside_the_arena},
    Rule{"standard_distributions", standard_distributions},
    Rule{"pointers_as_keys", pointers_as_keys},
    Rule{"mutable_globals", mutable_globals},
};

// Of the whole tree: folders that have sources, or are named in the design, and have no README.md.
Findings folders_without_readme(const std::vector<std::string>& paths);

}  // namespace stalemate::tests::tidy
