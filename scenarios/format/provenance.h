// Where a schedule that is kept comes from: what a corpus wants to know beside the run itself.
//
// Invariants:
//  1. Each may be empty: the file does not say. What it says is well-formed.
//
// Cost: none to speak of.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stalemate::scenarios {

struct Provenance {
  std::string name;        // letters, digits, '.', '_' and '-': it can be a file's
  std::string source;      // public URL: where the bug is told of
  std::string expected;    // by name, as in model::Verdict: what a replay is held against
  std::string date_found;  // YYYY-MM-DD

  bool operator==(const Provenance&) const = default;
};

inline constexpr std::size_t longest_provenance_name = 200;

/// Which of them the file does not say, by their keys.
std::vector<std::string> missing_in(const Provenance& provenance);

/// Whether a name can be one of a file, too.
bool is_provenance_name(std::string_view name);
/// "https://..."
bool is_public_address(std::string_view address);
/// A day that there was or will be, as YYYY-MM-DD.
bool is_date(std::string_view text);

}  // namespace stalemate::scenarios
