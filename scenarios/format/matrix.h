// The matrix of a scenario: its axes, and one stack of layers for each combination of values.
//
// Invariants:
//  1. Axes and values keep the order of the file; the first axis varies slowest.
//  2. Names of cells differ from each other.
//  3. There are at most `most_cells` cells, and at least one.
//
// Cost: linear in the cells.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "scenarios/format/fields.h"
#include "scenarios/format/layers.h"
#include "scenarios/format/scenario.h"

namespace stalemate::scenarios::format {

struct PlannedCell {
  std::string name;
  std::vector<std::pair<std::string, std::string>> position;
  Layers layers;
};

/// Problems are recorded at `matrix`, which must be the file's object of that name.
std::vector<Axis> read_axes(const Node& matrix);

/// Requires a document whose axes have been read without a problem.
/// @param world the document without the keys that no world has
std::vector<PlannedCell> plan_cells(const Json& document, const Json& world,
                                    const std::vector<Axis>& axes);

/// Adds the patches that `cells` of the file has for single cells.
void add_cell_patches(const Node& patches, std::vector<PlannedCell>& cells);

}  // namespace stalemate::scenarios::format
