// Transcripts of `curl -i`, one glued to the other: a status line, headers, an empty line, a body.
//
// Before the status line may stand the command, with the URL, or a line of `date`; lines may begin
// with "< " as those of `curl -v` do, between its own about connections and requests
// (curl.se/docs/manpage.html, -v); those of `wget -S` are indented. Of `curl -sI | grep`, a few
// headers are left, without a status line and without an end.
//
// Invariants:
//  1. A response ends where the next one begins, or the file; its body is read for its digest only.
//  2. Headers without a status line end with the first line that is none, or is there already.
//
// Cost: linear in the lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/log/fields.h"
#include "scenarios/log/observation.h"
#include "scenarios/log/times.h"

namespace stalemate::scenarios::log {

/// "HTTP/2 200", "< HTTP/1.1 200 OK"
bool is_status_line(std::string_view line);
/// "$ curl -i https://...", "curl ..."
/// @param in_body whether a page's text may say the same: then only behind a prompt
bool is_command(std::string_view line, bool in_body = false);
/// Where in a line of a body that has no line break at its end the next response begins.
std::optional<std::size_t> status_line_within(std::string_view line);

/// What `curl -v` says beside the response: "* Connected to ...", "> GET /blog HTTP/2", "{ [5
/// bytes".
bool is_told_by_curl(std::string_view line);

class ResponseReader {
 public:
  explicit ResponseReader(const ReadOptions& options) : options_(&options) {}

  /// A command, or a line of `curl -v`, that the next response belongs to.
  void command(std::string_view line);
  /// When the next response came, unless it says so itself.
  void time(const Time& time) { time_ = time; }
  /// Requires is_status_line(). What was under way has to be taken before.
  void begin(std::string_view status_line, std::uint64_t number);
  /// Headers without a status line.
  void begin_headers(std::uint64_t number);
  /// Whether the line is a header that says something, and was not there before.
  bool goes_on_with(std::string_view line) const;
  void line(std::string_view line);
  bool without_status() const { return under_way_ && !seen_.status; }
  bool verbose() const { return verbose_; }
  bool under_way() const { return under_way_; }
  bool in_body() const { return under_way_ && in_body_; }
  /// Ends what is under way.
  /// @return nothing if the response is incomplete: its headers were not over, or it was "100"
  std::optional<Observation> take();

 private:
  void header(std::string_view line);

  const ReadOptions* options_;
  std::string url_;
  std::optional<Time> time_;
  Observation seen_;
  std::vector<std::string> names_;  // of headers that came
  std::uint64_t body_ = 0;          // digest
  bool under_way_ = false;
  bool in_body_ = false;
  bool verbose_ = false;
};

}  // namespace stalemate::scenarios::log
