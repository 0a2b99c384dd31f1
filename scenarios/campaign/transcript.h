// What one run did, in full: its events, and the decisions that led to them, in order.
//
// Invariants:
//  1. Transcribing changes nothing: a run with and without it has the same trace hash.
//  2. decisions[i].events_before never falls with i, so that both lists merge into one story.
//
// Cost: text for every decision and 32 bytes an event; only made for runs that somebody will look
// at.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model/simulation.h"
#include "scenarios/campaign/strategy.h"
#include "sim/explore/replay_explorer.h"
#include "sim/explore/schedule.h"
#include "sim/gate.h"
#include "sim/trace.h"

namespace stalemate::scenarios {

struct Decision {
  sim::RecordedChoice choice;
  std::string calm;  // the name of alternative 0
  sim::ChoiceKind kind = sim::ChoiceKind::order;
  std::size_t events_before = 0;

  bool operator==(const Decision&) const = default;
};

struct Transcript {
  std::vector<sim::TraceEvent> events;
  std::vector<Decision> decisions;

  bool operator==(const Transcript&) const = default;
};

/// The decisions alone, as schedule files hold them.
sim::Schedule schedule_of(const Transcript& transcript);

/// Stands between another strategy and the world, and writes everything down.
class Transcriber final : public sim::Explorer, public sim::TraceSink {
 public:
  explicit Transcriber(sim::Explorer& inner) : inner_(&inner) {}

  std::uint32_t choose(const sim::ChoicePoint& point) override;
  void record(const sim::TraceEvent& event) override { transcript_.events.push_back(event); }

  Transcript take() { return std::move(transcript_); }

 private:
  sim::Explorer* inner_;
  Transcript transcript_;
};

/// A run with everything that can be known about it.
struct ToldRun {
  model::RunResult result;
  Transcript transcript;
  std::optional<sim::Divergence> divergence;  // only of a replayed schedule
};

ToldRun run_told(model::Simulation& simulation, sim::Explorer& explorer);
ToldRun run_seed(model::Simulation& simulation, Strategy strategy, std::uint64_t seed);
ToldRun run_schedule(model::Simulation& simulation, const sim::Schedule& schedule);

}  // namespace stalemate::scenarios
