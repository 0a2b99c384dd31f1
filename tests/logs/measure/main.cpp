// How many of so many logs of random runs with a fault inside are explained, how soon, and at which
// rank the fault stands.
//
//   stalemate_logs [COUNT [FIRST [FOLDER]]]
//
// The chance of a log is the share of the first two in the weights of all its causes: what can be
// expected of a ranking that is right about all there is to know.
//
// With a folder, each log and its scenario are written there.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include <fmt/format.h>
#include <sys/resource.h>

#include "scenarios/format/file.h"
#include "scenarios/format/load.h"
#include "scenarios/log/log_file.h"
#include "scenarios/reproduce/reproduce.h"
#include "tests/logs/hidden_run.h"

namespace {

using namespace stalemate;

constexpr double most_seconds = 20;

/// Of this process, on one core: others on the machine do not count.
double processor_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& part) {
    return static_cast<double>(part.tv_sec) + static_cast<double>(part.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

struct Measured {
  bool explained = false;
  std::size_t rank = 0;   // of the hidden cause, shared by those that do the same to the lines
  std::size_t place = 0;  // in the list; both 0: it is none of those that explain the log
  std::size_t causes = 0;
  std::size_t in_front = 0;  // of them at the first or the second rank
  double chance = 0;  // that the hidden cause is one of the first two, by the ranking's own weights
  std::vector<std::string> above;  // what is listed before it, the likeliest first
  double seconds = 0;
  std::string problem;
};

Measured measure(const tests::HiddenRun& hidden) {
  Measured measured;
  scenarios::log::ReadOptions options;
  options.generation = tests::generation_header(hidden.format);
  const auto log = scenarios::log::read_log_from_text(hidden.log, "hidden.log", options);
  const auto scenario = scenarios::load_scenario_from_text(hidden.scenario, "hidden.json");
  if (!log || !scenario) {
    measured.problem = log ? scenario.error().message : log.error().message;
    return measured;
  }
  const auto question = scenarios::question_of(scenario.value(), scenario.value().cells.front(),
                                               log.value().seen, {});
  if (!question) {
    measured.problem = question.error().message;
    return measured;
  }
  const double began = processor_seconds();
  const auto found = scenarios::reproduce({question.value(), scenarios::usual_runs, [began] {
                                             return processor_seconds() - began > most_seconds;
                                           }});
  measured.seconds = processor_seconds() - began;
  if (!found) {
    measured.problem = found.error().message;
    return measured;
  }
  measured.causes = found.value().causes.size();
  measured.explained = measured.causes > 0;
  double all = 0;
  for (std::size_t index = 0; index < measured.causes; ++index) {
    const double likelihood = found.value().causes[index].likelihood();
    all += likelihood;
    if (index < 2) measured.chance += likelihood;
  }
  if (all > 0) measured.chance /= all;
  const auto& causes = found.value().causes;
  measured.in_front = static_cast<std::size_t>(std::count_if(
      causes.begin(), causes.end(), [](const auto& cause) { return cause.rank <= 2; }));
  for (std::size_t index = 0; index < measured.causes && measured.place == 0; ++index) {
    const std::string& name = found.value().causes[index].hypothesis.name;
    if (name != hidden.cause && !name.starts_with(hidden.cause + "-and-")) {
      measured.above.push_back(name);
      continue;
    }
    measured.rank = causes[index].rank;
    measured.place = index + 1;
  }
  return measured;
}

void tell(std::uint64_t seed, const tests::HiddenRun& hidden, const Measured& measured) {
  fmt::print(
      "{:>4}  {:<15}  {:<20}  {:>2} requests, {} lost  {}  rank {}, place {} of {}  chance "
      "{:.2f}  {:.1f} "
      "s{}\n",
      seed, model::name(hidden.format), hidden.cause, hidden.requests, hidden.lost,
      measured.explained ? "explained" : "UNEXPLAINED", measured.rank, measured.place,
      measured.causes, measured.chance, measured.seconds,
      measured.problem.empty()
          ? (measured.place == 1 ? "" : fmt::format("  first: {}", fmt::join(measured.above, ", ")))
          : "  " + measured.problem);
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** values) {
  const std::uint64_t logs = count > 1 ? std::strtoull(values[1], nullptr, 10) : 200;
  const std::uint64_t first = count > 2 ? std::strtoull(values[2], nullptr, 10) : 1;
  const std::string folder = count > 3 ? values[3] : "";
  std::uint64_t explained = 0;
  std::uint64_t in_front = 0;
  std::uint64_t listed_in_front = 0;
  std::map<std::string, std::array<std::uint64_t, 4>> by_format;
  double longest = 0;
  double chances = 0;
  std::size_t causes_in_front = 0;
  std::map<std::string, std::map<std::string, int>> confused;  // hidden cause, what stood before it
  for (std::uint64_t seed = first; seed < first + logs; ++seed) {
    const tests::HiddenRun hidden = tests::hidden_run(seed);
    if (!folder.empty()) {
      const std::string path = fmt::format("{}/{}", folder, seed);
      for (const auto& [name, text] :
           {std::pair{".log", &hidden.log}, std::pair{".json", &hidden.scenario}}) {
        if (const auto problem = scenarios::write_file_atomically(path + name, *text)) {
          fmt::print(stderr, "stalemate_logs: {}\n", problem->message);
          return 2;
        }
      }
    }
    const Measured measured = measure(hidden);
    explained += measured.explained ? 1 : 0;
    in_front += measured.rank == 1 || measured.rank == 2 ? 1 : 0;
    listed_in_front += measured.place == 1 || measured.place == 2 ? 1 : 0;
    auto& counts = by_format[model::name(hidden.format)];
    ++counts[0];
    counts[1] += measured.explained ? 1 : 0;
    counts[2] += measured.rank == 1 || measured.rank == 2 ? 1 : 0;
    counts[3] += measured.place == 1 || measured.place == 2 ? 1 : 0;
    longest = std::max(longest, measured.seconds);
    chances += measured.chance;
    causes_in_front += measured.in_front;
    if (measured.place > 2 || measured.place == 0) {
      for (std::size_t index = 0; index < std::min<std::size_t>(2, measured.above.size());
           ++index) {
        ++confused[hidden.cause][measured.above[index]];
      }
    }
    tell(seed, hidden, measured);
  }
  for (const auto& [format, counts] : by_format) {
    fmt::print(
        "{:<15}  {} logs, {} explained, {} with the hidden cause ranked first or second, {} listed "
        "so\n",
        format, counts[0], counts[1], counts[2], counts[3]);
  }
  for (const auto& [cause, before] : confused) {
    fmt::print("{} stood behind", cause);
    for (const auto& [name, times] : before) fmt::print(" {} ({})", name, times);
    fmt::print("\n");
  }
  const auto percent = [logs](std::uint64_t part) {
    return 100.0 * static_cast<double>(part) / static_cast<double>(logs);
  };
  fmt::print(
      "{} logs: {} explained within {} s of one core ({:.1f} %), the hidden cause ranked first or "
      "second in {} "
      "({:.1f} %), listed first or second in {} ({:.1f} %), where the weights of the causes let "
      "{:.1f} "
      "% be expected; {:.1f} causes are ranked so on average; the longest took {:.1f} s\n",
      logs, explained, most_seconds, percent(explained), in_front, percent(in_front),
      listed_in_front, percent(listed_in_front), 100 * chances / static_cast<double>(logs),
      static_cast<double>(causes_in_front) / static_cast<double>(logs), longest);
  return 0;
}
