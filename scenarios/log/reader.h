// A log, line by line, in whatever format each part of it is.
//
// What a line is, its beginning says: "{" a JSON object, on this line or, if it stands alone, over
// the lines up to its "}"; "[" an array of them; "HTTP/" a response of `curl -i`; a first line that
// names a time or a state in columns, the header of a table, whose rows follow.
//
// Invariants:
//  1. No text is an error: what cannot be read is counted, and the first such lines are named.
//  2. A part that is cut off does not take the next one along.
//  3. Memory is bounded: an object or a line beyond `longest_part` is unreadable.
//
// Cost: that of parsing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/format/json.h"
#include "scenarios/log/fields.h"
#include "scenarios/log/folding.h"
#include "scenarios/log/table.h"
#include "scenarios/log/tally.h"
#include "scenarios/log/transcript.h"

namespace stalemate::scenarios::log {

inline constexpr std::size_t longest_part = std::size_t{1} << 20;

class Reader {
 public:
  explicit Reader(const ReadOptions& options) : options_(options), response_(options_) {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// The next line, without its line break.
  void line(std::string_view line);
  /// The next line was too long to be kept.
  void too_long();
  /// After the last line.
  std::vector<Observation> take();

  const Tally& tally() const { return tally_; }
  /// The page that the responses are of; empty if none was read, or none says.
  const std::string& page() const { return page_; }

 private:
  void read(std::string_view line);
  void begin_object(std::string_view line);
  void go_on_with_object(std::string_view line);
  void object(std::string_view text, std::uint64_t number);
  void end_response();
  void end_parts();
  void found(Observation seen);
  void unreadable(std::uint64_t number, std::string why);

  ReadOptions options_;
  Tally tally_;
  Folding folding_{tally_};
  std::string page_;
  std::optional<std::string> object_;  // under way
  std::uint64_t object_line_ = 0;
  std::optional<Table> table_;
  ResponseReader response_;
  std::uint64_t response_line_ = 0;
};

}  // namespace stalemate::scenarios::log
