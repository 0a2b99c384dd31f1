# What every target of the project has in common: warnings, sanitizers, link-time optimisation.
include(CheckIPOSupported)
include(GNUInstallDirs)

if(STALEMATE_SANITIZE)
  add_compile_options(-fsanitize=${STALEMATE_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${STALEMATE_SANITIZE})
endif()

set(stalemate_link_time_optimisation OFF)
if(STALEMATE_LTO AND CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT STALEMATE_SANITIZE)
  check_ipo_supported(RESULT stalemate_link_time_optimisation OUTPUT ignored LANGUAGES CXX)
endif()

# The kernel is many small functions in a row, seldom a loop: it gains a quarter from more inlining
# than -O3 allows for, and nothing from vectors.
set(stalemate_optimisation "")
set(stalemate_usual_inlining "")  # the compiler's own numbers, where speed of compiling counts
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_BUILD_TYPE STREQUAL "Release")
  set(stalemate_optimisation -O2 -fno-tree-vectorize --param=max-inline-insns-auto=120
                             --param=inline-unit-growth=200 --param=large-function-growth=400
                             --param=inline-min-speedup=10)
  set(stalemate_usual_inlining --param=max-inline-insns-auto=15 --param=inline-unit-growth=40
                               --param=large-function-growth=100 --param=inline-min-speedup=30)
endif()

# Which ways programs take is written beside the object files, and read there: both in one folder.
if(STALEMATE_PROFILE STREQUAL "record")
  add_compile_options(-fprofile-generate)
  add_link_options(-fprofile-generate)
elseif(STALEMATE_PROFILE STREQUAL "use")
  # What the recorded programs never entered has no profile, nor has what was changed since then.
  set(stalemate_profile -fprofile-use -Wno-missing-profile -Wno-coverage-mismatch)
  add_compile_options(${stalemate_profile})
  add_link_options(${stalemate_profile})
elseif(STALEMATE_PROFILE)
  message(FATAL_ERROR "STALEMATE_PROFILE is '${STALEMATE_PROFILE}': record, use or nothing")
endif()

# Warnings, and the one floating-point rule that keeps results equal on every machine: a compiler
# may otherwise fuse a multiplication and an addition where the processor can do so.
function(stalemate_compile_rules target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                                           -ffp-contract=off ${stalemate_optimisation})
  target_link_options(${target} PRIVATE ${stalemate_optimisation})
  if(STALEMATE_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Known false alarms: GCC 12 about std::string (its bug 105329), about values that only seem
    # uninitialised once a sanitizer has rewritten the code, and about the operators new and delete
    # of coroutine frames where neither is inlined.
    target_compile_options(${target} PRIVATE -Wno-restrict)
    if(STALEMATE_SANITIZE)
      target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized -Wno-mismatched-new-delete)
    endif()
  else()
    # The std::stable_sort of GCC 12's library calls what that library itself deprecates.
    target_compile_options(${target} PRIVATE -Wno-deprecated-declarations)
  endif()
  set_target_properties(${target} PROPERTIES
                        INTERPROCEDURAL_OPTIMIZATION ${stalemate_link_time_optimisation})
endfunction()

# For what takes longer to compile than it runs: it is optimised little, and by itself. What it
# calls of the kernel and the model is as fast as ever, and linked twice as soon.
# Under sanitizers the checks of single pointers are left to the address sanitizer, which finds each
# access through one that leads nowhere: asked before every access whether a pointer is null,
# misaligned or of another type, the code is twice as large. Overflow, shifts, bounds and values
# that an enumeration or a bool cannot have are looked for as in the kernel and the model.
function(stalemate_compile_fast target)
  if(STALEMATE_SANITIZE)
    target_compile_options(${target} PRIVATE -O0
      -fno-sanitize=null,alignment,vptr,object-size,nonnull-attribute,returns-nonnull-attribute)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      # The checks of addresses are called, not inlined: slower to run, sooner compiled.
      target_compile_options(${target} PRIVATE --param=asan-instrumentation-with-call-threshold=0)
    endif()
  elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(${target} PRIVATE -O1 ${stalemate_usual_inlining})
  endif()
  set_target_properties(${target} PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF)
endfunction()

# stalemate_compile_together(TARGET [folder+folder...]...)
#
# Most of the time of these files goes into headers of libraries, each time the same. Where
# STALEMATE_UNITY says so, the files of a folder are compiled as one, and so are those of small
# folders that are named together.
function(stalemate_compile_together target)
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    file(RELATIVE_PATH folder ${CMAKE_CURRENT_SOURCE_DIR} ${source})
    get_filename_component(folder ${folder} DIRECTORY)
    foreach(group IN LISTS ARGN)
      string(REPLACE "+" ";" members ${group})
      if(folder IN_LIST members)
        set(folder ${group})
        break()
      endif()
    endforeach()
    string(MAKE_C_IDENTIFIER "all/${folder}" folder)
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${folder})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${STALEMATE_UNITY} UNITY_BUILD_MODE GROUP)
endfunction()

# stalemate_precompile(TARGET header...)
#
# Where STALEMATE_UNITY says so, these headers are read once for all files of a target. Only there:
# elsewhere each file has to include what it needs.
function(stalemate_precompile target)
  if(STALEMATE_UNITY)
    target_precompile_headers(${target} PRIVATE
      <algorithm> <array> <cstdint> <functional> <map> <memory> <optional> <set> <span> <string>
      <string_view> <tuple> <utility> <variant> <vector> ${ARGN})
  endif()
endfunction()

# stalemate_library(NAME [LINK targets...] [EXCLUDE regular-expression])
#
# A static library of every source below the calling folder. A folder without sources (so far, or
# because all is in headers) becomes an interface library under the same name.
# Sets <NAME>_scope in the caller to PUBLIC or INTERFACE, for further target_... calls.
function(stalemate_library name)
  cmake_parse_arguments(PARSE_ARGV 1 library "" "EXCLUDE" "LINK")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  if(library_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${library_EXCLUDE}")
  endif()
  if(sources)
    set(scope PUBLIC)
    add_library(${name} STATIC ${sources})
    stalemate_compile_rules(${name})
  else()
    set(scope INTERFACE)
    add_library(${name} INTERFACE)
  endif()
  target_include_directories(${name} ${scope} ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} ${scope} ${library_LINK})
  set(${name}_scope ${scope} PARENT_SCOPE)
endfunction()
