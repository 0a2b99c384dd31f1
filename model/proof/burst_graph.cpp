#include "model/proof/burst_graph.h"

#include <utility>

#include "sim/assert.h"

namespace stalemate::model {

std::uint8_t violated_by(const Findings& findings) {
  std::uint32_t bits = 0;
  for (std::size_t property = 0; property < property_count; ++property) {
    if (findings[property].verdict == Verdict::violated) bits |= 1U << property;
  }
  return static_cast<std::uint8_t>(bits);
}

BurstGraph::Met BurstGraph::meet(std::uint64_t name) {
  const Met met = names_.meet(name);
  if (met.is_new) nodes_.push_back({});
  SIM_ASSERT(names_.size() == nodes_.size());
  return met;
}

BurstGraph::Met BurstGraph::add() {
  nodes_.push_back({});
  return {static_cast<std::uint32_t>(nodes_.size() - 1), true};
}

void BurstGraph::end(std::uint32_t node, RoundEdge round) {
  nodes_[node].first = ends_.size();
  nodes_[node].is_end = true;
  ends_.push_back(std::move(round));
}

void BurstGraph::expanded(std::uint32_t node, const Expansion& found) {
  Node& record = nodes_[node];
  SIM_ASSERT(!record.expanded && !record.is_end);
  record.expanded = true;
  record.successors = static_cast<std::uint32_t>(successors_.size() - record.first);
  SIM_ASSERT(record.successors + found.out_of_bounds == found.transitions);
  record.out_of_bounds = found.out_of_bounds;
  record.dead_end = found.dead_end;
  record.violated = found.violated;
  record.marks = number_of(found.marks);
}

/// Few different sets of marks occur, so they are numbered; 0 is the empty one.
std::uint16_t BurstGraph::number_of(const Marks& marks) {
  if (marks_.empty()) marks_.emplace_back();
  if (marks == Marks{}) return 0;
  const auto [place, is_new] =
      mark_numbers_.emplace(marks, static_cast<std::uint16_t>(marks_.size()));
  if (is_new) {
    SIM_ASSERT(marks_.size() < 0xffff);
    marks_.push_back(marks);
  }
  return place->second;
}

void BurstGraph::reach(std::uint32_t from, BurstResult& result) {
  ++calls_;
  const auto visit = [this](std::uint32_t number) {
    if (nodes_[number].seen == calls_) return;
    nodes_[number].seen = calls_;
    open_.push_back(number);
  };
  visit(from);
  while (!open_.empty()) {
    const Node& node = nodes_[open_.back()];
    open_.pop_back();
    tell(node, result);
    for (std::uint64_t place = node.first; place < node.first + node.successors; ++place) {
      visit(successors_[place]);
    }
  }
}

void BurstGraph::tell(const Node& node, BurstResult& result) const {
  ++result.count.states;
  result.count.transitions += node.successors + node.out_of_bounds;
  result.count.out_of_bounds += node.out_of_bounds;
  result.count.dead_ends += node.dead_end ? 1 : 0;
  result.count.clock_exhausted += node.exhausted ? 1 : 0;
  if (node.is_end) result.edges.push_back(ends_[node.first]);
  for (std::size_t property = 0; property < property_count; ++property) {
    if ((node.violated >> property & 1U) != 0) {
      result.findings[property].verdict = Verdict::violated;
    }
  }
  if (node.marks == 0) return;
  for (std::size_t word = 0; word < result.marks.size(); ++word) {
    result.marks[word] |= marks_[node.marks][word];
  }
}

std::size_t BurstGraph::bytes() const {
  return names_.bytes() + nodes_.bytes() + successors_.bytes() +
         ends_.size() * sizeof(RoundEdge) * 2;
}

void BurstGraph::clear() {
  names_.clear();
  nodes_.clear();
  successors_.clear();
  ends_.clear();
}

}  // namespace stalemate::model
