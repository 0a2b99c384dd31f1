// Cells proved in memory, for the tests of this folder.
#pragma once

#include <string>

#include "scenarios/certificate/certificate.h"
#include "scenarios/certificate/verify.h"
#include "scenarios/proof/prove.h"

namespace stalemate::scenarios::tests {

struct ProvedCell {
  Scenario scenario;
  Cell cell;
  model::ProofConfig config;
  Proof proof;
  Certificate certificate;

  ProofVerdict verdict(model::Routing routing) const { return proof.under(routing).verdict; }
};

Versions test_versions();

/// A scenario that comes with the program: "pr-425.json".
Scenario shipped_scenario(const std::string& file);
/// pr-425.json with one change.
Scenario changed_seed(const std::string& pointer, const std::string& value);
/// The small scenario of tests/campaign with one change, see changed() of tests/scenarios.
Scenario small_scenario(const std::string& pointer = "", const std::string& value = "");

/// Two requests in a burst, and one late write, unless the caller wants others.
model::ProofBounds usual_bounds();
/// One request in a burst, and one late write.
model::ProofBounds one_request();

ProvedCell prove_cell(const Scenario& scenario, const std::string& cell,
                      const model::ProofBounds& bounds = usual_bounds(), unsigned jobs = 1);

/// Three cells of pr-425.json, proved once.
inline constexpr const char* healing = "before #425 / put and regeneration";
inline constexpr const char* stuck = "before #425 / regeneration only";
inline constexpr const char* doomed = "before #425 / put only";
const ProvedCell& proved(const std::string& cell);

/// A page of vinext 0.0.55 with a tag that may be invalidated, whose entry is fresh for a while.
/// One request in a burst. @param judged whether it is judged by what is served and deleted
ProvedCell tagged_page(const std::string& router, bool judged = true);

/// A page whose entry has to be stored first, told by what it has beside that: members of its
/// scenario. One request in a burst.
ProvedCell small_cell(const std::string& members);

/// What is left of a proof when this many transitions are allowed, as prove() tells it.
CellProof cut_proof(const Scenario& scenario, const std::string& cell,
                    std::uint64_t transition_limit);

/// Checks every state.
Verification verify_all(const Certificate& certificate);

/// All flaws on one line each, to show.
std::string told(const Verification& verification);

/// The line of the certificate's text that begins like this, from 1.
std::size_t line_beginning(const Certificate& certificate, const std::string& begin);

}  // namespace stalemate::scenarios::tests
