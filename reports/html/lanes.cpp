#include "reports/html/lanes.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "model/describe.h"
#include "model/event_kind.h"
#include "reports/html/in_flight.h"
#include "reports/html/rows.h"

namespace stalemate::reports::html {

namespace {

using model::EventKind;
using sim::TraceEvent;

constexpr double gap_between_bands = 0.35;
constexpr double half_an_event = 0.5;
constexpr std::string_view words_of_refusal = "no regeneration: slot taken";

struct Track {
  std::int64_t isolate = 0;
  double arrived = 0;
  std::optional<double> draining;
  std::optional<double> ended;
  MarkKind end = MarkKind::clean_end;
  std::string end_told;
  std::string end_label;
  std::vector<std::pair<double, double>> renders;  // from, to; to 0: it goes on
  std::vector<std::pair<double, std::string>> events;
  std::vector<std::pair<double, std::string>> refusals;  // of a regeneration
};

class LaneBuilder {
 public:
  LaneBuilder(const scenarios::Film& film, const scenarios::Transcript& transcript,
              const model::WorldConfig& config)
      : film_(&film), transcript_(&transcript), config_(&config) {
    place_events();
    isolates_ = std::accumulate(config.isolates_per_colo.begin(), config.isolates_per_colo.end(),
                                std::size_t{0});
    add_lane(LaneKind::clients, "clients");
    for (std::size_t isolate = 1; isolate <= isolates_; ++isolate) {
      add_lane(LaneKind::contexts, fmt::format("isolate {}", isolate));
      add_lane(LaneKind::slots, "dedupe map");
    }
    add_lane(LaneKind::entries, "KV holds");
    add_lane(LaneKind::in_flight, "KV, in flight");
  }

  Lanes build(const std::optional<scenarios::PointOfNoReturn>& no_return) {
    for (std::size_t index = 0; index < positions_.size(); ++index) add_event(index);
    lay_out_contexts();
    lay_out_clients();
    add_states();
    flight_.lay_out(lanes_, lane_of(LaneKind::in_flight), end_, rows_of_requests_);
    add_decisions();
    if (no_return) {
      const auto& decisions = transcript_->decisions;
      const bool known = no_return->deviations > 0 && no_return->decision < decisions.size();
      lanes_.no_return =
          known ? place_before(decisions[no_return->decision].events_before) : lanes_.bands[0].from;
    }
    return std::move(lanes_);
  }

 private:
  void add_lane(LaneKind kind, std::string title) {
    lanes_.lanes.push_back({kind, std::move(title), 1});
  }

  std::size_t lane_of(LaneKind kind, std::size_t isolate = 0) const {
    switch (kind) {
      case LaneKind::clients:
        return 0;
      case LaneKind::contexts:
        return 1 + 2 * isolate;
      case LaneKind::slots:
        return 2 + 2 * isolate;
      case LaneKind::entries:
        return 1 + 2 * isolates_;
      case LaneKind::in_flight:
        break;
    }
    return 2 + 2 * isolates_;
  }

  /// Each event its place, each frame its band. Frame 0 is the world before anything happened.
  void place_events() {
    double at = 0;
    lanes_.bands.push_back({0, 0, half_an_event, 0});
    at = lanes_.bands.back().to;
    for (std::size_t frame = 1; frame < film_->frames.size(); ++frame) {
      const scenarios::Frame& shown = film_->frames[frame];
      Band band{frame, at + gap_between_bands, 0, shown.at_us};
      at = band.from;
      for (; positions_.size() < shown.events_end; at += 1)
        positions_.push_back(at + half_an_event);
      band.to = at;
      lanes_.bands.push_back(band);
    }
    end_ = at;
    lanes_.seam = film_->loop_from ? lanes_.bands[*film_->loop_from].from : end_ + 1;
  }

  double place_before(std::size_t event) const {
    return event < positions_.size() ? positions_[event] - half_an_event : end_;
  }

  std::string words(const TraceEvent& event) const { return model::describe(event, *config_); }

  void add_event(std::size_t index) {
    const TraceEvent& event = transcript_->events[index];
    const double at = positions_[index];
    const auto kind = static_cast<EventKind>(event.kind);
    if (flight_.add(event, at, words(event))) return;
    if (kind == EventKind::isolate_evicted || kind == EventKind::isolate_replaced) {
      const std::size_t lane = lane_of(LaneKind::slots, static_cast<std::size_t>(event.detail));
      const char* const label =
          kind == EventKind::isolate_evicted ? "isolate EVICTED" : "isolate REPLACED";
      lanes_.marks.push_back({MarkKind::refused, lane, 0, at, label, words(event)});
      return;
    }
    Track* const track = track_of(event, kind);
    switch (kind) {
      case EventKind::chaos_over:
        lanes_.calm_from = at - half_an_event;
        return;
      case EventKind::request_arrived:
        tracks_[event.subject] = {};
        tracks_[event.subject].isolate = event.detail;
        tracks_[event.subject].arrived = at;
        add_client(MarkKind::arrival, at, fmt::format("request {}", event.subject), event);
        return;
      case EventKind::served_stale:
        add_answer(MarkKind::answer_stale, "STALE", track, at, event);
        return;
      case EventKind::served_hit:
        add_answer(MarkKind::answer_good, "HIT", track, at, event);
        return;
      case EventKind::served_miss:
        add_answer(MarkKind::answer_good, "MISS", track, at, event);
        return;
      case EventKind::served_error:
        add_answer(MarkKind::answer_bad, "error", track, at, event);
        return;
      case EventKind::client_gone:
        add_answer(MarkKind::answer_bad, "client gone", track, at, event);
        return;
      default:
        break;
    }
    if (track != nullptr) add_to_track(*track, kind, at, words(event));
  }

  Track* track_of(const TraceEvent& event, EventKind kind) {
    const bool of_isolate = model::is_of_isolate(kind) || kind == EventKind::isolate_started;
    const auto found = tracks_.find(of_isolate ? 0 : event.subject);
    return found == tracks_.end() ? nullptr : &found->second;
  }

  void add_client(MarkKind kind, double at, std::string label, const TraceEvent& event) {
    clients_.push_back({event.subject, {kind, 0, 0, at, std::move(label), words(event)}});
  }

  void add_answer(MarkKind kind, const char* label, Track* track, double at,
                  const TraceEvent& event) {
    add_client(kind, at, label, event);
    if (track != nullptr) track->events.emplace_back(at, words(event));
  }

  static void end_track(Track& track, double at, MarkKind end, const char* label,
                        std::string told) {
    track.ended = at;
    track.end = end;
    track.end_label = label;
    track.end_told = std::move(told);
  }

  static void add_to_track(Track& track, EventKind kind, double at, std::string told) {
    switch (kind) {
      case EventKind::context_draining:
        track.draining = at;
        break;
      case EventKind::context_ended:
        end_track(track, at, MarkKind::clean_end, "context ends", std::move(told));
        return;
      case EventKind::context_cut:
        end_track(track, at, MarkKind::cut, "CONTEXT CUT", std::move(told));
        return;
      case EventKind::wait_until_limit_reached:
        end_track(track, at, MarkKind::cut, "waitUntil LIMIT", std::move(told));
        return;
      case EventKind::hang_detected:
        end_track(track, at, MarkKind::cut, "HUNG, cut", std::move(told));
        return;
      case EventKind::cpu_limit_exceeded:
        end_track(track, at, MarkKind::cut, "CPU LIMIT", std::move(told));
        return;
      case EventKind::memory_limit_exceeded:
        end_track(track, at, MarkKind::cut, "MEMORY LIMIT", std::move(told));
        return;
      case EventKind::deploy_grace_over:
        end_track(track, at, MarkKind::cut, "DEPLOY, cut", std::move(told));
        return;
      case EventKind::regeneration_deduplicated:
        track.refusals.emplace_back(at, std::move(told));
        return;
      case EventKind::render_started:
        track.renders.emplace_back(at, 0);
        break;
      case EventKind::render_finished:
      case EventKind::render_threw:
        if (!track.renders.empty()) track.renders.back().second = at;
        break;
      default:
        break;
    }
    track.events.emplace_back(at, std::move(told));
  }

  void lay_out_clients() {
    Rows rows(lanes_.seam);
    for (auto& [request, mark] : clients_) {
      // An answer and an arrival are pills round their labels.
      const double half = (static_cast<double>(mark.label.size()) * width_of_letter + 0.5) / 2;
      mark.row = rows.place(mark.at - half, mark.at + half, mark.at + half);
      mark.lane = lane_of(LaneKind::clients);
      lanes_.marks.push_back(mark);
      const auto place = rows_of_requests_.find(request);
      if (place == rows_of_requests_.end()) continue;
      const auto& [lane, row] = place->second;
      const bool arrives = mark.kind == MarkKind::arrival;
      lanes_.links.push_back(arrives ? Link{mark.at, mark.lane, mark.row, lane, row}
                                     : Link{mark.at, lane, row, mark.lane, mark.row});
    }
    lanes_.lanes[lane_of(LaneKind::clients)].rows = rows.count();
  }

  void lay_out_contexts() {
    std::map<std::size_t, Rows> rows;
    for (const auto& [request, track] : tracks_) {
      const std::size_t lane = lane_of(LaneKind::contexts, static_cast<std::size_t>(track.isolate));
      const double to = track.ended.value_or(end_);
      const double beside =
          track.ended ? static_cast<double>(track.end_label.size()) * width_of_letter + 0.6 : 0;
      double words_end = to + beside;
      for (const auto& [at, told] : track.refusals) {
        words_end = std::max(
            words_end, at + 0.6 + static_cast<double>(words_of_refusal.size()) * width_of_letter);
      }
      const std::size_t row =
          rows.try_emplace(lane, lanes_.seam).first->second.place(track.arrived, to, words_end);
      rows_of_requests_[request] = {lane, row};
      draw(track, request, lane, row, to);
    }
    for (const auto& [lane, taken] : rows) lanes_.lanes[lane].rows = taken.count();
  }

  void draw(const Track& track, std::uint32_t request, std::size_t lane, std::size_t row,
            double to) {
    const double drains = track.draining.value_or(to);
    lanes_.bars.push_back(
        {BarKind::running, lane, row, track.arrived, drains, fmt::format("request {}", request)});
    if (track.draining) {
      lanes_.bars.push_back({BarKind::draining, lane, row, drains, to, "response done"});
    }
    for (const auto& [from, until] : track.renders) {
      lanes_.bars.push_back({BarKind::render, lane, row, from, until > 0 ? until : to, "render"});
    }
    for (const auto& [at, told] : track.events) {
      if (at > to) continue;  // what its end brings with it
      lanes_.marks.push_back({MarkKind::event, lane, row, at, "", told});
    }
    for (const auto& [at, told] : track.refusals) {
      lanes_.marks.push_back(
          {MarkKind::refused, lane, row, at, std::string(words_of_refusal), told});
    }
    if (track.ended) {
      lanes_.marks.push_back({track.end, lane, row, to, track.end_label, track.end_told});
    }
  }

  /// What is read off the frames: entries, and slots of dedupe maps.
  void add_states() {
    Strips entries;
    Strips slots;
    for (std::size_t frame = 0; frame < film_->frames.size(); ++frame) {
      const Band& band = lanes_.bands[frame];
      const double at = frame == 0 ? 0 : (band.from + band.to) / 2;
      for (const scenarios::FilmEntry& entry : film_->frames[frame].store) {
        if (model::is_page_key(entry.key)) entries.show(entry.key, bar_of(entry), at);
      }
      for (const scenarios::FilmSlot& slot : film_->frames[frame].slots) {
        if (slot.isolate >= isolates_) continue;  // no new request finds it any more
        slots.show(slot.isolate * model::key_limit + slot.key, bar_of(slot), at);
      }
      entries.end_frame(at);
      slots.end_frame(at);
    }
    for (Strips::Strip& strip : entries.finish(end_)) {
      strip.bar.lane = lane_of(LaneKind::entries);
      strip.bar.row = strip.number;
      add_strip(std::move(strip.bar));
    }
    for (Strips::Strip& strip : slots.finish(end_)) {
      strip.bar.lane = lane_of(LaneKind::slots, strip.number / model::key_limit);
      strip.bar.row = strip.number % model::key_limit;
      add_strip(std::move(strip.bar));
    }
  }

  void add_strip(Bar bar) {
    Lane& lane = lanes_.lanes[bar.lane];
    lane.rows = std::max(lane.rows, bar.row + 1);
    lanes_.bars.push_back(std::move(bar));
  }

  /// Of several artifacts each says which it is.
  std::string of_key(model::Key key) const {
    const bool alone = config_->handler.router == model::Router::pages;
    return alone ? "" : model::describe_key(key, *config_) + ": ";
  }

  Bar bar_of(const scenarios::FilmEntry& entry) const {
    Bar bar;
    if (!entry.present) {
      bar.kind = BarKind::entry_absent;
      bar.label = of_key(entry.key) + "no entry";
      return bar;
    }
    bar.kind = entry.expired ? BarKind::entry_expired : BarKind::entry_fresh;
    bar.label = fmt::format("{}generation {}{}{}", of_key(entry.key), entry.generation.of_isolate,
                            isolates_ > 1 && entry.generation.isolate > 0
                                ? fmt::format(" of isolate {}", entry.generation.isolate)
                                : "",
                            entry.expired ? ", expired" : ", fresh");
    return bar;
  }

  Bar bar_of(const scenarios::FilmSlot& slot) const {
    Bar bar;
    bar.kind = slot.orphaned ? BarKind::slot_orphaned : BarKind::slot;
    bar.label =
        fmt::format("{}{}", of_key(slot.key),
                    slot.orphaned ? fmt::format("slot ORPHANED: request {} is dead", slot.request)
                                  : fmt::format("slot of request {}", slot.request));
    return bar;
  }

  void add_decisions() {
    for (const scenarios::Decision& decision : transcript_->decisions) {
      if (decision.choice.calm || decision.events_before > positions_.size()) continue;
      lanes_.deviations.push_back({place_before(decision.events_before),
                                   decision.kind == sim::ChoiceKind::deviation,
                                   fmt::format("{}: {} (calm: {})", decision.choice.label,
                                               decision.choice.taken, decision.calm)});
    }
  }

  const scenarios::Film* film_;
  const scenarios::Transcript* transcript_;
  const model::WorldConfig* config_;
  std::size_t isolates_ = 0;
  std::vector<double> positions_;  // of events
  double end_ = 0;
  std::map<std::uint32_t, Track> tracks_;  // by request
  RowsOfRequests rows_of_requests_;
  std::vector<std::pair<std::uint32_t, Mark>> clients_;  // with their requests
  InFlight flight_;
  Lanes lanes_;
};

}  // namespace

Lanes lanes_of(const scenarios::Film& film, const scenarios::Transcript& transcript,
               const model::WorldConfig& config,
               const std::optional<scenarios::PointOfNoReturn>& no_return) {
  return LaneBuilder(film, transcript, config).build(no_return);
}

}  // namespace stalemate::reports::html
