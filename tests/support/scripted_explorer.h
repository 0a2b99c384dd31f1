// A strategy that takes named alternatives at named decisions, and the calm one everywhere else.
#pragma once

#include <string>
#include <vector>

#include "sim/explore/schedule.h"
#include "sim/gate.h"

namespace stalemate::tests {

class ScriptedExplorer final : public sim::Explorer {
 public:
  /// From now on: wherever a decision with this label offers this alternative, take it.
  ScriptedExplorer& always(std::string label, std::string alternative);
  /// Take it once: the first time that such a decision offers it, or the n-th.
  ScriptedExplorer& once(std::string label, std::string alternative, int nth = 1);

  std::uint32_t choose(const sim::ChoicePoint& point) override;

  /// Every decision that was asked, with what was taken.
  const sim::Schedule& asked() const { return asked_; }
  bool was_asked(const std::string& label) const;
  /// The alternatives that were to be taken and never were offered, one a line.
  std::string unused() const;

 private:
  struct Rule {
    std::string label;
    std::string alternative;
    int offers_before = 0;
    bool repeats = false;
    bool used = false;
  };

  std::vector<Rule> rules_;
  sim::Schedule asked_;
};

}  // namespace stalemate::tests
