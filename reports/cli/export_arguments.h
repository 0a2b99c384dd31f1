// What `export` is asked to write, read from its options.
//
// Invariants:
//  1. The format is one that there is; imports can stand in the text of a module.
//
// Cost: none to speak of.
#pragma once

#include <optional>
#include <string>

#include "reports/cli/arguments.h"

namespace CLI {
class App;
}

namespace stalemate::reports::cli {

/// Options as they were written.
struct ExportTexts {
  std::string to;  // --to
};

void add_export(CLI::App& app, ExportArguments& exported, ExportTexts& texts);

/// @return what is wrong with them, if anything is
std::optional<std::string> read_export(const ExportTexts& texts, ExportArguments& exported);

}  // namespace stalemate::reports::cli
