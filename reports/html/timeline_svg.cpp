#include "reports/html/timeline_svg.h"

#include <algorithm>

#include <fmt/format.h>

#include "reports/chronicle.h"
#include "reports/html/markup.h"

namespace stalemate::reports::html {

namespace {

constexpr double narrowest = 38;  // positions
constexpr double widest = 58;
constexpr double width_of_page = 1080;
constexpr double left_margin = 96;  // names of lanes stand there
constexpr double right_margin = 12;
constexpr double height_of_head = 40;  // flags, then numbers of steps
constexpr double height_of_axis = 34;
constexpr double gap_of_lanes = 7;
constexpr double letter_width = width_of_letter * narrowest;
constexpr sim::Microseconds long_gap_us = 250'000;  // gets a break mark

double height_of_row(LaneKind kind) {
  switch (kind) {
    case LaneKind::clients:
      return 23;
    case LaneKind::contexts:
      return 44;
    case LaneKind::slots:
      return 18;
    case LaneKind::entries:
      return 20;
    case LaneKind::in_flight:
      return 22;
  }
  return 0;
}

const char* class_of(BarKind kind) {
  switch (kind) {
    case BarKind::running:
      return "running";
    case BarKind::draining:
      return "draining";
    case BarKind::render:
      return "render";
    case BarKind::get:
      return "get";
    case BarKind::put_queued:
      return "queued";
    case BarKind::put_sent:
      return "sent";
    case BarKind::put_late:
      return "late";
    case BarKind::slot:
      return "slot";
    case BarKind::slot_orphaned:
      return "orphaned";
    case BarKind::entry_fresh:
      return "fresh";
    case BarKind::entry_expired:
      return "expired";
    case BarKind::entry_absent:
      return "absent";
  }
  return "";
}

const char* class_of(MarkKind kind) {
  switch (kind) {
    case MarkKind::event:
      return "event";
    case MarkKind::arrival:
      return "arrival";
    case MarkKind::answer_stale:
      return "stale";
    case MarkKind::answer_good:
      return "good";
    case MarkKind::answer_bad:
      return "bad";
    case MarkKind::clean_end:
      return "ends";
    case MarkKind::cut:
      return "cut";
    case MarkKind::committed:
      return "committed";
    case MarkKind::committed_late:
      return "latecommit";
    case MarkKind::dropped:
      return "dropped";
    case MarkKind::refused:
      return "refused";
  }
  return "";
}

bool is_pill(MarkKind kind) {
  return kind == MarkKind::arrival || kind == MarkKind::answer_stale ||
         kind == MarkKind::answer_good || kind == MarkKind::answer_bad;
}

class Drawing {
 public:
  Drawing(const Lanes& lanes, const Panel& panel) : lanes_(&lanes), panel_(&panel) {
    from_ = lanes.bands[panel.first_frame].from;
    to_ = std::max(from_ + 1, lanes.bands[panel.last_frame].to);
    double y = height_of_head;
    for (const Lane& lane : lanes.lanes) {
      tops_.push_back(y);
      y += height_of_row(lane.kind) * static_cast<double>(lane.rows) + gap_of_lanes;
    }
    bottom_ = y;
    widest_ = x(to_);
    for (const Mark& mark : lanes.marks) {
      if (!shows(mark.at)) continue;
      widest_ = std::max(widest_, x(mark.at) + 14 + letter_width * length(mark.label));
    }
    if (shows_calm()) widest_ = std::max(widest_, x(*lanes.calm_from) + letter_width * 22);
    if (shows_no_return()) widest_ = std::max(widest_, x(*lanes.no_return) + letter_width * 20);
    draw();
  }

  std::string svg() const {
    const double width = widest_ + right_margin;
    const double height = bottom_ + height_of_axis + (panel_->goes_round ? 26 : 0);
    const std::string id = fmt::format("{}--{}", panel_->id, panel_->name);
    return fmt::format(
        "<svg class=\"timeline{}\" role=\"img\" aria-label=\"{}\" width=\"{}\" height=\"{}\" "
        "viewBox=\"0 0 {} {}\" id=\"{}\">\n{}</svg>\n",
        wider_than_paper(*lanes_, *panel_) ? " wide" : "", text(panel_->title), pixels(width),
        pixels(height), pixels(width), pixels(height), id, body_);
  }

 private:
  static double length(const std::string& label) { return static_cast<double>(label.size()); }
  double x(double position) const { return left_margin + (position - from_) * panel_->unit; }
  double y(std::size_t lane, std::size_t row) const {
    return tops_[lane] + height_of_row(lanes_->lanes[lane].kind) * static_cast<double>(row);
  }
  bool shows(double at) const { return at >= from_ && at <= to_; }
  bool shows_calm() const {
    return lanes_->calm_from && shows(*lanes_->calm_from) && *lanes_->calm_from < to_;
  }
  bool shows_no_return() const { return lanes_->no_return && shows(*lanes_->no_return); }

  void draw() {
    draw_bands();
    draw_lanes();
    for (const Link& link : lanes_->links) draw(link);
    for (const Bar& bar : lanes_->bars) draw(bar);
    for (const Mark& mark : lanes_->marks) {
      if (shows(mark.at)) draw(mark);
    }
    draw_lines();
    draw_axis();
    if (panel_->goes_round) draw_way_back();
  }

  void draw_bands() {
    for (std::size_t index = panel_->first_frame; index <= panel_->last_frame; ++index) {
      const Band& band = lanes_->bands[index];
      if (index == 0) continue;
      const double width = (band.to - band.from) * panel_->unit;
      body_ += fmt::format(
          "<a class=\"band\" tabindex=\"-1\" href=\"#{0}--step-{1}\" data-step=\"{1}\"><rect "
          "x=\"{2}\" y=\"{3}\" width=\"{4}\" height=\"{5}\"/><text x=\"{6}\" y=\"{7}\">{1}</text>"
          "</a>\n",
          panel_->id, index, pixels(x(band.from)), pixels(height_of_head - 15), pixels(width),
          pixels(bottom_ - height_of_head + 15), pixels(x(band.from) + width / 2),
          pixels(height_of_head - 4));
    }
  }

  void draw_lanes() {
    for (std::size_t index = 0; index < lanes_->lanes.size(); ++index) {
      const Lane& lane = lanes_->lanes[index];
      const double middle = tops_[index] + height_of_row(lane.kind) / 2 + 4;
      body_ += fmt::format(
          "<text class=\"lane\" x=\"4\" y=\"{}\">{}</text><path class=\"rule\" d=\"M4 {}H{}\"/>\n",
          pixels(middle), text(lane.title),
          pixels(tops_[index] + height_of_row(lane.kind) * static_cast<double>(lane.rows) +
                 gap_of_lanes / 2),
          pixels(x(to_)));
    }
  }

  void draw(const Link& link) {
    if (!shows(link.at)) return;
    const bool down = link.from_lane < link.to_lane;
    const auto edge = [&](std::size_t lane, std::size_t row, bool lower) {
      const double height = height_of_row(lanes_->lanes[lane].kind);
      const double part = lanes_->lanes[lane].kind == LaneKind::contexts ? 24 : height - 3;
      return y(lane, row) + (lower ? part : 3);
    };
    const double begin = edge(link.from_lane, link.from_row, down);
    const double end = edge(link.to_lane, link.to_row, !down);
    body_ += fmt::format(
        "<path class=\"link\" d=\"M{0} {1}V{2}\"/><path class=\"tip\" d=\"M{0} "
        "{2}l-3 {3}h6z\"/>\n",
        pixels(x(link.at)), pixels(begin), pixels(end), down ? -5 : 5);
  }

  void draw(const Bar& bar) {
    const double from = std::max(bar.from, from_);
    const double to = std::min(bar.to, to_);
    if (to <= from) return;
    const LaneKind lane = lanes_->lanes[bar.lane].kind;
    const bool thin = bar.kind == BarKind::render;
    const double height = thin ? 14 : lane == LaneKind::contexts ? 22 : height_of_row(lane) - 4;
    const double top = y(bar.lane, bar.row) + (thin ? 26 : 2);
    const double width = (to - from) * panel_->unit;
    body_ += fmt::format(
        "<g class=\"bar {}\"><title>{}</title><rect x=\"{}\" y=\"{}\" "
        "width=\"{}\" height=\"{}\" rx=\"3\"/>",
        class_of(bar.kind), text(bar.label), pixels(x(from)), pixels(top), pixels(width),
        pixels(height));
    const bool fits = width >= letter_width * length(bar.label) + 8;
    const std::string label =
        !fits && bar.kind == BarKind::slot_orphaned ? std::string("ORPHANED") : bar.label;
    if (!label.empty() && width >= letter_width * length(label) + 8) {
      body_ += fmt::format(
          "<text x=\"{}\" y=\"{}\">{}</text>", pixels(x(from) + 5),
          pixels(top + (lane == LaneKind::contexts && !thin ? 13 : height / 2 + 4)), text(label));
    }
    body_ += "</g>\n";
  }

  void draw(const Mark& mark) {
    const double at = x(mark.at);
    const LaneKind lane = lanes_->lanes[mark.lane].kind;
    // What happens within a bar is marked at its lower edge, below the words in it.
    const double height = lane == LaneKind::contexts ? 26 : height_of_row(lane);
    const bool at_edge = mark.kind == MarkKind::event && mark.label.empty();
    // Below the bar, where a render would stand that there is not.
    const bool no_render = lane == LaneKind::contexts && mark.kind == MarkKind::refused;
    const double middle = y(mark.lane, mark.row) + (at_edge     ? height - 5
                                                    : no_render ? 34
                                                                : height / 2);
    body_ +=
        fmt::format("<g class=\"mark {}\"><title>{}</title>", class_of(mark.kind), text(mark.told));
    if (is_pill(mark.kind)) {
      const double width = letter_width * length(mark.label) + 14;
      body_ += fmt::format(
          "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"18\" rx=\"9\"/>"
          "<text x=\"{}\" y=\"{}\">{}</text>",
          pixels(at - width / 2), pixels(middle - 9), pixels(width), pixels(at), pixels(middle + 4),
          text(mark.label));
    } else {
      body_ += shape_of(mark.kind, at, middle);
      if (!mark.label.empty()) {
        body_ += fmt::format("<text x=\"{}\" y=\"{}\">{}</text>", pixels(at + 9),
                             pixels(middle + 4), text(mark.label));
      }
    }
    body_ += "</g>\n";
  }

  static std::string shape_of(MarkKind kind, double at, double middle) {
    switch (kind) {
      case MarkKind::clean_end:
        return fmt::format("<path d=\"M{0} {1}v22\"/>", pixels(at), pixels(middle - 11));
      case MarkKind::cut:
      case MarkKind::dropped:
        return fmt::format("<path d=\"M{0} {1}l12 12m0 -12l-12 12\"/>", pixels(at - 6),
                           pixels(middle - 6));
      case MarkKind::committed:
      case MarkKind::committed_late:
        return fmt::format("<path d=\"M{0} {1}l4 4l7 -9\"/>", pixels(at - 5), pixels(middle + 1));
      case MarkKind::refused:
        return fmt::format("<circle cx=\"{0}\" cy=\"{1}\" r=\"6\"/><path d=\"M{2} {1}h8\"/>",
                           pixels(at), pixels(middle), pixels(at - 4));
      default:
        return fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"2.6\"/>", pixels(at), pixels(middle));
    }
  }

  void draw_line(double at, const char* kind, double label_y, std::string_view label) {
    body_ += fmt::format(
        "<g class=\"line {0}\"><path d=\"M{1} {2}V{3}\"/><text x=\"{4}\" "
        "y=\"{5}\">{6}</text></g>\n",
        kind, pixels(x(at)), pixels(label_y - 9), pixels(bottom_), pixels(x(at) + 4),
        pixels(label_y), text(label));
  }

  void draw_lines() {
    for (const Deviating& deviation : lanes_->deviations) {
      if (!shows(deviation.at)) continue;
      body_ += fmt::format(
          "<g class=\"flag {}\"><title>{}</title><text x=\"{}\" y=\"{}\">{}</text></g>\n",
          deviation.goes_wrong ? "wrong" : "other", text(deviation.told),
          pixels(x(deviation.at) - 7), pixels(height_of_head - 17),
          deviation.goes_wrong ? "!" : "~");
    }
    if (shows_calm()) {
      draw_line(*lanes_->calm_from, "calm", 24, "from here on all is calm");
    }
    if (shows_no_return()) {
      draw_line(*lanes_->no_return, "noreturn", 11, "point of no return");
    }
  }

  void draw_axis() {
    body_ += fmt::format("<path class=\"axis\" d=\"M{} {}H{}\"/>\n", pixels(left_margin),
                         pixels(bottom_), pixels(x(to_)));
    body_ +=
        fmt::format("<text class=\"lane\" x=\"4\" y=\"{}\">clock</text>\n", pixels(bottom_ + 15));
    std::optional<sim::Microseconds> shown;
    for (std::size_t index = panel_->first_frame; index <= panel_->last_frame; ++index) {
      const Band& band = lanes_->bands[index];
      if (index == 0 || shown == band.at_us) continue;
      const double at = x(band.from);
      body_ += fmt::format(
          "<g class=\"tick\"><path d=\"M{0} {1}v5\"/><text x=\"{2}\" y=\"{3}\">"
          "{4}</text></g>\n",
          pixels(at), pixels(bottom_), pixels(at + 1), pixels(bottom_ + 16),
          text(at_instant(band.at_us)));
      if (shown && band.at_us - *shown >= long_gap_us) {
        body_ += fmt::format(
            "<g class=\"break\"><path d=\"M{0} {1}l6 -12m-11 12l6 -12\"/><text "
            "x=\"{2}\" y=\"{3}\">{4:.1f} s pass</text></g>\n",
            pixels(at - 7), pixels(bottom_ + 6), pixels(at + 1), pixels(bottom_ + 29),
            static_cast<double>(band.at_us - *shown) / 1e6);
      }
      shown = band.at_us;
    }
  }

  void draw_way_back() {
    const double below = bottom_ + height_of_axis + 8;
    body_ += fmt::format(
        "<g class=\"again\"><path d=\"M{0} {1}v10q0 6 -6 6H{2}q-6 0 -6 -6v-10\"/><path "
        "class=\"head\" d=\"M{3} {4}l-4 7h8z\"/><text x=\"{5}\" y=\"{6}\">and so on, for ever: the "
        "world is as it was where this begins</text></g>\n",
        pixels(x(to_) - 4), pixels(below - 8), pixels(left_margin + 10), pixels(left_margin + 4),
        pixels(below - 12), pixels(left_margin + 20), pixels(below + 4));
  }

  const Lanes* lanes_;
  const Panel* panel_;
  double from_ = 0;
  double to_ = 0;
  double bottom_ = 0;
  double widest_ = 0;
  std::vector<double> tops_;
  std::string body_;
};

}  // namespace

bool wider_than_paper(const Lanes& lanes, const Panel& panel) {
  constexpr double most = 52;
  return lanes.bands[panel.last_frame].to - lanes.bands[panel.first_frame].from > most;
}

double unit_for(double positions) {
  constexpr double for_words = 130;
  return std::clamp((width_of_page - left_margin - for_words) / positions, narrowest, widest);
}

std::string timeline_svg(const Lanes& lanes, const Panel& panel) {
  return Drawing(lanes, panel).svg();
}

}  // namespace stalemate::reports::html
