// The fields of a check's result as shard.json holds them: one list, for writing and for reading.
//
// Each structure is taken apart by a structured binding, so a field that is added to one of them
// does not compile until it is named here. It is then either visited, which writes and reads it, or
// listed as derived, and complete_result.cpp makes it again from the scenario and the schedules.
//
// Invariants:
//  1. What is visited is all that cannot be derived.
//  2. Names in the file are those of the fields.
//
// Cost: none.
#pragma once

#include <concepts>
#include <type_traits>

#include "scenarios/campaign/campaign_result.h"

namespace stalemate::scenarios::shards {

/// A 64-bit hash: text in the file, since a number of 64 bits does not survive every reader.
template <class Number>
struct HashRef {
  Number& number;
};
template <class Number>
HashRef(Number&) -> HashRef<Number>;

/// A file below the folder of reports, named from there; empty if there is none.
template <class Text>
struct PlaceRef {
  Text& path;
};
template <class Text>
PlaceRef(Text&) -> PlaceRef<Text>;

template <class Value, class Struct>
concept Either = std::same_as<std::remove_const_t<Value>, Struct>;

template <class Visit, Either<Shard> Value>
void visit_fields(Visit& visit, Value& value) {
  auto& [number, count] = value;
  visit("number", number);
  visit("count", count);
}

template <class Visit, Either<Options> Value>
void visit_fields(Visit& visit, Value& value) {
  // Derived: jobs, which changes nothing, and proof_seconds, which the command line leaves alone.
  auto& [seeds, base_seed, strategy, budget_seconds, jobs, prove, proof_seconds, shrink_budget,
         shard, samples] = value;
  visit("seeds", seeds);
  visit("base_seed", base_seed);
  visit("strategy", strategy);
  visit("budget_seconds", budget_seconds);
  visit("prove", prove);
  visit("shrink_budget", shrink_budget);
  visit("samples", samples);
  visit("shard", shard);
}

template <class Visit, Either<sim::Divergence> Value>
void visit_fields(Visit& visit, Value& value) {
  auto& [step, expected, found] = value;
  visit("step", step);
  visit("expected", expected);
  visit("found", found);
}

template <class Visit, Either<SavedResult> Value>
void visit_fields(Visit& visit, Value& value) {
  auto& [file, scenario, cell, property, recorded, found, trace_hash, steps, recorded_steps,
         outcome, model_changed, scenario_changed, divergence] = value;
  visit("file", file);
  visit("scenario", scenario);
  visit("cell", cell);
  visit("property", property);
  visit("recorded", recorded);
  visit("found", found);
  visit("trace_hash", HashRef{trace_hash});
  visit("steps", steps);
  visit("recorded_steps", recorded_steps);
  visit("outcome", outcome);
  visit("model_changed", model_changed);
  visit("scenario_changed", scenario_changed);
  visit("divergence", divergence);
}

template <class Visit, Either<ShrinkCost> Value>
void visit_fields(Visit& visit, Value& value) {
  auto& [requests, faults, deviations, steps, isolates, settings, span_us, distance] = value;
  visit("requests", requests);
  visit("faults", faults);
  visit("deviations", deviations);
  visit("steps", steps);
  visit("isolates", isolates);
  visit("settings", settings);
  visit("span_us", span_us);
  visit("distance", distance);
}

template <class Visit, Either<ShrunkRun> Value>
void visit_fields(Visit& visit, Value& value) {
  // Derived, by a replay of the schedule's file: the run and its world.
  auto& [before, after, runs, finished, config, finding, trace_hash, steps, transcript] = value;
  visit("before", before);
  visit("after", after);
  visit("runs", runs);
  visit("finished", finished);
}

template <class Visit, Either<Violation> Value>
void visit_fields(Visit& visit, Value& value) {
  // Derived: property, which is the one it stands below; by a run of the seed: finding, transcript;
  // by filming: film, no_return.
  auto& [property, verdict, seed, trace_hash, steps, finding, schedule_file, transcript, shrunk,
         film, no_return] = value;
  visit("verdict", verdict);
  visit("seed", seed);
  visit("trace_hash", HashRef{trace_hash});
  visit("steps", steps);
  visit("schedule_file", PlaceRef{schedule_file});
  visit("shrunk", shrunk);
}

template <class Visit, Either<PropertyResult> Value>
void visit_fields(Visit& visit, Value& value) {
  // Derived: expected, which the scenario says; by judging: found, proved, outcome.
  auto& [property, expected, found, proved, counts, violations, outcome] = value;
  visit("property", property);
  visit("counts", counts);
  visit("violations", violations);
}

template <class Visit, Either<NonDeterminism> Value>
void visit_fields(Visit& visit, Value& value) {
  auto& [seed, first_hash, second_hash, difference] = value;
  visit("seed", seed);
  visit("first_hash", HashRef{first_hash});
  visit("second_hash", HashRef{second_hash});
  visit("difference", difference);
}

template <class Visit, Either<model::ProofBounds> Value>
void visit_fields(Visit& visit, Value& value) {
  auto& [requests_per_burst, requests_per_isolate, late_writes, clock_step_ms, pauses,
         merge_invisible, exchange_isolates, plain_clock, renders_unordered] = value;
  visit("requests_per_burst", requests_per_burst);
  visit("requests_per_isolate", requests_per_isolate);
  visit("late_writes", late_writes);
  visit("clock_step_ms", clock_step_ms);
  visit("pauses", pauses);
  visit("merge_invisible", merge_invisible);
  visit("exchange_isolates", exchange_isolates);
  visit("plain_clock", plain_clock);
  visit("renders_unordered", renders_unordered);
}

template <class Visit, Either<RoutedVerdict> Value>
void visit_fields(Visit& visit, Value& value) {
  auto& [verdict, within, artifact] = value;
  visit("verdict", verdict);
  visit("within", within);
  visit("artifact", artifact);
}

template <class Visit, Either<BurstMap::Node> Value>
void visit_fields(Visit& visit, Value& value) {
  auto& [depth, doomed, rank, stored, expired, orphaned_slots, late_writes] = value;
  visit("depth", depth);
  visit("doomed", doomed);
  visit("rank", rank);
  visit("stored", stored);
  visit("expired", expired);
  visit("orphaned_slots", orphaned_slots);
  visit("late_writes", late_writes);
}

template <class Visit, Either<BurstMap::Edge> Value>
void visit_fields(Visit& visit, Value& value) {
  auto& [from, to, progress, disturbed] = value;
  visit("from", from);
  visit("to", to);
  visit("progress", progress);
  visit("disturbed", disturbed);
}

template <class Visit, Either<BurstMap::Level> Value>
void visit_fields(Visit& visit, Value& value) {
  auto& [states, doomed, stuck] = value;
  visit("states", states);
  visit("doomed", doomed);
  visit("stuck", stuck);
}

template <class Visit, Either<BurstMap> Value>
void visit_fields(Visit& visit, Value& value) {
  auto& [nodes, edges, levels, all_nodes, all_rounds] = value;
  visit("nodes", nodes);
  visit("edges", edges);
  visit("levels", levels);
  visit("all_nodes", all_nodes);
  visit("all_rounds", all_rounds);
}

template <class Visit, Either<ProofOfCell> Value>
void visit_fields(Visit& visit, Value& value) {
  auto& [standing, reason, transitions, bounds, eventually_fresh, verdicts, certificate, map] =
      value;
  visit("standing", standing);
  visit("reason", reason);
  visit("transitions", transitions);
  visit("bounds", bounds);
  visit("eventually_fresh", eventually_fresh);
  visit("verdicts", verdicts);
  visit("certificate", PlaceRef{certificate});
  visit("map", map);
}

template <class Visit, Either<Remark> Value>
void visit_fields(Visit& visit, Value& value) {
  auto& [schedules, seed, text] = value;
  visit("schedules", schedules);
  visit("seed", seed);
  visit("text", text);
}

template <class Visit, Either<Remarks> Value>
void visit_fields(Visit& visit, Value& value) {
  auto& [refusal, error, hang] = value;
  visit("refusal", refusal);
  visit("error", error);
  visit("hang", hang);
}

template <class Visit, Either<CellResult> Value>
void visit_fields(Visit& visit, Value& value) {
  // Derived, from the scenario: position, config; from the options: asked.
  auto& [name, position, config, asked, schedules, any_hit, remarks, properties, unmet_marks,
         non_determinism, proof] = value;
  visit("name", name);
  visit("schedules", schedules);
  visit("any_hit", any_hit);
  visit("remarks", remarks);
  visit("unmet_marks", unmet_marks);
  visit("non_determinism", non_determinism);
  visit("proof", proof);
  visit("properties", properties);
}

template <class Visit, Either<ScenarioResult> Value>
void visit_fields(Visit& visit, Value& value) {
  // Derived, from the scenario's document: name, about, source, hash.
  auto& [name, path, about, source, hash, cells] = value;
  visit("path", path);
  visit("cells", cells);
}

template <class Visit, Either<CampaignResult> Value>
void visit_fields(Visit& visit, Value& value) {
  // Derived, from the scenarios: cells_in_all.
  auto& [options, saved, scenarios, cells_in_all, saved_in_all, empty_folders, problems,
         interrupted] = value;
  visit("options", options);
  visit("saved_in_all", saved_in_all);
  visit("interrupted", interrupted);
  visit("problems", problems);
  visit("empty_folders", empty_folders);
  visit("saved", saved);
  visit("scenarios", scenarios);
}

}  // namespace stalemate::scenarios::shards
