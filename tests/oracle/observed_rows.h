// The rows of the observations, and which cell of scenarios/oracle repeats each.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace stalemate::tests {

/// What the real runtime did in one schedule.
struct ObservedRow {
  std::string schedule;  // "S7a"
  std::string version;   // of vinext
  std::string cell;      // of the scenario that has the schedule's name
  int trigger = 2;       // which arrival carries the schedule's fault; S4 has one more before it
  std::vector<std::string> served;
  std::vector<std::string> puts;
  std::vector<std::string> pending;
  std::string verdict;
};

inline ObservedRow observed_row(const nlohmann::json& row) {
  ObservedRow observed;
  observed.schedule = row["schedule"];
  observed.version = row["vinext"];
  observed.cell = "vinext-" + observed.version + " / workerd-" + row["runtime"].get<std::string>();
  for (const nlohmann::json& flag : row["flags"]) {
    // The newest runtime was also run with a flag that only matters to S4.
    if (flag == "nodejs_compat" || observed.schedule != "S4") continue;
    observed.cell += "+" + flag.get<std::string>();
  }
  if (observed.schedule == "S4") observed.trigger = 3;
  observed.served = row["served"];
  observed.puts = row["puts"];
  observed.pending = row["pending_at_end"];
  observed.verdict = row["verdict"];
  return observed;
}

/// "s7a": the name of the scenario's file in scenarios/oracle.
inline std::string file_of(const ObservedRow& row) {
  std::string name = row.schedule;
  std::transform(name.begin(), name.end(), name.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return name;
}

}  // namespace stalemate::tests
