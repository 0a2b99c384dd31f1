// What was found of a cell within a number of bursts, written down so that somebody else can check
// it: the program by its bytes, the bounds, what is claimed in words, the counts, and a smallest
// way to each violation.
//
// Invariants:
//  1. The scenario is embedded; the program is named, with its packages and the hash of its bytes.
//  2. Its text is canonical: equal certificates are equal byte by byte, one value to a line.
//
// Cost: some kilobytes of text.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/js/program.h"
#include "scenarios/bounded/search.h"
#include "scenarios/campaign/versions.h"
#include "scenarios/format/result.h"
#include "scenarios/format/scenario.h"

namespace stalemate::scenarios {

struct CertifiedProgram {
  std::string name;
  std::string sha256;  // of the bundle
  std::vector<model::ProgramPackage> packages;
};

struct BoundedCertificate {
  Versions versions;
  std::string scenario_path;  // as given: handlers in files are found beside it
  std::string scenario_name;
  std::string scenario_hash;
  std::string cell;
  std::string document;  // the scenario's JSON on one line
  CertifiedProgram program;
  std::vector<std::string> claim;  // sentences
  model::BoundedBounds bounds;
  BoundedResult result;
};

bool looks_like_bounded_certificate(std::string_view text);
std::string certificate_text(const BoundedCertificate& certificate);
Result<BoundedCertificate> load_bounded_certificate(const std::string& path);
Result<BoundedCertificate> load_bounded_certificate_from_text(std::string_view text,
                                                              const std::string& path);

/// @param result a search that has come to its end, or was cut short
BoundedCertificate certify(const BoundedResult& result, const model::BoundedBounds& bounds,
                           const Scenario& scenario, const Cell& cell, const Versions& versions);

/// What it claims, in sentences. @param config of one of its bursts
std::vector<std::string> claim_of(const BoundedCertificate& certificate,
                                  const model::ProofConfig& config);

/// What is decided about a property; nothing: it is not. A violation that was found is decided,
/// whatever was not tried.
std::optional<model::Verdict> decided(const BoundedResult& result, model::Property property);

/// The scenario that is embedded, its handlers loaded, and the certificate's cell in it.
struct EmbeddedCell {
  Scenario scenario;
  std::size_t cell = 0;

  const Cell& its() const { return scenario.cells[cell]; }
};
Result<EmbeddedCell> embedded_cell(const BoundedCertificate& certificate, const std::string& path);

}  // namespace stalemate::scenarios
