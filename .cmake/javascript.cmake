# The engine that runs handlers in JavaScript: V8, as Debian's libnode brings it.
#
# STALEMATE_JS says whether to build with it; by default wherever it is found, which is where
# `.ci/setup` put it (build/libnode), or in the system (apt: libnode-dev). A Node.js from
# elsewhere has headers too, but no library to link, and they are those of another V8: only headers
# that go with libnode.so.108 are taken.
option(STALEMATE_JS "Build with V8, to run handlers in JavaScript" ON)
set(STALEMATE_LIBNODE "${PROJECT_SOURCE_DIR}/build/libnode" CACHE PATH
    "Where libnode-dev and libnode108 were unpacked")

function(stalemate_are_headers_of_libnode result folder)
  set(matching "")
  if(EXISTS "${folder}/node_version.h")
    file(STRINGS "${folder}/node_version.h" matching REGEX "define NODE_MODULE_VERSION 108$")
  endif()
  set(${result} ${matching} PARENT_SCOPE)
endfunction()

set(stalemate_javascript OFF)
if(STALEMATE_JS)
  file(GLOB stalemate_libnode_folders "${STALEMATE_LIBNODE}/usr/lib/*-linux-gnu*")
  find_library(STALEMATE_LIBNODE_LIBRARY NAMES libnode.so.108
               HINTS ${stalemate_libnode_folders} PATH_SUFFIXES ${CMAKE_LIBRARY_ARCHITECTURE})
  # What an earlier run of cmake has found, before libnode was there, may be another Node.js's.
  stalemate_are_headers_of_libnode(stalemate_headers_fit "${STALEMATE_V8_INCLUDE_DIR}")
  if(NOT stalemate_headers_fit)
    unset(STALEMATE_V8_INCLUDE_DIR CACHE)
  endif()
  find_path(STALEMATE_V8_INCLUDE_DIR v8-microtask-queue.h
            HINTS "${STALEMATE_LIBNODE}/usr/include/node" PATH_SUFFIXES node)
  stalemate_are_headers_of_libnode(stalemate_headers_fit "${STALEMATE_V8_INCLUDE_DIR}")
  if(STALEMATE_LIBNODE_LIBRARY AND stalemate_headers_fit)
    set(stalemate_javascript ON)
    message(STATUS "JavaScript: V8 of ${STALEMATE_LIBNODE_LIBRARY}")
  else()
    message(STATUS "JavaScript: none, libnode was not found (.ci/setup fetches it)")
  endif()
endif()
