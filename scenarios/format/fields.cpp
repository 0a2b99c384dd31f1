#include "scenarios/format/fields.h"

#include <algorithm>

namespace stalemate::scenarios::format {
namespace {

constexpr std::size_t usual_keys = 16;

}  // namespace

Fields::Fields(const Node& node) : node_(&node) {
  known_.reserve(usual_keys);
  if (!node.json().is_object()) node.fail(shown(node.json()) + " is not an object", "{...}");
}

// The object's own copy of the key, which lives as long as the object.
const std::string* Fields::own_key(std::string_view key) const {
  if (!node_->json().is_object()) return nullptr;
  for (const auto& member : node_->json().get_ref<const Json::object_t&>()) {
    if (member.first == key) return &member.first;
  }
  return nullptr;
}

bool Fields::has(std::string_view key) const {
  const std::string* own = own_key(key);
  return own != nullptr && !node_->json().find(*own)->is_null();
}

std::optional<Node> Fields::find_nullable(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.push_back(key);
  const std::string* own = own_key(key);
  if (own == nullptr) return std::nullopt;
  return node_->member(*own);
}

std::optional<Node> Fields::find(std::string_view key) {
  std::optional<Node> field = find_nullable(key);
  const bool patch = node_->reading().mode() == Mode::patch && !node_->complete();
  if (field && patch && field->json().is_null()) return std::nullopt;
  return field;
}

std::optional<Node> Fields::always_require(std::string_view key) {
  std::optional<Node> field = find(key);
  if (!field && missing_.empty()) missing_ = key;
  return field;
}

std::optional<Node> Fields::require(std::string_view key) {
  return node_->complete() ? always_require(key) : find(key);
}

void Fields::milliseconds(std::string_view key, Range range, std::int64_t& out_ms) {
  const std::optional<Node> field = find(key);
  const auto value = field ? milliseconds_of(*field, range) : std::nullopt;
  if (value) out_ms = *value;
}

void Fields::time(std::string_view key, Range range, sim::Microseconds& out_us) {
  const std::optional<Node> field = find(key);
  const auto value = field ? milliseconds_of(*field, range) : std::nullopt;
  if (value) out_us = sim::from_milliseconds(*value);
}

void Fields::time(std::string_view key, Range range, std::optional<sim::Microseconds>& out_us) {
  sim::Microseconds value = -1;
  time(key, range, value);
  if (value >= 0) out_us = value;
}

void Fields::boolean(std::string_view key, bool& out) {
  const std::optional<Node> field = find(key);
  const auto value = field ? boolean_of(*field) : std::nullopt;
  if (value) out = *value;
}

void Fields::done() {
  if (!node_->json().is_object()) return;
  for (const auto& member : node_->json().get_ref<const Json::object_t&>()) {
    const std::string& key = member.first;
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    node_->fail_at(key, "unknown key " + in_quotes(key) + nearest_of(key, known_), listed(known_));
    return;
  }
  if (missing_.empty()) return;
  node_->fail("the key " + in_quotes(missing_) + " is missing", "");
}

}  // namespace stalemate::scenarios::format
