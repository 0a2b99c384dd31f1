// From the text of a certificate to its value.

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "scenarios/certificate/certificate.h"
#include "scenarios/certificate/lenient_json.h"
#include "scenarios/certificate/parts_of_text.h"
#include "scenarios/certificate/rest_state_json.h"
#include "scenarios/format/file.h"
#include "scenarios/format/limits.h"
#include "scenarios/format/message.h"
#include "scenarios/format/parse_json.h"

namespace stalemate::scenarios {

namespace {

using format::Json;
using model::Artifact;
using model::Routing;

std::optional<std::uint32_t> maybe(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return small(json);
}
CertifiedState state_of(const Json& json) {
  CertifiedState state;
  state.state = rest_state_of(member(json, "state")).value_or(model::RestState{});
  for (std::size_t index = 0; index < model::artifact_count; ++index) {
    const char* const name = model::name(static_cast<Artifact>(index));
    state.distance[index] = maybe(member(member(json, "distance"), name));
    state.last_progress[index] = maybe(member(member(json, "last_progress"), name));
  }
  for (const Json& round : member(json, "rounds")) {
    if (!round.is_array() || round.size() != 2) continue;
    state.rounds.push_back({small(round[0]), round_of(round[1]).value_or(model::Round{})});
  }
  return state;
}

std::vector<std::vector<std::uint32_t>> steps_of(const Json& json) {
  std::vector<std::vector<std::uint32_t>> steps;
  for (const Json& step : json) {
    auto& answers = steps.emplace_back();
    for (const Json& answer : step) answers.push_back(small(answer));
  }
  return steps;
}

std::vector<CertifiedPath> paths_of(const Json& json) {
  std::vector<CertifiedPath> paths;
  for (const Json& entry : json) {
    CertifiedPath path;
    path.from = small(member(entry, "from"));
    path.to = small(member(entry, "to"));
    path.steps = steps_of(member(entry, "steps"));
    paths.push_back(path);
  }
  return paths;
}

std::vector<model::Fault> faults_of(const Json& json) {
  std::vector<model::Fault> faults;
  for (const Json& fault : json) faults.push_back(named<model::Fault>(fault));
  return faults;
}

Healing healing_of(const Json& json) {
  return {faults_of(member(json, "by_one")), faults_of(member(json, "not_known_of")),
          named<Remedy>(member(json, "second_isolate_masks"))};
}

Certificate certificate_of(const Json& json) {
  Certificate certificate;
  certificate.versions = {text(member(json, "stalemate_version")),
                          text(member(json, "model_hash"))};
  certificate.scenario_name = text(member(json, "scenario_name"));
  certificate.scenario_hash = text(member(json, "scenario_hash"));
  certificate.cell = text(member(json, "cell"));
  certificate.document = format::compact_text(member(json, "scenario"));
  for (const Json& sentence : member(json, "claim")) certificate.claim.push_back(text(sentence));
  const Json& bounds = member(json, "bounds");
  certificate.bounds.requests_per_burst = small(member(bounds, "requests_per_burst"));
  certificate.bounds.requests_per_isolate = small(member(bounds, "requests_per_isolate"));
  certificate.bounds.late_writes = small(member(bounds, "late_writes"));
  certificate.bounds.clock_step_ms = small(member(bounds, "clock_step_ms"));
  for (const Routing routing : {Routing::any, Routing::fair}) {
    const auto index = static_cast<std::size_t>(routing);
    const Json& verdict = member(member(json, "eventually_fresh"), model::name(routing));
    certificate.eventually_fresh[index] = {named<ProofVerdict>(member(verdict, "verdict")),
                                           maybe(member(verdict, "due_bursts_without_progress")),
                                           named<Artifact>(member(verdict, "worst_artifact"))};
    const Json& shown = member(member(json, "counterexamples"), model::name(routing));
    if (!shown.is_object()) continue;
    certificate.counterexamples[index] = {named<Artifact>(member(shown, "artifact")),
                                          paths_of(member(shown, "stem")),
                                          paths_of(member(shown, "loop")),
                                          maybe(member(shown, "point_of_no_return")),
                                          maybe(member(shown, "step_of_no_return")),
                                          member(shown, "smallest") == true,
                                          healing_of(member(shown, "would_heal"))};
  }
  certificate.safe[0] = true;
  const Json& safety = member(json, "safety");
  // What it says besides does not come back as text, and is refused.
  certificate.entries_judged = safety.size() >= model::property_count - 1;
  for (std::size_t property = 1; property < model::property_count; ++property) {
    const char* const name = model::name(static_cast<model::Property>(property));
    const bool told = property < model::judged_count(certificate.entries_judged);
    certificate.safe[property] = !told || text(member(safety, name)) == "holds";
    const Json& way = member(member(json, "ways_to_violations"), name);
    if (!way.is_object()) continue;
    certificate.ways[property] = {paths_of(member(way, "stem")), steps_of(member(way, "steps")),
                                  member(way, "fewest") == true};
  }
  const Json& counts = member(json, "counts");
  certificate.rounds = number(member(counts, "rounds"));
  certificate.micro_states = number(member(counts, "states"));
  certificate.transitions = number(member(counts, "transitions"));
  certificate.largest_burst = number(member(counts, "largest_burst"));
  certificate.frontier = number(member(counts, "frontier"));
  for (const Json& mark : member(json, "marks")) certificate.marks.push_back(text(mark));
  for (const Json& state : member(json, "states")) certificate.states.push_back(state_of(state));
  return certificate;
}

InputError no_certificate(const std::string& path, const std::string& format) {
  const bool of_another = format.starts_with("stalemate-certificate-");
  const std::string found = of_another
                                ? fmt::format("a certificate of another version, \"{}\"", format)
                                : std::string("no certificate");
  return {format::one_line(
      fmt::format("{}: /format: {}; allowed: \"{}\"", path, found, certificate_format))};
}

InputError not_as_written(const std::string& path, std::size_t line) {
  return {format::one_line(fmt::format("{}:{}: not as stalemate writes certificates", path, line))};
}

/// The parts of a text that looks as one of ours.
struct Layout {
  std::string_view before;
  std::string_view states;  // lines
  std::string_view after;
  std::size_t line_of_states = 0;
  std::size_t line_of_rest = 0;
};

std::size_t lines_in(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::optional<Layout> layout_of(std::string_view text) {
  constexpr std::string_view begin = "\n\"states\": [\n";
  constexpr std::string_view end = "\n],\n\"counterexamples\": {\n";
  const std::size_t begins = text.find(begin);
  const std::size_t ends = text.rfind(end);
  if (begins == std::string_view::npos || ends == std::string_view::npos) return std::nullopt;
  const std::size_t first = begins + begin.size();
  if (ends + 1 < first) return std::nullopt;
  Layout layout;
  layout.before = text.substr(0, first);
  layout.states = text.substr(first, ends + 1 - first);
  layout.after = text.substr(ends + 1);
  layout.line_of_states = 1 + lines_in(layout.before);
  layout.line_of_rest = layout.line_of_states + lines_in(layout.states);
  return layout;
}

/// Every value of one line, or of all but the states, is in memory at once.
constexpr std::size_t longest_part = std::size_t{16} << 20;

/// All but the states, which are left as empty lines so that places in it stay.
Result<Json> frame_of(const Layout& layout, const std::string& path) {
  if (layout.before.size() + layout.after.size() > longest_part) return not_as_written(path, 1);
  std::string frame(layout.before);
  frame.append(layout.line_of_rest - layout.line_of_states, '\n');
  frame += layout.after;
  return format::parse_json(frame, path);
}

std::optional<InputError> add_states(const Layout& layout, const std::string& path,
                                     Certificate& certificate) {
  std::size_t number = layout.line_of_states;
  for (std::string_view rest = layout.states; !rest.empty(); ++number) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    const bool comma = line.ends_with(',');
    if (comma == rest.empty() || line.size() > longest_part) return not_as_written(path, number);
    if (comma) line.remove_suffix(1);
    const Result<Json> json = format::parse_json(line, path);
    if (!json) return not_as_written(path, number);
    certificate.states.push_back(state_of(json.value()));
    // At once: junk is not to pile up.
    if (text_of_state(certificate.states.back()) != line) return not_as_written(path, number);
  }
  return std::nullopt;
}

Result<Certificate> load_by_layout(const Layout& layout, const std::string& path) {
  const Result<Json> frame = frame_of(layout, path);
  if (!frame) return frame.error();
  const std::string format = text(member(frame.value(), "format"));
  if (format != certificate_format) return no_certificate(path, format);
  Certificate certificate = certificate_of(frame.value());
  if (auto error = add_states(layout, path, certificate)) return *error;
  const std::string before = text_before_states(certificate);
  if (before != layout.before) {
    return not_as_written(path, first_difference(before, layout.before));
  }
  const std::string after = text_after_states(certificate);
  if (after != layout.after) {
    return not_as_written(path, layout.line_of_rest - 1 + first_difference(after, layout.after));
  }
  return certificate;
}

constexpr std::string_view opening = "{\n\"format\": \"stalemate-certificate-";

}  // namespace

bool looks_like_certificate(std::string_view text) {
  constexpr std::size_t beginning = 100;
  return text.substr(0, beginning).find("\"stalemate-certificate") != std::string_view::npos;
}

Result<Certificate> load_certificate(const std::string& path) {
  const Result<Beginning> beginning = beginning_of(path);
  if (!beginning) return beginning.error();
  const bool large = beginning.value().bytes > format::longest_unknown_bytes;
  if (large && !beginning.value().text.starts_with(opening)) return no_certificate(path, "");
  const Result<std::string> content = read_file(path, longest_certificate);
  if (!content) return content.error();
  return load_certificate_from_text(content.value(), path);
}

Result<Certificate> load_certificate_from_text(std::string_view content, const std::string& path) {
  if (const auto layout = layout_of(content)) return load_by_layout(*layout, path);
  // Only to say what is wrong with it.
  if (content.size() > format::longest_unknown_bytes) return not_as_written(path, 1);
  const Result<Json> parsed = format::parse_json(content, path);
  if (!parsed) return parsed.error();
  const std::string format = text(member(parsed.value(), "format"));
  if (format != certificate_format) return no_certificate(path, format);
  return not_as_written(
      path, first_difference(certificate_text(certificate_of(parsed.value())), content));
}

}  // namespace stalemate::scenarios
