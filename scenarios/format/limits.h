// How large an input may be. Whatever is beyond is an error with a message, never a long wait.
//
// Cost: none.
#pragma once

#include <cstddef>
#include <cstdint>

namespace stalemate::scenarios::format {

struct Range {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

inline constexpr std::size_t longest_scenario_bytes = std::size_t{4} << 20;
inline constexpr std::size_t longest_schedule_bytes = std::size_t{64} << 20;
/// Of a file that does not begin as what may be larger. It takes many times its size to read.
inline constexpr std::size_t longest_unknown_bytes = longest_scenario_bytes;
inline constexpr std::size_t deepest_nesting = 32;
inline constexpr std::size_t most_values = 8'000'000;  // of one document
inline constexpr std::size_t most_keys = 400;          // of one object
inline constexpr std::size_t longest_name = 100;
inline constexpr std::size_t longest_sentence = 500;

inline constexpr std::size_t most_axes = 8;
inline constexpr std::size_t most_cells = 400;
inline constexpr std::size_t most_colos = 4;
inline constexpr std::int64_t most_isolates = 8;
inline constexpr std::size_t most_arrivals = 1000;
inline constexpr std::int64_t most_steps = 1'000'000;  // of one latency
inline constexpr std::size_t most_choices = 1'000'000;

inline constexpr std::int64_t ten_years_ms = std::int64_t{10} * 365 * 24 * 3600 * 1000;
inline constexpr Range any_time{0, ten_years_ms};
inline constexpr Range some_time{1, ten_years_ms};
inline constexpr Range fault_counts{0, 1000};
inline constexpr Range tag_counts{0, 4};
inline constexpr Range connection_counts{0, 1000};
inline constexpr Range operation_counts{0, 1'000'000};
inline constexpr Range put_ordinals{1, 1000};
// Beyond what the store accepts (512 bytes, 25 MiB, 1024 bytes): that it refuses is worth
// simulating.
inline constexpr Range key_sizes{1, std::int64_t{1} << 20};
inline constexpr Range value_sizes{0, std::int64_t{1} << 30};
inline constexpr Range metadata_sizes{0, std::int64_t{1} << 20};

}  // namespace stalemate::scenarios::format
