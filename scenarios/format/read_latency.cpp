#include "scenarios/format/read_latency.h"

#include <cstdint>
#include <optional>
#include <string>

namespace stalemate::scenarios::format {
namespace {

constexpr std::string_view shapes =
    "milliseconds (5), a range of them ([5, 20]), or an object of typical_ms, low_ms, high_ms, "
    "step_ms";

struct Milliseconds {
  std::int64_t typical = 0;
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::int64_t step = 1;
};

std::string range_text(const Milliseconds& value) {
  return "from " + std::to_string(value.low) + " to " + std::to_string(value.high);
}

// Whether the numbers fit together; if not, says which do not.
bool consistent(const Node& node, const Milliseconds& value) {
  const auto complain = [&](const std::string& what, const std::string& allowed) {
    node.fail(what, allowed);
    return false;
  };
  if (value.low > value.high) {
    return complain(
        "low " + std::to_string(value.low) + " is above high " + std::to_string(value.high),
        "low <= typical <= high");
  }
  if (value.typical < value.low || value.typical > value.high) {
    return complain("typical " + std::to_string(value.typical) + " is outside the range",
                    "a typical value " + range_text(value));
  }
  const std::string grid = "low plus a multiple of step, here of " + std::to_string(value.step);
  if ((value.typical - value.low) % value.step != 0) {
    return complain("typical " + std::to_string(value.typical) + " is not on the step grid", grid);
  }
  if ((value.high - value.low) % value.step != 0) {
    return complain("high " + std::to_string(value.high) + " is not on the step grid", grid);
  }
  if ((value.high - value.low) / value.step >= most_steps) {
    return complain("too many steps " + range_text(value),
                    "at most " + std::to_string(most_steps) + "; a larger step_ms makes fewer");
  }
  return true;
}

std::optional<Milliseconds> read_pair(const Node& node) {
  if (node.json().size() != 2) {
    node.fail("a list of " + std::to_string(node.json().size()), std::string(shapes));
    return std::nullopt;
  }
  const Node first = node.element(0);
  const Node second = node.element(1);
  const auto low = milliseconds_of(first, any_time);
  const auto high = milliseconds_of(second, any_time);
  if (!low || !high) return std::nullopt;
  return Milliseconds{*low, *low, *high, 1};
}

// Only one of typical and low need be there: the other is equal. Without high nothing varies.
std::optional<Milliseconds> read_object(const Node& node) {
  Milliseconds value{-1, -1, -1, 1};
  Fields fields(node);
  fields.milliseconds("typical_ms", any_time, value.typical);
  fields.milliseconds("low_ms", any_time, value.low);
  fields.milliseconds("high_ms", any_time, value.high);
  fields.milliseconds("step_ms", some_time, value.step);
  fields.done();
  if (!node.complete() || node.reading().problem()) return std::nullopt;
  if (value.typical < 0 && value.low < 0) {
    node.fail("neither typical_ms nor low_ms is given", "one of them, or both");
    return std::nullopt;
  }
  if (value.typical < 0) value.typical = value.low;
  if (value.low < 0) value.low = value.typical;
  if (value.high < 0) value.high = value.typical;
  return value;
}

std::optional<Milliseconds> read_any(const Node& node) {
  if (node.json().is_array()) return read_pair(node);
  if (node.json().is_object()) return read_object(node);
  if (!node.json().is_number()) {
    node.fail(shown(node.json()) + " is no latency", std::string(shapes));
    return std::nullopt;
  }
  const auto value = milliseconds_of(node, any_time);
  if (!value) return std::nullopt;
  return Milliseconds{*value, *value, *value, 1};
}

}  // namespace

void read_latency(const Node& node, model::Latency& out) {
  const std::optional<Milliseconds> value = read_any(node);
  if (!value || !consistent(node, *value)) return;
  out.typical_us = sim::from_milliseconds(value->typical);
  out.low_us = sim::from_milliseconds(value->low);
  out.high_us = sim::from_milliseconds(value->high);
  out.step_us = sim::from_milliseconds(value->step);
}

}  // namespace stalemate::scenarios::format
