#include "scenarios/log/reader.h"

#include <algorithm>
#include <utility>

#include "scenarios/log/record.h"
#include "scenarios/log/values.h"

namespace stalemate::scenarios::log {

namespace {

using format::Json;

/// A file of another kind altogether.
bool is_binary(std::string_view line) {
  return std::any_of(line.begin(), line.end(), [](char letter) {
    return (letter >= '\0' && letter < '\t') || letter == '\x7f';
  });
}

}  // namespace

void Reader::line(std::string_view line) {
  ++tally_.lines;
  if (tally_.lines == 1 && line.substr(0, 3) == "\xef\xbb\xbf") line.remove_prefix(3);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  read(line);
}

void Reader::too_long() {
  ++tally_.lines;
  end_parts();
  unreadable(tally_.lines, "longer than a megabyte");
}

void Reader::read(std::string_view line) {
  if (is_status_line(line)) {
    end_parts();
    response_.begin(line, tally_.lines);
    response_line_ = tally_.lines;
    return;
  }
  const bool is_record = looks_like_record(line, options_);
  if (object_) {
    // An object that was cut off does not take the next one along.
    const bool another = line == "{" || is_record;
    if (!another) return go_on_with_object(line);
    end_parts();
  }
  if (response_.under_way() && !is_record) {
    if (!(response_.in_body() && is_command(line))) return response_.line(line);
  }
  end_response();
  const std::string_view text = trimmed(line);
  if (text.empty()) return;
  if (is_command(line)) return response_.command(line);
  if (text.front() == '{') return begin_object(text);
  if (text.front() == '[' && text.back() == ']') return object(text, tally_.lines);
  if (text == "[" || text == "]" || text == "],") return;  // around objects
  if (is_binary(text)) return unreadable(tally_.lines, "no text");
  if (auto table = table_of(text, options_); table && !table_) {
    table_ = std::move(table);
    return;
  }
  if (!table_) return unreadable(tally_.lines, "of no known format");
  if (auto seen = observation_of_row(*table_, line, options_)) {
    seen->line = tally_.lines;
    return found(std::move(*seen));
  }
  unreadable(tally_.lines, "not as many columns as the header");
}

// --- JSON

void Reader::begin_object(std::string_view line) {
  if (line != "{") {
    if (line.back() == ',') line.remove_suffix(1);
    return object(line, tally_.lines);
  }
  object_ = "{";
  object_line_ = tally_.lines;
}

void Reader::go_on_with_object(std::string_view line) {
  *object_ += '\n';
  *object_ += line;
  if (object_->size() > longest_part) {
    object_.reset();
    return unreadable(object_line_, "an object longer than a megabyte");
  }
  if (line != "}" && line != "},") return;
  std::string text = std::move(*object_);
  object_.reset();
  if (text.back() == ',') text.pop_back();
  object(text, object_line_);
}

void Reader::object(std::string_view text, std::uint64_t number) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return unreadable(number, "not JSON, or only a part of it");
  const auto add = [&](const Json& record) {
    if (!record.is_object()) return unreadable(number, "no JSON object");
    Observation seen = observation_of_record(record, options_);
    seen.line = number;
    found(std::move(seen));
  };
  if (!json.is_array()) return add(json);
  for (const Json& record : json) add(record);
}

// --- the ends of parts

void Reader::end_response() {
  if (!response_.under_way()) return;
  const bool complete = response_.in_body();
  if (auto seen = response_.take()) return found(std::move(*seen));
  if (!complete) unreadable(response_line_, "a response whose headers do not end");
}

void Reader::end_parts() {
  end_response();
  if (!object_) return;
  object_.reset();
  unreadable(object_line_, "not JSON, or only a part of it");
}

std::vector<Observation> Reader::take() {
  end_parts();
  return folding_.take();
}

void Reader::found(Observation seen) {
  ++tally_.responses;
  // Of Cloudflare's own: the client closed the request before it was answered.
  constexpr std::int64_t client_closed_request = 499;
  if (seen.status == client_closed_request && !seen.signs) seen.signs = sign_bit(Sign::cancelled);
  if (!seen.state && !seen.is_error() && !(seen.signs && *seen.signs != 0)) {
    ++tally_.without_state;
    return;
  }
  const std::string& wanted = options_.page.empty() ? page_ : options_.page;
  if (!seen.page.empty() && !wanted.empty() && seen.page != wanted) {
    ++tally_.of_other_pages;
    std::vector<std::string>& named = tally_.other_pages;
    const bool known = std::find(named.begin(), named.end(), seen.page) != named.end();
    if (!known && named.size() < most_named) named.push_back(std::move(seen.page));
    return;
  }
  if (page_.empty()) page_ = seen.page;
  if (!seen.time_ms) ++tally_.without_time;
  folding_.add(std::move(seen));
}

void Reader::unreadable(std::uint64_t number, std::string why) {
  ++tally_.unreadable;
  if (tally_.first_unreadable.size() < most_named) {
    tally_.first_unreadable.push_back({number, std::move(why)});
  }
}

}  // namespace stalemate::scenarios::log
