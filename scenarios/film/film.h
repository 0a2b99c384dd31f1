// A run as a film: what the whole world looked like after each macro-step in which something
// happened.
//
// The run is played again by what was written down of it, in a world of its own that is looked at
// between macro-steps. Events that are not the recorded ones end the film: nothing is shown that
// did not happen.
//
// Invariants:
//  1. Frames are in the order of the run. Frame 0 is the world before anything happened; each later
//     one ends with the event `events_end - 1`, and no two end with the same.
//  2. The same transcript gives the same film.
//
// Cost: one run, and some hundred bytes a frame.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/config.h"
#include "model/kv/namespace.h"
#include "model/properties/property.h"
#include "model/workers/request_context.h"
#include "scenarios/campaign/transcript.h"

namespace stalemate::scenarios {

/// What the central store, or a copy in a colo's read cache, holds under a key.
struct FilmEntry {
  std::uint32_t colo = 0;  // of a copy
  model::Key key = 0;
  bool present = false;
  bool expired = false;  // whoever reads it finds it STALE
  model::RenderId generation;

  bool operator==(const FilmEntry&) const = default;
};

struct FilmOperation {
  model::KvOperationKind kind = model::KvOperationKind::get;
  model::KvPhase phase = model::KvPhase::queued;
  std::uint32_t request = 0;
  bool context_dead = false;  // nobody waits for it, and it may still be committed
  model::Key key = 0;
  model::RenderId generation;

  bool operator==(const FilmOperation&) const = default;
};

struct FilmContext {
  std::uint32_t request = 0;
  std::uint32_t isolate = 0;  // from 0
  model::ContextState state = model::ContextState::gone;
  std::uint32_t wait_until_pending = 0;

  bool operator==(const FilmContext&) const = default;
};

/// A slot of an isolate's dedupe map.
struct FilmSlot {
  std::uint32_t isolate = 0;  // from 0
  model::Key key = 0;
  std::uint32_t request = 0;  // that took it
  bool orphaned = false;      // its context is dead, and its promise will never settle
  bool lease = false;         // it counts for a while only

  bool operator==(const FilmSlot&) const = default;
};

/// What is going to happen unless something else comes first.
struct FilmDue {
  sim::Microseconds at_us = 0;
  std::uint16_t kind = 0;     // of sim::KernelEvent or model::WorldEvent
  std::uint32_t request = 0;  // on whose behalf; 0: nobody's

  bool operator==(const FilmDue&) const = default;
};

struct Frame {
  std::size_t events_end = 0;  // so many events of the transcript have happened
  sim::Microseconds at_us = 0;
  std::uint64_t microtasks = 0;  // that ran since the frame before
  std::vector<FilmEntry> store;
  std::vector<FilmEntry> copies;  // of read caches, those that are valid
  std::vector<FilmOperation> in_flight;
  std::vector<FilmContext> contexts;  // those that are alive
  std::vector<FilmSlot> slots;
  std::vector<FilmDue> due;  // the earliest first

  bool operator==(const Frame&) const = default;
};

struct Film {
  std::vector<Frame> frames;
  /// The frame in which the loop begins: the world at its end is the one it begins with. Nothing:
  /// the run is judged by no loop.
  std::optional<std::size_t> loop_from;
  bool cut = false;  // the run goes on after the last frame

  bool operator==(const Film&) const = default;
};

inline constexpr std::size_t most_frames = 400;

/// @param finding what the run says about the property; after a safety property's the film ends
/// @return nothing if what was written down is not a run of that world
std::optional<Film> film_of(const model::WorldConfig& config, model::Property property,
                            const model::Finding& finding, const Transcript& transcript);

}  // namespace stalemate::scenarios
