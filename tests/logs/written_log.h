// A simulated run as a log in one of the formats that are read: what the platform would have
// written of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/config.h"
#include "model/names.h"
#include "scenarios/reproduce/answers.h"

namespace stalemate::tests {

enum class LogFormat : std::uint8_t { tail, http_requests, workers_logs, curl, trace_events, csv };

/// A line: a request, what it was answered, and how wrong the clock was that wrote it.
struct WrittenLine {
  scenarios::Answered answered;
  model::Artifact artifact = model::Artifact::html;
  std::uint32_t number = 0;  // of the request: makes its ray
  std::uint32_t colo = 0;    // from 0
  std::int64_t clock_error_ms = 0;
};

/// The lines in the order of their clocks, as a text.
std::string written_log(std::vector<WrittenLine> lines, LogFormat format);

/// Which header of such a log differs between renders; empty: none does.
const char* generation_header(LogFormat format);

}  // namespace stalemate::tests

template <>
struct stalemate::model::NamesOf<stalemate::tests::LogFormat> {
  static constexpr auto table = std::to_array<const char*>(
      {"wrangler tail", "Logpush HTTP", "CSV of Workers", "curl -i", "Logpush Workers", "CSV"});
};
