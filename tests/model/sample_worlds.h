// Worlds that between them use every generation, both routers and every kind of event. The golden
// hashes and the tests of determinism, snapshots and allocation run all of them.
#pragma once

#include <string>
#include <vector>

#include "model/config.h"

namespace stalemate::model {

struct SampleWorld {
  std::string name;
  WorldConfig config;
};

const std::vector<SampleWorld>& sample_worlds();

}  // namespace stalemate::model
