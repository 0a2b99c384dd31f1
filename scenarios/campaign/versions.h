// Which program made a result. main passes it in, so that everything else is a function of its
// input.
//
// Cost: none.
#pragma once

#include <string>

namespace stalemate::scenarios {

struct Versions {
  std::string stalemate;
  std::string model_hash;  // of the sources of the kernel and the model
};

}  // namespace stalemate::scenarios
