// Whole files, read and written: the only place of this folder that touches the disk.
//
// Invariants:
//  1. Only regular files are read, never a folder, a pipe or a device, and never more than asked:
//     one that is too large is refused before it is read.
//  2. A written file is complete or not there: its text goes to a temporary file in the same
//     folder, which is synchronised and then renamed. A failure leaves what was there before.
//  3. Failures are values with one line; nothing is thrown.
//
// Cost: reading copies the file once; writing waits for the disk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/format/result.h"

namespace stalemate::scenarios {

Result<std::string> read_file(const std::string& path, std::size_t longest_bytes);

/// How a file begins, and how long it is.
struct Beginning {
  std::string text;  // some hundred bytes, or all of it
  std::size_t bytes = 0;
};

/// What it takes to tell what a file is, however large.
Result<Beginning> beginning_of(const std::string& path);

/// Whether a file is safe on the disk before anybody hears of it.
enum class Disk : std::uint8_t {
  waited_for,
  later,  // for many files that can be made again: a power cut may leave one empty
};

/// @return nothing if the file has been written
std::optional<InputError> write_file_atomically(const std::string& path, std::string_view text,
                                                Disk disk = Disk::waited_for);

}  // namespace stalemate::scenarios
