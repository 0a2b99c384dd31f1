#include "scenarios/reproduce/hypothesis.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stalemate::scenarios {

namespace {

using format::Json;
using model::Fault;

const char* words_of(Fault fault) {
  switch (fault) {
    case Fault::context_cut:
      return "a request's context is cut";
    case Fault::disconnect:
      return "a client goes away before its answer";
    case Fault::eviction:
      return "an isolate is evicted";
    case Fault::context_missing:
      return "AsyncLocalStorage shows no context in one request";
    case Fault::render_throws:
      return "a render throws";
    case Fault::render_hangs:
      return "a render waits for an answer that never comes";
    case Fault::render_never_settles:
      return "a render awaits a promise that nothing will settle";
    case Fault::revalidate_zero:
      return "a render says that it must not be cached";
    case Fault::put_429:
      return "KV refuses a put: 429";
    case Fault::put_5xx:
      return "KV fails a put: 5xx";
    case Fault::put_connection_lost:
      return "the connection of a put is lost";
    case Fault::put_never_answered:
      return "KV never answers a put";
    case Fault::get_5xx:
      return "KV fails a get: 5xx";
    case Fault::delete_5xx:
      return "KV fails a delete: 5xx";
    case Fault::cpu_limit:
      return "a request exceeds its CPU time";
    case Fault::memory_limit:
      return "an isolate exceeds its memory";
    case Fault::deploy:
      return "a new version is deployed";
  }
  return "";
}

std::string kebab(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

// How likely beforehand, beside a fault: that no request ever shows a context is a mistake of the
// worker's own entry; that a published handler does not register its work contradicts the scenario.
constexpr double mistake_of_the_entry = 0.25;
constexpr double another_handler = 0.05;

Hypothesis of_handler(const char* name, const char* words, const char* key) {
  Hypothesis hypothesis{name, words};
  hypothesis.patch["handler"][key] = false;
  hypothesis.assumptions = 1;
  hypothesis.weight = another_handler;
  return hypothesis;
}

}  // namespace

std::vector<Hypothesis> single_hypotheses() {
  std::vector<Hypothesis> all{{"nothing", "nothing goes wrong"}};
  all.front().weight = static_cast<double>(model::count_of<Fault>());
  for (std::size_t index = 0; index < model::count_of<Fault>(); ++index) {
    const auto fault = static_cast<Fault>(index);
    Hypothesis hypothesis{kebab(model::name(fault)), words_of(fault)};
    hypothesis.patch["faults"][model::name(fault)] = 1;
    hypothesis.most_faults = 1;
    all.push_back(std::move(hypothesis));
  }
  Hypothesis invisible{"context-never-visible", "AsyncLocalStorage never shows a context"};
  invisible.patch["handler"]["context_visible"] = "none";
  invisible.assumptions = 1;
  invisible.weight = mistake_of_the_entry;
  all.push_back(std::move(invisible));
  all.push_back(
      of_handler("put-not-registered", "no put is registered with waitUntil", "put_registered"));
  all.push_back(of_handler("regeneration-not-registered",
                           "no regeneration is registered with waitUntil",
                           "regeneration_registered"));
  return all;
}

std::vector<Hypothesis> same_thing_twice() {
  std::vector<Hypothesis> all;
  for (std::size_t index = 0; index < model::count_of<Fault>(); ++index) {
    const auto fault = static_cast<Fault>(index);
    Hypothesis hypothesis{kebab(model::name(fault)) + "-twice",
                          fmt::format("{}, twice", words_of(fault))};
    hypothesis.patch["faults"][model::name(fault)] = 2;
    hypothesis.most_faults = 2;
    all.push_back(std::move(hypothesis));
  }
  return all;
}

std::vector<Hypothesis> outages() {
  constexpr std::uint32_t most = 64;
  std::vector<Hypothesis> all;
  for (const auto& [fault, words] :
       {std::pair{Fault::render_throws, "for a while every render throws"},
        std::pair{Fault::render_hangs, "for a while no render gets an answer"},
        std::pair{Fault::put_429, "for a while KV refuses every put: 429"},
        std::pair{Fault::put_5xx, "for a while KV fails every put: 5xx"},
        std::pair{Fault::get_5xx, "for a while KV fails every get: 5xx"}}) {
    Hypothesis hypothesis{kebab(model::name(fault)) + "-for-a-while", words};
    hypothesis.patch["faults"][model::name(fault)] = most;
    hypothesis.most_faults = most;
    hypothesis.lasts = true;
    all.push_back(std::move(hypothesis));
  }
  return all;
}

Hypothesis two_things() {
  Hypothesis both{"two-things", "two things go wrong"};
  for (const char* const fault : model::NamesOf<Fault>::table) both.patch["faults"][fault] = 2;
  both.most_faults = 2;
  return both;
}

std::vector<Hypothesis> event_hypotheses(const model::WorldConfig& config) {
  Hypothesis tag{"tag-revalidated", "nothing goes wrong; a tag of the page is revalidated"};
  if (config.page.tags == 0) tag.patch["page"]["tags"] = 1;
  tag.events = {model::name(model::ArrivalKind::revalidate_tag)};
  tag.unobserved = 1;
  Hypothesis data{"data-changed", "nothing goes wrong; the origin's data change"};
  data.events = {model::name(model::ArrivalKind::data_change)};
  data.unobserved = 1;
  return {tag, with_same_data(std::move(data))};
}

Hypothesis with_same_data(Hypothesis hypothesis) {
  hypothesis.same_data = true;
  hypothesis.name += "-same-data";
  hypothesis.words += "; renders of the same data look the same";
  return hypothesis;
}

Hypothesis with_unobserved(Hypothesis hypothesis, std::uint32_t unobserved) {
  hypothesis.unobserved = unobserved;
  if (unobserved == 0) return hypothesis;
  hypothesis.name += fmt::format("-and-{}-unobserved", unobserved);
  hypothesis.words +=
      fmt::format("; {} request{} not in the log", unobserved, unobserved == 1 ? " is" : "s are");
  return hypothesis;
}

}  // namespace stalemate::scenarios
