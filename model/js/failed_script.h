// In place of a program that could not be loaded: it answers nothing.
#pragma once

#include <string>
#include <utility>

#include "model/js/script.h"
#include "model/workers/host.h"

namespace stalemate::model {

class FailedScript final : public Script {
 public:
  explicit FailedScript(std::string failure) : failure_(std::move(failure)) {}

  void begin_run() override {}
  sim::Promise<Response> handle(Host& host, const Arrival&) override {
    return host.kernel().pending<Response>();
  }
  void run_deferred(Host&) override {}
  void note_hang(Host&, sim::OwnerId, std::uint32_t) override {}
  std::span<const InitialPut> initial_puts() const override { return {}; }
  void stop_when(const std::atomic<bool>&) override {}
  const std::string& failure() const override { return failure_; }
  const std::vector<ScriptLine>& lines() const override { return lines_; }
  const ScriptRemarks& remarks() const override { return remarks_; }
  std::string key_name(Key) const override { return {}; }
  std::uint64_t history(std::uint32_t) const override { return 0; }
  std::uint64_t content(std::uint16_t) const override { return 0; }
  const ScriptAnswer& last_answer() const override { return none_; }

 private:
  std::string failure_;
  ScriptRemarks remarks_;
  std::vector<ScriptLine> lines_;
  ScriptAnswer none_;
};

}  // namespace stalemate::model
