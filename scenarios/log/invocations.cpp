#include "scenarios/log/invocations.h"

#include <algorithm>
#include <utility>

namespace stalemate::scenarios::log {

namespace {

void add_facts(Observation& known, Observation part) {
  if (part.time_ms && (!known.time_ms || *part.time_ms < *known.time_ms)) {
    known.time_ms = part.time_ms;
    known.precision_ms = part.precision_ms;
  }
  if (known.page.empty()) known.page = std::move(part.page);
  if (known.host.empty()) known.host = std::move(part.host);
  if (part.artifact == model::Artifact::rsc) known.artifact = part.artifact;
  if (!known.state) known.state = part.state;
  if (known.generation.empty()) known.generation = std::move(part.generation);
  if (!known.age_s) known.age_s = part.age_s;
  if (known.colo.empty()) known.colo = std::move(part.colo);
  if (known.ray.empty()) known.ray = std::move(part.ray);
  if (!known.status) known.status = part.status;
  if (part.signs) known.signs = static_cast<Signs>(known.signs.value_or(0) | *part.signs);
  known.line = std::min(known.line, part.line);
}

}  // namespace

std::optional<Observation> Invocations::add(Observation part) {
  const std::string id = part.invocation;
  const auto known = waiting_.find(id);
  if (known != waiting_.end()) {
    add_facts(known->second, std::move(part));
    return std::nullopt;
  }
  waiting_.emplace(id, std::move(part));
  order_.push_back(id);
  return order_.size() > most_waiting ? std::optional(take_first()) : std::nullopt;
}

Observation Invocations::take_first() {
  const auto first = waiting_.find(order_.front());
  Observation whole = std::move(first->second);
  waiting_.erase(first);
  order_.pop_front();
  return whole;
}

std::vector<Observation> Invocations::take() {
  std::vector<Observation> all;
  while (!order_.empty()) all.push_back(take_first());
  return all;
}

}  // namespace stalemate::scenarios::log
