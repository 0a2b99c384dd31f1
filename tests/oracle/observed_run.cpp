#include "tests/oracle/observed_run.h"

#include <map>
#include <utility>

#include "model/event_kind.h"
#include "model/simulation.h"
#include "sim/explore/calm_explorer.h"

namespace stalemate::tests {

namespace {

using model::EventKind;

/// Collects the events of the workload, up to a while after its last answer.
class Collector final : public sim::TraceSink {
 public:
  Collector(const model::WorldConfig& config, sim::Microseconds tail_us) : tail_us_(tail_us) {
    for (const model::Arrival& arrival : config.workload) {
      if (arrival.kind == model::ArrivalKind::request) ++expected_;
    }
  }

  void record(const sim::TraceEvent& event) override {
    if (answered_ < expected_ || event.at_us < last_answer_us_ + tail_us_) {
      events_.push_back(event);
    }
    if (answered_ == expected_) return;
    switch (static_cast<EventKind>(event.kind)) {
      case EventKind::served_miss:
      case EventKind::served_hit:
      case EventKind::served_stale:
      case EventKind::served_error:
      case EventKind::client_gone:
        ++answered_;
        last_answer_us_ = event.at_us;
        break;
      default:
        break;
    }
  }

  const std::vector<sim::TraceEvent>& events() const { return events_; }

 private:
  sim::Microseconds tail_us_;
  sim::Microseconds last_answer_us_ = 0;
  int expected_ = 0;
  int answered_ = 0;
  std::vector<sim::TraceEvent> events_;
};

class Reader {
 public:
  explicit Reader(int trigger) : trigger_(trigger) {}

  void read(const sim::TraceEvent& event) {
    switch (static_cast<EventKind>(event.kind)) {
      case EventKind::request_arrived:
        isolate_of_[event.subject] = static_cast<int>(event.detail);
        break;
      case EventKind::served_miss:
        return serve("MISS", event);
      case EventKind::served_hit:
        return serve("HIT", event);
      case EventKind::served_stale:
        return serve("STALE", event);
      case EventKind::served_error:
        return serve("ERROR", event);
      case EventKind::client_gone:
        run_.served.push_back("[front] front gone");
        break;
      case EventKind::render_started:
        ++run_.renders;
        break;
      case EventKind::regeneration_started:
        ++slots_[isolate_of_[event.subject]];
        break;
      case EventKind::regeneration_slot_freed:
        --slots_[isolate_of_[event.subject]];
        break;
      default:
        read_put(event);
    }
  }

  ObservedRun finish() {
    run_.verdict = stuck_ ? "stuck" : "recovers";
    for (const auto& [isolate, count] : slots_) {
      for (int slot = 0; slot < count; ++slot) run_.pending.push_back("pages:/p");
    }
    return run_;
  }

 private:
  void serve(const std::string& header, const sim::TraceEvent& event) {
    const auto number = static_cast<int>(event.subject);
    const bool second = isolate_of_[event.subject] == 1;
    const std::string mark = number - 1 == trigger_ ? "[T] " : second ? "[iso2] " : "";
    run_.served.push_back(mark + header + " gen " + std::to_string(event.extra));
    // Stuck: every later response is STALE. The trigger itself is the last that may be.
    if (number - 1 > trigger_ && header != "STALE") stuck_ = false;
  }

  void read_put(const sim::TraceEvent& event) {
    const std::pair<std::uint32_t, std::int64_t> put{event.subject, event.detail};
    switch (static_cast<EventKind>(event.kind)) {
      case EventKind::put_sent:
        put_of_[put] = run_.puts.size();
        run_.puts.push_back("in flight");
        break;
      case EventKind::put_committed:
        run_.puts[put_of_.at(put)] = "committed";
        break;
      case EventKind::put_cut_complete:
      case EventKind::put_connection_lost:
        // Releases that send a queued put and then abort it have not told that it was sent.
        if (put_of_.count(put) == 0) {
          put_of_[put] = run_.puts.size();
          run_.puts.emplace_back();
        }
        run_.puts[put_of_.at(put)] = "ABORTED(body complete)";
        break;
      case EventKind::put_cut_partly_sent:
        run_.puts[put_of_.at(put)] = "ABORTED(partial)";
        break;
      case EventKind::put_rejected:
        run_.puts[put_of_.at(put)] = "429";
        break;
      case EventKind::put_never_answered:
        run_.puts[put_of_.at(put)] = "hung";
        break;
      default:
        break;
    }
  }

  int trigger_;
  bool stuck_ = true;
  ObservedRun run_;
  std::map<std::uint32_t, int> isolate_of_;
  std::map<int, int> slots_;
  std::map<std::pair<std::uint32_t, std::int64_t>, std::size_t> put_of_;
};

}  // namespace

ObservedRun observe(const model::WorldConfig& config, int trigger, sim::Microseconds tail_us) {
  Collector collector(config, tail_us);
  sim::CalmExplorer calm;
  model::Simulation simulation(config);
  simulation.run(calm, &collector);
  Reader reader(trigger);
  for (const sim::TraceEvent& event : collector.events()) reader.read(event);
  return reader.finish();
}

}  // namespace stalemate::tests
