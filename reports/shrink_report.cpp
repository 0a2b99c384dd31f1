#include "reports/shrink_report.h"

#include <fmt/format.h>

#include "reports/replay_command.h"

namespace stalemate::reports {

std::string cost_words(const scenarios::ShrinkCost& cost) {
  return fmt::format("{}, {}{} from calm, {}", counted(cost.requests, "request"),
                     cost.faults == 0 ? "" : counted(cost.faults, "fault") + ", ",
                     counted(cost.deviations, "deviation"), counted(cost.steps, "step"));
}

namespace {

std::string runs_words(std::uint64_t runs, bool finished) {
  return fmt::format("{} tried{}", counted(runs, "run"),
                     finished ? "" : "; that was ended early, so it may become smaller still");
}

}  // namespace

std::string shrink_words(const scenarios::ShrinkCost& before, const scenarios::ShrinkCost& after,
                         std::uint64_t tried, bool finished) {
  const std::string runs = runs_words(tried, finished);
  if (after == before) {
    return fmt::format("{}: {}, {}", finished ? "as small as it gets" : "not made smaller",
                       cost_words(before), runs);
  }
  return fmt::format("shrunk from {} to {}, {}", cost_words(before), cost_words(after), runs);
}

std::string shrink_words(const scenarios::ShrunkRun& run) {
  return shrink_words(run.before, run.after, run.runs, run.finished);
}

std::string shrink_words(const scenarios::Shrunk& shrunk) {
  return shrink_words(shrunk.before, shrunk.after, shrunk.runs, shrunk.finished);
}

std::string shrink_report(const std::string& path, const scenarios::Shrunk& shrunk,
                          const std::string& saved, const Style& style) {
  std::string text = hanging("", fmt::format("{}: {}", printable(path), shrink_words(shrunk)),
                             Colour::none, style);
  constexpr std::size_t most_told = 30;
  std::size_t told = 0;
  bool calm = true;
  for (const scenarios::Decision& decision : shrunk.told.transcript.decisions) {
    if (decision.choice.calm) continue;
    calm = false;
    if (told == most_told) {
      text += "  ~ ...\n";
      break;
    }
    ++told;
    text += hanging("  ~ ",
                    printable(fmt::format("{}: {} (calm: {})", decision.choice.label,
                                          decision.choice.taken, decision.calm)),
                    Colour::none, style);
  }
  if (calm) text += "  nothing deviates from calm\n";
  return text + "  " + replay_command(saved, style) + "\n";
}

}  // namespace stalemate::reports
