#include "scenarios/log/event_lines.h"

#include <algorithm>
#include <array>

#include "scenarios/log/times.h"
#include "scenarios/log/values.h"

namespace stalemate::scenarios::log {

bool EventReader::begin(std::string_view line, std::uint64_t number) {
  constexpr std::array<std::string_view, 4> methods{"GET ", "HEAD ", "POST ", "PUT "};
  const auto method = std::find_if(methods.begin(), methods.end(), [line](std::string_view name) {
    return line.starts_with(name);
  });
  const std::size_t at = line.rfind(" @ ");
  if (method == methods.end() || at == std::string_view::npos) return false;
  const std::string_view request = line.substr(method->size(), at - method->size());
  const std::size_t dash = request.rfind(" - ");
  const auto time = date_of(line.substr(at + 3), options_->dates);
  if (dash == std::string_view::npos || !time) return false;
  seen_ = Observation{};
  seen_.line = number;
  set_time(seen_, *time);
  seen_.page = page_of(request.substr(0, dash));
  seen_.host = host_of(request.substr(0, dash));
  seen_.artifact = artifact_of(request.substr(0, dash));
  seen_.signs = signs_of_outcome(request.substr(dash + 3));
  said_.clear();
  under_way_ = true;
  return true;
}

bool EventReader::goes_on_with(std::string_view line) const { return line.starts_with("  "); }

void EventReader::line(std::string_view line) {
  constexpr std::size_t most = 1 << 16;
  if (said_.size() + line.size() < most) said_.append(line).append("\n");
}

Observation EventReader::take() {
  under_way_ = false;
  seen_.signs = static_cast<Signs>(*seen_.signs | signs_of_message(said_));
  // A more telling sign stands for the exception that it comes with.
  if ((*seen_.signs & sign_bit(Sign::hung)) != 0) {
    seen_.signs = static_cast<Signs>(*seen_.signs & ~sign_bit(Sign::exception));
  }
  if (const auto value = value_named(said_, options_->header)) seen_.state = state_of(*value);
  if (const auto value = value_named(said_, options_->generation)) {
    seen_.generation = std::string(*value);
  }
  return seen_;
}

}  // namespace stalemate::scenarios::log
