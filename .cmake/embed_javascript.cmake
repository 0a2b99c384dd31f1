# Writes stalemate/javascript_files.h: the bundler and the JavaScript around handlers, as text.
#   cmake -D SOURCE_DIR=... -D OUTPUT=... -D "FILES=..." -P embed_javascript.cmake
set(entries "")
set(all "")
string(REPLACE "|" ";" files "${FILES}")
foreach(file IN LISTS files)
  file(READ "${SOURCE_DIR}/${file}" content HEX)
  string(APPEND all "${file} ${content}\n")
  # A literal may not be longer than compilers like: it is put together of pieces.
  file(READ "${SOURCE_DIR}/${file}" text)
  string(LENGTH "${text}" length)
  set(pieces "")
  set(begin 0)
  while(begin LESS length)
    string(SUBSTRING "${text}" ${begin} 12000 piece)
    string(APPEND pieces "R\"stalemate(${piece})stalemate\"\n")
    math(EXPR begin "${begin} + 12000")
  endwhile()
  if(pieces STREQUAL "")
    set(pieces "\"\"")
  endif()
  string(APPEND entries "    EmbeddedFile{\"${file}\", ${pieces}},\n")
endforeach()
string(SHA256 hash "${all}")
string(SUBSTRING "${hash}" 0 16 hash)
file(WRITE "${OUTPUT}.new" "// Made by .cmake/embed_javascript.cmake.
#pragma once

#include <array>
#include <string_view>

namespace stalemate::scenarios {

struct EmbeddedFile {
  const char* path;
  std::string_view content;
};

inline constexpr std::string_view javascript_files_hash = \"${hash}\";
inline constexpr auto javascript_files = std::to_array<EmbeddedFile>({
${entries}});

}  // namespace stalemate::scenarios
")
execute_process(COMMAND "${CMAKE_COMMAND}" -E copy_if_different "${OUTPUT}.new" "${OUTPUT}")
