// From the JSON object of a world to a Cell: what a cell checks, and in which world.
//
// The same code reads a base (anything may be missing), a patch (null takes away) and a merged
// world (everything is there and fits together); see Mode.
//
// Invariant: a whole world without a problem is one that the model accepts.
// Cost: microseconds; a scenario reads each layer once and each cell once.
#pragma once

#include <string_view>

#include "scenarios/format/fields.h"
#include "scenarios/format/scenario.h"

namespace stalemate::scenarios::format {

/// Reads the keys of a world out of `fields`; other keys are the caller's. Does not call done().
void read_world(Fields& fields, Cell& cell);

/// Whether a handler is a program in JavaScript, "npm:vinext@0.0.55" or "./handler.mjs", and no
/// generation of the models in C++.
bool names_program(std::string_view text);

// --- one section each

void read_workload(const Node& list, model::VisibleContext usual_context,
                   model::WorldConfig& config);
void read_put_scripts(const Node& list, model::WorldConfig& config);
void read_page(const Node& page, model::WorldConfig& config);
void read_judgement(Fields& fields, Cell& cell);

}  // namespace stalemate::scenarios::format
