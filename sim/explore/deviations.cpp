#include "sim/explore/deviations.h"

#include <algorithm>
#include <charconv>
#include <map>
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

bool before(std::string_view text, std::int64_t number, std::string_view other_text,
            std::int64_t other_number) {
  return number != other_number ? number < other_number : text < other_text;
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
  std::map<std::string_view, std::uint32_t> asked;
  for (std::size_t index = 0; index < schedule.size(); ++index) {
    const RecordedChoice& choice = schedule[index];
    ++asked[choice.label];
    if (choice.calm) continue;
    Deviation deviation{split_name(choice.label), 0, split_name(choice.taken),
                        amount_in(choice.taken), no_number};
    deviation.asked_before = asked[choice.label] - 1;
    deviations.push_back(std::move(deviation));
  }
  return deviations;
}

DeviationExplorer::DeviationExplorer(const std::vector<Deviation>& deviations) {
  for (const Deviation& deviation : deviations) by_label_.push_back(&deviation);
  std::stable_sort(
      by_label_.begin(), by_label_.end(), [](const Deviation* one, const Deviation* other) {
        return before(one->label.text, one->label.number, other->label.text, other->label.number);
      });
  for (std::size_t place = 0; place < by_label_.size(); ++place) {
    const bool again = place > 0 && by_label_[place]->label == by_label_[place - 1]->label;
    if (!again) labels_.push_back({place, place, 0});
    ++labels_.back().end;
  }
}

std::uint32_t DeviationExplorer::choose(const ChoicePoint& point) {
  const auto label = std::lower_bound(labels_.begin(), labels_.end(), point.label,
                                      [this](const Label& one, const Name& name) {
                                        const SplitName& own = by_label_[one.first]->label;
                                        return before(own.text, own.number, name.text, name.number);
                                      });
  if (label == labels_.end() || !by_label_[label->first]->label.is(point.label)) return 0;
  std::uint32_t taken = 0;
  for (std::size_t place = label->first; place < label->end; ++place) {
    const Deviation& deviation = *by_label_[place];
    if (label->asked == deviation.asked_before) taken = index_of(point, deviation);
  }
  ++label->asked;
  return taken;
}

}  // namespace stalemate::sim
