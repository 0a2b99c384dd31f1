// Loads the programs in JavaScript that scenarios name as their handler.
//
// A handler is `npm:PACKAGE@VERSION` or the path of a module. Node runs the bundler
// (model/js/bundler), which fetches packages with npm and bundles with esbuild; it keeps what it
// has made in a folder of its own, and needs no network for what is there.
//
// Invariants:
//  1. A program that cannot be loaded is a Program that says why (Program::failure); nothing else
//     of the scenario is lost.
//  2. Equal handlers of one scenario are loaded once.
//
// Cost: a tenth of a second for each handler; seconds for a package that is fetched.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/format/scenario.h"

namespace stalemate::scenarios {

/// Where packages and bundles are kept: $STALEMATE_CACHE, else below $XDG_CACHE_HOME or the home.
std::string program_cache();

/// Loads the program of each cell that names one.
void load_programs(Scenario& scenario);

/// Why the handler cannot run: its program could not be loaded.
std::optional<InputError> problem_of_program(const model::HandlerConfig& handler);

/// @param folder where a path that is not absolute is looked for first; then the current one
std::shared_ptr<const model::Program> load_program(const std::string& name,
                                                   const std::string& folder,
                                                   std::string_view router);

}  // namespace stalemate::scenarios
