#include "sim/explore/deviations.h"

#include <charconv>
#include <string_view>

namespace stalemate::sim {

namespace {

/// @return no_number if it is none
std::int64_t number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size() && number >= 0;
  // As a name is shown: without leading zeros.
  return whole && (text == "0" || text.front() != '0') ? number : no_number;
}

/// The alternative of this amount; 0 if there is none.
std::uint32_t index_of_amount(const ChoicePoint& point, std::int64_t amount) {
  const std::int64_t steps = (amount - point.low) / point.step;
  // The typical amount was moved to the front, past those below it.
  for (const std::int64_t index : {steps, steps + 1}) {
    if (index < 0 || index >= std::int64_t{point.count}) continue;
    if (point.amount(static_cast<std::uint32_t>(index)) == amount) {
      return static_cast<std::uint32_t>(index);
    }
  }
  return 0;
}

std::uint32_t index_of(const ChoicePoint& point, const Deviation& deviation) {
  if (point.names == nullptr) {
    return deviation.is_amount() ? index_of_amount(point, deviation.amount) : 0;
  }
  for (std::uint32_t index = 0; index < point.count; ++index) {
    if (deviation.taken.is(point.names[index])) return index;
  }
  return 0;
}

}  // namespace

std::int64_t amount_in(std::string_view name) {
  const std::size_t space = name.find(' ');
  if (space == std::string_view::npos || name.find(' ', space + 1) != std::string_view::npos) {
    return no_number;
  }
  return number_in(name.substr(0, space));
}

SplitName split_name(const std::string& name) {
  const std::size_t space = name.rfind(' ');
  if (space == std::string::npos) return {name, no_number};
  const std::int64_t number = number_in(std::string_view(name).substr(space + 1));
  if (number == no_number) return {name, no_number};
  return {name.substr(0, space), number};
}

std::vector<Deviation> deviations_of(const Schedule& schedule) {
  std::vector<Deviation> deviations;
  for (std::size_t index = 0; index < schedule.size(); ++index) {
    const RecordedChoice& choice = schedule[index];
    if (choice.calm) continue;
    Deviation deviation{split_name(choice.label), 0, split_name(choice.taken),
                        amount_in(choice.taken), no_number};
    for (std::size_t earlier = 0; earlier < index; ++earlier) {
      if (schedule[earlier].label == choice.label) ++deviation.asked_before;
    }
    deviations.push_back(std::move(deviation));
  }
  return deviations;
}

std::uint32_t DeviationExplorer::choose(const ChoicePoint& point) {
  std::uint32_t taken = 0;
  for (std::size_t index = 0; index < deviations_->size(); ++index) {
    const Deviation& deviation = (*deviations_)[index];
    if (!deviation.label.is(point.label)) continue;
    if (asked_[index]++ == deviation.asked_before) taken = index_of(point, deviation);
  }
  return taken;
}

}  // namespace stalemate::sim
