// When two results are of the same run.
#pragma once

#include <algorithm>

#include "model/simulation.h"

namespace stalemate::model {

inline bool same(const RunResult& left, const RunResult& right) {
  const auto same_finding = [](const Finding& one, const Finding& other) {
    return one.verdict == other.verdict && one.at_us == other.at_us && one.isolate == other.isolate;
  };
  return left.trace.hash() == right.trace.hash() && left.trace.count() == right.trace.count() &&
         left.ended_at_us == right.ended_at_us && left.steps == right.steps &&
         left.bursts == right.bursts && left.bound_reached == right.bound_reached &&
         std::equal(left.findings.begin(), left.findings.end(), right.findings.begin(),
                    same_finding);
}

}  // namespace stalemate::model
