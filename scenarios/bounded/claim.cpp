// What a bounded proof claims, in sentences: what it covers, what it found, what it does not cover.

#include <utility>

#include <fmt/format.h>

#include "scenarios/bounded/certificate.h"
#include "scenarios/certificate/assumptions.h"

namespace stalemate::scenarios {

namespace {

using model::Property;
using model::Verdict;

std::string program_of(const CertifiedProgram& program) {
  std::string text =
      fmt::format("The handler: {}, as bundled with sha256 {}", program.name, program.sha256);
  for (const model::ProgramPackage& package : program.packages) {
    text += fmt::format(", {}@{} ({})", package.name, package.version, package.integrity);
  }
  return text + ".";
}

std::string sentence_of(const BoundedResult& result, Property property) {
  const std::string name = fmt::format("{}: ", model::name(property));
  const auto verdict = decided(result, property);
  if (!verdict) return name + "inconclusive.";
  const bool fresh = property == Property::eventually_fresh;
  if (*verdict == Verdict::holds) {
    return name + (fresh ? "after each of these, calm traffic makes the page fresh again."
                         : "holds in every state.");
  }
  const auto& path = result.violations[static_cast<std::size_t>(property)];
  const std::string way =
      fmt::format("; the smallest way there has {}, {} and {}", counted(path->requests, "request"),
                  counted(path->faults, "fault"), counted(path->steps.size(), "step"));
  if (!fresh) {
    return name + "violated" + way + (path->calm ? ", then calm traffic." : ".");
  }
  return name + fmt::format("the page stays {} for ever{}.",
                            *verdict == Verdict::violated ? "STALE" : "MISS", way);
}

}  // namespace

std::optional<Verdict> decided(const BoundedResult& result, Property property) {
  const auto index = static_cast<std::size_t>(property);
  if (index >= model::always_judged_count) return std::nullopt;
  if (result.violations[index]) return result.violations[index]->verdict;
  const bool fresh = property == Property::eventually_fresh;
  if (!result.complete() || (fresh && result.count(Verdict::undecided) > 0)) return std::nullopt;
  return Verdict::holds;
}

std::vector<std::string> claim_of(const BoundedCertificate& certificate,
                                  const model::ProofConfig& config) {
  const model::BoundedBounds& bounds = certificate.bounds;
  const BoundedResult& result = certificate.result;
  std::vector<std::string> claim;
  claim.push_back(fmt::format(
      "For {} of at most {} ({} at one isolate), from the beginning of the scenario on; not for "
      "more, nor for unbroken overlap.",
      bounds.bursts == 1 ? "the first burst" : fmt::format("the first {} bursts", bounds.bursts),
      counted(bounds.each.requests_per_burst, "request"), bounds.each.requests_per_isolate));
  claim.push_back(program_of(certificate.program));
  for (std::string& sentence : assumptions_of(config)) claim.push_back(std::move(sentence));
  if (bounds.each.pauses > 0) {
    claim.push_back(fmt::format(
        "In each burst time passes {} while something is under way, for {} ms (as long as the "
        "longest latency) or until just before a timer.",
        bounds.each.pauses == 1 ? "once" : fmt::format("{} times", bounds.each.pauses),
        config.pause_ms));
  }
  if (config.wait_until_limit_us) {
    claim.emplace_back(
        "Assumed: what the handler does takes less time than the limit on waitUntil, unless it "
        "waits for something that never comes, or for a timer.");
  }
  claim.emplace_back(
      "From every state at rest calm traffic decides what becomes of the page: one request at a "
      "time, each after the entry has expired, as the scenario's typical latencies have it.");
  for (std::size_t index = 0; index < model::always_judged_count; ++index) {
    claim.push_back(sentence_of(result, static_cast<Property>(index)));
  }
  claim.push_back(fmt::format(
      "{}, {}; {} of calm traffic from states at rest; {}.", counted(result.states, "state"),
      counted(result.transitions, "transition"), counted(result.rests(), "judgement"),
      result.complete() ? std::string("nothing is left untried")
                        : fmt::format("{} NOT tried ({})", counted(result.open, "state"),
                                      model::name(result.unfinished))));
  claim.emplace_back(
      "Not covered: how a handler goes by times that pass in other ways than these, random numbers "
      "other than the usual ones, clock skew between isolates, code that is stopped between two "
      "turns of its microtasks, more late writes than stated.");
  return claim;
}

}  // namespace stalemate::scenarios
