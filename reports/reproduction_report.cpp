#include "reports/reproduction_report.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reports/log_notes.h"
#include "reports/replay_command.h"
#include "reports/sentences.h"

namespace stalemate::reports {

namespace {

using scenarios::ExplainingRun;
using scenarios::LogQuestion;
using scenarios::Observation;
using scenarios::Sighting;

std::string lines_words(std::size_t count) {
  return count == 1 ? "1 line" : fmt::format("{} lines", count);
}

std::string cost_words(const ExplainingRun& run) {
  std::string text = counted(run.cost.faults, "thing");
  text += run.cost.faults == 1 ? " goes wrong" : " go wrong";
  if (run.hypothesis.unobserved > 0) {
    text += fmt::format(", {} not in the log", counted(run.hypothesis.unobserved, "request"));
  }
  text += fmt::format(", {} not as usual{}", counted(run.cost.deviations, "decision"),
                      run.smallest.deviations ? ", the fewest that this takes" : "");
  if (run.smallest.steps) text += ", in as few steps as can be";
  if (run.hypothesis.most_faults == 1) {
    text += fmt::format("; so in {} % of the runs in which it would show",
                        std::max(1, static_cast<int>(run.fit.share * 100 + 0.5)));
  }
  return text;
}

/// KV allows one write to a key in a second; that is no fault of anybody's.
bool meets_write_rule(const ExplainingRun& run) {
  const auto& decisions = run.told.transcript.decisions;
  return std::any_of(decisions.begin(), decisions.end(), [](const auto& decision) {
    return decision.kind == sim::ChoiceKind::order && decision.choice.taken == "429";
  });
}

std::string cause_words(const ExplainingRun& run) {
  if (run.cost.faults == 0) {
    std::string text = run.hypothesis.words;
    if (meets_write_rule(run)) text += " but that KV refuses a second write within a second";
    if (run.verdict() == model::Verdict::violated) text += "; the handler by itself does it";
    return text;
  }
  if (run.hypothesis.most_faults < 2) return run.hypothesis.words;
  if (run.hypothesis.lasts) {
    return fmt::format("{} ({})", run.hypothesis.words, counted(run.struck.size(), "time"));
  }
  return fmt::format("{} ({})", run.hypothesis.words, fmt::join(run.struck, ", "));
}

/// The sighting that tells two runs apart; nothing: none of those that are known.
const Sighting* apart(const ExplainingRun& one, const ExplainingRun& other) {
  const std::size_t place = first_difference(one.sightings, other.sightings);
  return place < one.sightings.size() ? &one.sightings[place] : nullptr;
}

/// What the log has to say for a cause, beside one that stands before it.
std::string beside_words(const std::vector<ExplainingRun>& causes, std::size_t place) {
  const auto same_rank = [&](const ExplainingRun& one) { return one.rank == causes[place].rank; };
  const auto first = std::find_if(causes.begin(), causes.end(), same_rank) - causes.begin();
  if (first != static_cast<std::ptrdiff_t>(place)) {
    return fmt::format("; at the same place it does the same to these lines as {}", first + 1);
  }
  const bool mentioned = place > 0 && about_as_likely(causes[place], causes.front());
  return mentioned ? "; about as likely as 1" : "";
}

/// Of the first cause: how many others the log cannot tell from it.
std::string twins_words(const std::vector<ExplainingRun>& causes) {
  const auto twins =
      std::count_if(causes.begin(), causes.end(),
                    [&](const ExplainingRun& one) { return one.rank == causes.front().rank; }) -
      1;
  if (twins == 0) return "";
  return fmt::format(", or {} that {} the same to {}",
                     twins == 1 ? "another cause" : fmt::format("one of {} causes", twins),
                     twins == 1 ? "does" : "do", "these lines");
}

std::string causes_text(const ReproductionSubject& subject, const Style& style) {
  const std::vector<ExplainingRun>& causes = subject.reproduction.causes;
  std::string text;
  if (causes.size() > 1) {
    text += "\nWhat explains these lines, the likeliest first\n";
    for (std::size_t rank = 0; rank < causes.size(); ++rank) {
      const std::string words = fmt::format("{} ({}{})", cause_words(causes[rank]),
                                            cost_words(causes[rank]), beside_words(causes, rank));
      text += hanging(fmt::format("  {:>2}  ", rank + 1), printable(words), Colour::none, style);
      if (rank > 0 && rank < subject.files.size()) {
        text += fmt::format("      {}\n", replay_command(subject.files[rank], style));
      }
    }
    text += "\nWhat would tell them apart\n";
  }
  for (std::size_t rank = 1; rank < causes.size(); ++rank) {
    const ExplainingRun& one = causes.front();
    const std::size_t place = first_difference(one.sightings, causes[rank].sightings);
    const std::string words =
        apart(one, causes[rank]) == nullptr
            ? std::string("nothing that could be seen from outside")
            : fmt::format("{}: {} if it is 1; {} if it is {}", one.sightings[place].what,
                          one.sightings[place].seen, causes[rank].sightings[place].seen, rank + 1);
    text += hanging(fmt::format("  1 or {}: ", rank + 1), printable(words), Colour::none, style);
  }
  return text;
}

std::string bounds_words(const ReproductionSubject& subject) {
  return fmt::format(
      "at most 2 things go wrong (an outage is one), at most 2 requests are not in the log, clocks "
      "are off by at most {} ms, latencies, colos and handler are those of {}, isolates are new at "
      "the first line and the store holds {}; {} hypotheses, {}",
      subject.question.tolerance_ms, subject.question.scenario->path,
      subject.question.store_prescribed ? "then what page.entries of the scenario says"
                                        : "what that shows",
      subject.reproduction.hypotheses, counted(subject.reproduction.runs, "run"));
}

/// What is not only a matter of chance.
std::string completeness_words(const scenarios::Reproduction& reproduction) {
  if (reproduction.rules_out_all()) {
    return fmt::format(
        "For each of these {} hypotheses this is a proof: every interleaving was gone through "
        "({}), "
        "and none answers as the log says.",
        reproduction.hypotheses, counted(reproduction.states, "state"));
  }
  if (reproduction.rules_out_single) return "The others were searched at random.";
  const std::uint32_t complete = reproduction.complete_deviations;
  if (complete == 0) return "All of these were drawn at random; the log is too long to try all.";
  return fmt::format(
      "Most of these were drawn at random; but where one thing goes wrong once at most, every "
      "schedule "
      "was gone through that is calm in all but {}: where a fault strikes, something that takes as "
      "little or as much time as it can, another order.",
      complete == 1 ? "one thing" : fmt::format("{} things", complete));
}

/// What the claims about all schedules take for granted.
std::string alone(const ReproductionSubject& subject) {
  return fmt::format(
      "these lines are all the requests that there were, {}no two renders look the same",
      subject.question.store_prescribed ? "the store held at first what page.entries says, and "
                                        : "and ");
}

/// Causes of which every interleaving was gone through, and none answers as the log says.
std::string ruled_out_text(const ReproductionSubject& subject, const Style& style) {
  const scenarios::Reproduction& reproduction = subject.reproduction;
  const auto& all = reproduction.ruled_out;
  const std::size_t single = reproduction.ruled_out_single;
  if (single == 0) return "";
  constexpr std::size_t most_named = 5;
  std::vector<std::string> named;
  for (const scenarios::RuledOut& one : all) {
    if (named.size() >= std::min(single, most_named)) break;
    named.push_back(one.once ? one.words + ", once" : one.words);
  }
  std::string words = fmt::format("If {}: no schedule at all does it in which {}", alone(subject),
                                  fmt::join(named, "; or "));
  if (all.size() > named.size()) {
    words +=
        fmt::format("; {} in reproduction.json", counted(all.size() - named.size(), "other cause"));
  }
  return hanging("  ", words + ". Every interleaving was gone through.", Colour::none, style);
}

/// What that comes to, if nothing explains the log.
std::string proved_text(const ReproductionSubject& subject, const Style& style) {
  const scenarios::Reproduction& reproduction = subject.reproduction;
  if (!reproduction.rules_out_single || reproduction.rules_out_all()) {
    return ruled_out_text(subject, style);
  }
  return hanging(
      "  ",
      fmt::format("If {}, and one request or one operation of the store goes wrong at most: no "
                  "schedule at all explains them. Every interleaving was gone through. In all, {} "
                  "of {} hypotheses are ruled out.",
                  alone(subject), reproduction.ruled_out.size(), reproduction.hypotheses),
      Colour::none, style);
}

/// A search that was ended says less than one that has come to its end.
const char* ended_by(const ReproductionSubject& subject) {
  return subject.code == scenarios::ExitCode::interrupted ? "Ctrl-C, or another signal,"
                                                          : "The budget";
}

std::string first_words(const ReproductionSubject& subject, std::size_t line) {
  const scenarios::Reproduction& reproduction = subject.reproduction;
  if (reproduction.finished) {
    return fmt::format("no schedule {} explains {}",
                       reproduction.rules_out_all()
                           ? "explains all of these lines; none that was made"
                           : "that was tried",
                       line_words(subject.question, line));
  }
  if (reproduction.runs == 0) return "what explains these lines is not known: nothing was tried";
  return fmt::format(
      "what explains these lines is not known: none of the {} that {} made explains {}",
      counted(reproduction.runs, "run"), reproduction.runs == 1 ? "was" : "were",
      line_words(subject.question, line));
}

std::string unexplained_text(const ReproductionSubject& subject, const Style& style) {
  const scenarios::Reproduction& reproduction = subject.reproduction;
  std::vector<scenarios::Partial> nearest = reproduction.nearest;
  if (reproduction.runs == 0) nearest.clear();
  const std::size_t line = nearest.empty() ? 0 : nearest.front().explained;
  std::string text =
      hanging("", printable(fmt::format("{}: {}", subject.log.path, first_words(subject, line))),
              reproduction.finished ? Colour::bad : Colour::doubtful, style);
  for (const scenarios::Partial& partial : nearest) {
    text += hanging("  ",
                    fmt::format("{} before it, if {}",
                                partial.explained == 0
                                    ? std::string("nothing is explained")
                                    : fmt::format("{} {} explained", lines_words(partial.explained),
                                                  partial.explained == 1 ? "is" : "are"),
                                partial.words),
                    Colour::none, style);
  }
  text += hanging("  Bounds: ", printable(bounds_words(subject)), Colour::none, style);
  text += proved_text(subject, style);
  if (reproduction.finished || reproduction.complete_deviations > 0) {
    text += hanging("  ", completeness_words(reproduction), Colour::none, style);
  }
  if (!reproduction.finished) {
    text += hanging(
        "  ", fmt::format("{} ended the search before all of that was tried.", ended_by(subject)),
        Colour::doubtful, style);
  }
  return text;
}

using Json = nlohmann::ordered_json;

Json json_of(const ExplainingRun& run, const ExplainingRun& first, std::size_t rank,
             const ReproductionSubject& subject) {
  Json json;
  json["rank"] = run.rank;
  json["cause"] = run.hypothesis.name;
  json["words"] = cause_words(run);
  json["struck"] = run.struck;
  json["unobserved"] = run.hypothesis.unobserved;
  json["faults"] = run.cost.faults;
  json["deviations"] = run.cost.deviations;
  json["steps"] = run.cost.steps;
  json["share_of_runs"] = run.fit.share;
  json["share_of_times"] = run.fit.timing;
  json["likelihood"] = run.likelihood();
  json["verdict"] = model::name(run.verdict());
  json["runs"] = run.runs;
  json["smallest"] = run.smallest.deviations;
  json["smallest_steps"] = run.smallest.steps;
  json["schedule_file"] = rank < subject.files.size() ? Json(subject.files[rank]) : Json();
  Json& sightings = json["sightings"] = Json::array();
  for (const Sighting& sighting : run.sightings) {
    sightings.push_back({{"what", sighting.what}, {"seen", sighting.seen}});
  }
  json["apart"] = nullptr;
  const Sighting* const one = rank == 0 ? nullptr : apart(first, run);
  if (one != nullptr) {
    const std::size_t place = first_difference(first.sightings, run.sightings);
    json["apart"] = {
        {"what", one->what}, {"if_first", one->seen}, {"if_this", run.sightings[place].seen}};
  }
  return json;
}

Json json_of(const scenarios::log::Log& log, const LogQuestion& question) {
  const scenarios::log::Tally& tally = log.tally;
  Json json;
  json["path"] = log.path;
  json["page"] = log.page;
  json["lines"] = tally.lines;
  json["responses"] = tally.responses;
  json["unreadable"] = tally.unreadable;
  Json& named = json["first_unreadable"] = Json::array();
  for (const auto& one : tally.first_unreadable) {
    named.push_back({{"line", one.line}, {"why", one.why}});
  }
  json["without_state"] = tally.without_state;
  json["without_time"] = tally.without_time;
  json["of_other_pages"] = tally.of_other_pages;
  json["hosts"] = tally.hosts;
  json["of_other_hosts"] = tally.of_other_hosts;
  json["duplicates"] = tally.duplicates;
  json["out_of_order"] = tally.out_of_order;
  json["folded"] = tally.folded;
  json["searched"] = question.seen.size();
  json["tolerance_ms"] = question.tolerance_ms;
  return json;
}

}  // namespace

std::string reproduction_text(const ReproductionSubject& subject, const std::string& story,
                              const Style& style) {
  const std::vector<ExplainingRun>& causes = subject.reproduction.causes;
  if (causes.empty()) return unexplained_text(subject, style);
  const std::size_t lines = subject.question.seen.size();
  const bool healthy =
      causes.front().cost.faults == 0 && causes.front().verdict() != model::Verdict::violated;
  std::string text =
      hanging("",
              printable(fmt::format("{}: {} {} explained: {}{}", subject.log.path,
                                    lines == 1 ? "1 line" : fmt::format("all {} lines", lines),
                                    lines == 1 ? "is" : "are", cause_words(causes.front()),
                                    twins_words(causes))),
              healthy ? Colour::good : Colour::bad, style);
  text += hanging("", cost_words(causes.front()), Colour::faint, style);
  if (!story.empty()) text += "\n" + story;
  text += causes_text(subject, style);
  if (subject.reproduction.ruled_out_single > 0) {
    text += "\nWhat cannot explain them\n" + ruled_out_text(subject, style);
  }
  if (!subject.reproduction.finished) {
    text += hanging(
        "\n",
        fmt::format("{} ended the search before all alternatives were tried.", ended_by(subject)),
        Colour::doubtful, style);
  }
  return text;
}

std::string reproduction_json(const ReproductionSubject& subject) {
  Json json;
  json["format"] = "stalemate-reproduction";
  json["format_version"] = 1;
  json["version"] = subject.versions.stalemate;
  json["model_hash"] = subject.versions.model_hash;
  json["exit_code"] = static_cast<int>(subject.code);
  json["log"] = json_of(subject.log, subject.question);
  json["scenario"] = subject.question.scenario->name;
  json["cell"] = subject.question.cell->name;
  const scenarios::Reproduction& reproduction = subject.reproduction;
  json["explained"] = !reproduction.causes.empty();
  json["finished"] = reproduction.finished;
  json["runs"] = reproduction.runs;
  Json& causes = json["causes"] = Json::array();
  for (std::size_t rank = 0; rank < reproduction.causes.size(); ++rank) {
    causes.push_back(
        json_of(reproduction.causes[rank], reproduction.causes.front(), rank, subject));
  }
  json["first_unexplained"] = nullptr;
  if (reproduction.causes.empty() && reproduction.runs > 0) {
    const std::size_t line =
        reproduction.nearest.empty() ? 0 : reproduction.nearest.front().explained;
    json["first_unexplained"] = {
        {"line",
         line < subject.question.seen.size() ? Json(subject.question.seen[line].line) : Json()},
        {"words", line_words(subject.question, line)}};
  }
  Json& nearest = json["nearest"] = Json::array();
  for (const scenarios::Partial& partial : reproduction.nearest) {
    nearest.push_back({{"words", partial.words}, {"explained", partial.explained}});
  }
  json["bounds"] = {{"faults", 2}, {"unobserved", 2}, {"hypotheses", reproduction.tried}};
  json["bounds"]["complete_deviations"] = reproduction.complete_deviations;
  Json& ruled_out = json["ruled_out"] = Json::array();
  for (const scenarios::RuledOut& one : reproduction.ruled_out) {
    ruled_out.push_back({{"cause", one.name}, {"words", one.words}, {"once", one.once}});
  }
  json["rules_out_single"] = reproduction.rules_out_single;
  json["rules_out_all"] = reproduction.rules_out_all();
  json["states"] = reproduction.states;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace stalemate::reports
