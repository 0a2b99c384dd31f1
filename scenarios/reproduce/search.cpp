#include "scenarios/reproduce/search.h"

#include <algorithm>
#include <utility>

namespace stalemate::scenarios {

namespace {

constexpr std::size_t most_chains = 8;
/// How often a whole run of a strategy is taken over, and a gene dropped: once in so many tries.
constexpr std::uint32_t every_takeover = 24;
constexpr std::uint32_t every_drop = 7;

void set_gene(Guide& guide, const Gene& gene) {
  const auto known = std::find_if(guide.begin(), guide.end(),
                                  [&gene](const Gene& other) { return other.place == gene.place; });
  if (known == guide.end()) {
    guide.push_back(gene);
  } else {
    *known = gene;
  }
}

void drop_calm(Guide& guide, std::uint64_t place) {
  std::erase_if(guide, [place](const Gene& gene) { return gene.place == place; });
}

/// Whether `one` is at least as good, and so worth going on from.
bool as_good(const Tried& one, const Tried& other) { return one.explained >= other.explained; }

}  // namespace

ScheduleSearch::ScheduleSearch(const LogQuestion& question, const Hypothesis& hypothesis,
                               const model::WorldConfig& config)
    : question_(&question),
      config_(&config),
      simulation_(config),
      explorer_(question.isolates, hypothesis.most_faults, hypothesis.lasts),
      answers_(simulation_, config.workload.size(), &explorer_, hypothesis.same_data),
      random_(1, hypothesis.name),
      lines_(static_cast<std::uint32_t>(question.seen.size())),
      most_faults_(hypothesis.most_faults),
      lasts_(hypothesis.lasts),
      every_(explorer_, hypothesis.lasts ? 0 : hypothesis.most_faults, most_genes_of_all) {}

Tried ScheduleSearch::run(const Guide& guide, sim::Explorer* inner) {
  ++runs_;
  explorer_.begin(guide, inner);
  answers_.begin();
  const model::RunResult result = simulation_.run(explorer_, &answers_);
  Tried tried;
  tried.explained = explained_by(answers_, *question_, *config_);
  tried.faults = explorer_.faults();
  tried.deviations = explorer_.deviations();
  tried.distance = explorer_.distance();
  tried.steps = result.steps;
  return tried;
}

bool ScheduleSearch::explains(const Tried& tried) const {
  return tried.explained.prefix == lines_ && has_its_faults(tried);
}

/// A single fault is no outage.
bool ScheduleSearch::has_its_faults(const Tried& tried) const {
  return lasts_ ? tried.faults > 1 : tried.faults == most_faults_;
}

bool ScheduleSearch::needs_its_faults(const Guide& guide) {
  if (most_faults_ == 0) return true;
  Guide without = guide;
  std::erase_if(without, [](const Gene& gene) { return gene.is_fault || is_of_outage(gene); });
  return run(without).explained.prefix < lines_;
}

void ScheduleSearch::take(const Guide& guide, const Tried& tried) {
  if (runs_ > 1 && tried.explained <= best_.explained) return;
  best_ = tried;
  best_guide_ = guide;
}

void ScheduleSearch::offer(Guide guide, Tried tried) {
  Chain chain{std::move(guide), tried, explorer_.places(), explorer_.names()};
  if (tried.explained.prefix == lines_ &&
      !(has_its_faults(tried) && needs_its_faults(chain.guide))) {
    // The log is explained, but not by what this hypothesis is about.
    chain.tried.explained.prefix = lines_ - 1;
    chain.tried.explained.total = lines_ - 1;
  }
  take(chain.guide, chain.tried);
  if (chains_.size() == most_chains && !as_good(chain.tried, chains_.back().tried)) return;
  const auto place = std::find_if(chains_.begin(), chains_.end(), [&chain](const Chain& other) {
    return as_good(chain.tried, other.tried);
  });
  chains_.insert(place, std::move(chain));
  if (chains_.size() > most_chains) chains_.pop_back();
}

void ScheduleSearch::spend(std::uint64_t runs, const std::function<bool()>& must_stop) {
  const std::uint64_t end = runs_ + runs;
  // An outage begins, and mostly ends: two genes.
  spend_on_all(lasts_ ? 2 : 1, runs / 2, must_stop);
  while (runs_ < end && !found() && !must_stop()) {
    if (random_.below(every_takeover) == 0) {
      const Tried tried = run({}, &strategies_.for_seed(++seed_));
      offer(explorer_.guide(), tried);
      continue;
    }
    // Those that explain more are gone on with more often.
    const std::size_t count = chains_.size();
    const std::size_t index = std::min(random_.below(static_cast<std::uint32_t>(count)),
                                       random_.below(static_cast<std::uint32_t>(count)));
    Chain& chain = chains_[index];
    Guide guide = changed(chain);
    const Tried tried = run(guide);
    if (tried.explained.prefix == lines_ || tried.explained > chain.tried.explained) {
      offer(std::move(guide), tried);
    } else if (tried.explained == chain.tried.explained) {
      // Equally good: a step aside, from which the next one may lead on.
      chain = {std::move(guide), tried, explorer_.places(), explorer_.names()};
    }
  }
}

EveryGuide::Ran ScheduleSearch::run_one(const Guide& guide) {
  const Tried tried = run(guide);
  const std::size_t mendable = mendable_places(answers_, *question_, tried.explained);
  const std::uint64_t runs = runs_;
  offer(guide, tried);
  if (!found() && runs_ != runs) run(guide);  // its places are still asked for
  return {found(), mendable};
}

void ScheduleSearch::spend_on_all(std::uint32_t genes, std::uint64_t runs,
                                  const std::function<bool()>& must_stop) {
  const std::uint64_t end = runs_ + runs;
  every_.go_on(
      genes, [this](const Guide& guide) { return run_one(guide); },
      [this, end, &must_stop] { return runs_ >= end || found() || must_stop(); });
}

// --- changes

/// One of a chain's places that is about a line near the first one that is not explained.
const Place* ScheduleSearch::pick(const Chain& chain, bool fault, std::uint32_t before,
                                  std::uint32_t after) {
  if (chain.places.empty()) return nullptr;
  const std::uint32_t line = chain.tried.explained.prefix;
  const bool anywhere = random_.below(5) == 0;
  for (int tries = 0; tries < 64; ++tries) {
    const Place& place =
        chain.places[random_.below(static_cast<std::uint32_t>(chain.places.size()))];
    if ((place.kind == PlaceKind::fault) != fault) continue;
    if (anywhere || (place.line + before >= line && place.line <= line + after)) return &place;
  }
  return nullptr;
}

std::int64_t ScheduleSearch::other_value(const Chain& chain, const Place& place) {
  if (place.kind == PlaceKind::order) {
    return chain.names[static_cast<std::size_t>(place.low) + random_.below(place.count)];
  }
  const std::int64_t last = std::int64_t{place.count} - 1;
  switch (random_.below(6)) {
    case 0:
      return place.low;
    case 1:
      return place.low + last * place.step;
    case 2:
      return place.calm;
    case 3: {
      const std::int64_t steps = std::int64_t{random_.below(9)} - 4;
      return std::clamp(place.taken + steps * place.step, place.low, place.low + last * place.step);
    }
    default:
      return place.low + std::int64_t{random_.below(place.count)} * place.step;
  }
}

void ScheduleSearch::change_timing(const Chain& chain, Guide& guide) {
  const Place* const place = pick(chain, false, 2, 1);
  if (place == nullptr) return;
  const std::int64_t value = other_value(chain, *place);
  if (value == place->calm) return drop_calm(guide, place->place);
  set_gene(guide, {place->place, value, false, place->kind == PlaceKind::amount ? place->calm : 0});
}

void ScheduleSearch::change_fault(const Chain& chain, Guide& guide) {
  const Place* const place = pick(chain, true, 4, 0);
  if (place == nullptr) return;
  const auto struck =
      std::count_if(guide.begin(), guide.end(), [](const Gene& gene) { return gene.is_fault; });
  if (struck >= std::int64_t{most_faults_}) {
    // The one that is there moves.
    auto moved =
        std::find_if(guide.begin(), guide.end(), [](const Gene& gene) { return gene.is_fault; });
    if (struck > 1 && random_.below(2) == 0) {
      moved = std::find_if(std::next(moved), guide.end(),
                           [](const Gene& gene) { return gene.is_fault; });
    }
    guide.erase(moved);
  }
  set_gene(guide, {place->place, 1, true, 0});
}

Guide ScheduleSearch::changed(const Chain& chain) {
  Guide guide = chain.guide;
  do {
    const std::uint32_t what = random_.below(10);
    if (most_faults_ > 0 && !lasts_ && what < 4) {
      change_fault(chain, guide);
    } else if (!guide.empty() && random_.below(every_drop) == 0) {
      guide.erase(guide.begin() + random_.below(static_cast<std::uint32_t>(guide.size())));
    } else {
      change_timing(chain, guide);
    }
  } while (random_.below(3) == 0);
  return guide;
}

}  // namespace stalemate::scenarios
