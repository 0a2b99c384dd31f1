// A log goes in, the schedules that explain it come out, the likeliest cause first.
//
// The basic idea. Each hypothesis is searched by itself (search.h), those that take less to imagine
// before those that take more: first the log as it is with nothing or one thing going wrong once,
// then with one that lasts (an outage, a mistake of the program) or comes twice, then the same
// where renders of the same data look the same, then with one request that the log does not show,
// or a change of the data, or a tag that is revalidated; then with two things, and with two such
// requests. Before it is searched, every interleaving of a hypothesis is gone through
// (every_interleaving.h): most that did not happen are ruled out by that in milliseconds. Those
// that are left get their turns, a few thousand runs each, in rounds; the first stage at which any
// of them explains every line is the last one, and all that explain it are ranked. If none does,
// every schedule of the first stage that is calm but for one or two things is gone through, so that
// what is said of the log in the end is more than that chance found nothing.
//
// Invariants:
//  1. Equal requests give equal results, unless must_stop ends one.
//  2. An explanation is a run that was made, and that explains every line. That a hypothesis is
//     ruled out is a proof: no schedule of it explains them. That no run was found for one that is
//     not ruled out is what was tried, and no proof.
//
// Cost: some thousand runs for each hypothesis at most, and as many again for each that explains
// the log, to make it small; most logs take a second.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "scenarios/reproduce/explaining_run.h"
#include "scenarios/reproduce/log_world.h"

namespace stalemate::scenarios {

/// How many runs a hypothesis gets.
inline constexpr std::uint64_t usual_runs = 8'000;

struct ReproduceRequest {
  const LogQuestion& question;
  std::uint64_t runs = usual_runs;
  std::function<bool()> must_stop;
};

/// How far a hypothesis came that does not explain the log.
struct Partial {
  std::string words;
  std::uint32_t explained = 0;  // lines, from the first one on
};

/// A hypothesis of which no schedule explains the log.
struct RuledOut {
  std::string name;
  std::string words;
  bool once = false;  // what goes wrong does it once: that it lasts is another hypothesis
};

struct Reproduction {
  std::vector<ExplainingRun> causes;  // the likeliest first
  /// Nothing if the log does not tell all: then what is ruled out is only not searched.
  std::vector<RuledOut> ruled_out;
  std::size_t ruled_out_single = 0;  // the first of them: one thing goes wrong at most
  bool rules_out_single = false;   // all of at most one thing going wrong, every request in the log
  std::size_t hypotheses = 0;      // looked at, those that are ruled out among them
  std::uint64_t states = 0;        // of all interleavings that were gone through
  std::vector<Partial> nearest;    // if there is none: those that came farthest
  std::vector<std::string> tried;  // all hypotheses, in words
  /// If there is none: of nothing or one thing going wrong, every schedule was gone through that is
  /// calm but for so many things (every_guide.h).
  std::uint32_t complete_deviations = 0;
  std::uint64_t runs = 0;
  bool finished = false;  // all that the bounds allow was tried

  bool rules_out(const std::string& name) const;
  /// No schedule within the bounds explains the log.
  bool rules_out_all() const { return finished && ruled_out.size() == hypotheses; }
};

Result<Reproduction> reproduce(const ReproduceRequest& request);

}  // namespace stalemate::scenarios
