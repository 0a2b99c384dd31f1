#include "scenarios/log/observation.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stalemate::scenarios {

std::string place_words(const Observation& seen) {
  return seen.record == 0 ? fmt::format("line {}", seen.line)
                          : fmt::format("record {} of line {}", seen.record, seen.line);
}

std::vector<std::string> colos_of(const std::vector<Observation>& seen) {
  std::vector<std::pair<std::string, std::uint64_t>> counted;
  for (const Observation& line : seen) {
    if (line.colo.empty()) continue;
    const auto known = std::find_if(counted.begin(), counted.end(),
                                    [&line](const auto& one) { return one.first == line.colo; });
    if (known == counted.end()) {
      counted.emplace_back(line.colo, line.stands_for);
    } else {
      known->second += line.stands_for;
    }
  }
  std::stable_sort(counted.begin(), counted.end(),
                   [](const auto& one, const auto& other) { return one.second > other.second; });
  std::vector<std::string> codes;
  for (auto& [code, count] : counted) codes.push_back(std::move(code));
  return codes;
}

}  // namespace stalemate::scenarios
