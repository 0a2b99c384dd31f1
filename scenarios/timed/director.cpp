#include "scenarios/timed/director.h"

#include <set>

#include "model/world_event.h"

namespace stalemate::scenarios {

namespace {

/// The alternative of this name; the calm one if there is none.
std::uint32_t index_of(const sim::ChoicePoint& point, const std::string& name) {
  for (std::uint32_t index = 0; index < point.count; ++index) {
    if (point.alternative(index) == name) return index;
  }
  return 0;
}

}  // namespace

Director::Director(const WholeRun& run, const Instants& instants, const model::World& world,
                   std::int64_t write_interval_ms)
    : run_(&run), world_(&world), merged_(run.moves.size(), false) {
  for (const Question& question : run.questions) {
    const std::int64_t none = question.at_once ? 0 : -1;
    times_ms_[question.label].push_back(question.wait ? instants.waits_ms[*question.wait] : none);
  }
  std::set<std::size_t> not_asked;
  for (const AskedIfSoon& asked : run.acceptances) {
    const std::int64_t after_ms = instants.moves_ms[asked.second] - instants.moves_ms[asked.first];
    if (after_ms >= write_interval_ms) not_asked.insert(asked.answer);
  }
  for (std::size_t index = 0; index < run.answers.size(); ++index) {
    const sim::RecordedChoice& answer = run.answers[index];
    if (!not_asked.contains(index)) alternatives_[answer.label].push_back(answer.taken);
  }
  for (std::size_t move = 0; move < run.moves.size(); ++move) {
    merged_[move] = run.moves[move].kind == Move::Kind::lapse;
  }
  for (std::size_t wait = 0; wait < run.waits.size(); ++wait) {
    const bool merged = may_be_one_step(run.waits[wait]) && instants.waits_ms[wait] == 0;
    if (merged) merged_[run.waits[wait].until] = true;
  }
}

void Director::expect_step() {
  strike_.clear();
  event_.reset();
  const auto& moves = run_->moves;
  const auto skip_merged = [&] {
    while (next_ < moves.size() && merged_[next_]) ++next_;
  };
  skip_merged();
  if (next_ < moves.size() && moves[next_].kind == Move::Kind::strike) {
    strike_ = moves[next_++].strike;
    skip_merged();
  }
  if (next_ < moves.size() && moves[next_].kind != Move::Kind::strike) event_ = next_++;
}

std::uint32_t Director::choose(const sim::ChoicePoint& point) {
  if (point.names == nullptr) return amount(point);
  const std::string label = point.label.str();
  if (label == "what strikes now") return strike_.empty() ? 0 : index_of(point, strike_);
  if (label == "first of those due now") return first_of(point);
  if (label == "calm traffic goes to") return run_->isolate;
  const auto known = alternatives_.find(label);
  if (known == alternatives_.end() || known->second.empty()) return 0;
  const std::string taken = known->second.front();
  known->second.pop_front();
  return index_of(point, taken);
}

/// What the event of a move is in timed mode.
EventName Director::name_of_move(const Move& move) const {
  if (move.kind == Move::Kind::event) return move.event;
  EventName name;
  name.request = move.request;
  name.kind = move.kind == Move::Kind::arrival ? std::uint16_t{model::arrival_event}
              : move.kind == Move::Kind::limit ? std::uint16_t{model::wait_until_limit_event}
                                               : std::uint16_t{model::scripted_client_gone_event};
  return name;
}

std::uint32_t Director::first_of(const sim::ChoicePoint& point) const {
  if (!event_) return 0;
  const auto place = place_of(*world_, name_of_move(run_->moves[*event_]), 0);
  if (!place) return 0;
  return index_of(point, model::name_of_event(world_->kernel().events()[*place]).str());
}

std::uint32_t Director::amount(const sim::ChoicePoint& point) {
  const auto known = times_ms_.find(point.label.str());
  if (known == times_ms_.end() || known->second.empty()) return 0;
  const std::int64_t wanted = known->second.front();
  known->second.pop_front();
  if (wanted < point.low || wanted == point.typical) return 0;
  // The typical amount was moved to the front.
  const auto plain = static_cast<std::uint32_t>((wanted - point.low) / point.step);
  const std::uint32_t index = wanted < point.typical ? plain + 1 : plain;
  return index < point.count ? index : 0;
}

}  // namespace stalemate::scenarios
