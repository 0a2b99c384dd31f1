// The lanes of a run, or of a part of it, drawn as SVG.
//
// Invariants:
//  1. Colours are named by classes alone, so that one style sheet decides about light, dark and
//     print; what a colour says, a shape or a word says as well.
//  2. Each step has an element with `data-step`, and a link to its place in the list of steps.
//
// Cost: some hundred bytes for each bar and mark.
#pragma once

#include <cstddef>
#include <string>

#include "reports/html/lanes.h"

namespace stalemate::reports::html {

/// What of the lanes is drawn, and how it is called.
struct Panel {
  std::size_t first_frame = 0;
  std::size_t last_frame = 0;
  std::string id;     // of the story; safe in an id
  std::string name;   // "stem" or "loop"; makes ids
  std::string title;  // for those who do not see it
  bool goes_round = false;
  double unit = 38;  // pixels of a position
};

/// The pixels of a position with which this many positions fill a page, within reason.
double unit_for(double positions);

/// Whether it would be too small to be read on paper; it is cut there.
bool wider_than_paper(const Lanes& lanes, const Panel& panel);

std::string timeline_svg(const Lanes& lanes, const Panel& panel);

}  // namespace stalemate::reports::html
