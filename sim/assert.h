// Assertions that stay on in release builds.
//
// A failed assertion is a bug of this program, never of its input: it prints one line and ends the
// process with exit code 70 ("internal"), without running destructors.
//
// Cost: one predictable branch.
#pragma once

namespace stalemate::sim {

/// The exit code of an internal error; see README.md, "Exit codes".
inline constexpr int internal_error_exit_code = 70;

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace stalemate::sim

#define SIM_ASSERT(condition) \
  ((condition) ? void(0) : ::stalemate::sim::assertion_failed(#condition, __FILE__, __LINE__))
