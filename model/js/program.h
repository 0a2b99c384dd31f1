// A program in JavaScript that answers requests, as it is loaded: a plain value.
//
// Invariants:
//  1. `code` is one function expression of two parameters, (globalThis, host). It is called once
//  for
//     each simulated isolate and returns the module; see README.md for both.
//  2. Equal `sha256` means equal code.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace stalemate::model {

struct EnginePool;

/// A package of which the program is made.
struct ProgramPackage {
  std::string name;
  std::string version;
  std::string integrity;  // as npm states it
};

struct Program {
  std::string name;        // as the scenario says it: "npm:vinext@0.0.55", "./handler.mjs"
  std::string code;        // the function expression
  std::string source_map;  // JSON, version 3; empty: none
  std::string prelude;     // a function expression of one parameter, called before all else
  std::string sha256;      // of the code
  std::string failure;     // why there is no code, in one line; empty: there is, or will be
  std::vector<ProgramPackage> packages;
  std::shared_ptr<EnginePool> pool;  // engines that have loaded it; or nullptr: none are kept

  /// Whether anybody has tried to load what the scenario names.
  bool is_loaded() const { return !code.empty() || !failure.empty(); }
};

}  // namespace stalemate::model
