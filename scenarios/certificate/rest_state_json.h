// Canonical states at rest and the records of rounds, as JSON: rounds as text at once, since
// certificates have millions of them.
//
// Cost: linear; only sources of this folder include it.
#pragma once

#include <optional>
#include <string>

#include "model/proof/burst_world.h"
#include "scenarios/format/json.h"

namespace stalemate::scenarios {

/// Null if it is not there.
const format::Json& member(const format::Json& json, const char* key);

format::Json json_of(const model::RestState& state);
/// Nothing if it is not exactly what json_of() writes.
std::optional<model::RestState> rest_state_of(const format::Json& json);

/// Appends the round as compact JSON.
void append_text_of(const model::Round& round, std::string& text);
/// Nothing if it is not exactly what append_text_of() writes.
std::optional<model::Round> round_of(const format::Json& json);

}  // namespace stalemate::scenarios
