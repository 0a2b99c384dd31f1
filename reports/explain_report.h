// An explanation, for a terminal or as Markdown for a comment on a pull request.
//
// Cost: one string.
#pragma once

#include <string>

#include "reports/explanation.h"
#include "reports/replay_report.h"
#include "reports/text.h"

namespace stalemate::reports {

std::string explain_text(const ReplaySubject& subject, const Explanation& explanation,
                         const Style& style);

/// With a sequence diagram and tables, as GitHub shows them.
std::string explain_markdown(const ReplaySubject& subject, const Explanation& explanation,
                             const scenarios::SavedReplay& replay, const Style& style);

}  // namespace stalemate::reports
