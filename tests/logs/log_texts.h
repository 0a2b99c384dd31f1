// Logs that the tests of this folder read.
#pragma once

#include <string>

#include <catch2/catch.hpp>

#include "scenarios/format/load.h"
#include "scenarios/log/log_file.h"

namespace stalemate::tests {

/// A file of tests/logs, by its name there.
inline std::string log_path(const std::string& name) {
  return std::string(STALEMATE_SOURCE_DIR) + "/tests/logs/" + name;
}

inline scenarios::log::ReadOptions by_generation(const std::string& name) {
  scenarios::log::ReadOptions options;
  options.generation = name;
  return options;
}
inline scenarios::log::ReadOptions only_page(const std::string& page) {
  scenarios::log::ReadOptions options;
  options.page = page;
  return options;
}

/// Requires that the text is a log.
inline scenarios::log::Log log_of(const std::string& text,
                                  const scenarios::log::ReadOptions& options = {}) {
  auto log = scenarios::log::read_log_from_text(text, "a.log", options);
  if (!log) FAIL(log.error().message);
  return std::move(log).value();
}

/// Requires that the text is none.
inline std::string refusal_of(const std::string& text,
                              const scenarios::log::ReadOptions& options = {}) {
  const auto log = scenarios::log::read_log_from_text(text, "a.log", options);
  REQUIRE_FALSE(log);
  return log.error().message;
}

}  // namespace stalemate::tests
