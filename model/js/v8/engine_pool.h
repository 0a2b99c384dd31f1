// Scripts that are loaded and serve no world: loading one takes a hundred times as long as a run.
//
// Invariants:
//  1. A script that is taken out does as a new one does: it has forgotten all of the worlds before.
//  2. One that has failed is not put back.
//
// Cost: a lock for each world that is made or given up.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

namespace stalemate::model {

class V8Script;

struct EnginePool {
  std::mutex mutex;
  std::vector<std::unique_ptr<V8Script>> idle;
};

}  // namespace stalemate::model
