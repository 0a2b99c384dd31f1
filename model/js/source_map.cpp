#include "model/js/source_map.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stalemate::model {

namespace {

/// One number of a segment: groups of five bits, the lowest first, the sign in the lowest of all.
std::optional<std::int64_t> read_vlq(std::string_view text, std::size_t& at) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::int64_t value = 0;
  for (int shift = 0; at < text.size() && shift < 40; shift += 5) {
    const std::size_t digit = alphabet.find(text[at]);
    if (digit == std::string_view::npos) return std::nullopt;
    ++at;
    value |= static_cast<std::int64_t>(digit & 31U) << shift;
    if ((digit & 32U) == 0) return (value & 1) != 0 ? -(value >> 1) : value >> 1;
  }
  return std::nullopt;
}

bool read_count(std::string_view text, std::size_t& at, std::uint32_t& number) {
  const char* const begin = text.data() + std::min(at, text.size());
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), number);
  if (error != std::errc()) return false;
  at = static_cast<std::size_t>(end - text.data());
  return true;
}

}  // namespace

SourceMap::SourceMap(std::string_view json) {
  const nlohmann::json map = nlohmann::json::parse(json, nullptr, false);
  if (!map.is_object() || !map.contains("sources") || !map.contains("mappings")) return;
  if (!map["sources"].is_array() || !map["mappings"].is_string()) return;
  for (const auto& source : map["sources"]) {
    sources_.push_back(source.is_string() ? source.get<std::string>() : std::string());
  }
  read_mappings(map["mappings"].get_ref<const std::string&>());
}

void SourceMap::read_mappings(std::string_view mappings) {
  std::array<std::int64_t, 4> fields{};  // each told as the difference to the segment before
  lines_.emplace_back();
  std::size_t at = 0;
  while (at < mappings.size()) {
    if (mappings[at] == ';') {
      lines_.emplace_back();
      fields[0] = 0;
      ++at;
      continue;
    }
    if (mappings[at] == ',') {
      ++at;
      continue;
    }
    std::size_t count = 0;
    while (at < mappings.size() && mappings[at] != ',' && mappings[at] != ';') {
      const auto difference = read_vlq(mappings, at);
      if (!difference) return;
      if (count < fields.size()) fields[count] += *difference;
      ++count;
    }
    if (count < 4) continue;
    lines_.back().push_back(
        {static_cast<std::uint32_t>(fields[0]), static_cast<std::uint32_t>(fields[1]),
         static_cast<std::uint32_t>(fields[2]), static_cast<std::uint32_t>(fields[3])});
  }
}

std::string SourceMap::locate(std::uint32_t line, std::uint32_t column) const {
  if (line == 0 || line > lines_.size() || column == 0) return {};
  const std::vector<Segment>& segments = lines_[line - 1];
  const auto after = std::ranges::upper_bound(segments, column - 1, {}, &Segment::column);
  if (after == segments.begin()) return {};
  const Segment& segment = *(after - 1);
  if (segment.source >= sources_.size()) return {};
  return fmt::format("{}:{}:{}", sources_[segment.source], segment.source_line + 1,
                     segment.source_column + 1);
}

std::string SourceMap::translated(std::string_view text) const {
  std::string result;
  const std::string mark = std::string(program_script) + ":";
  std::size_t begin = 0;
  while (true) {
    const std::size_t found = text.find(mark, begin);
    if (found == std::string_view::npos) break;
    result += text.substr(begin, found - begin);
    std::size_t at = found + mark.size();
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::string place;
    if (read_count(text, at, line) && at < text.size() && text[at] == ':' &&
        read_count(text, ++at, column)) {
      place = locate(line, column);
      // Of a mapped program, what comes from no source is the bundler's.
      if (place.empty() && !lines_.empty()) {
        place = fmt::format("{}{}", simulators, text.substr(found, at - found));
      }
    }
    result += place.empty() ? std::string(text.substr(found, at - found)) : place;
    begin = at;
  }
  return result.append(text.substr(begin));
}

}  // namespace stalemate::model
