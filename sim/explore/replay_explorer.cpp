#include "sim/explore/replay_explorer.h"

#include <fmt/format.h>

namespace stalemate::sim {

namespace {

std::string describe(const RecordedChoice& choice) {
  return fmt::format("\"{}\" with {} alternatives, \"{}\" taken", choice.label, choice.count,
                     choice.taken);
}

std::string describe(const ChoicePoint& point) {
  constexpr std::uint32_t shown = 6;
  std::string text = fmt::format("\"{}\" with {} alternatives (", point.label.str(), point.count);
  for (std::uint32_t index = 0; index < point.count && index < shown; ++index) {
    text += fmt::format("{}\"{}\"", index == 0 ? "" : ", ", point.alternative(index));
  }
  return text + (point.count > shown ? ", ...)" : ")");
}

}  // namespace

std::uint32_t ReplayExplorer::choose(const ChoicePoint& point) {
  if (divergence_) return 0;
  if (next_ == schedule_->size()) {
    diverge("the end of the schedule", describe(point));
    return 0;
  }
  const RecordedChoice& recorded = (*schedule_)[next_];
  if (recorded.label == point.label.str() && recorded.count == point.count) {
    for (std::uint32_t index = 0; index < point.count; ++index) {
      if (point.alternative(index) == recorded.taken) {
        ++next_;
        return index;
      }
    }
  }
  diverge(describe(recorded), describe(point));
  return 0;
}

void ReplayExplorer::finish() {
  if (divergence_ || next_ == schedule_->size()) return;
  diverge(describe((*schedule_)[next_]), "the end of the run");
}

void ReplayExplorer::diverge(std::string expected, std::string found) {
  divergence_ = Divergence{next_, std::move(expected), std::move(found)};
}

}  // namespace stalemate::sim
