// What the handlers register with waitUntil, and the switches that leave a registration out.
#include <catch2/catch.hpp>

#include "tests/model/handlers.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

using tests::DrivenWorld;

struct Registrations {
  bool regeneration;
  bool put;
};

/// What a stale hit registers with waitUntil.
Registrations registered(const WorldConfig& config) {
  DrivenWorld world(kept_alive(config));
  world.run();
  // The timer that keeps the context alive is the first; then come those of the handler.
  const std::size_t at_trigger = world.trace().has(EventKind::regeneration_started) ? 1 : 0;
  std::size_t early = 0;
  std::size_t late = 0;
  for (const sim::TraceEvent& event : world.trace().events()) {
    if (event.kind != static_cast<std::uint32_t>(EventKind::wait_until_registered)) continue;
    early += event.at_us == 1000 ? 1 : 0;
    late += event.at_us == 11'000 ? 1 : 0;
  }
  CHECK(at_trigger == 1);
  CHECK(early <= 1);
  CHECK(late <= 1);
  return {early == 1, late == 1};
}

TEST_CASE("what each generation registers, and that each registration has a switch",
          "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_of(Router::pages)));
  INFO(handler.text());
  const bool any = handler.generation != Generation::vinext_0_0_26;
  // Regenerations of 1.4.0 run where no context is in sight, and await their put.
  const bool put = any && handler.generation < Generation::vinext_1_4_0;
  WorldConfig config = of(handler.generation, tests::stale_entry());
  SECTION("all on") {
    const Registrations made = registered(config);
    CHECK(made.regeneration == any);
    CHECK(made.put == put);
  }
  SECTION("the put's off") {
    config.handler.put_registered = false;
    const Registrations made = registered(config);
    CHECK(made.regeneration == any);
    CHECK_FALSE(made.put);
  }
  SECTION("the regeneration's off") {
    config.handler.regeneration_registered = false;
    const Registrations made = registered(config);
    CHECK_FALSE(made.regeneration);
    CHECK(made.put == put);
  }
  SECTION("no context visible: those that were passed one register with it all the same") {
    config.workload[0].visible_context = VisibleContext::none;
    const Registrations made = registered(config);
    const bool passed =
        handler.generation == Generation::before_425 || handler.generation == Generation::pull_425;
    CHECK(made.regeneration == passed);
    CHECK_FALSE(made.put);
  }
}

std::vector<Handler> handlers_that_store_behind_the_response() {
  std::vector<Handler> handlers = handlers_of(Router::app);
  handlers.push_back({Generation::vinext_0_0_55, Router::pages});
  handlers.push_back({Generation::vinext_1_4_0, Router::pages});
  return handlers;
}

TEST_CASE("what is stored behind the response registers with the visible context, if there is one",
          "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_that_store_behind_the_response()));
  const bool visible = GENERATE(true, false);
  INFO(handler.text() << (visible ? ", visible" : ", not visible"));
  WorldConfig config = of(handler.generation, tests::empty_store());
  config.handler.router = handler.router;
  tests::lose_cut_puts(config);
  if (!visible) config.workload[0].visible_context = VisibleContext::none;
  DrivenWorld world(config);
  world.run();
  CHECK(world.served() == "MISS 1");
  CHECK(world.trace().time_of(EventKind::context_ended) == (visible ? 21 : 11));
  CHECK((world.stored().found != 0) == visible);
}

TEST_CASE("a put that fails and that nobody waits for is an unhandled rejection",
          "[model][handler]") {
  WorldConfig config = kept_alive(of(Generation::before_425, tests::stale_entry()));
  config.puts = {{1, PutScriptKind::too_many_requests, 0, std::nullopt}};
  config.handler.put_registered = GENERATE(true, false);
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().has(EventKind::put_rejected));
  CHECK(world.trace().has(EventKind::unhandled_rejection) == !config.handler.put_registered);
}

}  // namespace
}  // namespace stalemate::model
