// One cell of a scenario whose handler is a program: gone through within bounds, with a
// certificate, and its smallest way to a page that stays STALE as a schedule that replays.
//
// Cost: see search.h.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/bounded/certificate.h"
#include "scenarios/campaign/exit_code.h"
#include "scenarios/timed/timed_counterexample.h"

namespace stalemate::scenarios {

struct BoundedProof {
  std::string scenario;
  std::string cell;
  std::vector<std::pair<std::string, std::string>> position;  // axis -> value
  model::Routing routing = model::Routing::any;
  Expectations expected;
  std::string prescribed;  // see CellProof
  BoundedResult result;
  BoundedCertificate certificate;
  std::string file;                           // of the certificate; empty if not written
  KeptByProperty timed;                       // see CellProof
  std::vector<model::EventKind> unmet_marks;  // `sometimes` marks that did not occur
};

/// What a search says of a cell, with its certificate, which is not written yet.
BoundedProof proof_of(const Scenario& scenario, const Cell& cell,
                      const model::BoundedBounds& bounds, BoundedResult result,
                      const Versions& versions);

/// A proof held against what the scenario expects; see exit_code(CellProof).
ExitCode exit_code(const BoundedProof& proof);

}  // namespace stalemate::scenarios
