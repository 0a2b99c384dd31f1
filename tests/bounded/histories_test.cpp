// What counts as seen by the code of a realm.
#include "model/js/histories.h"

#include <catch2/catch.hpp>

namespace stalemate::model {
namespace {

TEST_CASE("a history depends on what was seen, and in which order", "[bounded]") {
  const auto history = [](std::initializer_list<std::pair<Seen, std::uint64_t>> seen) {
    Histories histories;
    for (const auto& [what, value] : seen) histories.see(1, what, value);
    return histories.of(1);
  };
  const std::uint64_t both = history({{Seen::request, 1}, {Seen::instant, 2}});
  CHECK(both == history({{Seen::request, 1}, {Seen::instant, 2}}));
  CHECK(both != history({{Seen::instant, 2}, {Seen::request, 1}}));
  CHECK(both != history({{Seen::request, 1}, {Seen::instant, 3}}));
  CHECK(both != history({{Seen::request, 1}, {Seen::answer, 2}}));
  CHECK(both != history({{Seen::request, 1}}));
}

TEST_CASE("each realm has a history of its own", "[bounded]") {
  Histories histories;
  CHECK(histories.of(0) == 0);
  CHECK(histories.of(1) == 0);
  histories.see(1, Seen::start);
  histories.see(2, Seen::start);
  CHECK(histories.of(1) == histories.of(2));
  histories.see(1, Seen::request, 7);
  CHECK(histories.of(1) != histories.of(2));
  CHECK(histories.next_wait(1) == 1);
  CHECK(histories.next_wait(2) == 1);
  CHECK(histories.next_wait(1) == 2);
  histories.begin_run();
  CHECK(histories.of(1) == 0);
}

TEST_CASE("texts are told apart by their bytes", "[bounded]") {
  CHECK(hash_of_text("a") == hash_of_text("a"));
  CHECK(hash_of_text("a") != hash_of_text("b"));
  CHECK(hash_of_text("") != hash_of_text(std::string_view("\0", 1)));
}

}  // namespace
}  // namespace stalemate::model
