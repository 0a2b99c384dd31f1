// Transcripts of `curl -i`, one glued to the other: a status line, headers, an empty line, a body.
//
// Before the status line may stand the command, with the URL; lines may begin with "< " as those of
// `curl -v` do.
//
// Invariants:
//  1. A response ends where the next one begins, or the file; its body is read for its digest only.
//
// Cost: linear in the lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/log/fields.h"
#include "scenarios/log/observation.h"

namespace stalemate::scenarios::log {

/// "HTTP/2 200", "< HTTP/1.1 200 OK"
bool is_status_line(std::string_view line);
/// "$ curl -i https://...", "curl ..."
bool is_command(std::string_view line);

class ResponseReader {
 public:
  explicit ResponseReader(const ReadOptions& options) : options_(&options) {}

  /// A command that the next response belongs to.
  void command(std::string_view line);
  /// Requires is_status_line(). What was under way has to be taken before.
  void begin(std::string_view status_line, std::uint64_t number);
  void line(std::string_view line);
  bool under_way() const { return under_way_; }
  bool in_body() const { return under_way_ && in_body_; }
  /// Ends what is under way.
  /// @return nothing if the response is incomplete: its headers were not over, or it was "100"
  std::optional<Observation> take();

 private:
  void header(std::string_view line);

  const ReadOptions* options_;
  std::string url_;
  Observation seen_;
  std::uint64_t body_ = 0;  // digest
  bool under_way_ = false;
  bool in_body_ = false;
};

}  // namespace stalemate::scenarios::log
