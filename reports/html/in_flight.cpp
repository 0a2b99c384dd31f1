#include "reports/html/in_flight.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "model/event_kind.h"
#include "reports/html/rows.h"

namespace stalemate::reports::html {

namespace {

using model::EventKind;
using sim::TraceEvent;

/// The generation that a put stores, of its event's packed word.
std::string stored_generation(const TraceEvent& event) {
  return fmt::format("generation {}", event.extra & 0xffff'ffff);
}

}  // namespace

InFlight::Operation& InFlight::begin(const TraceEvent& event, double at, const char* name) {
  Operation operation;
  operation.request = event.subject;
  operation.key = event.detail;
  operation.name = fmt::format("{} of request {}", name, event.subject);
  operation.from = at;
  operations_.push_back(std::move(operation));
  return operations_.back();
}

InFlight::Operation& InFlight::open(const TraceEvent& event, double at, const char* name) {
  const bool get = std::string_view(name) == "get";
  for (auto operation = operations_.rbegin(); operation != operations_.rend(); ++operation) {
    if (operation->request == event.subject && operation->key == event.detail &&
        operation->get == get && !operation->over) {
      return *operation;
    }
  }
  return begin(event, at, name);
}

void InFlight::end(Operation& operation, double at, MarkKind kind, std::string label,
                   std::string told) {
  operation.over = at;
  operation.marks.push_back({kind, 0, 0, at, std::move(label), std::move(told)});
}

bool InFlight::add(const TraceEvent& event, double at, std::string told) {
  return add_get(event, at, told) || add_write(event, at, told) ||
         add_end(event, at, std::move(told));
}

bool InFlight::add_get(const TraceEvent& event, double at, std::string told) {
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::get_sent: {
      Operation& operation = begin(event, at, "get");
      operation.get = true;
      operation.sent = at;
      return true;
    }
    case EventKind::get_answered: {
      Operation& operation = open(event, at, "get");
      operation.over = at;
      operation.marks.push_back({MarkKind::event, 0, 0, at, "", std::move(told)});
      return true;
    }
    case EventKind::get_failed:
      end(open(event, at, "get"), at, MarkKind::refused, "get FAILED", std::move(told));
      return true;
    default:
      return false;
  }
}

bool InFlight::add_write(const TraceEvent& event, double at, std::string told) {
  const auto point = [&](Operation& operation) {
    operation.marks.push_back({MarkKind::event, 0, 0, at, "", std::move(told)});
    return true;
  };
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::put_queued:
      return point(begin(event, at, "put"));
    case EventKind::delete_queued:
      return point(begin(event, at, "delete"));
    case EventKind::put_sent: {
      Operation& operation = open(event, at, "put");
      operation.sent = at;
      return point(operation);
    }
    case EventKind::put_body_complete:
    case EventKind::put_never_answered:
    case EventKind::put_connection_lost:
      return point(open(event, at, "put"));
    case EventKind::put_cut_complete: {
      Operation& operation = open(event, at, "put");
      operation.late = at;
      return point(operation);
    }
    case EventKind::put_acknowledged:
    case EventKind::delete_acknowledged:
      return true;  // the write was committed or refused before, and its bar ends there
    default:
      return false;
  }
}

bool InFlight::add_end(const TraceEvent& event, double at, std::string told) {
  const auto over = [&](const char* name, MarkKind kind, std::string label) {
    end(open(event, at, name), at, kind, std::move(label), std::move(told));
    return true;
  };
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::put_committed:
      return over("put", MarkKind::committed, stored_generation(event) + " stored");
    case EventKind::put_committed_late:
      return over("put", MarkKind::committed_late, stored_generation(event) + " stored LATE");
    case EventKind::put_rejected:
      return over("put", MarkKind::refused, "put REFUSED");
    case EventKind::put_cut_unsent:
      return over("put", MarkKind::dropped, "put DROPPED, never sent");
    case EventKind::put_cut_partly_sent:
      return over("put", MarkKind::dropped, "put DROPPED, half sent");
    case EventKind::put_lost:
      return over("put", MarkKind::dropped, "put LOST");
    case EventKind::delete_committed:
      return over("delete", MarkKind::committed, "deleted");
    case EventKind::delete_committed_late:
      return over("delete", MarkKind::committed_late, "deleted LATE");
    case EventKind::delete_rejected:
      return over("delete", MarkKind::refused, "delete REFUSED");
    case EventKind::delete_cut:
      return over("delete", MarkKind::dropped, "delete DROPPED");
    default:
      return false;
  }
}

void InFlight::lay_out(Lanes& lanes, std::size_t lane, double end,
                       const RowsOfRequests& contexts) const {
  Rows rows(lanes.seam);
  for (const Operation& operation : operations_) {
    const double to = operation.over.value_or(end);
    double extent = to + 0.5;
    for (const Mark& mark : operation.marks) {
      const double letters = static_cast<double>(mark.label.size());
      extent = std::max(extent, mark.at + 0.8 + letters * width_of_letter);
    }
    const std::size_t row = rows.place(operation.from, to, extent);
    const double sent = operation.sent.value_or(to);
    const double late = operation.late.value_or(to);
    const auto add = [&](BarKind kind, double from, double until, const std::string& label) {
      if (until > from) lanes.bars.push_back({kind, lane, row, from, until, label});
    };
    add(BarKind::put_queued, operation.from, std::min(sent, late), operation.name);
    add(operation.get ? BarKind::get : BarKind::put_sent, sent, late, operation.name);
    add(BarKind::put_late, late, to, "");
    if (const auto context = contexts.find(operation.request); context != contexts.end()) {
      const auto& [from_lane, from_row] = context->second;
      lanes.links.push_back({operation.from, from_lane, from_row, lane, row});
      if (operation.get && operation.over) {
        lanes.links.push_back({*operation.over, lane, row, from_lane, from_row});
      }
    }
    for (Mark mark : operation.marks) {
      mark.lane = lane;
      mark.row = row;
      lanes.marks.push_back(std::move(mark));
    }
  }
  lanes.lanes[lane].rows = rows.count();
}

}  // namespace stalemate::reports::html
