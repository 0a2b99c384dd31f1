// The seam between the world and an engine that runs a program in JavaScript.
//
// The world calls handle() where it would call a handler written in C++, and the script calls the
// same Host. All that a script keeps lies outside the world's arena: a world with a script can be
// run from its beginning only, again and again, not restored in its midst.
//
// Invariants:
//  1. Two runs whose gates answer alike do alike, whatever ran before them.
//  2. Code of a context that has ended never runs again, but for what waits for a promise of
//  another
//     context (README.md, "What is not as in production").
//  3. A script that has failed stays failed for this run and runs nothing more.
//
// Cost: a fresh set of module globals some 100 microseconds for vinext 0.0.55, a call some
// microseconds.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/kv/value.h"
#include "model/workers/response.h"
#include "sim/owner.h"
#include "sim/promise.h"
#include "sim/time.h"

namespace stalemate::model {

class Host;
struct Arrival;
struct EnginePool;
struct WorldConfig;

/// What a script has said: a line of its console, or an error that nobody caught.
struct ScriptLine {
  std::int64_t at_us = 0;
  std::uint32_t request = 0;  // 0: of none
  std::string text;
};

/// The first of each that a run has shown, in one line; empty: none.
struct ScriptRemarks {
  /// What the program has used that production has and this has not. Whoever catches its error goes
  /// on without.
  std::string refusal;
  /// An error of the program's own that no code of it has caught, and where it was thrown.
  std::string error;
  /// A request that never gets on, for what it waits for is not its own and nothing settles it.
  std::string hang;

  bool operator==(const ScriptRemarks&) const = default;
};

/// What the last request was answered with.
struct ScriptAnswer {
  std::uint32_t number = 0;  // counts the answers of a run
  Served served = Served::none;
  std::optional<std::uint32_t> render;  // its number in the run, if the answer shows it
};

/// The decisions in which a script draws random numbers.
inline constexpr const char* random_number_label = "a random number of request";

/// A put from before the run.
struct InitialPut {
  Key key = 0;
  KvValue value;
  std::optional<sim::Microseconds> expires_at_us;
};

class Script {
 public:
  virtual ~Script() = default;

  /// Forgets all of the previous run. Called while the previous world still stands.
  virtual void begin_run() = 0;
  /// Of the calling thread alone as long as the function runs, which makes its calls cheaper.
  virtual void hold(const std::function<void()>& run) { run(); }
  /// A request of the current owner. Runs its code up to its first wait.
  virtual sim::Promise<Response> handle(Host& host, const Arrival& request) = 0;
  /// What code of the current owner has asked for in steps of other owners, in its order.
  virtual void run_deferred(Host& host) = 0;
  /// The request of that owner, who still lives, waits for what never comes.
  virtual void note_hang(Host& host, sim::OwnerId owner, std::uint32_t request) = 0;
  /// What the store holds when a run begins: all that the handler itself would have stored when the
  /// page's entries were made, its own keys too.
  virtual std::span<const InitialPut> initial_puts() const = 0;

  /// Code is stopped soon after the flag is set, and the script has failed then. The flag outlives
  /// the script. Where none is given code runs on.
  virtual void stop_when(const std::atomic<bool>& not_wanted) = 0;

  /// Why the script cannot go on, in one line; empty: it can.
  virtual const std::string& failure() const = 0;
  /// The first lines it has said in this run.
  virtual const std::vector<ScriptLine>& lines() const = 0;
  /// What of this run a user has to hear beside the verdict.
  virtual const ScriptRemarks& remarks() const = 0;
  /// The name that a key of its own has in the script.
  virtual std::string key_name(Key key) const = 0;

  // For the matching of states. What code of an isolate does from now on follows from what it has
  // seen so far: requests, answers, instants, random numbers, in that order.
  /// All that code of a realm (Isolate::realm) has seen in this run; 0: nothing.
  virtual std::uint64_t history(std::uint32_t realm) const = 0;
  /// What a stored text says, metadata included; 0: no script stored it.
  virtual std::uint64_t content(std::uint16_t text) const = 0;

  virtual const ScriptAnswer& last_answer() const = 0;
};

/// Whether this executable was built with an engine.
bool scripts_run();

/// For engines that have loaded one program, to be used again.
std::shared_ptr<EnginePool> make_engine_pool();

/// Loads the program of `config.handler`: a script that has failed if that cannot be done.
std::unique_ptr<Script> load_script(const WorldConfig& config);

}  // namespace stalemate::model
