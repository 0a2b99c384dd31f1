#include "scenarios/log/invocations.h"

#include <tuple>
#include <utility>

namespace stalemate::scenarios::log {

void Invocations::add_facts(Waiting& waiting, Observation part) {
  Observation& known = waiting.whole;
  if (part.state && (!known.state || part.time_ms >= waiting.state_at_ms)) {
    known.state = part.state;
    waiting.state_at_ms = part.time_ms;
  }
  if (part.time_ms && (!known.time_ms || *part.time_ms < *known.time_ms)) {
    known.time_ms = part.time_ms;
    known.precision_ms = part.precision_ms;
    known.first_of_date = part.first_of_date;
  }
  if (std::tie(part.line, part.record) < std::tie(known.line, known.record)) {
    known.line = part.line;
    known.record = part.record;
  }
  add_missing_facts(known, std::move(part));
  // What hung was ended by an exception.
  if (known.signs && (*known.signs & sign_bit(Sign::hung)) != 0) {
    known.signs = static_cast<Signs>(*known.signs & ~sign_bit(Sign::exception));
  }
}

std::optional<Observation> Invocations::add(Observation part) {
  const std::string id = part.invocation;
  const auto known = waiting_.find(id);
  if (known != waiting_.end()) {
    add_facts(known->second, std::move(part));
    return std::nullopt;
  }
  const std::optional<std::int64_t> state_at_ms = part.state ? part.time_ms : std::nullopt;
  waiting_.emplace(id, Waiting{std::move(part), state_at_ms});
  order_.push_back(id);
  return order_.size() > most_waiting ? std::optional(take_first()) : std::nullopt;
}

Observation Invocations::take_first() {
  const auto first = waiting_.find(order_.front());
  Observation whole = std::move(first->second.whole);
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
