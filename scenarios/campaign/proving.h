// The proof of one cell of a check, where there can be one.
//
// A proof is about the same claim as a cell only if the cell leaves open what a proof leaves open:
// which faults strike within their budgets, when, and where requests are answered. What a cell
// prescribes becomes, in a proof, something that may happen at any time; a page that is STALE for
// ever then says nothing about the cell. Such a cell is sampled only. Times are another matter: a
// proof covers every assignment of latencies, and so does what a scenario expects; but for entries
// where one certain time is prescribed, see other_times() in timed/timed_counterexample.h.
//
// Invariants:
//  1. Whether a cell is proved depends on the scenario, the bounds and what it is worth alone: that
//     is counted in transitions. With a budget, the deadline decides as well.
//  2. The certificate is written before anybody hears of the proof.
//
// Cost: twice what it is worth at most; then what telling a counterexample takes (the
// smallest way there, and what would heal it: up to some seconds, in no budget); the certificate.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>

#include "scenarios/campaign/campaign_result.h"
#include "scenarios/campaign/stopwatch.h"
#include "scenarios/campaign/versions.h"
#include "scenarios/format/result.h"
#include "scenarios/format/scenario.h"

namespace stalemate::scenarios {

struct ProofRequest {
  const Scenario& scenario;
  const Cell& cell;
  const Options& options;
  const Versions& versions;
  std::string folder;  // of certificates
  std::string stem;    // of the file's name
  Deadline deadline;
  const std::atomic<bool>& cancelled;
  std::function<void(const RestGraph&)> progress;
  /// What it is worth: so many transitions as a thread runs meanwhile, on a usual machine.
  double thread_seconds = 0;
};

struct CheckedProof {
  ProofOfCell result;
  std::optional<InputError> problem;  // the certificate could not be written
  std::optional<double> wants;        // thread-seconds, if more of them might close it
};

CheckedProof prove_if_it_fits(const ProofRequest& request);

/// Whether a schedule shows what the proof rules out, though the proof covers it: then one of the
/// two is wrong, and so is this program.
bool contradicts(const PropertyResult& property, const CellResult& cell);

/// Whether a run lies within what a proof with these bounds covers: what it shows then cannot be
/// otherwise in the proof. In doubt it does not.
bool covers(const model::ProofBounds& bounds, const Violation& shown,
            const model::WorldConfig& world);

}  // namespace stalemate::scenarios
