// A scenario: what to check, as a validated value.
//
// A scenario file holds one base world and a matrix of axes; each combination of axis values is a
// cell, which is the base with the values' patches merged in (RFC 7386, JSON Merge Patch).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/config.h"
#include "model/event_kind.h"
#include "model/properties/property.h"
#include "scenarios/format/result.h"

namespace stalemate::scenarios {

/// What a property is expected to say in a cell; nothing: not checked.
using Expectations = std::array<std::optional<model::Verdict>, model::property_count>;

/// The name of the one cell of a scenario without a matrix.
inline constexpr const char* only_cell_name = "base";

struct Cell {
  std::string name;                                           // "before-425 / no faults"
  std::vector<std::pair<std::string, std::string>> position;  // axis -> value, in file order
  std::string about;                                          // the scenario's, unless patched
  model::WorldConfig config;
  Expectations expected;
  std::vector<model::EventKind> sometimes;  // marks that must occur in some schedule
};

struct Axis {
  std::string name;
  std::vector<std::string> values;
};

struct Scenario {
  std::string path;  // as given by the user
  std::string name;
  std::string about;
  std::string source;      // public URL
  std::string hash;        // 16 hex digits over the file's canonical JSON
  std::string document;    // the file's JSON on one line, in file order: a saved schedule embeds it
  std::vector<Axis> axes;  // of the matrix, in file order; none without a matrix
  std::vector<Cell> cells;  // the first axis varies slowest; at least one
};

}  // namespace stalemate::scenarios
