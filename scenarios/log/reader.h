// A log, line by line, in whatever format each part of it is.
//
// What a line is, its beginning says: "{" a JSON object, on this line or over several; "[" an array
// of them; "HTTP/" a response of `curl -i`; a line that names a time or a state in columns, the
// header of a table, whose rows follow; a header alone, what is left of a response by grep. Other
// lines are text: of an access log if they tell a time and a state.
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
#include "scenarios/log/event_lines.h"
#include "scenarios/log/fields.h"
#include "scenarios/log/folding.h"
#include "scenarios/log/invocations.h"
#include "scenarios/log/object_text.h"
#include "scenarios/log/table.h"
#include "scenarios/log/tally.h"
#include "scenarios/log/transcript.h"

namespace stalemate::scenarios::log {

class Reader {
 public:
  explicit Reader(const ReadOptions& options)
      : options_(options), response_(options_), event_(options_) {}
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
  std::string_view read_part(std::string_view line);
  void read_whole(std::string_view line);
  bool goes_on(std::string_view& line);
  bool belongs_to_part(std::string_view line);
  void read_text(std::string_view line);
  std::string_view look_at_object(std::string_view rest);
  bool read_row(std::string_view line);
  void end_event();
  void end_object();
  void end_row();
  void object(std::string_view text, std::uint64_t number);
  void end_response();
  void end_parts();
  std::optional<Observation> observation_of(const format::Json& record) const;
  void found(Observation seen);
  void found_whole(Observation seen);
  void unreadable(std::uint64_t number, std::string why);

  ReadOptions options_;
  Tally tally_;
  Folding folding_{tally_};
  Invocations invocations_;
  std::string page_;
  ObjectText object_;
  bool object_tells_ = false;  // something of a response, so far
  bool in_list_ = false;       // within the list of a document: what stands around it is left out
  std::optional<Table> table_;
  std::string row_;  // under way: a quotation mark is open
  std::uint64_t row_line_ = 0;
  bool times_first_ = false;  // lines of `date` stand before responses
  ResponseReader response_;
  std::uint64_t response_line_ = 0;
  EventReader event_;
  bool any_generation_ = false;
};

}  // namespace stalemate::scenarios::log
