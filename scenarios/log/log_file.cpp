#include "scenarios/log/log_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>

#include "scenarios/format/message.h"
#include "scenarios/log/reader.h"

namespace stalemate::scenarios::log {

namespace {

/// Whether lines end in returns alone, as old spreadsheets write them.
bool ends_in_returns(std::string_view text) {
  const auto feeds = std::count(text.begin(), text.end(), '\n');
  return feeds <= 1 && std::count(text.begin(), text.end(), '\r') > feeds;
}

/// Cuts a stream of pieces into lines. They end as the first piece says.
class Lines {
 public:
  explicit Lines(Reader& reader) : reader_(&reader) {}

  void piece(std::string_view text) {
    if (std::exchange(first_, false) && ends_in_returns(text)) end_ = '\r';
    while (!text.empty()) {
      const std::size_t end = text.find(end_);
      const std::string_view part = text.substr(0, end);
      const bool fits = left_.size() + part.size() <= longest_part;
      if (end != std::string_view::npos && left_.empty() && fits && !overflown_) {
        reader_->line(part);
      } else {
        add(part, fits);
        if (end != std::string_view::npos) finish();
      }
      if (end == std::string_view::npos) return;
      text.remove_prefix(end + 1);
    }
  }

  void end() {
    if (!left_.empty() || overflown_) finish();
  }

 private:
  void add(std::string_view part, bool fits) {
    if (fits && !overflown_) {
      left_ += part;
    } else {
      overflown_ = true;
    }
  }

  void finish() {
    if (overflown_) {
      reader_->too_long();
    } else {
      reader_->line(left_);
    }
    left_.clear();
    overflown_ = false;
  }

  Reader* reader_;
  bool first_ = true;
  char end_ = '\n';
  std::string left_;  // of a line whose end has not come
  bool overflown_ = false;
};

/// What a file is by its first bytes, if that is nothing to read line by line.
std::optional<InputError> problem_of_kind(std::string_view bytes, const std::string& path) {
  struct Kind {
    std::string_view start;
    const char* what;
  };
  constexpr std::array kinds{
      Kind{"\x1f\x8b", "is compressed; allowed: its text (gunzip)"},
      Kind{"\x28\xb5\x2f\xfd", "is compressed; allowed: its text (unzstd)"},
      Kind{"BZh", "is compressed; allowed: its text (bunzip2)"},
      Kind{"\xfd\x37zXZ", "is compressed; allowed: its text (unxz)"},
      Kind{"PK\x03\x04", "is an archive; allowed: the text within (unzip)"},
      Kind{{"\xff\xfe\0\0", 4}, "is UTF-32; allowed: UTF-8 (iconv -f UTF-32 -t UTF-8)"},
      Kind{{"\0\0\xfe\xff", 4}, "is UTF-32; allowed: UTF-8 (iconv -f UTF-32 -t UTF-8)"},
      Kind{"\xff\xfe", "is UTF-16; allowed: UTF-8 (iconv -f UTF-16 -t UTF-8)"},
      Kind{"\xfe\xff", "is UTF-16; allowed: UTF-8 (iconv -f UTF-16 -t UTF-8)"}};
  for (const Kind& kind : kinds) {
    if (bytes.starts_with(kind.start)) return InputError{fmt::format("{}: {}", path, kind.what)};
  }
  return std::nullopt;
}

std::string what_it_holds(const Tally& tally) {
  if (tally.lines == 0) return "is empty";
  if (tally.responses == 0) {
    return fmt::format("holds no response that could be read, in {} line{}; line {}: {}",
                       tally.lines, tally.lines == 1 ? "" : "s",
                       tally.first_unreadable.empty() ? 1 : tally.first_unreadable.front().line,
                       tally.first_unreadable.empty() ? "nothing of a known format"
                                                      : tally.first_unreadable.front().why);
  }
  return fmt::format("holds {} response{}, but none that tells its cache state", tally.responses,
                     tally.responses == 1 ? "" : "s");
}

Result<Log> finish(Reader& reader, const std::string& path, const ReadOptions& options) {
  Log log{path, {}, reader.take(), {}};
  log.page = reader.page();
  log.tally = reader.tally();
  const Tally& tally = log.tally;
  if (options.page.empty() && tally.of_other_pages > 0) {
    std::string pages = format::in_quotes(log.page);
    for (const std::string& page : tally.other_pages) pages += ", " + format::in_quotes(page);
    return InputError{
        fmt::format("{}: holds responses of several pages ({}{}); allowed: one, named with --page",
                    path, pages, tally.other_pages.size() < most_named ? "" : ", ...")};
  }
  if (!log.seen.empty()) {
    const bool any_time = std::any_of(log.seen.begin(), log.seen.end(),
                                      [](const Observation& seen) { return seen.time_ms; });
    if (any_time) return log;
    return InputError{fmt::format(
        "{}: no line tells when its response came; allowed: times as RFC 3339, the date of HTTP, "
        "or seconds to nanoseconds since 1970",
        path)};
  }
  if (!options.host.empty() && tally.of_other_hosts > 0) {
    return InputError{fmt::format("{}: holds no response of {}, but of another host", path,
                                  format::in_quotes(options.host + options.page))};
  }
  if (!options.page.empty() && tally.of_other_pages > 0) {
    return InputError{fmt::format("{}: holds no response of {}, but of {}", path,
                                  format::in_quotes(options.page),
                                  format::in_quotes(tally.other_pages.front()))};
  }
  return InputError{fmt::format(
      "{}: {}; allowed: lines of wrangler tail or Logpush, Workers Logs, CSV, curl -i, "
      "HAR, or an access log, with the header {} (another: --header; under other names: --fields)",
      path, what_it_holds(tally), format::in_quotes(options.header))};
}

/// From the first to the last of its times.
std::int64_t span_ms(const Log& log) {
  std::optional<std::int64_t> first;
  std::int64_t last = 0;
  for (const Observation& seen : log.seen) {
    if (!seen.time_ms) continue;
    first = std::min(first.value_or(*seen.time_ms), *seen.time_ms);
    last = std::max(last, *seen.time_ms);
  }
  return last - first.value_or(0);
}

/// How much of a log speaks against the order in which its dates were read.
auto against_order(const Log& log) {
  return std::pair(log.tally.dates(FirstOfDate::against_order), log.tally.out_of_order);
}

/// Dates like 11/05/2026 are read in the order in which all of them are dates, one after the other.
/// If each order does, the one with the shorter log is likelier.
/// @param read with options; reads the log once
template <class Read>
Result<Log> read_in_likely_order(const Read& read, const ReadOptions& options) {
  Result<Log> usual = read(options);
  if (!usual) return usual;
  const Tally& tally = usual.value().tally;
  const std::uint64_t either = tally.dates(FirstOfDate::day) + tally.dates(FirstOfDate::month);
  if (either == 0 && tally.dates(FirstOfDate::against_order) == 0) return usual;
  ReadOptions turned = options;
  turned.dates = DateOrder::other;
  Result<Log> other = read(turned);
  if (!other) return usual;
  const auto against = against_order(usual.value());
  const auto against_other = against_order(other.value());
  const std::int64_t span = span_ms(usual.value());
  const std::int64_t span_other = span_ms(other.value());
  const bool is_other = std::pair(against_other, span_other) < std::pair(against, span);
  Log& likely = is_other ? other.value() : usual.value();
  likely.tally.date_order_guessed = against == against_other && span != span_other;
  return std::move(likely);
}

Result<Log> read_text(std::string_view text, const std::string& path, const ReadOptions& options) {
  Reader reader(options);
  Lines lines(reader);
  lines.piece(text);
  lines.end();
  return finish(reader, path, options);
}

Result<Log> read_file(std::FILE* file, const std::string& path, const ReadOptions& options,
                      const std::function<bool()>& must_stop) {
  std::rewind(file);
  Reader reader(options);
  Lines lines(reader);
  std::vector<char> piece(std::size_t{1} << 18);
  bool first = true;
  while (const std::size_t count = std::fread(piece.data(), 1, piece.size(), file)) {
    if (must_stop()) return InputError{fmt::format("{}: was not read to its end", path)};
    if (first) {
      if (auto problem = problem_of_kind({piece.data(), count}, path)) return *problem;
      first = false;
    }
    lines.piece({piece.data(), count});
  }
  if (std::ferror(file) != 0) {
    return InputError{fmt::format("{}: cannot be read to its end", path)};
  }
  lines.end();
  return finish(reader, path, options);
}

}  // namespace

Result<Log> read_log_from_text(std::string_view text, const std::string& path,
                               const ReadOptions& options) {
  if (auto problem = problem_of_kind(text, path)) return *problem;
  return read_in_likely_order(
      [&](const ReadOptions& chosen) { return read_text(text, path, chosen); }, options);
}

Result<Log> read_log(const std::string& path, const ReadOptions& options,
                     const std::function<bool()>& must_stop) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) {
    return InputError{fmt::format("{}: cannot be read: {}", path, std::strerror(errno))};
  }
  if (!S_ISREG(status.st_mode)) {
    return InputError{fmt::format("{}: is no regular file; allowed: a log", path)};
  }
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (file == nullptr) {
    return InputError{fmt::format("{}: cannot be read: {}", path, std::strerror(errno))};
  }
  return read_in_likely_order(
      [&](const ReadOptions& chosen) { return read_file(file.get(), path, chosen, must_stop); },
      options);
}

}  // namespace stalemate::scenarios::log
