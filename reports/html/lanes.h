// A run as bars and marks on lanes: the clients, each isolate with its request contexts and its
// dedupe slots, the store with its entries and with what is in flight to it.
//
// Positions count events: each event of the run has a place of its own, whatever the time between
// two of them, and the events of a macro-step stand in one band. Drawing is for timeline_svg.
//
// Invariants:
//  1. Bars and marks lie within the bands; no two bars of one row overlap.
//  2. The same run gives the same lanes.
//
// Cost: linear in the events, and bars by rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/config.h"
#include "scenarios/campaign/transcript.h"
#include "scenarios/explain/point_of_no_return.h"
#include "scenarios/film/film.h"

namespace stalemate::reports::html {

enum class LaneKind : std::uint8_t { clients, contexts, slots, entries, in_flight };

struct Lane {
  LaneKind kind = LaneKind::clients;
  std::string title;
  std::size_t rows = 1;
};

enum class BarKind : std::uint8_t {
  running,
  draining,
  render,
  get,
  put_queued,  // called, not yet sent
  put_sent,
  put_late,  // its context is dead
  slot,
  slot_orphaned,
  entry_fresh,
  entry_expired,
  entry_absent,
};

struct Bar {
  BarKind kind = BarKind::running;
  std::size_t lane = 0;
  std::size_t row = 0;
  double from = 0;
  double to = 0;
  std::string label;
};

enum class MarkKind : std::uint8_t {
  event,         // anything else that happened
  arrival,       // of a request
  answer_stale,  // what a client got
  answer_good,
  answer_bad,
  clean_end,  // of a context
  cut,
  committed,  // a write
  committed_late,
  dropped,
  refused,
};

struct Mark {
  MarkKind kind = MarkKind::event;
  std::size_t lane = 0;
  std::size_t row = 0;
  double at = 0;
  std::string label;  // written beside it; may be empty
  std::string told;   // what happened, in full
};

/// The events of one frame.
struct Band {
  std::size_t frame = 0;
  double from = 0;
  double to = 0;
  sim::Microseconds at_us = 0;
};

/// What goes from one lane to another at an instant: a request, an answer, a put.
struct Link {
  double at = 0;
  std::size_t from_lane = 0;
  std::size_t from_row = 0;
  std::size_t to_lane = 0;
  std::size_t to_row = 0;
};

struct Deviating {
  double at = 0;
  bool goes_wrong = false;
  std::string told;
};

struct Lanes {
  std::vector<Lane> lanes;
  std::vector<Bar> bars;
  std::vector<Mark> marks;
  std::vector<Link> links;
  std::vector<Band> bands;
  std::vector<Deviating> deviations;
  double seam = 0;  // where the loop begins; after all if there is none
  std::optional<double> calm_from;
  std::optional<double> no_return;
};

/// A character of a label, in positions.
inline constexpr double width_of_letter = 0.19;

Lanes lanes_of(const scenarios::Film& film, const scenarios::Transcript& transcript,
               const model::WorldConfig& config,
               const std::optional<scenarios::PointOfNoReturn>& no_return);

}  // namespace stalemate::reports::html
