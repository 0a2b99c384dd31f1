// The HTML report: what it must hold, and what must not break it.
#include "reports/html/page.h"

#include <map>
#include <string>

#include <catch2/catch.hpp>

#include "reports/html/burst_graph.h"
#include "reports/html/markup.h"
#include "tests/reports/hand_made.h"
#include "tests/reports/workplace.h"

namespace stalemate::reports::tests {
namespace {

using scenarios::tests::read_text;

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

bool holds(const std::string& text, const std::string& part) { return times(text, part) > 0; }

std::string page_of(const scenarios::CampaignResult& result) {
  return html::html_report(result, hand_made_versions(), Style{});
}

TEST_CASE("text in HTML is text", "[reports][html]") {
  CHECK(html::text("a<b>&\"c\"") == "a&lt;b&gt;&amp;&quot;c&quot;");
  CHECK(html::text("\x1b[31m\n\xff") == " [31m  ");
  CHECK(html::text("</script>") == "&lt;/script&gt;");
}

TEST_CASE("a name that is too long is cut between two characters", "[reports][html]") {
  std::string exact;
  for (std::size_t count = 0; count < html::longest_name; ++count) exact += "\u00e4";
  CHECK(html::name_text(exact) == exact);
  CHECK(html::name_text(exact + "b") == exact + "...");
}

TEST_CASE("only an address of the web becomes a link", "[reports][html]") {
  CHECK(html::source_link("https://example.org/?a=1&b=2") ==
        "<a href=\"https://example.org/?a=1&amp;b=2\" "
        "rel=\"noreferrer\">https://example.org/?a=1&amp;b=2</a>");
  CHECK(html::source_link("javascript:alert(1)") == "javascript:alert(1)");
}

TEST_CASE("pixels have no more digits than they need", "[reports][html]") {
  CHECK(html::pixels(3) == "3");
  CHECK(html::pixels(3.25) == "3.2");
  CHECK(html::pixels(-0.01) == "0");
}

TEST_CASE("a page says what was found, where a matrix leads to each cell", "[reports][html]") {
  const std::string page = page_of(hand_made_result());
  CHECK(page.starts_with("<!doctype html>\n"));
  CHECK(page.ends_with("</html>\n"));
  CHECK(holds(page, "<title>demo - Stalemate report</title>"));
  CHECK(holds(page, "In 2 of 4 cells something goes wrong."));
  CHECK(holds(page, "<th scope=\"col\">cut</th>"));
  CHECK(holds(page, "<th scope=\"row\">old</th>"));
  for (const char* const id :
       {"demo--old-none", "demo--old-cut", "demo--new-none", "demo--new-cut"}) {
    INFO(id);
    CHECK(times(page, std::string("id=\"") + id + "\"") == 1);
    CHECK(times(page, std::string("href=\"#") + id + "\"") == 1);
  }
  CHECK(holds(page, "first shown by schedule number"));
  CHECK(holds(page, "2 saved schedules replayed, 1 as recorded."));
  CHECK(page == page_of(hand_made_result()));
}

TEST_CASE("a cell that is healthy against what was expected does not go wrong", "[reports][html]") {
  scenarios::CampaignResult result = hand_made_result();
  for (scenarios::CellResult& cell : result.scenarios.front().cells) {
    for (scenarios::PropertyResult& property : cell.properties) {
      property.found = model::Verdict::holds;
      property.outcome = scenarios::Outcome::unexpected;
    }
  }
  CHECK(holds(page_of(result), "In 0 of 4 cells something goes wrong."));
}

TEST_CASE("that every order was explored is said only where proofs were asked for",
          "[reports][html]") {
  scenarios::CampaignResult result = hand_made_result();
  result.options.prove = scenarios::Prove::fitting;
  CHECK(holds(page_of(result), "every order of events was explored"));
  result.options.prove = scenarios::Prove::never;
  CHECK_FALSE(holds(page_of(result), "every order of events was explored"));
}

TEST_CASE("no name from a file gets into the markup of a page", "[reports][html]") {
  scenarios::CampaignResult result = hostile_result();
  result.scenarios.front().about += "</script><img src=x onerror=alert(1)>";
  result.scenarios.front().source = "javascript:alert(1)";
  result.scenarios.front().cells.front().name += std::string(100'000, 'x');
  const std::string page = page_of(result);
  CHECK(times(page, "</script>") == 1);
  CHECK(times(page, "<script>") == 1);
  CHECK_FALSE(holds(page, "<img"));
  CHECK_FALSE(holds(page, "<b a="));
  CHECK_FALSE(holds(page, "href=\"javascript"));
  CHECK_FALSE(holds(page, "\x1b"));
  CHECK_FALSE(holds(page, "\xff"));
  CHECK(page.size() < 200'000);
}

TEST_CASE("a page asks for nothing from anywhere", "[reports][html]") {
  const std::string page = page_of(hand_made_result());
  CHECK(holds(page, "default-src 'none'"));
  for (const char* const part : {"src=\"", "@import", "url(http", "fetch(", "<iframe", "XMLHttp"}) {
    INFO(part);
    CHECK_FALSE(holds(page, part));
  }
}

TEST_CASE("a graph of hundreds of states is cut, and says so", "[reports][html]") {
  scenarios::ProofOfCell proof;
  proof.map.all_nodes = 5000;
  proof.map.all_rounds = 90'000;
  proof.map.levels.resize(4);
  proof.map.levels[0].states = 5000;
  proof.map.levels[0].doomed = 7;
  for (std::uint32_t node = 0; node < scenarios::most_mapped_nodes; ++node) {
    proof.map.nodes.push_back({node / 60, node % 3 == 0, node, true, true, 0, 0});
    for (std::uint32_t other = 0; other < 20; ++other) proof.map.edges.push_back({node, other});
  }
  const std::string figures = html::burst_figures(proof, "cell");
  CHECK(times(figures, "<g class=\"node ") == html::most_drawn_nodes);
  CHECK(times(figures, "<path class=\"edge ") == html::most_drawn_edges);
  CHECK(holds(figures, "5000 states at rest, 90000 rounds between them: 7 doomed"));
  CHECK(holds(figures, "Only the 160 states nearest to the start are drawn."));
  CHECK(holds(figures, "Only 400 of 3200 connections are drawn between those."));
  CHECK(times(figures, "node doomed") == 54);
  CHECK(html::burst_figures({}, "cell").empty());
}

TEST_CASE("check writes the page beside its reports, the same for any number of threads",
          "[reports][cli][html][whole]") {
  const Workplace place;
  std::map<std::string, std::string> pages;
  for (const char* const jobs : {"1", "2"}) {
    const ProgramRun run = place.run({"check", "small.json", "--seeds", "150", "--jobs", jobs});
    REQUIRE(run.exit_code == 0);
    pages[jobs] = read_text(place.file("stalemate-reports/report.html"));
  }
  CHECK(pages["1"] == pages["2"]);
  const std::string& page = pages["1"];
  CHECK(holds(page, "The page stays STALE for ever"));
  CHECK(holds(page, "id=\"small--one-cut--step-3\""));
  CHECK(times(page, "id=\"step-3\"") == 1);
  CHECK(holds(page, "What then repeats for ever"));
  CHECK(holds(page, "CONTEXT CUT"));
  CHECK(holds(page, "point of no return"));
  CHECK(holds(page, "states at rest"));
}

TEST_CASE("explain writes a page of one run", "[reports][cli][explain][html]") {
  const Workplace place;
  REQUIRE(place.run({"check", "small.json", "--seeds", "50", "--prove", "never", "--out", "out"})
              .exit_code == 0);
  const std::string file = "out/schedules/small--one-cut--eventually-fresh.json";
  const ProgramRun run = place.run({"explain", file, "--format", "html"});
  CHECK(run.exit_code == 0);
  CHECK(run.errors.empty());
  CHECK(run.output.starts_with("<!doctype html>\n"));
  CHECK(run.output.ends_with("</html>\n"));
  CHECK(holds(run.output, "<h1>small, cell one cut</h1>"));
  CHECK(holds(run.output, "id=\"small--one-cut--step-3\""));
  CHECK(holds(run.output, "replay " + file));
}

}  // namespace
}  // namespace stalemate::reports::tests
