#include "scenarios/format/parse_json.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "scenarios/format/limits.h"
#include "scenarios/format/message.h"
#include "sim/hash.h"

namespace stalemate::scenarios::format {
namespace {

constexpr std::size_t longest_complaint = 160;

// "12:7", both from 1, of the character at the offset.
std::string place_at(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::string_view line = before.substr(before.rfind('\n') + 1);
  const auto columns = std::count_if(line.begin(), line.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  });
  return std::to_string(lines + 1) + ":" + std::to_string(columns + 1);
}

// The library's sentence without its number, its own idea of the place, and the text it quotes.
std::string gist(std::string sentence) {
  const std::size_t start = sentence.find(" - ");
  sentence.erase(0, start == std::string::npos ? sentence.find("] ") + 2 : start + 3);
  const std::size_t quote = sentence.find("; last read: ");
  if (quote != std::string::npos) {
    const std::size_t expected = sentence.rfind("; expected ");
    const bool follows = expected != std::string::npos && expected > quote;
    sentence.erase(quote, follows ? expected - quote : std::string::npos);
  }
  return shortened(sentence, longest_complaint);
}

// Builds the value while the library reads, and stops at the first thing it does not like.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  Builder(std::string_view text, const std::string& path) : text_(text), path_(path) {}

  Json take_value() { return std::move(root_); }
  InputError error() const { return {one_line(error_)}; }

  bool null() override { return add(Json(nullptr)); }
  bool boolean(bool value) override { return add(Json(value)); }
  bool number_integer(number_integer_t value) override { return add(Json(value)); }
  bool number_unsigned(number_unsigned_t value) override { return add(Json(value)); }
  bool number_float(number_float_t value, const string_t&) override { return add(Json(value)); }
  bool string(string_t& value) override { return add(Json(std::move(value))); }
  bool binary(binary_t&) override { return fail("binary data", "JSON text"); }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    Json& object = *open_.back();
    keys_.back() = name;
    if (object.contains(name)) {
      return fail("the key " + in_quotes(name) + " stands twice in one object", "once");
    }
    if (object.size() == most_keys) {
      return fail("too many keys in one object", "at most " + std::to_string(most_keys));
    }
    object[name] = nullptr;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& exception) override {
    const std::size_t offset =
        std::min(position - std::min<std::size_t>(position, 1), text_.size());
    error_ = path_ + ":" + place_at(text_, offset) + ": not JSON: " + gist(exception.what());
    return false;
  }

 private:
  // Puts a value where it belongs: the latest key of an object, the end of an array.
  Json& place(Json value) {
    if (open_.empty()) return root_ = std::move(value);
    Json& parent = *open_.back();
    if (parent.is_object()) return parent[keys_.back()] = std::move(value);
    parent.push_back(std::move(value));
    return parent.back();
  }

  bool add(Json value) {
    place(std::move(value));
    return count();
  }

  bool open(Json container) {
    if (!count()) return false;
    Json& placed = place(std::move(container));
    if (open_.size() == deepest_nesting) {
      return fail("nested too deeply", "at most " + std::to_string(deepest_nesting) + " levels");
    }
    open_.push_back(&placed);
    keys_.emplace_back();
    return true;
  }

  bool close() {
    open_.pop_back();
    keys_.pop_back();
    return true;
  }

  bool count() {
    if (++values_ <= most_values) return true;
    return fail("too many values", "at most " + std::to_string(most_values));
  }

  bool fail(const std::string& what, const std::string& allowed) {
    std::vector<std::string> tokens;
    for (std::size_t level = 0; level < open_.size(); ++level) {
      const Json& container = *open_[level];
      tokens.push_back(container.is_object() ? keys_[level] : std::to_string(container.size() - 1));
    }
    error_ = path_ + ": " + pointer_of(tokens) + ": " + what + "; allowed: " + allowed;
    return false;
  }

  std::string_view text_;
  const std::string& path_;
  Json root_;
  std::vector<Json*> open_;        // objects and arrays being read, outermost first
  std::vector<std::string> keys_;  // the latest key of each
  std::size_t values_ = 0;
  std::string error_;
};

}  // namespace

Result<Json> parse_json(std::string_view text, const std::string& path) {
  const auto not_json = [&](std::size_t offset, const std::string& what) {
    return InputError{one_line(path + ":" + place_at(text, offset) + ": not JSON: " + what)};
  };
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return not_json(0, "the file is empty; allowed: one JSON object");
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    return not_json(0, "a byte order mark; allowed: UTF-8 without one");
  }
  const std::size_t nul = text.find('\0');
  if (nul != std::string_view::npos) return not_json(nul, "a NUL byte; allowed: UTF-8 text");
  Builder builder(text, path);
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) return builder.error();
  return builder.take_value();
}

std::string canonical_hash(const Json& json) {
  const nlohmann::json sorted = json;
  const std::string text = sorted.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  std::uint64_t hash = XXH3_64bits(text.data(), text.size());
  std::string digits(16, '0');
  for (std::size_t index = digits.size(); index-- > 0; hash >>= 4U) {
    digits[index] = "0123456789abcdef"[hash & 15U];
  }
  return digits;
}

std::string compact_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace stalemate::scenarios::format
