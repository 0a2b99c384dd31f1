#include "scenarios/log/observation.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stalemate::scenarios {

void set_time(Observation& seen, const log::Time& time) {
  seen.time_ms = time.ms;
  seen.precision_ms = time.precision_ms;
  seen.first_of_date = time.first;
}

void add_missing_facts(Observation& known, Observation more) {
  if (!known.time_ms) {
    known.time_ms = more.time_ms;
    known.precision_ms = more.precision_ms;
    known.first_of_date = more.first_of_date;
  }
  if (known.page.empty()) known.page = std::move(more.page);
  if (known.host.empty()) known.host = std::move(more.host);
  if (more.artifact == model::Artifact::rsc) known.artifact = more.artifact;
  if (!known.state) known.state = more.state;
  if (known.generation.empty()) known.generation = std::move(more.generation);
  if (!known.age_s) known.age_s = more.age_s;
  if (known.colo.empty()) known.colo = std::move(more.colo);
  if (known.ray.empty()) known.ray = std::move(more.ray);
  if (!known.status) known.status = more.status;
  if (more.signs) known.signs = static_cast<Signs>(known.signs.value_or(0) | *more.signs);
}

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
