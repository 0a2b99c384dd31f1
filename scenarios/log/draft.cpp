#include "scenarios/log/draft.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "scenarios/format/json.h"
#include "scenarios/format/limits.h"

namespace stalemate::scenarios::log {

namespace {

using format::Json;

constexpr std::int64_t usual_revalidate_ms = 60'000;
// Guessed; what is said of how long the page lives takes them into account.
constexpr std::array get_ms{5, 100};
constexpr std::array render_ms{100, 2000};
constexpr std::size_t most_requests = 60;

std::string name_from(const std::string& page) {
  std::string name = "page";
  for (const char letter : page) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x80 && std::isalnum(byte) != 0) {
      name += static_cast<char>(std::tolower(byte));
    } else if (name.back() != '-') {
      name += '-';
    }
  }
  name.resize(std::min(name.size(), format::longest_name));
  while (name.back() == '-') name.pop_back();
  return name;
}

/// How long an entry lives: at least as long as it was seen fresh, at most from what had it made to
/// the next STALE.
struct Life {
  std::int64_t least_ms = 0;
  std::optional<std::int64_t> most_ms;

  void at_least(std::int64_t ms) { least_ms = std::max(least_ms, ms); }
  void at_most(std::int64_t ms) { most_ms = std::min(most_ms.value_or(ms), ms); }
};

/// Of the lines of one artifact. A line came up to its precision after the time that it tells; what
/// it says of the store is as of when its get was answered.
Life life_of(const std::vector<Observation>& seen) {
  Life life;
  std::optional<std::int64_t> made;  // the first MISS or STALE before a run of HIT
  std::int64_t first_made_ms = 0;    // the same, so many lives before that followed one another
  std::int64_t lives = 0;
  constexpr std::int64_t not_yet = std::numeric_limits<std::int64_t>::max();
  std::int64_t there_ms = not_yet;  // by then the entry was there
  std::optional<SeenState> before;
  for (const Observation& line : seen) {
    if (!line.state || !line.time_ms) continue;
    const std::int64_t early_ms = *line.time_ms;
    const std::int64_t late_ms = early_ms + line.precision_ms + get_ms[1];
    if (*line.state == SeenState::hit) {
      if (line.age_s) life.at_least(*line.age_s * 1000);
      there_ms = std::min(there_ms, late_ms);
      life.at_least(early_ms - there_ms);
    } else {
      // Any of a run of them may have made what follows it.
      const bool begins_run = before != SeenState::stale &&
                              (*line.state == SeenState::stale || before != SeenState::miss);
      if (begins_run && made && *line.state == SeenState::stale) {
        life.at_most(late_ms - *made);
        ++lives;
        life.at_most((late_ms - first_made_ms) / lives);
      } else if (begins_run) {
        first_made_ms = early_ms;
        lives = 0;
      }
      if (begins_run) made = early_ms;
      there_ms = *line.state == SeenState::miss ? late_ms + render_ms[1] : not_yet;
    }
    before = line.state;
  }
  // Another isolate, or somebody else, may have made an entry meanwhile.
  if (life.most_ms && *life.most_ms < life.least_ms) life.most_ms.reset();
  return life;
}

/// Of each artifact by itself: html and rsc are entries of their own.
Life life_of_page(const std::vector<Observation>& seen) {
  Life both;
  for (std::size_t index = 0; index < model::artifact_count; ++index) {
    std::vector<Observation> own;
    std::copy_if(seen.begin(), seen.end(), std::back_inserter(own), [index](const auto& line) {
      return static_cast<std::size_t>(line.artifact) == index;
    });
    const Life life = life_of(own);
    both.at_least(life.least_ms);
    if (life.most_ms) both.at_most(*life.most_ms);
  }
  if (both.most_ms && *both.most_ms < both.least_ms) both.most_ms.reset();
  return both;
}

/// What people write that lies between, the nearest to the middle; the middle if nothing does. If
/// nothing tells how long at most, what is usual, or the next that is longer than was seen.
std::int64_t likely_life_ms(const Life& life) {
  constexpr std::array usual_s{1,   2,   5,   10,   15,   20,   30,     60,     120,   180,
                               300, 600, 900, 1800, 3600, 7200, 21'600, 43'200, 86'400};
  if (!life.most_ms && life.least_ms < usual_revalidate_ms) return usual_revalidate_ms;
  const std::int64_t most_ms = life.most_ms.value_or(life.least_ms * 4);
  const std::int64_t middle_ms = life.least_ms + (most_ms - life.least_ms) / 2;
  std::optional<std::int64_t> nearest;
  for (const std::int64_t candidate_s : usual_s) {
    const std::int64_t candidate_ms = candidate_s * 1000;
    if (candidate_ms < life.least_ms || candidate_ms > most_ms) continue;
    if (!life.most_ms && candidate_ms > life.least_ms) return candidate_ms;
    if (!nearest || std::abs(candidate_ms - middle_ms) < std::abs(*nearest - middle_ms)) {
      nearest = candidate_ms;
    }
  }
  // The roundest that lies between.
  for (const std::int64_t unit_ms : {1000, 100, 10}) {
    const std::int64_t rounded_ms = middle_ms / unit_ms * unit_ms;
    if (!nearest && rounded_ms >= life.least_ms && rounded_ms > 0) nearest = rounded_ms;
  }
  return nearest.value_or(std::max<std::int64_t>(1, middle_ms));
}

/// On one line, with blanks after commas and colons.
std::string spaced(const Json& json) {
  if (!json.is_structured() || json.empty()) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  std::string text;
  for (const auto& [key, value] : json.items()) {
    if (!text.empty()) text += ", ";
    if (json.is_object()) text += fmt::format("\"{}\": ", key);
    text += spaced(value);
  }
  return json.is_object() ? "{" + text + "}" : "[" + text + "]";
}

/// A key a line, and a request a line.
std::string laid_out(const Json& json) {
  std::string text = "{";
  for (const auto& [key, value] : json.items()) {
    text += text.size() == 1 ? "\n" : ",\n";
    text += fmt::format("  \"{}\": ", key);
    if (key != "workload") {
      text += spaced(value);
      continue;
    }
    for (std::size_t index = 0; index < value.size(); ++index) {
      text += fmt::format("{}\n    {}", index == 0 ? "[" : ",", spaced(value[index]));
    }
    text += value.empty() ? "[]" : "\n  ]";
  }
  return text + "\n}\n";
}

class Drafting {
 public:
  explicit Drafting(const Log& log) : log_(&log) {}

  Draft make() {
    json_["name"] = name_from(log_->page);
    json_["about"] = "";
    json_["source"] = "https://example.com/incident";
    guess("the source of the scenario: put the public page of the incident there");
    json_["handler"] = {{"generation", "vinext-0.0.55"}, {"router", router()}};
    guess("the handler is taken to be vinext-0.0.55, " + router() + " router");
    add_topology();
    add_page();
    json_["latencies"] = {{"kv_get", get_ms},
                          {"kv_put", {50, 1000}},
                          {"kv_late_commit", {50, 1000}},
                          {"render", render_ms},
                          {"teardown", {0, 40}}};
    guess("the latencies: a get 5 to 100 ms, a put 50 to 1000 ms, a render 100 to 2000 ms");
    add_workload();
    json_["expect"] = {{"eventually-fresh", "holds"}};
    json_["about"] = fmt::format(
        "Drafted from a log of {} responses; guessed are the handler, the "
        "time of life and the latencies.",
        log_->tally.responses);
    draft_.text = laid_out(json_);
    return std::move(draft_);
  }

 private:
  void guess(std::string sentence) { draft_.guesses.push_back(std::move(sentence)); }

  std::string router() const {
    return std::any_of(
               log_->seen.begin(), log_->seen.end(),
               [](const Observation& line) { return line.artifact == model::Artifact::rsc; })
               ? "app"
               : "pages";
  }

  void add_topology() {
    std::vector<std::string> codes = colos_of(log_->seen);
    if (codes.size() > format::most_colos) {
      guess(fmt::format("of {} colos the {} with the most lines: a scenario has no more",
                        codes.size(), format::most_colos));
      codes.resize(format::most_colos);
    }
    json_["topology"]["colos"] = std::vector<int>(std::max<std::size_t>(1, codes.size()), 1);
    guess(codes.empty() ? "one colo with one isolate"
                        : fmt::format("one isolate in each colo: {}", fmt::join(codes, ", ")));
  }

  void add_page() {
    const Life life = life_of_page(log_->seen);
    const bool known = life.least_ms > 0 || life.most_ms;
    const std::int64_t life_ms = std::clamp<std::int64_t>(
        known ? likely_life_ms(life) : usual_revalidate_ms, 1, format::ten_years_ms);
    json_["page"]["revalidate_ms"] = life_ms;
    guess(known ? fmt::format(
                      "revalidate: {} ms, for the page was seen fresh for at least {} ms{}",
                      life_ms, life.least_ms,
                      life.most_ms ? fmt::format(", and for at most {} ms", *life.most_ms) : "")
                : fmt::format("revalidate: {} ms, for the log says nothing of it", life_ms));
    guess("what the store held at first is left to reproduce, which goes by the first line");
  }

  void add_workload() {
    Json& workload = json_["workload"] = Json::array();
    std::optional<std::int64_t> first;
    std::int64_t latest = 0;
    const std::size_t skipped =
        log_->seen.size() > most_requests ? log_->seen.size() - most_requests : 0;
    for (std::size_t index = skipped; index < log_->seen.size(); ++index) {
      const Observation& line = log_->seen[index];
      if (line.time_ms && !first) first = line.time_ms;
      if (line.time_ms) latest = std::max<std::int64_t>(0, *line.time_ms - *first);
      Json arrival{{"at", std::min(latest, format::ten_years_ms)}};
      if (line.artifact == model::Artifact::rsc) arrival["artifact"] = "rsc";
      workload.push_back(std::move(arrival));
    }
    if (skipped > 0) guess(fmt::format("the workload is the last {} responses", most_requests));
  }

  const Log* log_;
  Json json_;
  Draft draft_;
};

}  // namespace

Draft draft_of(const Log& log) { return Drafting(log).make(); }

}  // namespace stalemate::scenarios::log
