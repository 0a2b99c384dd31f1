#include "scenarios/log/transcript.h"

#include <algorithm>

#include <fmt/format.h>

#include "scenarios/log/values.h"
#include "sim/hash.h"

namespace stalemate::scenarios::log {

namespace {

std::string_view without_mark(std::string_view line) {
  if (line.substr(0, 2) == "< " || line.starts_with("  HTTP/")) line.remove_prefix(2);
  return line == "<" ? std::string_view() : line;
}

}  // namespace

bool is_status_line(std::string_view line) {
  line = without_mark(line);
  const std::size_t blank = line.find(' ');
  return line.substr(0, 5) == "HTTP/" && blank != std::string_view::npos && blank <= 8 &&
         number_of(line.substr(blank + 1, 3)).has_value();
}

/// "--2026-11-17 10:00:00--  https://www.example.com/blog"
bool is_told_by_wget(std::string_view line) {
  const std::size_t end = line.find("--  http", 2);
  return line.starts_with("--") && end != std::string_view::npos &&
         date_of(line.substr(2, end - 2)).has_value();
}

bool is_command(std::string_view line, bool in_body) {
  line = trimmed(line);
  if (is_told_by_wget(line)) return true;
  const bool prompt = line.substr(0, 2) == "$ " || line.substr(0, 2) == "# ";
  if (prompt) line.remove_prefix(2);
  return (prompt || !in_body) && trimmed(line).substr(0, 5) == "curl ";
}

std::optional<std::size_t> status_line_within(std::string_view line) {
  const std::size_t at = line.rfind("HTTP/");
  if (at == 0 || at == std::string_view::npos || line[at - 1] == ' ') return std::nullopt;
  const std::string_view rest = trimmed(line.substr(at));
  constexpr std::size_t longest = 40;  // "HTTP/1.1 511 Network Authentication Required"
  const bool ends_with_it = rest.find_first_of("<>\"") == std::string_view::npos;
  return is_status_line(rest) && rest.size() <= longest + 5 && ends_with_it ? std::optional(at)
                                                                            : std::nullopt;
}

bool is_told_by_curl(std::string_view line) {
  const std::string_view start = line.substr(0, 2);
  return start == "* " || start == "> " || line == ">" || line == "*" ||
         line.substr(0, 3) == "{ [" || line.substr(0, 3) == "} [";
}

void ResponseReader::command(std::string_view line) {
  if (line.substr(0, 2) == "> ") {
    const std::size_t version = line.rfind(" HTTP/");
    const std::size_t path = line.find(" /", 2);
    if (version != std::string_view::npos && path < version) {
      url_ = std::string(line.substr(path + 1, version - path - 1));
    }
    return;
  }
  const std::size_t at = line.find("http");
  if (at == std::string_view::npos || line.find("://", at) == std::string_view::npos) return;
  const std::string_view rest = line.substr(at);
  url_ = std::string(rest.substr(0, rest.find_first_of(" \t'\"")));
}

void ResponseReader::begin_headers(std::uint64_t number) {
  seen_ = Observation{};
  seen_.line = number;
  seen_.page = page_of(url_);
  seen_.host = host_of(url_);
  seen_.artifact = artifact_of(url_);
  names_.clear();
  body_ = 0;
  under_way_ = true;
  in_body_ = false;
  verbose_ = false;
}

bool ResponseReader::goes_on_with(std::string_view line) const {
  line = without_mark(line);
  const std::string name = lowered(line.substr(0, line.find(':')));
  if (name.size() == line.size() || name.empty()) return false;
  const bool says_something = name == options_->header || name == options_->generation ||
                              name == "age" || name == "cf-ray" || name == "date";
  return says_something && std::find(names_.begin(), names_.end(), name) == names_.end();
}

void ResponseReader::begin(std::string_view status_line, std::uint64_t number) {
  begin_headers(number);
  verbose_ = status_line.front() == '<';
  status_line = without_mark(status_line);
  seen_.status = number_of(status_line.substr(status_line.find(' ') + 1, 3));
}

void ResponseReader::line(std::string_view line) {
  if (in_body_) {
    body_ = sim::mix(body_, XXH3_64bits(line.data(), line.size()));
    return;
  }
  line = without_mark(line);
  if (trimmed(line).empty()) {
    in_body_ = true;
  } else {
    header(line);
  }
}

void ResponseReader::header(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string name = lowered(trimmed(line.substr(0, colon)));
  const std::string_view value = trimmed(line.substr(colon + 1));
  names_.push_back(name);
  if (name == options_->header) seen_.state = state_of(value);
  if (name == options_->generation) seen_.generation = std::string(value);
  if (name == "age") seen_.age_s = age_of(value);
  if (name == "cf-ray") {
    seen_.ray = std::string(value);
    seen_.colo = colo_of_ray(value);
  }
  if (name == "date") {
    if (const auto time = time_of(value)) set_time(seen_, *time);
  }
}

std::optional<Observation> ResponseReader::take() {
  under_way_ = false;
  names_.clear();
  // "100 Continue" and early hints announce the response that follows.
  if ((!in_body_ && seen_.status) || (seen_.status && *seen_.status < 200)) return std::nullopt;
  if (!seen_.time_ms && time_) set_time(seen_, *time_);
  if (seen_.status && options_->generation == body_generation) {
    seen_.generation = fmt::format("{:016x}", body_);
  }
  return seen_;
}

}  // namespace stalemate::scenarios::log
