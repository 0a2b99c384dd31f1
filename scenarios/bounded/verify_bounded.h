// Checks a bounded certificate without trusting whoever made it.
//
// Ways to violations are run step by step. Then schedules are taken at random, and none may show
// what the certificate says is not there; with `all`, everything is gone through once more and has
// to come to the same counts.
//
// Invariants:
//  1. Whatever is wrong is named with its line.
//
// Cost: a run for each schedule of the sample; with `all` that of the search.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "scenarios/bounded/certificate.h"
#include "scenarios/certificate/verify.h"

namespace stalemate::scenarios {

/// `states_checked` are the schedules of the sample, or all states.
Verification verify(const BoundedCertificate& certificate, const std::string& path,
                    const Versions& versions, const VerifyOptions& options, unsigned jobs,
                    const std::atomic<bool>& cancelled);

/// Only whether the ways to violations can be run as it says.
std::vector<Flaw> problems_of_violations(const BoundedCertificate& certificate,
                                         const std::string& path, const Versions& versions);

}  // namespace stalemate::scenarios
