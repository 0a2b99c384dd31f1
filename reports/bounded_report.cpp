#include "reports/bounded_report.h"

#include <fmt/format.h>

#include "reports/proof_report.h"
#include "reports/remarks.h"
#include "scenarios/bounded/told_path.h"

namespace stalemate::reports {

namespace {

using model::Property;
using model::Verdict;
using scenarios::BoundedPath;
using scenarios::BoundedProof;
using scenarios::BoundedResult;

std::string bounds_words(const model::BoundedBounds& bounds) {
  const std::string bursts =
      bounds.bursts == 1 ? "the first burst" : fmt::format("the first {} bursts", bounds.bursts);
  return fmt::format("for {} of at most {}, not for more, nor for every way that time may pass",
                     bursts, counted(bounds.each.requests_per_burst, "request"));
}

std::string ended_words(const BoundedResult& result) {
  return fmt::format("{}; {} tried, {} still open", model::name(result.unfinished),
                     counted(result.transitions, "transition"), result.open);
}

std::string bounded_sentence(const BoundedProof& proof) {
  const BoundedResult& result = proof.result;
  const auto verdict = decided(result, Property::eventually_fresh);
  const std::string bounds = bounds_words(proof.certificate.bounds);
  const std::uint64_t rests = result.rests();
  if (!verdict) {
    const std::uint64_t undecided = result.count(Verdict::undecided);
    const std::string why = result.complete() ? fmt::format(
                                                    "from {} of {} states at rest calm traffic "
                                                    "reads no entry that is due, or gets no "
                                                    "answer",
                                                    undecided, rests)
                                              : ended_words(result);
    return fmt::format("INCONCLUSIVE: not decided ({}), {}", why, bounds);
  }
  std::string text;
  if (*verdict == Verdict::holds) {
    text = fmt::format(
        "PROVED: from each of {} states at rest calm traffic makes the page fresh again", rests);
    if (result.late > 0) {
      text += fmt::format(" ({} of them late, after more than {} bursts)", result.late,
                          scenarios::healthy_calm_bursts);
    }
  } else {
    const std::uint64_t bad = result.count(Verdict::violated) + result.count(Verdict::uncached);
    text = fmt::format("VIOLATED: the page can be {} for ever (from {} of {} states at rest)",
                       *verdict == Verdict::violated ? "STALE" : "MISS", bad, rests);
    if (!result.complete()) text += fmt::format(" ({})", ended_words(result));
  }
  return text + ", " + bounds;
}

Colour colour_of_decision(std::optional<Verdict> verdict) {
  if (!verdict) return Colour::doubtful;
  return *verdict == Verdict::holds ? Colour::good : Colour::bad;
}

std::string length_words(const BoundedPath& path) {
  return fmt::format("{}, {}, {}", counted(path.requests, "request"), counted(path.faults, "fault"),
                     counted(path.steps.size(), "macro-step"));
}

std::string safety_lines(const BoundedProof& proof, const Style& style) {
  std::string text;
  for (std::size_t index = 1; index < model::always_judged_count; ++index) {
    const auto property = static_cast<Property>(index);
    const auto verdict = decided(proof.result, property);
    if (!verdict) continue;
    const bool holds = *verdict == Verdict::holds;
    const auto& path = proof.result.violations[index];
    text += hanging(
        "  ",
        fmt::format("{}: {}", model::name(property),
                    holds ? std::string("holds in every state")
                          : fmt::format("violated in some state ({}{})", length_words(*path),
                                        path->calm ? ", then calm traffic" : "")),
        holds ? Colour::faint : Colour::doubtful, style);
    if (path && !proof.file.empty()) {
      text += replay_lines(proof.timed[index], proof.file, "    ", style);
    }
  }
  return text;
}

bool shows_anything(const BoundedResult& result) {
  for (const auto& path : result.violations) {
    if (path) return true;
  }
  return false;
}

}  // namespace

std::string bounded_report(const BoundedProof& proof, const Style& style) {
  const BoundedResult& result = proof.result;
  std::string text =
      hanging("", fmt::format("{}, {}", printable(proof.scenario), printable(proof.cell)),
              Colour::none, style);
  text += hanging("  ", bounded_sentence(proof),
                  colour_of_decision(decided(result, Property::eventually_fresh)), style);
  text += another_claim(proof.prescribed, style);
  text += safety_lines(proof, style);
  for (const model::EventKind mark : proof.unmet_marks) {
    if (!result.complete()) break;  // it may occur in what is left
    text += hanging("  ", fmt::format("\"{}\" never occurs: vacuous", model::name(mark)),
                    Colour::doubtful, style);
  }
  for (const std::string& remark : remarks_on(result.remarks)) {
    text += hanging("  ", printable(remark), Colour::doubtful, style);
  }
  const scenarios::CertifiedProgram& program = proof.certificate.program;
  text += hanging("  ",
                  fmt::format("{}, {}; {}, sha256 {}", counted(result.states, "state"),
                              counted(result.transitions, "transition"), printable(program.name),
                              program.sha256.substr(0, 16)),
                  Colour::faint, style);
  if (const auto& path = result.violations[0]) {
    text += hanging("  ", "smallest way there: " + length_words(*path), Colour::none, style);
    if (!proof.file.empty()) {
      text += replay_lines(proof.timed.front(), proof.file, "  ", style);
    }
  } else if (!proof.file.empty() && !shows_anything(result)) {
    text += fmt::format("  {} verify-certificate {}\n", style.program, shell_word(proof.file));
  }
  return text + "\n";
}

std::string counterexample_report(const scenarios::BoundedCertificate& certificate,
                                  const scenarios::EmbeddedCell& cell, const Style& style) {
  std::string text = hanging("",
                             fmt::format("stalemate {}, model {}", certificate.versions.stalemate,
                                         certificate.versions.model_hash),
                             Colour::none, style);
  text +=
      hanging("",
              fmt::format("scenario {}, cell {}, handler {}", printable(certificate.scenario_name),
                          printable(certificate.cell), printable(certificate.program.name)),
              Colour::none, style);
  if (!shows_anything(certificate.result)) {
    const bool proves = decided(certificate.result, Property::eventually_fresh).has_value();
    return text + hanging("",
                          proves ? "This certificate has no counterexample: it proves."
                                 : "This certificate has no counterexample, and proves nothing.",
                          proves ? Colour::good : Colour::doubtful, style);
  }
  const model::WorldConfig& world = cell.its().config;
  for (std::size_t index = 0; index < model::always_judged_count; ++index) {
    const auto& path = certificate.result.violations[index];
    if (!path) continue;
    const scenarios::ToldPath told = tell(*path, certificate.bounds, world);
    text += "\n";
    text += hanging(
        "",
        fmt::format("{}: {}; steps in order, without times: any latencies that give "
                    "this order will do",
                    model::name(static_cast<Property>(index)),
                    length_words(*path) + (index > 0 && path->calm ? ", then calm traffic" : "")),
        Colour::faint, style);
    text += told_steps(told.bursts, std::nullopt, world, style);
    if (index > 0) continue;
    const char* const served = path->verdict == Verdict::violated ? "STALE" : "MISS";
    text += hanging("",
                    fmt::format("-- then, all calm: the page stays {} for ever ({})", served,
                                counted(told.calm_bursts, "burst")),
                    Colour::bad, style);
  }
  return text;
}

}  // namespace stalemate::reports
