#include "scenarios/log/object_text.h"

#include "scenarios/log/values.h"

namespace stalemate::scenarios::log {

namespace {

std::size_t indent_of(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t");
  return first == std::string_view::npos ? line.size() : first;
}

/// What can begin a line within an object, as it is laid out over several.
bool may_begin_line(std::string_view text) {
  if (text.empty() || text.find_first_of("\"{}[],") == 0) return true;
  const std::size_t comma = text.find(',');
  if (comma != std::string_view::npos && comma + 1 != text.size()) return false;
  const std::string_view value = text.substr(0, comma);
  return value == "true" || value == "false" || value == "null" ||
         value.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
}

}  // namespace

void ObjectText::reset() {
  text_.clear();
  state_ = State::none;
  depth_ = 0;
}

std::string_view ObjectText::begin(std::string_view line, std::uint64_t number) {
  reset();
  number_ = number;
  indent_ = indent_of(line);
  state_ = State::open;
  return add(line.substr(indent_));
}

std::string_view ObjectText::add(std::string_view line) {
  bool in_string = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char letter = line[at];
    if (in_string) {
      if (letter == '\\') ++at;
      in_string = letter != '"';
      continue;
    }
    in_string = letter == '"';
    if (letter == '{' || letter == '[') ++depth_;
    if (letter != '}' && letter != ']') continue;
    if (--depth_ > 0) continue;
    text_ += line.substr(0, at + 1);
    state_ = text_.size() > longest_part ? State::too_long : State::whole;
    return trimmed(line.substr(at + 1));
  }
  text_ += line;
  text_ += '\n';
  if (in_string) state_ = State::cut_off;
  if (text_.size() > longest_part) {
    state_ = State::too_long;
    text_.clear();
  }
  return {};
}

bool ObjectText::goes_on_with(std::string_view line) const {
  const std::string_view text = trimmed(line);
  if (!text.empty() && text.front() == '{' && indent_of(line) <= indent_) return false;
  return may_begin_line(text);
}

}  // namespace stalemate::scenarios::log
