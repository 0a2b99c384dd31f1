#include "scenarios/log/table.h"

#include <algorithm>
#include <array>
#include <utility>

#include "scenarios/log/access_line.h"
#include "scenarios/log/times.h"
#include "scenarios/log/values.h"

namespace stalemate::scenarios::log {

namespace {

/// Nothing if a quotation mark is not closed.
std::optional<std::vector<std::string>> cells_of(std::string_view line, char separator) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t place = 0; place < line.size(); ++place) {
    const char letter = line[place];
    if (letter == '"') {
      const bool doubled = quoted && place + 1 < line.size() && line[place + 1] == '"';
      if (doubled) {
        cells.back() += '"';
        ++place;
      } else {
        quoted = !quoted;
      }
    } else if (letter == separator && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += letter;
    }
  }
  if (quoted) return std::nullopt;
  for (std::string& cell : cells) cell = std::string(trimmed(cell));
  return cells;
}

/// Column names differ in case, blanks and hyphens: "Cache Status", "cache_status".
std::string column_name(std::string_view text) {
  std::string name = lowered(trimmed(text));
  std::replace_if(
      name.begin(), name.end(), [](char letter) { return letter == ' ' || letter == '-'; }, '_');
  return name;
}

using Names = std::array<std::string_view, 11>;

/// What columns are called, as column_name() has it.
constexpr Names usual_names(Fact fact) {
  switch (fact) {
    case Fact::time:
      return {"time",
              "time_ms",
              "timestamp",
              "date",
              "edgestarttimestamp",
              "eventtimestamp",
              "eventtimestampms",
              "datetime",
              "@timestamp",
              "_time",
              "ts"};
    case Fact::url:
      return {"url", "page",     "path",    "key", "clientrequesturi", "clientrequestpath",
              "uri", "url.path", "url.full"};
    case Fact::state:
      return {"state", "cache", "cache_state", "cache_status"};
    case Fact::generation:
      return {"generation", "etag"};
    case Fact::age:
      return {"age", "age_s"};
    case Fact::colo:
      return {"colo", "edgecolocode", "datacenter"};
    case Fact::ray:
      return {"ray", "rayid", "cf_ray", "ray_id"};
    case Fact::status:
      return {"status", "edgeresponsestatus", "code", "status_code", "http.response.status_code"};
    case Fact::outcome:
      return {"outcome"};
    case Fact::message:
      return {"message", "log", "logs", "exception", "line", "@message", "_raw", "content"};
  }
  return {};
}

std::optional<std::size_t> column_of(const Table& table, Fact fact, const ReadOptions& options) {
  const auto place_of = [&table](std::string_view name) -> std::optional<std::size_t> {
    if (name.empty()) return std::nullopt;
    const auto found = std::find(table.columns.begin(), table.columns.end(), column_name(name));
    if (found == table.columns.end()) return std::nullopt;
    return static_cast<std::size_t>(found - table.columns.begin());
  };
  if (!name_of(options, fact).empty()) return place_of(name_of(options, fact));
  if (fact == Fact::state) {
    if (const auto place = place_of(options.header)) return place;
  }
  if (fact == Fact::generation) {
    if (const auto place = place_of(options.generation)) return place;
  }
  for (const std::string_view name : usual_names(fact)) {
    if (const auto place = place_of(name)) return place;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Table> table_of(std::string_view header, const ReadOptions& options) {
  for (const char separator : {',', ';', '\t'}) {
    auto columns = cells_of(header, separator);
    if (!columns || columns->size() < 2) continue;
    Table table{separator, std::move(*columns)};
    for (std::string& column : table.columns) column = column_name(column);
    if (column_of(table, Fact::time, options) || column_of(table, Fact::state, options)) {
      return table;
    }
  }
  return std::nullopt;
}

bool is_open_row(std::string_view line) {
  return std::count(line.begin(), line.end(), '"') % 2 != 0;
}

std::optional<Observation> observation_of_row(const Table& table, std::string_view line,
                                              const ReadOptions& options) {
  const auto cells = cells_of(line, table.separator);
  if (!cells || cells->size() != table.columns.size()) return std::nullopt;
  const auto cell = [&](Fact fact) -> std::string {
    const auto place = column_of(table, fact, options);
    return place ? (*cells)[*place] : std::string();
  };
  Observation seen;
  const auto time_column = column_of(table, Fact::time, options);
  if (time_column && table.columns[*time_column] == "time_ms") {
    constexpr std::int64_t last_ms = 10'000'000'000'000'000;
    seen.time_ms = number_of((*cells)[*time_column]);
    if (seen.time_ms && (*seen.time_ms < 0 || *seen.time_ms > last_ms)) seen.time_ms.reset();
  } else if (const auto time = time_of(cell(Fact::time), options.dates)) {
    set_time(seen, *time);
  }
  const std::string url = cell(Fact::url);
  seen.page = page_of(url);
  seen.host = host_of(url);
  seen.artifact = artifact_of(url);
  seen.state = state_of(cell(Fact::state));
  seen.generation = cell(Fact::generation);
  seen.age_s = age_of(cell(Fact::age));
  seen.ray = cell(Fact::ray);
  seen.colo = cell(Fact::colo);
  if (seen.colo.empty()) seen.colo = colo_of_ray(seen.ray);
  seen.status = number_of(cell(Fact::status));
  const std::string message = cell(Fact::message);
  if (column_of(table, Fact::outcome, options)) {
    const Signs ended = signs_of_outcome(cell(Fact::outcome));
    const bool threw = (ended & sign_bit(Sign::exception)) != 0;
    seen.signs = static_cast<Signs>(ended | signs_of_message(message) |
                                    (threw ? signs_of_error(message) : Signs{0}));
  }
  if (!seen.state) {
    const auto named = value_named(message, options.header);
    if (named) seen.state = state_of(*named);
  }
  // A line that somebody else wrote, as dashboards give it out.
  if (seen.state || seen.status || !seen.page.empty() || message.empty()) return seen;
  const auto known = seen.time_ms
                         ? std::optional(Time{*seen.time_ms, seen.precision_ms, seen.first_of_date})
                         : std::nullopt;
  if (auto told = observation_of_text(message, options, known)) {
    add_missing_facts(seen, std::move(*told));
  }
  return seen;
}

}  // namespace stalemate::scenarios::log
