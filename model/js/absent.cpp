// In place of an engine, where none is built in (STALEMATE_JS).

#include "model/js/failed_script.h"

namespace stalemate::model {

bool scripts_run() { return false; }

std::shared_ptr<EnginePool> make_engine_pool() { return nullptr; }

std::unique_ptr<Script> load_script(const WorldConfig&) {
  return std::make_unique<FailedScript>("this program was built without JavaScript");
}

}  // namespace stalemate::model
