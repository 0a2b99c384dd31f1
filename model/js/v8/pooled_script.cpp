// A script for one world, out of those that are loaded; it goes back when the world is given up.

#include <utility>

#include "model/js/failed_script.h"
#include "model/js/v8/engine_pool.h"
#include "model/js/v8/v8_script.h"

namespace stalemate::model {

namespace {

class PooledScript final : public Script {
 public:
  PooledScript(std::unique_ptr<V8Script> script, std::shared_ptr<EnginePool> pool)
      : script_(std::move(script)), pool_(std::move(pool)) {}
  ~PooledScript() override {
    script_->begin_run();
    script_->run_on();
    if (!pool_ || !script_->failure().empty()) return;
    const std::lock_guard lock(pool_->mutex);
    pool_->idle.push_back(std::move(script_));
  }
  PooledScript(const PooledScript&) = delete;
  PooledScript& operator=(const PooledScript&) = delete;

  void begin_run() override { script_->begin_run(); }
  void hold(const std::function<void()>& run) override { script_->hold(run); }
  sim::Promise<Response> handle(Host& host, const Arrival& request) override {
    return script_->handle(host, request);
  }
  void run_deferred(Host& host) override { script_->run_deferred(host); }
  void note_hang(Host& host, sim::OwnerId owner, std::uint32_t request) override {
    script_->note_hang(host, owner, request);
  }
  std::span<const InitialPut> initial_puts() const override { return script_->initial_puts(); }
  void stop_when(const std::atomic<bool>& not_wanted) override { script_->stop_when(not_wanted); }
  const std::string& failure() const override { return script_->failure(); }
  const std::vector<ScriptLine>& lines() const override { return script_->lines(); }
  const ScriptRemarks& remarks() const override { return script_->remarks(); }
  std::string key_name(Key key) const override { return script_->key_name(key); }
  std::uint64_t history(std::uint32_t realm) const override { return script_->history(realm); }
  std::uint64_t content(std::uint16_t text) const override { return script_->content(text); }
  const ScriptAnswer& last_answer() const override { return script_->last_answer(); }

 private:
  std::unique_ptr<V8Script> script_;
  std::shared_ptr<EnginePool> pool_;
};

std::unique_ptr<V8Script> idle_script(EnginePool* pool) {
  if (pool == nullptr) return nullptr;
  const std::lock_guard lock(pool->mutex);
  if (pool->idle.empty()) return nullptr;
  std::unique_ptr<V8Script> script = std::move(pool->idle.back());
  pool->idle.pop_back();
  return script;
}

}  // namespace

bool scripts_run() { return true; }

std::shared_ptr<EnginePool> make_engine_pool() { return std::make_shared<EnginePool>(); }

std::unique_ptr<Script> load_script(const WorldConfig& config) {
  const Program& program = *config.handler.program;
  if (!program.failure.empty()) return std::make_unique<FailedScript>(program.failure);
  std::unique_ptr<V8Script> script = idle_script(program.pool.get());
  if (!script) script = std::make_unique<V8Script>(program);
  script->serve(config);
  return std::make_unique<PooledScript>(std::move(script), program.pool);
}

}  // namespace stalemate::model
