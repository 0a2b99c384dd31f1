#include "sim/assert.h"

#include <cstdio>
#include <cstdlib>

namespace stalemate::sim {

void assertion_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "stalemate: internal error: %s does not hold (%s:%d)\n", condition, file,
               line);
  std::fflush(stderr);
  std::_Exit(internal_error_exit_code);
}

}  // namespace stalemate::sim
