#include "tests/support/scripted_explorer.h"

#include <algorithm>

namespace stalemate::tests {

ScriptedExplorer& ScriptedExplorer::always(std::string label, std::string alternative) {
  rules_.push_back({std::move(label), std::move(alternative), 0, true, false});
  return *this;
}

ScriptedExplorer& ScriptedExplorer::once(std::string label, std::string alternative, int nth) {
  rules_.push_back({std::move(label), std::move(alternative), nth - 1, false, false});
  return *this;
}

std::uint32_t ScriptedExplorer::choose(const sim::ChoicePoint& point) {
  std::uint32_t taken = 0;
  const std::string label = point.label.str();
  for (Rule& rule : rules_) {
    if (rule.label != label || (rule.used && !rule.repeats)) continue;
    std::uint32_t index = 0;
    while (index < point.count && point.alternative(index) != rule.alternative) ++index;
    if (index == point.count) continue;
    if (rule.offers_before > 0) {
      --rule.offers_before;
      continue;
    }
    rule.used = true;
    taken = index;
    break;
  }
  asked_.push_back({label, point.alternative(taken), point.count, taken == 0});
  return taken;
}

bool ScriptedExplorer::was_asked(const std::string& label) const {
  return std::any_of(asked_.begin(), asked_.end(),
                     [&label](const sim::RecordedChoice& choice) { return choice.label == label; });
}

std::string ScriptedExplorer::unused() const {
  std::string text;
  for (const Rule& rule : rules_) {
    if (!rule.used) text += rule.label + ": " + rule.alternative + "\n";
  }
  return text;
}

}  // namespace stalemate::tests
