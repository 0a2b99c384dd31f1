#include "scenarios/log/draft.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include <fmt/format.h>

#include "scenarios/format/json.h"
#include "scenarios/format/limits.h"

namespace stalemate::scenarios::log {

namespace {

using format::Json;

constexpr std::int64_t usual_revalidate_ms = 60'000;
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

/// Rounded to what people write: whole seconds, from ten seconds on tens, from five minutes on
/// minutes.
std::int64_t rounded_up(std::int64_t ms) {
  const std::int64_t unit = ms > 300'000 ? 60'000 : ms > 10'000 ? 10'000 : 1000;
  return std::max<std::int64_t>(1, (ms + unit - 1) / unit) * unit;
}

/// The longest that a generation was seen fresh: from the first to the last HIT of a run of them,
/// or its greatest age.
std::optional<std::int64_t> longest_fresh_ms(const std::vector<Observation>& seen) {
  std::optional<std::int64_t> longest;
  std::optional<std::int64_t> fresh_since;
  for (const Observation& line : seen) {
    const bool fresh = line.state == SeenState::hit;
    if (fresh && line.age_s) longest = std::max(longest.value_or(0), *line.age_s * 1000);
    if (!fresh) fresh_since = line.state == SeenState::miss ? line.time_ms : std::nullopt;
    if (!fresh || !line.time_ms) continue;
    if (!fresh_since) fresh_since = line.time_ms;
    longest = std::max(longest.value_or(0), *line.time_ms - *fresh_since);
  }
  return longest;
}

std::vector<std::string> colos_of(const std::vector<Observation>& seen) {
  std::vector<std::string> codes;
  for (const Observation& line : seen) {
    if (line.colo.empty()) continue;
    if (std::find(codes.begin(), codes.end(), line.colo) == codes.end()) codes.push_back(line.colo);
  }
  return codes;
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
    json_["latencies"] = {{"kv_get", {5, 100}},
                          {"kv_put", {50, 1000}},
                          {"kv_late_commit", {50, 1000}},
                          {"render", {100, 2000}},
                          {"teardown", {0, 40}}};
    guess("the latencies: a get 5 to 100 ms, a put 50 to 1000 ms, a render 100 to 2000 ms");
    add_workload();
    json_["expect"] = {{"eventually-fresh", "holds"}};
    json_["about"] = fmt::format(
        "Drafted from a log of {} responses; guessed are the handler, the "
        "time of life and the latencies.",
        log_->tally.responses);
    draft_.text = json_.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
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
      guess(fmt::format("of {} colos the first {}: a scenario has no more", codes.size(),
                        format::most_colos));
      codes.resize(format::most_colos);
    }
    json_["topology"]["colos"] = std::vector<int>(std::max<std::size_t>(1, codes.size()), 1);
    guess(codes.empty() ? "one colo with one isolate"
                        : fmt::format("one isolate in each colo: {}", fmt::join(codes, ", ")));
  }

  void add_page() {
    const auto fresh_ms = longest_fresh_ms(log_->seen);
    const std::int64_t life_ms =
        fresh_ms && *fresh_ms > 0 ? rounded_up(*fresh_ms) : usual_revalidate_ms;
    json_["page"]["revalidate_ms"] = std::min(life_ms, format::ten_years_ms);
    guess(fresh_ms && *fresh_ms > 0
              ? fmt::format("revalidate is at least {} ms, the longest that the page was seen "
                            "fresh; {} ms is written",
                            *fresh_ms, life_ms)
              : fmt::format("the page was never seen fresh for a while: revalidate is written as "
                            "{} ms",
                            life_ms));
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
