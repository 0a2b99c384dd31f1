// Standard output and error: whether they are terminals, how wide, and what became of the text.
//
// Invariants:
//  1. A reader that goes away (`| head`) ends nothing but the output: the program goes on quietly.
//  2. Any other failure to write, a full disk for instance, is remembered and told.
//  3. Files are never opened under the numbers of standard streams, even if those were closed. What
//     is written to a closed standard output is a failure to write; to a closed standard error,
//     not.
//
// Cost: one write for each text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reports/text.h"

namespace stalemate::reports::cli {

/// Call first of all: puts /dev/null in place of closed standard streams, and ignores SIGPIPE
/// and SIGXFSZ: what cannot be written is an error where it is written.
void secure_standard_streams();

class Output {
 public:
  /// @param stream 1 for standard output, 2 for standard error
  explicit Output(int stream) : stream_(stream) {}

  void write(std::string_view text);
  /// What went wrong, other than a reader that went away; one line.
  const std::optional<std::string>& problem() const { return problem_; }

  bool is_terminal() const;
  /// Of the terminal, now; a fixed width for everything else.
  std::size_t width() const;
  /// Colours only on a terminal, and never with NO_COLOR set (see no-color.org).
  Style style(const std::string& program) const;

 private:
  int stream_;
  bool closed_ = false;
  std::optional<std::string> problem_;
};

}  // namespace stalemate::reports::cli
