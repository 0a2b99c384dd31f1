// Every path of some bursts to its end, one after the other: no state is matched, nothing is known
// of the paths before. What it comes to is what the search has to come to.
//
// Cost: grows with the number of orders; for worlds of one or two requests.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "model/proof/bounded_worker.h"
#include "sim/explore/odometer.h"

namespace stalemate::tests {

class PlainEnumeration {
 public:
  PlainEnumeration(const model::WorldConfig& timed, const model::BoundedBounds& bounds)
      : timed_(timed), bounds_(bounds), world_(model::proof_config(timed, bounds.each)) {}

  void run() { go_on({}, 0); }

  std::set<model::Verdict> verdicts;
  std::set<std::size_t> violated;  // safety properties
  std::set<std::uint64_t> fingerprints;
  std::map<std::uint64_t, std::string> readable;  // what the first state of a fingerprint shows
  sim::TraceMarks marks{};
  std::uint64_t paths = 0;

 private:
  void stand_at(const model::BoundedSteps& path) {
    const std::string failure = model::go_through(world_, path);
    INFO(failure);
    REQUIRE(failure.empty());
  }

  void go_on(const model::BoundedSteps& path, std::uint32_t bursts) {
    stand_at(path);
    const std::uint64_t fingerprint = world_.fingerprint();
    fingerprints.insert(fingerprint);
    compare_with_its_like(fingerprint);
    const bool over = world_.at_rest() && world_.round_so_far().requests > 0;
    if (world_.at_rest() && !path.empty() && path.back().front() != model::next_burst) judge(path);
    stand_at(path);
    if (over && bursts + 1 == bounds_.bursts) {
      ++paths;
      return;
    }
    if (over) {
      model::BoundedSteps next = path;
      next.push_back({model::next_burst});
      return go_on(next, bursts + 1);
    }
    const std::uint32_t offers = world_.offers();
    for (std::uint32_t offer = 0; offer < offers; ++offer) try_offer(path, offer, bursts);
  }

  /// What any code may ask the world for, as it is and not as it is told to a digest.
  std::string what_can_be_read() const {
    const sim::Kernel& kernel = world_.world().kernel();
    const model::CentralStore& store = world_.world().kv().store();
    std::vector<std::string> lines;
    for (model::Key key = 0; key < store.end(); ++key) {
      const model::CentralStore::Stored& stored = store.at(key);
      if (!store.holds(key, kernel.now_us())) continue;
      lines.push_back(fmt::format("{} holds {:x} of {} from {} to {}",
                                  key < model::first_other_key ? fmt::format("key {}", key)
                                                               : world_.script()->key_name(key),
                                  world_.script()->content(stored.value.text),
                                  stored.value.last_modified_ms, stored.since_us,
                                  stored.expires_at_us));
    }
    std::ranges::sort(lines);
    return fmt::format("{} us\n{}", kernel.now_us(), fmt::join(lines, "\n"));
  }

  /// Where two states have one fingerprint, the future is the same, so what can be read is.
  void compare_with_its_like(std::uint64_t fingerprint) {
    const std::string text = what_can_be_read();
    REQUIRE(readable.try_emplace(fingerprint, text).first->second == text);
  }

  void try_offer(const model::BoundedSteps& path, std::uint32_t offer, std::uint32_t bursts) {
    sim::Odometer decisions;
    do {
      stand_at(path);
      world_.offers();
      model::take_offer(world_, offer, decisions);
      for (std::size_t word = 0; word < marks.size(); ++word) {
        marks[word] |= world_.marks_of_step()[word];
      }
      note_safety();
      if (world_.out_of_bounds()) continue;
      model::BoundedSteps next = path;
      next.push_back({offer});
      decisions.answers(next.back());
      go_on(next, bursts);
    } while (decisions.next());
  }

  void judge(const model::BoundedSteps& path) {
    const std::uint32_t targets = model::calm_targets(timed_, world_);
    for (std::uint32_t isolate = 0; isolate < targets; ++isolate) {
      stand_at(path);
      const auto calm = model::calm_from_here(world_, timed_, isolate, nullptr);
      verdicts.insert(calm.finding.verdict);
      note_safety();
    }
  }

  void note_safety() {
    const model::Findings& findings = world_.world().runtime().findings();
    for (std::size_t index = 1; index < findings.size(); ++index) {
      if (findings[index].verdict == model::Verdict::violated) violated.insert(index);
    }
  }

  model::WorldConfig timed_;
  model::BoundedBounds bounds_;
  model::BurstWorld world_;
};

}  // namespace stalemate::tests
