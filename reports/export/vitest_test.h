// A script as the text of a vitest file, for whoever keeps the handler.
//
// Invariants:
//  1. The text depends on nothing but its arguments, and is valid TypeScript whatever the names in
//     a schedule are.
//  2. It holds no helper that its schedule does not need.
//
// Cost: a few kilobytes of text.
#pragma once

#include <string>

#include "reports/explanation.h"
#include "reports/export/vitest_script.h"

namespace stalemate::reports {

/// From where the test imports what it tests.
struct VitestImports {
  std::string vinext;   // a folder: server/isr-cache.js and shims/cache.js are below it
  std::string handler;  // the module that exports KVCacheHandler; empty: that of the folder
};

/// Where a test of vinext's own finds the sources.
inline constexpr const char* usual_vinext = "../packages/vinext/src";
/// The first line of each, which tells whether a file may be replaced by another one.
inline constexpr const char* first_line_of_export = "/**\n * Written by `stalemate export`";

/// @param scenario, cell names, for the heading
std::string vitest_test(const VitestScript& script, const Explanation& explanation,
                        const std::string& scenario, const std::string& cell,
                        const VitestImports& imports);

}  // namespace stalemate::reports
