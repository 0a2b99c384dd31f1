// The parts of a vitest file that stand for KV and for the page: what the store does, and what
// vinext's routers do around the cache.
//
// Invariants:
//  1. What a router awaits, and what it registers with waitUntil, is what the schedule's handler
//     does, in its version and under its switches.
//
// Cost: text.
#pragma once

#include <string>

#include "reports/export/vitest_runtime.h"

namespace stalemate::reports {

/// From KV to the function that answers a request.
std::string vitest_page(const VitestScript& script, const ScriptNeeds& needs);

}  // namespace stalemate::reports
