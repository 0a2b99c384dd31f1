// The folder that reports are written to, and that nothing of the user's is lost there.
//
// A folder is one of reports if the marker is in it. Into any other they go only if nothing stands
// there under a name of theirs, and no input of this very run: as soon as the marker is in its
// folder, that is read for scenarios no more.
//
// Invariants:
//  1. A folder that is refused is left as it was.
//  2. One that is taken can be written to, and has the marker.
//
// Cost: lists two folders; writes the marker and a file to try each.
#pragma once

#include <optional>
#include <string>

#include "scenarios/campaign/inputs.h"

namespace stalemate::reports::cli {

struct OutFolder {
  explicit OutFolder(const std::string& out)
      : path(out), schedules(out + "/schedules"), certificates(out + "/certificates") {}

  std::string path;
  std::string schedules;
  std::string certificates;
};

/// Makes the folder, or takes it as it is, for reports about these inputs.
/// @param resumed what is to be gone on with shows by itself that the folder is one of reports
/// @return what stands in the way, on one line
std::optional<scenarios::InputError> claim(const OutFolder& out, const scenarios::Inputs& inputs,
                                           bool resumed);

}  // namespace stalemate::reports::cli
