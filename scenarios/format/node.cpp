#include "scenarios/format/node.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace stalemate::scenarios::format {
namespace {

// Nothing for what is no integer, or an integer that no 64 bits hold.
std::optional<std::int64_t> exact_integer(const Json& json) {
  if (json.is_number_unsigned()) {
    const auto value = json.get<std::uint64_t>();
    if (value > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) return std::nullopt;
    return static_cast<std::int64_t>(value);
  }
  if (json.is_number_integer()) return json.get<std::int64_t>();
  return std::nullopt;
}

// Beyond 64 bits numbers are kept as floating point, with or without a fraction in the file.
bool is_huge(const Json& json) {
  constexpr double limit = 9.2e18;
  if (json.is_number_unsigned()) return true;
  if (!json.is_number_float()) return false;
  const auto value = json.get<double>();
  return value > limit || value < -limit;
}

std::optional<std::int64_t> bounded(const Node& node, Range range, const std::string& allowed) {
  const std::optional<std::int64_t> value = exact_integer(node.json());
  if (value && *value >= range.low && *value <= range.high) return value;
  const bool out = value || is_huge(node.json());
  node.fail(shown(node.json()) + (out ? " is out of range" : " is not a whole number"), allowed);
  return std::nullopt;
}

std::string from_to(Range range) {
  return "from " + std::to_string(range.low) + " to " + std::to_string(range.high);
}

}  // namespace

Node Node::element(std::size_t index) const {
  return Node((*json_)[index], *this, nullptr, index, true);
}

Node Node::member(const std::string& key) const {
  return Node(*json_->find(key), *this, &key, 0, complete_);
}

std::vector<std::string> Node::tokens() const {
  std::vector<std::string> tokens;
  for (const Node* node = this; node->parent_ != nullptr; node = node->parent_) {
    tokens.push_back(node->key_ != nullptr ? *node->key_ : std::to_string(node->index_));
  }
  std::reverse(tokens.begin(), tokens.end());
  return tokens;
}

void Node::fail(std::string what, std::string allowed) const {
  if (reading_->problem()) return;
  reading_->fail({tokens(), std::move(what), std::move(allowed)});
}

void Node::fail_at(std::string_view key, std::string what, std::string allowed) const {
  if (reading_->problem()) return;
  Problem problem{tokens(), std::move(what), std::move(allowed)};
  problem.tokens.emplace_back(key);
  reading_->fail(std::move(problem));
}

std::optional<std::int64_t> integer_of(const Node& node, Range range) {
  return bounded(node, range, "a whole number " + from_to(range));
}

std::optional<std::int64_t> milliseconds_of(const Node& node, Range range) {
  std::string allowed = "whole milliseconds " + from_to(range);
  if (range.high == ten_years_ms) allowed += " (ten years)";
  return bounded(node, range, allowed);
}

std::optional<bool> boolean_of(const Node& node) {
  if (node.json().is_boolean()) return node.json().get<bool>();
  node.fail(shown(node.json()) + " is not a truth value", "true, false");
  return std::nullopt;
}

std::optional<std::string> line_of(const Node& node, std::size_t longest_bytes) {
  const std::string allowed = "one line of 1 to " + std::to_string(longest_bytes) + " bytes";
  if (!node.json().is_string()) {
    node.fail(shown(node.json()) + " is not text", allowed);
    return std::nullopt;
  }
  const auto& text = node.json().get_ref<const std::string&>();
  if (text.empty() || text.size() > longest_bytes || has_control_character(text)) {
    const std::string_view what = text.empty()                  ? "is empty"
                                  : text.size() > longest_bytes ? "is too long"
                                                                : "has a control character";
    node.fail(in_quotes(text) + " " + std::string(what), allowed);
    return std::nullopt;
  }
  return text;
}

std::optional<std::size_t> index_of(const Node& node, Names names) {
  if (!node.json().is_string()) {
    node.fail(shown(node.json()) + " is not a name", listed(names));
    return std::nullopt;
  }
  const auto& text = node.json().get_ref<const std::string&>();
  const auto found = std::find(names.begin(), names.end(), text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  node.fail("unknown name " + in_quotes(text) + nearest_of(text, names), listed(names));
  return std::nullopt;
}

std::string shown(const Json& json) {
  if (json.is_object()) return "an object";
  if (json.is_array()) return "a list";
  if (json.is_string()) return in_quotes(json.get_ref<const std::string&>());
  return json.dump();
}

}  // namespace stalemate::scenarios::format
