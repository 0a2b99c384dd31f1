#include "scenarios/log/reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "scenarios/log/access_line.h"
#include "scenarios/log/record.h"
#include "scenarios/log/records.h"
#include "scenarios/log/times.h"
#include "scenarios/log/values.h"

namespace stalemate::scenarios::log {

namespace {

using format::Json;

/// A row is looked at again with each of its lines.
constexpr std::size_t longest_row = std::size_t{1} << 16;

/// A file of another kind altogether.
bool is_binary(std::string_view line) {
  return std::any_of(line.begin(), line.end(), [](char letter) {
    return (letter >= '\0' && letter < '\t') || letter == '\x7f';
  });
}

/// Whether a line of an object's text names one of its facts.
bool tells_fact(std::string_view line) {
  return std::any_of(facts_of_records.begin(), facts_of_records.end(),
                     [line](std::string_view fact) {
                       for (std::size_t at = line.find(fact); at != std::string_view::npos;
                            at = line.find(fact, at + 1)) {
                         const std::size_t end = at + fact.size();
                         if (at > 0 && line[at - 1] == '"' && end < line.size() && line[end] == '"')
                           return true;
                       }
                       return false;
                     });
}

}  // namespace

void Reader::line(std::string_view line) {
  ++tally_.lines;
  if (tally_.lines == 1 && line.substr(0, 3) == "\xef\xbb\xbf") line.remove_prefix(3);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  if (line.find('\x1b') == std::string_view::npos) return read(line);
  read(without_colours(line));
}

void Reader::too_long() {
  ++tally_.lines;
  end_parts();
  unreadable(tally_.lines, "longer than 16 megabytes");
}

void Reader::read(std::string_view line) {
  do line = read_part(line);
  while (!line.empty());
}

/// Objects, and responses, may stand one behind the other.
/// @return what of the line is still to be read
std::string_view Reader::read_part(std::string_view line) {
  if (is_status_line(line)) {
    end_parts();
    response_.begin(line, tally_.lines);
    response_line_ = tally_.lines;
    return {};
  }
  if (response_.under_way() && response_.in_body()) {
    if (const auto at = status_line_within(line)) {
      response_.line(line.substr(0, *at));
      return line.substr(*at);
    }
  }
  if (goes_on(line)) return line;
  end_parts();
  const std::string_view text = trimmed(line);
  if (!text.empty() && (text.front() == '{' || text.starts_with("[{"))) {
    if (text.front() == '[' && text.back() == ']') {
      object(text, tally_.lines);
      return {};
    }
    const std::string_view rest =
        object_.begin(text.front() == '{' ? line : text.substr(1), tally_.lines);
    object_tells_ = object_.open() && tells_fact(line);
    return look_at_object(rest);
  }
  read_whole(line);
  return {};
}

/// A line that holds no JSON.
void Reader::read_whole(std::string_view line) {
  const std::string_view text = trimmed(line);
  // What closes the lists and objects around others says nothing, but that they are over.
  if (line.starts_with('}') || line.starts_with(']')) in_list_ = false;
  if (text.find_first_not_of("[]},") == std::string_view::npos) return;
  if (is_command(line) || is_told_by_curl(line)) return response_.command(line);
  if (event_.begin(text, tally_.lines)) return;
  if (in_list_ && text.front() == '"') return;
  if (is_binary(text)) return unreadable(tally_.lines, "no text");
  if (response_.goes_on_with(text)) {
    response_.begin_headers(tally_.lines);
    response_line_ = tally_.lines;
    return response_.line(text);
  }
  read_text(line);
}

/// Whether the line belongs to what is under way. If so, what is left of it is still to be read.
bool Reader::goes_on(std::string_view& line) {
  if (object_.open()) {
    // An object that was cut off does not take the next one along.
    if (looks_like_record(line, options_) || is_command(line) || !object_.goes_on_with(line)) {
      return false;
    }
    const std::string_view rest = object_.add(line);
    object_tells_ = object_tells_ || (object_.open() && tells_fact(line));
    line = look_at_object(rest);
    return true;
  }
  if (!belongs_to_part(line)) return false;
  line = {};
  return true;
}

/// The same for parts that end with a line.
bool Reader::belongs_to_part(std::string_view line) {
  if (event_.under_way()) {
    if (!event_.goes_on_with(line)) return false;
    event_.line(line);
    return true;
  }
  if (!row_.empty()) {
    // Nor does a row.
    const bool another =
        looks_like_record(line, options_) || observation_of_row(*table_, line, options_);
    return !another && read_row(line);
  }
  if (!response_.under_way() || looks_like_record(line, options_)) return false;
  if (response_.without_status()) {
    if (!response_.goes_on_with(line)) return false;
    response_.line(line);
    return true;
  }
  if (response_.in_body()) {
    if (is_command(line, true) || (times_first_ && date_of(line, options_.dates))) return false;
    if (response_.verbose() && is_told_by_curl(line)) {
      response_.command(line);
      return true;
    }
  }
  response_.line(line);
  return true;
}

/// A header of a table, a row of it, a time alone, or a line of an access log.
void Reader::read_text(std::string_view line) {
  if (const auto time = date_of(line, options_.dates)) {
    times_first_ = true;
    return response_.time(*time);
  }
  auto table = table_of(line, options_);
  if (table && (!table_ || table->columns.size() != table_->columns.size() ||
                table->columns == table_->columns)) {
    table_ = std::move(table);
    return;
  }
  if (table_ && read_row(line)) return;
  // What has the table's separator may be half a row of it.
  const bool half_row = table_ && line.find(table_->separator) != std::string_view::npos;
  auto seen = half_row ? std::nullopt : observation_of_text(line, options_);
  if (seen) {
    seen->line = tally_.lines;
    return found(std::move(*seen));
  }
  // In a table a number alone is half a row, too.
  if (const auto time = table_ ? std::nullopt : time_of(line)) {
    times_first_ = true;
    return response_.time(*time);
  }
  unreadable(tally_.lines, table_ ? "not as many columns as the header" : "of no known format");
}

bool Reader::read_row(std::string_view line) {
  if (row_.empty()) row_line_ = tally_.lines;
  row_ += line;
  if (is_open_row(row_) && row_.size() <= longest_row) {
    row_ += '\n';
    return true;
  }
  auto seen = observation_of_row(*table_, row_, options_);
  if (!seen && row_line_ < tally_.lines) {
    end_row();
    return true;
  }
  row_.clear();
  if (!seen) return false;
  seen->line = row_line_;
  found(std::move(*seen));
  return true;
}

// --- JSON

/// @param rest of the line, behind the object
/// @return what of it is still to be read
std::string_view Reader::look_at_object(std::string_view rest) {
  // Of HAR, and of what the API of Workers Logs answers.
  constexpr std::array<std::string_view, 2> lists{"\"entries\":[", "\"events\":["};
  switch (object_.state()) {
    case ObjectText::State::none:
      return {};
    case ObjectText::State::open: {
      // The list is read object by object: a browser's file has no bounds. What has told something
      // of a response before is a record itself.
      std::string_view text = trimmed(object_.text());
      std::string end(text.substr(text.size() - std::min<std::size_t>(text.size(), 16)));
      std::erase(end, ' ');
      const bool begins_list =
          !object_tells_ && std::any_of(lists.begin(), lists.end(), [&end](std::string_view list) {
            return end.ends_with(list);
          });
      if (!begins_list) return {};
      object_.reset();
      in_list_ = true;
      return {};
    }
    case ObjectText::State::cut_off:
      end_object();
      return {};
    case ObjectText::State::too_long:
      unreadable(object_.number(), "an object longer than 16 megabytes");
      object_.reset();
      return {};
    case ObjectText::State::whole:
      break;
  }
  const std::string text = object_.text();
  object(text, object_.number());
  object_.reset();
  const std::size_t next = rest.find_first_not_of(", ]}");
  return next == std::string_view::npos ? std::string_view() : rest.substr(next);
}

void Reader::object(std::string_view text, std::uint64_t number) {
  Json json = parsed(text);
  if (json.is_discarded()) {
    return unreadable(number, "not JSON, or only a part of it, or nested too deep");
  }
  std::vector<Record> records = records_of(std::move(json));
  const bool several = records.size() > 1;
  std::uint64_t count = 0;
  for (Record& record : records) {
    const auto seen = std::holds_alternative<Json>(record)
                          ? observation_of(std::get<Json>(record))
                          : observation_of_text(std::get<StoredLine>(record).text, options_,
                                                std::get<StoredLine>(record).time);
    ++count;
    if (!seen) {
      unreadable(number, "a record that is no JSON object, nor a line of a known format");
      continue;
    }
    Observation told = *seen;
    told.line = number;
    told.record = several ? count : 0;
    found(std::move(told));
  }
}

/// A record of facts, or of a line that somebody else wrote.
std::optional<Observation> Reader::observation_of(const Json& record) const {
  if (!record.is_object()) return std::nullopt;
  Observation seen = observation_of_record(record, options_);
  if (seen.state || !seen.page.empty() || seen.signs || seen.status) return seen;
  for (const char* const name : {"message", "log", "msg", "@message"}) {
    const auto text = record.find(name);
    if (text == record.end() || !text->is_string()) continue;
    const auto known =
        seen.time_ms ? std::optional(Time{*seen.time_ms, seen.precision_ms, seen.first_of_date})
                     : std::nullopt;
    auto told = observation_of_text(text->get<std::string>(), options_, known);
    if (!told) continue;
    add_missing_facts(seen, std::move(*told));
    break;
  }
  return seen;
}

// --- the ends of parts

void Reader::end_response() {
  if (!response_.under_way()) return;
  const bool complete = response_.in_body() || response_.without_status();
  if (auto seen = response_.take()) return found(std::move(*seen));
  if (!complete) unreadable(response_line_, "a response whose headers do not end");
}

void Reader::end_event() {
  if (event_.under_way()) found(event_.take());
}

void Reader::end_object() {
  if (object_.state() == ObjectText::State::none) return;
  unreadable(object_.number(), "not JSON, or only a part of it");
  object_.reset();
}

void Reader::end_row() {
  if (row_.empty()) return;
  unreadable(row_line_, "not as many columns as the header");
  row_.clear();
}

void Reader::end_parts() {
  end_response();
  end_object();
  end_row();
  end_event();
}

std::vector<Observation> Reader::take() {
  end_parts();
  for (Observation& whole : invocations_.take()) found_whole(std::move(whole));
  const bool asked = !options_.generation.empty() && options_.generation != body_generation;
  tally_.generation_missing = asked && tally_.responses > 0 && !any_generation_;
  return folding_.take();
}

void Reader::found(Observation seen) {
  if (seen.invocation.empty()) return found_whole(std::move(seen));
  if (auto whole = invocations_.add(std::move(seen))) found_whole(std::move(*whole));
}

void Reader::found_whole(Observation seen) {
  ++tally_.responses;
  any_generation_ = any_generation_ || !seen.generation.empty();
  for (char& letter : seen.colo) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  }
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
  if (!options_.host.empty() && !seen.host.empty() && seen.host != options_.host) {
    ++tally_.of_other_hosts;
    return;
  }
  std::vector<std::string>& hosts = tally_.hosts;
  if (!seen.host.empty() && hosts.size() < most_named &&
      std::find(hosts.begin(), hosts.end(), seen.host) == hosts.end()) {
    hosts.push_back(seen.host);
  }
  if (page_.empty()) page_ = seen.page;
  ++tally_.first_of_dates[static_cast<std::size_t>(seen.first_of_date)];
  if (!seen.time_ms && ++tally_.without_time == 1) tally_.first_without_time = seen.line;
  folding_.add(std::move(seen));
}

void Reader::unreadable(std::uint64_t number, std::string why) {
  ++tally_.unreadable;
  if (tally_.first_unreadable.size() < most_named) {
    tally_.first_unreadable.push_back({number, std::move(why)});
  }
}

}  // namespace stalemate::scenarios::log
