// One failing run on the page: what is the matter in one sentence, why it never heals, the run on
// lanes, and every step of it with the world's state.
//
// Invariants:
//  1. What stem and loop are is said above each; a run without a loop is one panel.
//  2. What is left out is said.
//
// Cost: some tens of kilobytes of text for a small run.
#pragma once

#include <optional>
#include <string>

#include "reports/explanation.h"
#include "scenarios/film/film.h"

namespace stalemate::reports::html {

struct Telling {
  std::string id;  // safe in an id, and no other story's
  const scenarios::SavedReplay* run = nullptr;
  const std::optional<scenarios::Film>* film = nullptr;
  std::optional<scenarios::PointOfNoReturn> no_return;
  std::string command;  // that shows it again; empty: none
  bool first = false;   // of the page
};

std::string story_section(const Telling& telling);

/// What the colours, hatches and marks mean, for the top of a page.
std::string legend();

}  // namespace stalemate::reports::html
