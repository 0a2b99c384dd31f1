// The origin: data with versions, and renders that read it.
//
// A render reads the data at one explicit point, takes time, and may throw, hang, or say
// `revalidate: 0`. It is user code that runs in the request's context and dies with it.
#pragma once

#include <cstdint>

namespace stalemate::model {

struct Origin {
  std::int64_t data_version = 1;
  std::uint32_t renders = 0;  // of the whole world
};

}  // namespace stalemate::model
