// A certificate is accepted as it was made, and refused after any change, with the line that it is
// in: nobody has to trust who hands it over.
#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/proof/proved_cells.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Routing;

constexpr std::size_t html = static_cast<std::size_t>(model::Artifact::html);
constexpr std::size_t rsc = static_cast<std::size_t>(model::Artifact::rsc);

struct Tampering {
  const char* name;
  const char* cell;
  std::function<void(Certificate&)> apply;
  /// Where the refusal has to point: a state, ...
  std::size_t state = 0;
  /// ... unless this is how the line begins.
  const char* line = nullptr;
};

/// What a careful forger also brings up to date.
void tidy_up(Certificate& certificate, const model::ProofConfig& config) {
  certificate.rounds = 0;
  for (const CertifiedState& state : certificate.states) certificate.rounds += state.rounds.size();
  model::ProofConfig claimed = config;
  claimed.bounds = certificate.bounds;
  certificate.claim = claim_of(certificate, claimed);
}

void check_refused(const Tampering& tampering) {
  const ProvedCell& proof = proved(tampering.cell);
  Certificate certificate = proof.certificate;
  tampering.apply(certificate);
  REQUIRE(certificate_text(certificate) != certificate_text(proof.certificate));
  const std::size_t line = tampering.line != nullptr ? line_beginning(certificate, tampering.line)
                                                     : line_of_state(certificate, tampering.state);
  const Verification verification = verify_all(certificate);
  INFO(tampering.name << ": line " << line << " is wrong; refused for\n" << told(verification));
  CHECK_FALSE(verification.accepted());
  CHECK(std::any_of(verification.flaws.begin(), verification.flaws.end(),
                    [line](const Flaw& flaw) { return flaw.line == line; }));
  CHECK(told(verification).find("\n\n") == std::string::npos);
}

/// A change of the contents by a forger who also counts anew and puts the claim into other words.
Tampering careful(const char* name, const char* cell, std::size_t state,
                  const std::function<void(Certificate&)>& apply, const char* line = nullptr) {
  return {name, cell,
          [cell, apply](Certificate& certificate) {
            apply(certificate);
            tidy_up(certificate, proved(cell).config);
          },
          state, line};
}

TEST_CASE("a certificate is accepted as it was made", "[proof][tampering][slow]") {
  for (const char* cell : {healing, stuck, doomed}) {
    const Verification verification = verify_all(proved(cell).certificate);
    INFO(cell << ": " << told(verification));
    CHECK(verification.accepted());
    CHECK(verification.states_checked == proved(cell).certificate.states.size());
    CHECK(verification.transitions > 0);
  }
}

TEST_CASE("a certificate with other rounds is refused", "[proof][tampering][slow]") {
  const std::vector<Tampering> tamperings{
      careful("a round is dropped", stuck, 3,
              [](Certificate& c) { c.states[3].rounds.erase(c.states[3].rounds.begin()); }),
      careful("a round is added", doomed, 1,
              [](Certificate& c) {
                c.states[1].rounds.push_back(c.states[1].rounds.front());
                c.states[1].rounds.back().to = 0;
              }),
      careful("a round leads elsewhere", stuck, 0,
              [](Certificate& c) { c.states[0].rounds.front().to = 5; }),
      careful("a round leads nowhere", stuck, 0,
              [](Certificate& c) { c.states[0].rounds.front().to = 11; }),
      careful("a round stands twice", healing, 0,
              [](Certificate& c) { c.states[0].rounds.push_back(c.states[0].rounds.front()); }),
      careful("progress is made up", doomed, 1,
              [](Certificate& c) { c.states[1].rounds.front().round.progress[html] = true; }),
      careful("progress is left out", healing, 0,
              [](Certificate& c) {
                for (CertifiedRound& round : c.states[0].rounds) round.round.progress = {};
              }),
      careful("nothing is due", stuck, 0,
              [](Certificate& c) { c.states[0].rounds.front().round.expired[html] = 0; }),
      careful("a round is said to be disturbed", doomed, 1,
              [](Certificate& c) { c.states[1].rounds.front().round.disturbed = true; }),
      careful("a round is said to be throttled", doomed, 1,
              [](Certificate& c) { c.states[1].rounds.front().round.throttled = 1; }),
      careful("a round costs a request more", stuck, 0,
              [](Certificate& c) { ++c.states[0].rounds.front().round.requests; }),
      careful("a round costs a fault more", stuck, 0,
              [](Certificate& c) { ++c.states[0].rounds.front().round.faults; }),
  };
  for (const Tampering& tampering : tamperings) check_refused(tampering);
}

void remove_last_state(Certificate& certificate) {
  const auto last = static_cast<std::uint32_t>(certificate.states.size() - 1);
  certificate.states.pop_back();
  for (CertifiedState& state : certificate.states) {
    std::erase_if(state.rounds, [last](const CertifiedRound& round) { return round.to == last; });
  }
}

void swap_states(Certificate& certificate, std::uint32_t left, std::uint32_t right) {
  std::swap(certificate.states[left].state, certificate.states[right].state);
}

TEST_CASE("a certificate with other states is refused", "[proof][tampering][slow]") {
  const std::vector<Tampering> tamperings{
      careful("a state is removed, with all rounds to it", doomed, 4, remove_last_state),
      careful("a state is listed twice", doomed, 6,
              [](Certificate& c) { c.states.push_back(c.states[5]); }),
      careful("a state is listed twice, and led to", doomed, 6,
              [](Certificate& c) {
                c.states.push_back(c.states[5]);
                c.states[5].rounds.push_back(c.states[5].rounds.front());
                c.states[5].rounds.back().to = 6;
              }),
      careful("two states change places", doomed, 2, [](Certificate& c) { swap_states(c, 1, 2); }),
      careful("it begins elsewhere", doomed, 0, [](Certificate& c) { swap_states(c, 0, 2); }),
      careful("a deadline", doomed, 4,
              [](Certificate& c) { c.states[4].state.store[0].value->revalidate_at = 3; }),
      careful("a stamp", stuck, 5,
              [](Certificate& c) { c.states[5].state.store[0].value->stamp = 1; }),
      careful("the rank of a render", stuck, 7,
              [](Certificate& c) { c.states[7].state.store[0].value->render = 2; }),
      careful("a key is said not to have been written", stuck, 9,
              [](Certificate& c) { c.states[9].state.store[0].written = false; }),
      careful("an orphaned slot is left out", doomed, 3,
              [](Certificate& c) { c.states[3].state.isolates[0].orphaned_slots.clear(); }),
      careful("a slot of a key that is not there", doomed, 3,
              [](Certificate& c) {
                c.states[3].state.isolates[0].orphaned_slots = {{9, {}}};
              }),
      careful("a late write is left out", stuck, 1,
              [](Certificate& c) { c.states[1].state.late_writes.clear(); }),
      careful("a fault is left", doomed, 3,
              [](Certificate& c) { c.states[3].state.faults_left[0] = 1; }),
      careful("an isolate more", doomed, 3,
              [](Certificate& c) {
                c.states[3].state.isolates.push_back(c.states[3].state.isolates[0]);
              }),
      careful("no state at all", doomed, 0, [](Certificate& c) { c.states.clear(); }),
  };
  for (const Tampering& tampering : tamperings) check_refused(tampering);
}

TEST_CASE("a certificate with other distances is refused", "[proof][tampering][slow]") {
  const std::vector<Tampering> tamperings{
      careful("a distance is lowered", stuck, 5,
              [](Certificate& c) { c.states[5].distance[html] = 0; }),
      careful("all distances are lowered", stuck, 0,
              [](Certificate& c) {
                for (CertifiedState& state : c.states) state.distance[html] = 0;
              }),
      careful("a distance is raised", healing, 0,
              [](Certificate& c) { c.states[0].distance[html] = 1; }),
      careful("a distance is raised where refused writes go round", healing, 1,
              [](Certificate& c) { c.states[1].distance[html] = 1; }),
      careful("all distances are raised", healing, 1,
              [](Certificate& c) {
                for (CertifiedState& state : c.states) state.distance[html] = 1;
                for (RoutedVerdict& verdict : c.eventually_fresh) verdict.within = 1;
              }),
      careful("no distance has a bound", healing, 1,
              [](Certificate& c) {
                for (CertifiedState& state : c.states) state.distance[html].reset();
                for (RoutedVerdict& verdict : c.eventually_fresh) verdict.within.reset();
              }),
      careful("a distance for what nobody asks for", healing, 1,
              [](Certificate& c) { c.states[1].distance[rsc] = 0; }),
      careful("a state is said to be doomed", stuck, 5,
              [](Certificate& c) { c.states[5].last_progress[html] = 0; }),
      careful("a doomed state is said not to be", doomed, 3,
              [](Certificate& c) { c.states[3].last_progress[html].reset(); }),
      careful("all doomed states are said not to be", doomed, 1,
              [](Certificate& c) {
                for (CertifiedState& state : c.states) state.last_progress[html].reset();
              }),
      careful("more progress is said to come", doomed, 1,
              [](Certificate& c) { c.states[1].last_progress[html] = 7; }),
  };
  for (const Tampering& tampering : tamperings) check_refused(tampering);
}

TEST_CASE("where two due bursts are needed, the numbers of all states count",
          "[proof][tampering][slow]") {
  const ProvedCell proof = prove_cell(shipped_scenario("assumptions-pages.json"),
                                      "before-425 / put never answered", one_request());
  REQUIRE(proof.proof.under(Routing::any).within == 1U);
  REQUIRE(verify_all(proof.certificate).accepted());
  for (std::size_t index = 0; index < proof.certificate.states.size(); ++index) {
    const std::uint32_t right = proof.certificate.states[index].distance[html].value();
    for (const std::optional<std::uint32_t> wrong :
         {std::optional<std::uint32_t>(1 - right), std::optional<std::uint32_t>(2), {}}) {
      Certificate certificate = proof.certificate;
      certificate.states[index].distance[html] = wrong;
      const Verification verification = verify_all(certificate);
      INFO("state " << index << " is wrong; refused for\n" << told(verification));
      CHECK(std::any_of(
          verification.flaws.begin(), verification.flaws.end(),
          [&](const Flaw& flaw) { return flaw.line == line_of_state(certificate, index); }));
    }
  }
}

}  // namespace
}  // namespace stalemate::scenarios::tests
