#include "sim/explore/labelled_explorer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace stalemate::sim {

namespace {

/// A number between other text, without making a string of it.
class Digits {
 public:
  explicit Digits(std::int64_t number)
      : end_(std::to_chars(digits_.data(), digits_.data() + digits_.size(), number).ptr) {}

  std::string_view text() const {
    return {digits_.data(), static_cast<std::size_t>(end_ - digits_.data())};
  }

 private:
  std::array<char, 20> digits_{};  // of 64 bits, with a sign
  char* end_;
};

/// As name.str().compare(written): negative if the name comes first, 0 if they are equal.
int compare(const Name& name, std::string_view written) {
  const std::string_view text(name.text);
  const int first = text.compare(written.substr(0, text.size()));
  if (first != 0) return first;
  written.remove_prefix(text.size());
  if (name.number == no_number) return written.empty() ? 0 : -1;
  const int blank = std::string_view(" ").compare(written.substr(0, 1));
  if (blank != 0) return blank;
  return Digits(name.number).text().compare(written.substr(1));
}

std::optional<std::uint32_t> place_of_name(const ChoicePoint& point, std::string_view written) {
  for (std::uint32_t index = 0; index < point.count; ++index) {
    if (compare(point.names[index], written) == 0) return index;
  }
  return std::nullopt;
}

/// The inverse of ChoicePoint::amount() for what is written as "<amount> <unit>".
std::optional<std::uint32_t> place_of_amount(const ChoicePoint& point, std::string_view written) {
  std::int64_t amount = 0;
  const char* const begin = written.data();
  const auto [end, error] = std::from_chars(begin, begin + written.size(), amount);
  const std::string_view digits = written.substr(0, static_cast<std::size_t>(end - begin));
  if (error != std::errc() || digits != Digits(amount).text()) return std::nullopt;
  written.remove_prefix(digits.size());
  if (!written.starts_with(' ') || written.substr(1) != point.unit) return std::nullopt;

  if (amount == point.typical) return 0;
  const std::int64_t high = point.low + (static_cast<std::int64_t>(point.count) - 1) * point.step;
  if (amount < point.low || amount > high || (amount - point.low) % point.step != 0) {
    return std::nullopt;
  }
  const auto steps = static_cast<std::uint32_t>((amount - point.low) / point.step);
  return amount < point.typical ? steps + 1 : steps;  // the typical one was moved to the front
}

std::optional<std::uint32_t> place_of(const ChoicePoint& point, std::string_view written) {
  return point.names != nullptr ? place_of_name(point, written) : place_of_amount(point, written);
}

}  // namespace

LabelledExplorer::LabelledExplorer(const Schedule& schedule) {
  choices_.reserve(schedule.size());
  for (const RecordedChoice& choice : schedule) choices_.push_back(&choice);
  std::stable_sort(choices_.begin(), choices_.end(),
                   [](const RecordedChoice* first, const RecordedChoice* second) {
                     return first->label < second->label;
                   });
  for (std::size_t index = 0; index < choices_.size(); ++index) {
    const std::string_view text = choices_[index]->label;
    if (labels_.empty() || labels_.back().text != text) labels_.push_back({text, index, index});
    labels_.back().end = index + 1;
  }
  followed_.not_asked = schedule.size();
}

std::uint32_t LabelledExplorer::choose(const ChoicePoint& point) {
  const auto label = std::lower_bound(
      labels_.begin(), labels_.end(), point.label,
      [](const Label& known, const Name& asked) { return compare(asked, known.text) > 0; });
  const bool recorded = label != labels_.end() && compare(point.label, label->text) == 0;
  if (!recorded || label->next == label->end) {
    ++followed_.not_recorded;
    return 0;
  }
  --followed_.not_asked;
  const std::optional<std::uint32_t> place = place_of(point, choices_[label->next++]->taken);
  ++(place ? followed_.taken : followed_.not_offered);
  return place.value_or(0);
}

}  // namespace stalemate::sim
