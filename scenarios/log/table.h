// Lines of a table: CSV (RFC 4180) with a header line; commas, semicolons or tabs.
//
// Invariants:
//  1. A row with fewer columns than the header is unreadable: it may be half a line. One with more
//     too.
//
// Cost: linear in the line.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/log/fields.h"
#include "scenarios/log/observation.h"

namespace stalemate::scenarios::log {

struct Table {
  char separator = ',';
  std::vector<std::string> columns;  // in lower case, blanks and hyphens as underscores
};

/// The table that a header line begins; nothing if it names no time and no state.
std::optional<Table> table_of(std::string_view header, const ReadOptions& options);

/// Whether a quotation mark is open at its end: the row goes on with the next line.
bool is_open_row(std::string_view line);

/// @return nothing if the line has not as many columns as the table
std::optional<Observation> observation_of_row(const Table& table, std::string_view line,
                                              const ReadOptions& options);

}  // namespace stalemate::scenarios::log
