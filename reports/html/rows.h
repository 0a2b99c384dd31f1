// Where bars lie: in rows without overlap, and in strips that change from frame to frame.
//
// Invariants:
//  1. What was placed in a row never overlaps.
//  2. A strip's bars follow each other without a gap as long as it is shown.
//
// Cost: linear in the rows, for each bar.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "reports/html/lanes.h"

namespace stalemate::reports::html {

class Rows {
 public:
  /// @param seam where one panel ends and another begins; words do not reach over it
  explicit Rows(double seam) : seam_(seam) {}

  /// The first row with room for a bar and the words behind it. Bars come in the order of their
  /// beginnings.
  std::size_t place(double from, double bar_end, double words_end) {
    const double to = from < seam_ ? std::max(bar_end, std::min(words_end, seam_)) : words_end;
    for (std::size_t row = 0; row < ends_.size(); ++row) {
      if (ends_[row] > from) continue;
      ends_[row] = to;
      return row;
    }
    ends_.push_back(to);
    return ends_.size() - 1;
  }
  std::size_t count() const { return ends_.empty() ? 1 : ends_.size(); }

 private:
  double seam_;
  std::vector<double> ends_;
};

/// Bars by number, each as long as what is shown under it stays the same.
class Strips {
 public:
  struct Strip {
    std::size_t number = 0;
    Bar bar;
  };

  /// Of the present frame, which ends at this place.
  void show(std::size_t number, Bar bar, double at) {
    shown_[number] = true;
    const auto open = open_.find(number);
    if (open != open_.end()) {
      if (open->second.kind == bar.kind && open->second.label == bar.label) return;
      close(open->first, open->second, at);
    }
    bar.from = at;
    open_[number] = std::move(bar);
  }
  /// What was not shown in this frame is over.
  void end_frame(double at) {
    for (auto open = open_.begin(); open != open_.end();) {
      if (shown_.contains(open->first)) {
        ++open;
        continue;
      }
      close(open->first, open->second, at);
      open = open_.erase(open);
    }
    shown_.clear();
  }
  std::vector<Strip> finish(double end) {
    for (auto& [number, bar] : open_) close(number, bar, end);
    return std::move(closed_);
  }

 private:
  void close(std::size_t number, Bar& bar, double at) {
    bar.to = at;
    if (bar.to > bar.from) closed_.push_back({number, bar});
  }

  std::map<std::size_t, Bar> open_;
  std::map<std::size_t, bool> shown_;
  std::vector<Strip> closed_;
};

}  // namespace stalemate::reports::html
