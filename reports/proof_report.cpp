#include "reports/proof_report.h"

#include <algorithm>

#include <fmt/format.h>

#include "model/describe.h"
#include "scenarios/certificate/told.h"

namespace stalemate::reports {

namespace {

using model::BurstWorld;
using model::Routing;
using scenarios::Certificate;
using scenarios::ProofVerdict;
using scenarios::RoutedVerdict;

Colour colour_of(ProofVerdict verdict) {
  if (verdict == ProofVerdict::heals) return Colour::good;
  return verdict == ProofVerdict::inconclusive ? Colour::doubtful : Colour::bad;
}

std::string bounds_words(const model::ProofBounds& bounds) {
  return fmt::format("for bursts of at most {}, not for unbroken overlap",
                     counted(bounds.requests_per_burst, "request"));
}

/// How far a proof came that was ended.
std::string so_far(const scenarios::RestGraph& graph) {
  std::string text =
      fmt::format("{}; {} at rest explored, {} still open", model::name(graph.unfinished),
                  counted(graph.expanded, "state"), graph.nodes.size() - graph.expanded);
  if (graph.dropped > 0) {
    text += fmt::format("; {} of bursts that did not come to their end are not kept",
                        counted(graph.dropped, "transition"));
  }
  return text;
}

/// Whether more time or memory would help.
bool may_go_on(const scenarios::RestGraph& graph) {
  using scenarios::Unfinished;
  return !graph.complete() && graph.unfinished != Unfinished::dead_end &&
         graph.unfinished != Unfinished::clock;
}

/// What was found before the end stands; what may lie in the rest is not known.
std::string words_of(const RoutedVerdict& verdict, const scenarios::RestGraph& graph) {
  if (graph.complete()) return verdict_words(verdict);
  const std::string words = verdict.verdict == ProofVerdict::stuck
                                ? "the page can be STALE for ever (in a loop; whether a way out "
                                  "remains was not decided)"
                                : verdict_words(verdict);
  return fmt::format("{} ({})", words, so_far(graph));
}

std::string sentence(const scenarios::CellProof& proof, Routing routing) {
  const RoutedVerdict verdict = proof.proof.under(routing);
  const char* const standing = verdict.verdict == ProofVerdict::heals          ? "PROVED"
                               : verdict.verdict == ProofVerdict::inconclusive ? "INCONCLUSIVE"
                                                                               : "VIOLATED";
  std::string text = fmt::format("{} under routing {}: {}", standing, model::name(routing),
                                 words_of(verdict, proof.proof.graph));
  if (verdict.verdict == ProofVerdict::inconclusive) return text;
  if (verdict.verdict == ProofVerdict::heals && verdict.within) {
    text += proof.proof.heals_within_seconds
                ? fmt::format(" (about {:.0f} s with this scenario's latencies)",
                              *proof.proof.heals_within_seconds)
                : " (bursts that are held up have no bound in number, so there is none in seconds)";
  }
  text += ", " + bounds_words(proof.certificate.bounds);
  return proof.proof.invalidated ? text + ", once no tag is invalidated any more" : text;
}

std::string length_words(const std::vector<scenarios::ToldRound>& rounds) {
  std::size_t steps = 0;
  std::size_t requests = 0;
  std::size_t faults = 0;
  for (const scenarios::ToldRound& round : rounds) {
    steps += round.steps.size();
    requests += round.requests;
    faults += round.faults;
  }
  return fmt::format("{}, {}, {}", counted(requests, "request"), counted(faults, "fault"),
                     counted(steps, "macro-step"));
}

/// The point of no return, if there is one.
std::optional<StepRemark> no_return(const scenarios::CertifiedCounterexample& shown) {
  const auto& round = shown.point_of_no_return;
  if (!round || *round >= shown.stem.size()) return std::nullopt;
  std::size_t before = 0;
  for (std::size_t index = 0; index < *round; ++index) before += shown.stem[index].steps.size();
  const std::size_t last = before + shown.stem[*round].steps.size();
  const std::size_t behind = before + shown.step_of_no_return.value_or(last - before);
  const std::string what =
      shown.step_of_no_return
          ? fmt::format("macro-step {}", behind)
          : fmt::format("in the round of macro-steps {} to {}", before + 1, last);
  return StepRemark{behind,
                    fmt::format("point of no return: {}, behind which no way out remains", what)};
}

/// The routing whose counterexample is shown: the one that the cell is about, if it has one.
const scenarios::CertifiedCounterexample* shown_of(const Certificate& certificate) {
  for (const auto& shown : certificate.counterexamples) {
    if (shown) return &*shown;
  }
  return nullptr;
}

/// What would end it, beside the verdict.
std::string remedies(const scenarios::Healing& healing) {
  std::string text;
  for (const model::Fault fault : healing.faults) {
    text += fmt::format("{}{}", text.empty() ? "would heal by: " : ", ", model::name(fault));
  }
  if (text.empty()) {
    text = healing.unknown.empty() ? "no single fault would heal it"
                                   : "no single fault was found that would heal it";
  }
  if (healing.second_isolate == scenarios::Remedy::yes) {
    text += "; under routing fair one more isolate in the colo masks it";
  }
  if (healing.second_isolate == scenarios::Remedy::unknown || !healing.unknown.empty()) {
    text += "; not known of all faults";
  }
  return text;
}

/// Of each safety property whether it holds in every state; with the way to where it does not.
std::string safety_lines(const scenarios::CellProof& proof, const Style& style) {
  const scenarios::RestGraph& graph = proof.proof.graph;
  std::string text;
  for (const model::Property property : safety_properties(proof.certificate)) {
    const auto index = static_cast<std::size_t>(property);
    const bool violated = graph.unsafe[index].has_value();
    if (!violated && !graph.complete()) continue;
    std::string words = violated ? "violated in some state" : "holds in every state";
    const auto& way = proof.certificate.ways[index];
    if (const auto config = scenarios::config_of(proof.certificate, proof.file); way && config) {
      words += fmt::format(" ({}{})", way->fewest ? "" : "a way there: ",
                           length_words(tell(*way, proof.certificate, config.value())));
    } else if (violated) {
      words += " (no way there was found within the limits)";
    }
    text += hanging("  ", fmt::format("{}: {}", model::name(property), words),
                    violated ? Colour::doubtful : Colour::faint, style);
    if (way && !proof.file.empty()) {
      text += replay_lines(proof.timed[index], proof.file, "    ", style);
    }
    if (const auto times = other_times(proof, property); !times.empty()) {
      text += hanging("    ",
                      fmt::format("another claim than the scenario's: that prescribes how long it "
                                  "takes, and this needs {}; so it is not held to what is expected",
                                  fmt::join(times, ", ")),
                      Colour::faint, style);
    }
  }
  return text;
}

/// Each safety property that is violated, with the way there.
std::string told_ways(const Certificate& certificate, const model::ProofConfig& config,
                      const Style& style) {
  std::string text;
  for (const model::Property property : safety_properties(certificate)) {
    const auto& way = certificate.ways[static_cast<std::size_t>(property)];
    if (certificate.safe[static_cast<std::size_t>(property)]) continue;
    text += "\n";
    if (!way) {
      text += hanging("",
                      fmt::format("{}: violated; within its limits no way there was found",
                                  model::name(property)),
                      Colour::bad, style);
      continue;
    }
    const auto rounds = tell(*way, certificate, config);
    text += hanging("",
                    fmt::format("{}: {}{}; steps in order, without times; the last one violates it",
                                model::name(property),
                                way->fewest ? "" : "a way there: ", length_words(rounds)),
                    Colour::faint, style);
    text += "\n" + told_steps(rounds, std::nullopt, config.world, style);
  }
  return text;
}

}  // namespace

std::string told_steps(const std::vector<scenarios::ToldRound>& rounds,
                       const std::optional<StepRemark>& remark, const model::WorldConfig& world,
                       const Style& style) {
  std::string text;
  std::size_t number = 0;
  bool in_loop = false;
  for (const scenarios::ToldRound& round : rounds) {
    if (round.of_loop && !in_loop) {
      text += hanging("", "-- from here it goes round for ever:", Colour::bad, style);
    }
    in_loop = round.of_loop;
    for (const scenarios::ToldStep& step : round.steps) {
      ++number;
      const bool strange =
          step.kind == BurstWorld::Step::strike || step.kind == BurstWorld::Step::pass ||
          step.kind == BurstWorld::Step::reach || step.kind == BurstWorld::Step::limit ||
          step.kind == BurstWorld::Step::give_up;
      std::string head = fmt::format("{:>6}  ", number);
      if (strange || step.events.empty()) {
        text += hanging(head, step.choice, strange ? Colour::doubtful : Colour::faint, style);
        head = std::string(head.size(), ' ');
      }
      for (const sim::TraceEvent& event : step.events) {
        text += hanging(head, printable(model::describe(event, world)), Colour::none, style);
        head = std::string(head.size(), ' ');
      }
      if (remark && remark->behind == number) {
        text += hanging("", "-- " + remark->words, Colour::bad, style);
      }
    }
    text += "\n";
  }
  return text;
}

std::string verdict_words(const RoutedVerdict& verdict) {
  switch (verdict.verdict) {
    case ProofVerdict::heals:
      if (!verdict.within) return "heals, after a number of due bursts that has no bound";
      return fmt::format("heals within {}", counted(*verdict.within + 1U, "due burst"));
    case ProofVerdict::uncached:
      return "the page can be MISS for ever: it is never stored";
    case ProofVerdict::stuck:
      return "the page can be STALE for ever (a fair loop; a way out remains)";
    case ProofVerdict::doomed:
      return "the page can be STALE for ever (doomed: no way out remains)";
    case ProofVerdict::inconclusive:
      break;
  }
  return "not decided";
}

std::string replay_lines(const std::optional<scenarios::KeptCounterexample>& kept,
                         const std::string& certificate, const std::string& indent,
                         const Style& style) {
  std::string text;
  const bool timed = kept && !kept->file.empty();
  if (kept && !kept->timed.problem.empty()) {
    text += hanging(indent, "not with times: " + printable(kept->timed.problem), Colour::doubtful,
                    style);
  }
  if (timed && !kept->timed.widened.empty()) {
    text += hanging(indent,
                    fmt::format("with times it needs wider latencies than the scenario's: {}",
                                fmt::join(kept->timed.widened, ", ")),
                    Colour::faint, style);
  }
  if (timed && kept->timed.joined > 0) {
    text += hanging(indent,
                    fmt::format("with times it needs {} in the very millisecond of the one before",
                                counted(kept->timed.joined, "step")),
                    Colour::faint, style);
  }
  return text + fmt::format("{}{} replay {}\n", indent, style.program,
                            shell_word(timed ? kept->file : certificate));
}

std::string another_claim(const std::string& prescribed, const Style& style) {
  if (prescribed.empty()) return "";
  return hanging("  ",
                 fmt::format("another claim than the scenario's: that prescribes {}, while this "
                             "proof lets anything of the kind happen at any time; so it is not "
                             "held to what is expected",
                             prescribed),
                 Colour::faint, style);
}

std::string proof_report(const scenarios::CellProof& proof, const Style& style) {
  const RoutedVerdict any = proof.proof.under(Routing::any);
  const RoutedVerdict fair = proof.proof.under(Routing::fair);
  std::string text =
      hanging("", fmt::format("{}, {}", printable(proof.scenario), printable(proof.cell)),
              Colour::none, style);
  text += hanging("  ", sentence(proof, Routing::any), colour_of(any.verdict), style);
  if (fair != any) {
    text += hanging("  ", sentence(proof, Routing::fair), colour_of(fair.verdict), style);
  }
  text += another_claim(proof.prescribed, style);
  const scenarios::RestGraph& graph = proof.proof.graph;
  text += safety_lines(proof, style);
  for (const model::EventKind mark : proof.unmet_marks) {
    if (!graph.complete()) break;  // it may occur in what is left
    text += hanging("  ", fmt::format("\"{}\" can never occur: vacuous", model::name(mark)),
                    Colour::doubtful, style);
  }
  text += hanging("  ",
                  fmt::format("{} at rest, {}, {}, {}", counted(graph.nodes.size(), "state"),
                              counted(graph.edges.size(), "round"),
                              fmt::format("{} within bursts", counted(graph.count.states, "state")),
                              counted(graph.count.transitions, "transition")),
                  Colour::faint, style);
  if (proof.file.empty()) return text + "\n";
  if (const auto* shown = shown_of(proof.certificate)) {
    const auto config = scenarios::config_of(proof.certificate, proof.file);
    if (config) {
      const auto rounds = scenarios::tell(*shown, proof.certificate, config.value());
      const char* const way = shown->smallest ? "smallest way there: " : "a way there: ";
      text += hanging("  ", way + length_words(rounds), Colour::none, style);
      if (const auto remark = no_return(*shown)) {
        text += hanging("  ", remark->words, Colour::none, style);
      }
    }
    if (graph.complete()) text += hanging("  ", remedies(shown->healing), Colour::none, style);
    text += replay_lines(proof.timed.front(), proof.file, "  ", style);
  } else if (graph.complete()) {
    if (scenarios::is_violation(any.verdict) || scenarios::is_violation(fair.verdict)) {
      text +=
          hanging("  ",
                  "no counterexample: the search for one had no time left (--resume in place of "
                  "--out looks for it again), or met its own limit (fewer --requests may show "
                  "one)",
                  Colour::doubtful, style);
    }
    text += fmt::format("  {} verify-certificate {}\n", style.program, shell_word(proof.file));
  }
  if (may_go_on(graph)) {
    const bool needs_memory = graph.unfinished == scenarios::Unfinished::memory;
    text += hanging("  ",
                    fmt::format("to go on: the same arguments{}, with --resume in place of --out",
                                needs_memory ? " and more --memory" : ""),
                    Colour::faint, style);
  }
  return text + "\n";
}

namespace {

/// What a certificate says that has no counterexample to `eventually-fresh`.
std::string without_counterexample(const Certificate& certificate, const Style& style) {
  if (certificate.frontier > 0) {
    return hanging("", "The proof was cut short, and shows no counterexample.", Colour::doubtful,
                   style);
  }
  const auto& verdicts = certificate.eventually_fresh;
  if (std::ranges::any_of(verdicts, [](const RoutedVerdict& one) {
        return scenarios::is_violation(one.verdict);
      })) {
    return hanging("", "It is violated, and within its limits no counterexample was found.",
                   Colour::bad, style);
  }
  const auto properties = safety_properties(certificate);
  const bool safe = std::ranges::all_of(properties, [&](model::Property property) {
    return certificate.safe[static_cast<std::size_t>(property)];
  });
  if (safe) {
    return hanging("", "This certificate has no counterexample: it proves.", Colour::good, style);
  }
  return hanging("", "eventually-fresh: proved, no counterexample.", Colour::good, style);
}

}  // namespace

std::string counterexample_report(const Certificate& certificate, const std::string& path,
                                  const Style& style) {
  std::string text = hanging("",
                             fmt::format("stalemate {}, model {}", certificate.versions.stalemate,
                                         certificate.versions.model_hash),
                             Colour::none, style);
  text += hanging("",
                  fmt::format("scenario {}, cell {}", printable(certificate.scenario_name),
                              printable(certificate.cell)),
                  Colour::none, style);
  const auto* shown = shown_of(certificate);
  if (shown == nullptr) text += without_counterexample(certificate, style);
  const auto config = scenarios::config_of(certificate, path);
  if (!config) return text + config.error().message + "\n";
  if (shown != nullptr) {
    const auto rounds = scenarios::tell(*shown, certificate, config.value());
    text += hanging("",
                    fmt::format("{}; steps in order, without times: any latencies that give this "
                                "order will do",
                                length_words(rounds)),
                    Colour::faint, style);
    text += "\n" + told_steps(rounds, no_return(*shown), config.value().world, style);
  }
  return text + told_ways(certificate, config.value(), style);
}

}  // namespace stalemate::reports
