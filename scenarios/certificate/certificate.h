// A proof written down, so that somebody else can check it: every state at rest with every round
// out of it, how far each is from fresh, the verdicts, and what all of it claims in words.
//
// Invariants:
//  1. Nothing but the document is needed to check it: the scenario is embedded.
//  2. Its text is canonical: equal certificates are equal byte by byte, one state to a line.
//
// Cost: some hundred bytes a state and some dozen a round.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/campaign/versions.h"
#include "scenarios/format/result.h"
#include "scenarios/format/scenario.h"
#include "scenarios/proof/healing.h"
#include "scenarios/proof/proof.h"

namespace stalemate::scenarios {

struct CertifiedRound {
  std::uint32_t to = 0;
  model::Round round;

  bool operator==(const CertifiedRound&) const = default;
};

struct CertifiedState {
  model::RestState state;
  /// By artifact: at most so many due bursts pass without progress; nothing: no bound.
  std::array<std::optional<std::uint32_t>, model::artifact_count> distance;
  /// By artifact, of doomed states: at most so many rounds with progress can still come.
  std::array<std::optional<std::uint32_t>, model::artifact_count> last_progress;
  std::vector<CertifiedRound> rounds;

  bool operator==(const CertifiedState&) const = default;
};

/// One round of a counterexample.
struct CertifiedPath {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::vector<std::vector<std::uint32_t>> steps;  // the offer, then the answers

  bool operator==(const CertifiedPath&) const = default;
};

struct CertifiedCounterexample {
  model::Artifact artifact = model::Artifact::html;
  std::vector<CertifiedPath> stem;
  std::vector<CertifiedPath> loop;
  std::optional<std::uint32_t> point_of_no_return;  // how many rounds of the stem lead there
  /// Behind which macro-step of the next round, from 1, no way out remains; nothing: not known.
  std::optional<std::uint32_t> step_of_no_return;
  // Told, and no part of the claim:
  bool smallest = false;
  Healing healing;

  bool operator==(const CertifiedCounterexample&) const = default;
};

/// To a step that violates a safety property: rounds from the beginning, then some steps more.
struct CertifiedWay {
  std::vector<CertifiedPath> stem;
  std::vector<std::vector<std::uint32_t>> steps;
  bool fewest = false;  // told, and no part of the claim: no other has fewer requests and faults

  bool operator==(const CertifiedWay&) const = default;
};

struct Certificate {
  Versions versions;
  std::string scenario_name;
  std::string scenario_hash;
  std::string cell;
  std::string document;  // the scenario's JSON on one line
  model::ProofBounds bounds;
  std::vector<std::string> claim;  // sentences
  std::array<RoutedVerdict, model::count_of<model::Routing>()> eventually_fresh;
  std::array<bool, model::property_count> safe{};  // of the safety properties
  bool entries_judged = false;                     // else the last two are not among them
  std::uint64_t micro_states = 0;
  std::uint64_t transitions = 0;
  std::uint64_t rounds = 0;
  std::uint64_t largest_burst = 0;
  /// How many of the states, the last ones, have not been explored: 0 in a proof, more in one that
  /// was cut short and can be resumed.
  std::uint64_t frontier = 0;
  std::vector<std::string> marks;  // kinds of events that can occur
  std::vector<CertifiedState> states;
  std::array<std::optional<CertifiedCounterexample>, model::count_of<model::Routing>()>
      counterexamples;
  std::array<std::optional<CertifiedWay>, model::property_count> ways;  // to what is not safe
};

/// No file of more bytes is read.
inline constexpr std::size_t longest_certificate = std::size_t{1} << 30;

/// How many bits a state's fingerprint has inside a burst.
inline constexpr unsigned fingerprint_bits = 64;
/// The odds that two different states were taken for one, if this many were held against each other
/// at most: those of all bursts, as bursts share what they have met.
double collision_odds(std::uint64_t states);

/// Of a proof that is not complete, what was explored so far.
/// @param must_stop then no counterexample is looked for any longer, nor what would heal it
Certificate certify(const Proof& proof, const Scenario& scenario, const Cell& cell,
                    const model::ProofConfig& config, const Versions& versions,
                    const MustStop& must_stop = {});

/// The graph that a certificate was made of, to go on from there.
RestGraph graph_of(const Certificate& certificate);

std::string certificate_text(const Certificate& certificate);
/// Those of which a certificate says whether they hold in every state: from `no_orphaned...` on.
std::vector<model::Property> safety_properties(const Certificate& certificate);
/// The line on which a state stands, from 1.
std::size_t line_of_state(const Certificate& certificate, std::size_t state);

/// Whether a text begins as one, whatever follows; a good loader is to say what is wrong with it.
bool looks_like_certificate(std::string_view text);
Result<Certificate> load_certificate(const std::string& path);
Result<Certificate> load_certificate_from_text(std::string_view text, const std::string& path);

/// What a proof claims, in sentences.
std::vector<std::string> claim_of(const Certificate& certificate, const model::ProofConfig& config);

}  // namespace stalemate::scenarios
