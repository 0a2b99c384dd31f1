#include "model/js/texts.h"

#include <charconv>

#include "model/js/tokens.h"
#include "sim/assert.h"

namespace stalemate::model {

std::optional<std::uint16_t> Texts::number_of(StoredText text) {
  const auto known = numbers_.find(text);
  if (known != numbers_.end()) return known->second;
  if (texts_.size() == limit) return std::nullopt;
  const auto number = static_cast<std::uint16_t>(texts_.size() + 1);
  const auto place = numbers_.emplace(std::move(text), number).first;
  texts_.push_back(&place->first);
  return number;
}

void Texts::forget_run() {
  SIM_ASSERT(kept_ <= texts_.size());
  while (texts_.size() > kept_) {
    numbers_.erase(numbers_.find(*texts_.back()));
    texts_.pop_back();
  }
}

namespace {

enum class FieldState : std::uint8_t { absent, null, number };
struct InstantField {
  FieldState state = FieldState::absent;
  std::int64_t ms = 0;
};

/// `"key": 12.5` of a JSON text. The texts are looked at often and are not always JSON; the first
/// place where the key stands will do.
InstantField instant_field(std::string_view text, std::string_view key) {
  InstantField field;
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return field;
  std::size_t begin = at + key.size();
  while (begin < text.size() && (text[begin] == ' ' || text[begin] == ':')) ++begin;
  if (text.substr(begin).starts_with("null")) {
    field.state = FieldState::null;
    return field;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data() + begin, text.data() + text.size(), value);
  if (error != std::errc() || !(value > -9e15 && value < 9e15)) return field;
  field.state = FieldState::number;
  field.ms = static_cast<std::int64_t>(value);
  return field;
}

std::uint8_t tags_in(std::string_view text) {
  std::uint8_t tags = 0;
  while (tags < tag_limit) {
    const std::string tag = "stalemate-tag-" + std::to_string(tags + 1);
    if (text.find(tag) == std::string_view::npos) break;
    ++tags;
  }
  return tags;
}

}  // namespace

KvValue value_of(std::string_view text, const PageConfig& page, std::int64_t now_ms) {
  KvValue value;
  if (const auto id = find_token_in_value(text)) value.generation = *id;
  value.tags = tags_in(text);
  const InstantField modified = instant_field(text, "\"lastModified\"");
  value.last_modified_ms = modified.state == FieldState::number ? modified.ms : now_ms;
  const InstantField revalidate_at = instant_field(text, "\"revalidateAt\"");
  if (revalidate_at.state == FieldState::number) value.revalidate_at_ms = revalidate_at.ms;
  if (revalidate_at.state == FieldState::absent && page.revalidate_ms > 0) {
    value.revalidate_at_ms = value.last_modified_ms + page.revalidate_ms;
  }
  const InstantField expire_at = instant_field(text, "\"expireAt\"");
  if (expire_at.state == FieldState::number) value.expire_at_ms = expire_at.ms;
  return value;
}

KvValue marker_of(std::string_view text, std::int64_t now_ms) {
  KvValue value;
  value.last_modified_ms = now_ms;
  std::int64_t told_ms = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), told_ms);
  if (error == std::errc() && end == text.data() + text.size()) value.last_modified_ms = told_ms;
  return value;
}

}  // namespace stalemate::model
