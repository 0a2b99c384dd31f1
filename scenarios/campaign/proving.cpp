#include "scenarios/campaign/proving.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "model/event_kind.h"
#include "scenarios/campaign/judge.h"
#include "scenarios/proof/prove.h"

namespace stalemate::scenarios {

namespace {

using model::EventKind;

/// An estimate may be wrong by so much.
constexpr double leeway = 2;

/// How much of an allowance goes into the estimate; more if there is more.
std::uint64_t effort_for(double allowance) {
  return std::clamp(static_cast<std::uint64_t>(allowance / 10), least_effort, usual_effort);
}

ProofOfCell none(ProofStanding standing, std::string reason) {
  ProofOfCell result;
  result.standing = standing;
  result.reason = std::move(reason);
  return result;
}

/// The events that tell how much a run had going on at once.
class Load {
 public:
  void add(const sim::TraceEvent& event) {
    const auto kind = static_cast<EventKind>(event.kind);
    if (model::ends_context(kind)) live_.erase(event.subject);
    switch (kind) {
      case EventKind::request_arrived:
        if (live_.empty()) requests_ = 0;
        live_.insert(event.subject);
        most_requests = std::max(most_requests, ++requests_);
        break;
      case EventKind::put_cut_complete:
        most_late_writes = std::max(most_late_writes, ++late_puts_);
        break;
      case EventKind::put_lost:
      case EventKind::put_committed_late:
        if (late_puts_ > 0) --late_puts_;
        break;
      case EventKind::delete_committed_late:
        ++late_deletes;  // nothing tells since when it was under way
        break;
      default:
        break;
    }
  }

  std::uint32_t most_requests = 0;     // of one burst
  std::uint32_t most_late_writes = 0;  // puts in flight at once
  std::uint32_t late_deletes = 0;      // of the whole run

 private:
  std::set<std::uint32_t> live_;
  std::uint32_t requests_ = 0;
  std::uint32_t late_puts_ = 0;
};

}  // namespace

bool covers(const model::ProofBounds& bounds, const Violation& shown,
            const model::WorldConfig& world) {
  if (shown.transcript.events.empty()) return false;
  if (sim::to_milliseconds(shown.finding.at_us) >= world.page.kv_ttl_ms) return false;
  Load load;
  for (const sim::TraceEvent& event : shown.transcript.events) load.add(event);
  return load.most_requests <= bounds.requests_per_burst &&
         load.most_requests <= bounds.requests_per_isolate &&
         load.most_late_writes + load.late_deletes <= bounds.late_writes;
}

bool contradicts(const PropertyResult& property, const CellResult& cell) {
  const auto ruled_out = [&](const Violation& shown) {
    return shown.verdict != model::Verdict::undecided &&
           gravity(shown.verdict) > gravity(*property.proved) &&
           covers(cell.proof.bounds, shown, cell.config);
  };
  return property.proved &&
         std::any_of(property.violations.begin(), property.violations.end(), ruled_out);
}

namespace {

bool for_want_of_time(Unfinished why) {
  return why == Unfinished::allowance || why == Unfinished::budget;
}

/// What a proof says of a property; undecided, too, where it is another claim than the cell's.
model::Verdict verdict_of(CellProof& proof, model::Property property, const ProofRequest& request) {
  const auto index = static_cast<std::size_t>(property);
  if (proof.certificate.ways[index] && proof.expected[index] == model::Verdict::holds) {
    proof.timed[index] = KeptCounterexample{
        timed_way(proof.certificate, property, request.scenario, request.cell), ""};
  }
  if (!other_times(proof, property).empty()) return model::Verdict::undecided;
  return decided(proof.proof, property, proof.routing).value_or(model::Verdict::undecided);
}

}  // namespace

CheckedProof prove_if_it_fits(const ProofRequest& request) {
  const double more = leeway * request.thread_seconds;  // what another attempt is worth with
  if (request.options.prove == Prove::never) return {none(ProofStanding::not_asked, ""), {}, {}};
  if (const char* const what = beyond_proofs(request.cell.config)) {
    return {none(ProofStanding::another_claim, what), {}, {}};
  }
  if (std::string what = prescribed(request.cell.config); !what.empty()) {
    return {none(ProofStanding::another_claim, std::move(what)), {}, {}};
  }
  const ProveOptions usual;
  const model::ProofConfig config = model::proof_config(request.cell.config, bounds_of(usual));
  CloseRequest closing{config,
                       request.options.jobs,
                       request.deadline,
                       usual.memory_bytes,
                       request.cancelled,
                       request.progress};
  RestGraph known;
  if (request.options.prove == Prove::fitting) {
    const double in_a_second = transitions_a_second(config);
    const double allowance = request.thread_seconds * in_a_second;
    Pilot pilot = estimate_proof(closing, effort_for(allowance));
    const double transitions = pilot.estimate.transitions;
    const double run_part = pilot.estimate.run_part;
    if (!pilot.estimate.exact && transitions * run_part > allowance) {
      ProofOfCell result = none(ProofStanding::too_large,
                                fmt::format("about {:.1f} million transitions", transitions / 1e6));
      result.transitions = transitions;
      return {std::move(result), {}, std::max(transitions * run_part / in_a_second, more)};
    }
    closing.transition_limit = static_cast<std::uint64_t>(leeway * allowance / run_part);
    known = std::move(pilot.graph);
  }
  RestGraph graph = close_rest_graph(closing, std::move(known));
  if (!graph.complete()) {
    CheckedProof cut{none(ProofStanding::cut_short, model::name(graph.unfinished)), {}, {}};
    if (for_want_of_time(graph.unfinished)) cut.wants = more;
    return cut;
  }
  const MustStop must_stop = [&] { return request.cancelled.load() || request.deadline.passed(); };
  CellProof proof = proof_of(request.scenario, request.cell, config, std::move(graph),
                             request.versions, must_stop);
  CheckedProof checked;
  checked.problem = save_certificate(proof, request.folder, request.stem);
  checked.result.standing = ProofStanding::decided;
  checked.result.bounds = config.bounds;
  checked.result.eventually_fresh = proof.proof.under(proof.routing);
  for (std::size_t index = 0; index < model::property_count; ++index) {
    checked.result.verdicts[index] =
        verdict_of(proof, static_cast<model::Property>(index), request);
  }
  checked.result.certificate = proof.file;
  checked.result.map = burst_map(proof.proof, checked.result.eventually_fresh.artifact);
  return checked;
}

}  // namespace stalemate::scenarios
