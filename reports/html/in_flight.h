// What is on its way to the store and back: gets, puts, deletes, as bars with an end.
//
// Invariants:
//  1. Every operation has one end at most, and it is unmistakable: committed, committed late,
//     dropped, refused, or none at all.
//
// Cost: linear in the operations that are under way, for each event.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reports/html/lanes.h"
#include "sim/trace.h"

namespace stalemate::reports::html {

/// Where a request's context is drawn: lane and row.
using RowsOfRequests = std::map<std::uint32_t, std::pair<std::size_t, std::size_t>>;

class InFlight {
 public:
  /// @return false if the event is none of an operation
  bool add(const sim::TraceEvent& event, double at, std::string told);

  /// Puts all of it into the lane, linked with the contexts it comes from.
  void lay_out(Lanes& lanes, std::size_t lane, double end, const RowsOfRequests& contexts) const;

 private:
  struct Operation {
    std::uint32_t request = 0;
    std::int64_t key = 0;
    std::string name;  // "put of request 1"
    bool get = false;
    double from = 0;
    std::optional<double> sent;
    std::optional<double> late;
    std::optional<double> over;
    std::vector<Mark> marks;
  };

  Operation& begin(const sim::TraceEvent& event, double at, const char* name);
  /// The latest one of this request and key that is under way; begins one if there is none.
  Operation& open(const sim::TraceEvent& event, double at, const char* name);
  static void end(Operation& operation, double at, MarkKind kind, std::string label,
                  std::string told);
  bool add_get(const sim::TraceEvent& event, double at, std::string told);
  bool add_write(const sim::TraceEvent& event, double at, std::string told);
  bool add_end(const sim::TraceEvent& event, double at, std::string told);

  std::vector<Operation> operations_;
};

}  // namespace stalemate::reports::html
