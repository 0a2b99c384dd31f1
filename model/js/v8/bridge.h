// The few lines of JavaScript between the engine and a program: calls that need closures are
// cheaper there than functions made by V8's interface for each request.
#pragma once

#include <string_view>

namespace stalemate::model {

/// (native, world) => ({ run, watch, rendered }); `world` is what each request is told.
inline constexpr std::string_view bridge_code = R"js((function (native, world) {
  "use strict";
  const { router, page, switches } = world;
  // Written out, since an object literal is much faster than a spread.
  const { path, revalidate, expire, tags, invalidated } = page;
  const {
    putRegistered, regenerationRegistered, missStoredBehindResponse, handlerPerRequest,
  } = switches;
  const reject = (id) => (error) => native.failed(id, error);
  return {
    /// Hands a request to a module and tells what became of it.
    run(module, kind, artifact, contextVisible, id) {
      const request = {
        kind, artifact, router, contextVisible,
        page: { path, revalidate, expire, tags: tags.slice(), invalidated },
        switches: {
          putRegistered, regenerationRegistered, missStoredBehindResponse, handlerPerRequest,
        },
      };
      let response;
      try {
        response = Promise.resolve(module.handle(request));
      } catch (error) {
        native.failed(id, error);
        return;
      }
      response.then((answer) => {
        native.answered(id, String(answer?.served), String(answer?.body ?? ""));
      }).catch(reject(id));
    },
    /// What host.render() gives.
    rendered: (generation, revalidate, readsSearchParams) => ({
      generation, revalidate, readsSearchParams,
    }),
    /// Tells when a promise has settled, one way or the other.
    watch(promise, id) {
      const kept = () => native.kept(id);
      Promise.resolve(promise).then(kept, kept);
    },
  };
}))js";

}  // namespace stalemate::model
