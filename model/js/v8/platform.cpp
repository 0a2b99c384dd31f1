#include "model/js/v8/platform.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

#include <libplatform/libplatform.h>
#include <v8.h>

namespace stalemate::model {

namespace {

/// V8 posts tasks only for work that can be left undone: none of them changes what a program sees.
class NoTasks final : public v8::TaskRunner {
 public:
  void PostTask(std::unique_ptr<v8::Task>) override {}
  void PostNonNestableTask(std::unique_ptr<v8::Task>) override {}
  void PostDelayedTask(std::unique_ptr<v8::Task>, double) override {}
  void PostNonNestableDelayedTask(std::unique_ptr<v8::Task>, double) override {}
  void PostIdleTask(std::unique_ptr<v8::IdleTask>) override {}
  bool IdleTasksEnabled() override { return false; }
  bool NonNestableTasksEnabled() const override { return true; }
  bool NonNestableDelayedTasksEnabled() const override { return true; }
};

class Platform final : public v8::Platform {
 public:
  Platform() : usual_(v8::platform::NewSingleThreadedDefaultPlatform()) {}

  v8::PageAllocator* GetPageAllocator() override { return usual_->GetPageAllocator(); }
  int NumberOfWorkerThreads() override { return 0; }
  std::shared_ptr<v8::TaskRunner> GetForegroundTaskRunner(v8::Isolate*) override { return none_; }
  void CallOnWorkerThread(std::unique_ptr<v8::Task>) override {}
  void CallDelayedOnWorkerThread(std::unique_ptr<v8::Task>, double) override {}
  std::unique_ptr<v8::JobHandle> PostJob(v8::TaskPriority priority,
                                         std::unique_ptr<v8::JobTask> task) override {
    return v8::platform::NewDefaultJobHandle(this, priority, std::move(task), 0);
  }
  /// Only for what V8 measures of itself, which nothing depends on.
  double MonotonicallyIncreasingTime() override { return 0; }
  double CurrentClockTimeMillis() override {
    v8::Isolate* const isolate = v8::Isolate::TryGetCurrent();
    if (isolate == nullptr) return 0;
    auto* const clock = static_cast<VirtualClock*>(isolate->GetData(clock_slot));
    return clock != nullptr ? clock->now_ms() : 0;
  }
  v8::TracingController* GetTracingController() override { return usual_->GetTracingController(); }

 private:
  std::unique_ptr<v8::Platform> usual_;
  std::shared_ptr<v8::TaskRunner> none_ = std::make_shared<NoTasks>();
};

/// V8 stays until the process ends.
const v8::Platform* start() {
  ::setenv("TZ", "UTC", 1);  // as in Workers
  ::setenv("LC_ALL", "en_US.UTF-8", 1);
  // Runs live short: a small young generation stays in the processor's cache.
  v8::V8::SetFlagsFromString(
      "--single-threaded --random-seed=42 --hash-seed=42 --stack-size=900 "
      "--min-semi-space-size=4 --max-semi-space-size=4 "
      "--no-harmony-sharedarraybuffer --no-expose-wasm");
  auto platform = std::make_unique<Platform>();
  v8::V8::InitializePlatform(platform.get());
  v8::V8::Initialize();
  return platform.release();
}

}  // namespace

void start_v8() {
  static const v8::Platform* const platform = start();
  static_cast<void>(platform);
}

void* BoundedBuffers::Allocate(std::size_t length) {
  refused_ = length > limit - used_;
  if (refused_) {
    on_refusal_();
    return nullptr;
  }
  used_ += length;
  return std::calloc(std::max<std::size_t>(length, 1), 1);
}

void BoundedBuffers::Free(void* data, std::size_t length) {
  used_ -= length;
  std::free(data);
}

}  // namespace stalemate::model
