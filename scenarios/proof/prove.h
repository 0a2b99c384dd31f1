// Proves cells of scenarios, and writes a certificate for each, and beside it schedules that show
// in timed mode what is violated.
//
// Invariants:
//  1. A certificate is written whole or not at all; one that was cut short says so and can be
//     resumed.
//  2. Equal scenarios, bounds and versions give equal certificates for every number of jobs.
//  3. What cannot be resumed is a problem, stays as it is, and its cell is not proved.
//
// A cell whose handler is a program is gone through within a number of bursts instead
// (scenarios/bounded/): its states cannot be written down.
//
// Cost: see rest_graph.h and bounded/search.h.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/bounded/prove_bounded.h"
#include "scenarios/campaign/exit_code.h"
#include "scenarios/certificate/certificate.h"
#include "scenarios/proof/estimate.h"
#include "scenarios/timed/timed_counterexample.h"

namespace stalemate::scenarios {

struct ProveOptions {
  std::uint32_t requests_per_burst = 2;
  std::optional<std::uint32_t> requests_per_isolate;  // as many as in the burst, unless said
  std::uint32_t late_writes = 1;
  // Of handlers that are programs; of all others any number, and any time.
  std::uint32_t bursts = 1;
  std::uint32_t pauses = 1;  // of each burst
  unsigned jobs = 1;
  std::optional<double> budget_seconds;
  std::size_t memory_bytes = std::size_t{4} << 30;
  std::string folder;     // of certificates
  std::string schedules;  // folder of counterexamples with times; empty: none are made
  bool resume = false;    // goes on with those in the folder that were cut short
};

struct CellProof {
  std::string scenario;
  std::string cell;
  std::vector<std::pair<std::string, std::string>> position;  // axis -> value
  model::Routing routing = model::Routing::any;
  model::WorldConfig world;  // without times, as it was proved
  Expectations expected;
  std::string prescribed;  // and left open here: nothing is then held to `expected`
  Estimate estimate;
  Proof proof;
  Certificate certificate;
  std::string file;      // of the certificate; empty if not written
  KeptByProperty timed;  // of what is violated and shown, if schedules were asked for
  std::vector<model::EventKind> unmet_marks;  // `sometimes` marks that cannot occur
};

class ProveObserver {
 public:
  virtual ~ProveObserver() = default;
  virtual void began(const Scenario& scenario, const Cell& cell, const Estimate& estimate) = 0;
  virtual void advanced(const RestGraph& graph) = 0;
  virtual void finished(const CellProof& proof) = 0;
  virtual void advanced(const Cell& cell, const BoundedResult& so_far) = 0;
  virtual void finished(const BoundedProof& proof) = 0;
};

struct ProveResult {
  std::vector<CellProof> cells;
  std::vector<BoundedProof> bounded;
  std::vector<std::string> problems;  // one line each
  bool interrupted = false;
};

/// The bounds that the options give a cell.
model::ProofBounds bounds_of(const ProveOptions& options);

/// @param only the cell of this name; empty: all
ProveResult prove(const std::vector<Scenario>& scenarios, const std::string& only,
                  const ProveOptions& options, const Versions& versions, ProveObserver& observer,
                  const std::atomic<bool>& cancelled);

// Its parts, for whoever proves one cell among other things.

/// What a graph says of a cell, with its certificate, which is not written yet.
/// @param must_stop see certify()
CellProof proof_of(const Scenario& scenario, const Cell& cell, const model::ProofConfig& config,
                   RestGraph graph, const Versions& versions, const MustStop& must_stop = {});
/// Writes the certificate to "<folder>/<stem>.certificate.json".
std::optional<InputError> save_certificate(CellProof& proof, const std::string& folder,
                                           const std::string& stem);

/// Whether a verdict is a violation: some schedule keeps the page from being refreshed for ever.
bool is_violation(ProofVerdict verdict);

/// What a property that is decided like this says to what is expected of it.
ExitCode exit_code(model::Verdict expected, std::optional<model::Verdict> found, bool complete);

/// The times that the cell prescribes, if what is found graver than expected needs others: it says
/// nothing against what is expected of the cell's own. Else none.
std::vector<std::string> other_times(const CellProof& proof, model::Property property);

/// A proof held against what the scenario expects, unless that is another claim. One that is not
/// complete never is as expected: it differs if what was found already is graver, else it is
/// inconclusive.
ExitCode exit_code(const CellProof& proof);

}  // namespace stalemate::scenarios
