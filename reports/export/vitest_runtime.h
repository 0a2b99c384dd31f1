// The parts of a vitest file that stand for the Workers runtime: request contexts, latches, time.
//
// Invariants:
//  1. A part is there only if the script needs it.
//
// Cost: text.
#pragma once

#include <string>

#include "reports/export/vitest_script.h"

namespace stalemate::reports {

/// Which helpers a script calls.
struct ScriptNeeds {
  bool commit = false;  // without an answer
  bool commit_late = false;
  bool fail = false;
  bool cut = false;
  bool gone = false;
  bool unanswered = false;
  bool idle = false;
  bool invisible = false;  // some request's context
  bool lingers = false;
  bool app = false;
  bool freshness = false;  // whether the page is refreshed is asked for
  bool covers = false;     // whether a context ends over a put is asked for
};

ScriptNeeds needs_of(const VitestScript& script);

/// From the constants to the steps of a schedule.
std::string vitest_runtime(const VitestScript& script, const ScriptNeeds& needs);

/// A time in milliseconds as TypeScript has it: "1_500" or "0.5".
std::string ms_literal(sim::Microseconds us);

/// As a string literal.
std::string ts_string(const std::string& text);

}  // namespace stalemate::reports
