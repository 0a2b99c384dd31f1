#include "reports/cli/today.h"

#include <chrono>

#include <fmt/format.h>

namespace stalemate::reports::cli {

std::string today() {
  const std::chrono::year_month_day day{
      std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

}  // namespace stalemate::reports::cli
