// The kernel: virtual clock, pending events, microtasks, owners, and the gate.
//
// The basic idea. A run is a sequence of macro-steps. A macro-step delivers one event on behalf of
// one owner; the event settles promises, and microtasks run first-in first-out until none is left.
// Then, and only then, the world picks the next event. Interleaving happens between macro-steps
// and nowhere else, and the clock stands still inside one.
//
// Invariants:
//  1. The clock never goes back, and moves only between macro-steps.
//  2. No event is delivered to, and no frame resumed for, an owner that is dead.
//  3. Between macro-steps the microtask queue is empty.
//  4. A reaction of another owner than the current one is delivered as an event of its own.
//  5. With the policy `reject`, no code of a live owner waits for a pending promise of a dead one.
//
// Cost: an event or a microtask costs tens of nanoseconds; picking the next of n pending events
// scans n (worlds have a dozen).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/arena.h"
#include "sim/gate.h"
#include "sim/owner.h"
#include "sim/promise.h"
#include "sim/state/observation.h"
#include "sim/time.h"
#include "sim/trace.h"

namespace stalemate::sim {

struct Task;

/// Something that will happen. The kinds below `first_world_event` are the kernel's own.
struct Event {
  Microseconds at_us = 0;
  std::uint32_t sequence = 0;
  std::uint16_t kind = 0;
  OwnerId owner;
  std::uint32_t subject = 0;
  Reaction* reaction = nullptr;    // of a crossing
  PromiseCore* promise = nullptr;  // counted: of a crossing or a timer
};

enum KernelEvent : std::uint16_t {
  timer_event,     // fulfils its promise
  crossing_event,  // a reaction that crosses owners
  first_world_event,
};

/// What an owner's code gets that waits for a pending promise of a dead owner: by an await, by
/// returning it, or through all().
enum class OrphanPolicy : std::uint8_t {
  hang,    // waits for ever, and counts as waiting for input
  reject,  // is rejected at once; if it waits already when the owner dies, by an event
};

/// Asked before each microtask of an owner whether its code goes on.
class Interrupter {
 public:
  virtual ~Interrupter() = default;
  virtual bool interrupts(OwnerId owner) = 0;
};

struct Owner {
  OwnerId living = nobody;   // who it is; nobody if dead, and the world itself
  std::uint16_t serial = 0;  // of the last one
  std::uint32_t label = 0;   // whom it stands for, in the world's own numbering
  std::uint32_t changes = 0;
  /// Operations, timers and foreign promises it waits for. 0 and no microtask: it can do nothing.
  std::uint32_t pending_work = 0;
  Task* first_task = nullptr;
};

class Kernel {
 public:
  Kernel(Arena& arena, OrphanPolicy orphan_policy, Rejection orphan_rejection);
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;
  ~Kernel();

  Kernel& kernel() { return *this; }
  Arena& arena() { return *arena_; }

  // --- clock and events
  Microseconds now_us() const { return now_us_; }
  /// Adds an event `delay_us` from now on behalf of `owner`. @return its sequence number
  std::uint32_t post(Microseconds delay_us, std::uint16_t kind, OwnerId owner,
                     std::uint32_t subject);
  /// Removes the pending events of this kind and subject.
  void retract(std::uint16_t kind, std::uint32_t subject);
  /// The oldest first.
  std::span<const Event> events() const { return events_; }
  /// Takes the pending event at this place out of the queue and moves the clock to it.
  Event take(std::size_t place);
  /// Moves the clock while nothing happens. Requires that no event is due before.
  void advance_to(Microseconds instant_us);
  /// From now on events may be taken in any order, whatever their times: take() leaves the clock
  /// alone, and advance_to() leaves the events alone.
  void ignore_times() { timed_ = false; }
  /// From now on they come in order again; those that were due before are due now.
  void heed_times();

  // --- owners
  OwnerId create_owner(std::uint32_t label);
  std::uint32_t label(OwnerId owner) const {
    SIM_ASSERT(alive(owner));
    return owners_[owner.slot].label;
  }
  bool alive(OwnerId owner) const {
    const Owner* const record = owners_.data() + owner.slot;
    SIM_ASSERT(record < owners_.data() + owners_.size());
    return record->living == owner;
  }
  /// Destroys everything that belongs to the owner; nothing of it runs again.
  void kill(OwnerId owner);
  OwnerId current_owner() const { return current_owner_; }
  /// Grows whenever something changes that belongs to the owner: its code runs, an event of its own
  /// comes or goes, one of its promises settles or somebody else begins to wait for it.
  std::uint32_t changes(OwnerId owner) const {
    SIM_ASSERT(alive(owner));
    return owners_[owner.slot].changes;
  }
  /// Something of the owner's changes that the kernel does not know of.
  void touch(OwnerId owner) {
    if (observing() && alive(owner)) [[unlikely]]
      ++owners_[owner.slot].changes;
  }
  /// An operation outside the kernel (a request to a store, say) starts or ends.
  void begin_work(OwnerId owner) {
    SIM_ASSERT(alive(owner));
    touch(owner);
    ++owners_[owner.slot].pending_work;
  }
  void end_work(OwnerId owner);
  std::uint32_t pending_work(OwnerId owner) const {
    SIM_ASSERT(alive(owner));
    return owners_[owner.slot].pending_work;
  }

  // --- running code
  /// Enters `owner` to run code or settle promises; leave() drains the microtasks.
  void enter(OwnerId owner, std::uint64_t async_word);
  void leave();
  /// Delivers a kernel event. @return false if the event is not the kernel's
  bool deliver(const Event& event);
  /// Who may end the code of an owner in the midst of its microtasks; nobody unless said. Of these
  /// none runs any more, as when an engine terminates a script, and the world kills the owner.
  void interrupt_by(Interrupter* interrupter) { interrupter_ = interrupter; }
  /// Whose code was ended so in the last leave(), or nobody. Says so once.
  OwnerId take_interrupted() {
    const OwnerId owner = interrupted_;
    interrupted_ = nobody;
    return owner;
  }
  /// The opaque word that travels with every continuation.
  std::uint64_t async_word() const { return async_word_; }
  void set_async_word(std::uint64_t word) { async_word_ = word; }

  // --- promises
  template <class T>
  Promise<T> pending() {
    return Promise<T>(create_promise(sizeof(T), tell<T>));
  }
  template <class T>
  Promise<T> resolved(const T& value) {
    Promise<T> promise = pending<T>();
    promise.fulfil(value);
    return promise;
  }
  Promise<> resolved() { return resolved(Done{}); }
  template <class T>
  Promise<T> rejected(Rejection rejection) {
    Promise<T> promise = pending<T>();
    promise.reject(rejection);
    return promise;
  }
  /// A promise that settles after `delay_us`; dies with the current owner.
  /// @param subject what the timer's event is about, in the world's own numbering
  Promise<> sleep(Microseconds delay_us, std::uint32_t subject = 0);
  /// What an async function gives that awaits a promise and returns what it gets, and does nothing
  /// else: it settles as that one does, one turn later. It takes no frame.
  template <class T>
  Promise<T> passed_on(const Promise<T>& promise) {
    Promise<T> result = pending<T>();
    pass_on(promise.core(), result.core());
    return result;
  }
  /// Promise.all over promises without values. Rejects with the first rejection.
  Promise<> all(std::span<const AnyPromise> promises);
  /// Leaves a notice for the world when the promise settles.
  void watch(const AnyPromise& promise, Notice notice);
  Vector<Notice>& notices() { return notices_; }

  // --- for promises and tasks
  PromiseCore* create_promise(std::size_t value_bytes, Teller teller);
  void settle(PromiseCore* core, PromiseState state, Rejection rejection);
  /// Resolves `target` with another promise: it settles as that one does, two turns later.
  void resolve_with(PromiseCore* target, PromiseCore* source);
  /// `target` settles as `source` does, one turn later, and by nothing else.
  void pass_on(PromiseCore* source, PromiseCore* target);
  void await(Task& task, PromiseCore* source);
  void add_reaction(PromiseCore* source, Reaction* reaction);
  void forget(Task& task);
  void add_task(Task& task);
  void drop_task(Task& task);
  [[gnu::cold]] void dispose_what_hangs(PromiseCore* core) noexcept;

  // --- decisions and record
  void connect(Gate* gate, TraceSink* sink) {
    gate_ = gate;
    sink_ = sink;
  }
  Gate& gate() { return *gate_; }
  void record(std::uint32_t kind, std::uint32_t subject, std::int64_t detail = 0,
              std::int64_t extra = 0) {
    trace_.record({now_us_, kind, subject, detail, extra}, sink_);
  }
  const Trace& trace() const { return trace_; }
  // --- observation, for the matching of states
  /// Whether suspended functions keep what they observe. Switched on before anything runs.
  bool observing() const { return observer_ != nullptr; }
  void observe(Observer* observer) { observer_ = observer; }
  /// The async function that is running has read this value of something shared.
  template <class T>
  void note(const T& value) {
    if (observing() && current_task_ != nullptr) [[unlikely]]
      keep_observation(*current_task_, value);
  }
  template <class T>
  void keep_observation(Task& task, const T& value) {
    add_observation(task, tell<T>, &value);
  }
  /// The function will use nothing of what it has observed so far; where it stands still counts.
  void forget_what_was_seen(Task& task);
  std::span<const Owner> owners() const { return owners_; }
  /// Microtasks run so far; for statistics.
  std::uint64_t microtask_count() const { return microtask_count_; }

 private:
  [[gnu::cold]] void add_observation(Task& task, Teller teller, const void* value);
  [[gnu::cold]] void forget_observations(Task& task) noexcept;
  [[gnu::cold]] void make_room_for_elements(PromiseCore* core, std::size_t count);
  /// A reaction that waits for a pending promise of another owner.
  struct ForeignWait {
    Reaction* reaction;
    PromiseCore* source;  // counted
  };

  Reaction* create_reaction(ReactionKind kind);
  void free_reaction(Reaction* reaction) noexcept;
  void drain();
  [[gnu::cold]] void drop_jobs();
  /// The microtask queue: reactions, each with the settled promise that it runs with.
  void enqueue(Reaction* reaction, PromiseCore* source) {
    if (reaction->source != source) {
      retain(source);
      if (reaction->source != nullptr) [[unlikely]]
        dismiss_source(*reaction);
      reaction->source = source;
    }
    reaction->next = nullptr;
    *end_of_jobs_ = reaction;
    end_of_jobs_ = &reaction->next;
  }
  [[gnu::cold]] static void dismiss_source(Reaction& reaction);
  void run(Reaction& reaction);
  void resume(Task& task);
  [[gnu::cold]] void end_with_rejection(Task& task);
  [[gnu::cold]] void keep_unheard(PromiseCore* core);
  [[gnu::cold]] void tell_unheard(bool stopped);
  void dispatch(Reaction* reaction, PromiseCore* source);
  [[gnu::cold]] void cross(Reaction* reaction, PromiseCore* source);
  [[gnu::cold]] void unlink(PromiseCore* source, Reaction* reaction) noexcept;
  [[gnu::cold]] bool wait_abroad(PromiseCore* source, Reaction* reaction);
  [[gnu::cold]] void begin_foreign_wait(PromiseCore* source, Reaction* reaction);
  [[gnu::cold]] void drop_foreign_wait(Reaction* reaction);
  [[gnu::cold]] void end_foreign_wait(Reaction* reaction);
  [[gnu::cold]] void end_foreign_waits(OwnerId dead);
  void drop_event(Event& event) noexcept;

  Arena* arena_;
  Gate* gate_ = nullptr;
  TraceSink* sink_ = nullptr;
  Observer* observer_ = nullptr;
  Interrupter* interrupter_ = nullptr;
  OwnerId interrupted_;
  Microseconds now_us_ = 0;
  std::uint32_t sequence_ = 0;
  OwnerId current_owner_;
  Task* current_task_ = nullptr;  // the async function that is running
  Reaction* first_job_ = nullptr;
  Reaction** end_of_jobs_ = &first_job_;
  bool inside_ = false;
  bool timed_ = true;
  OrphanPolicy orphan_policy_;
  Rejection orphan_rejection_;
  std::uint64_t async_word_ = 0;
  std::uint64_t microtask_count_ = 0;
  Vector<Event> events_;
  Vector<Owner> owners_;
  Vector<Notice> notices_;
  Vector<ForeignWait> foreign_waits_;  // in the order in which they began
  Vector<PromiseCore*> unheard_;       // counted: rejected, and nobody waits for them so far
  Trace trace_;
};

/// Requires that it is the core of a Promise<T>.
template <class T>
void fulfil(PromiseCore* core, const T& value) {
  if (core->state != PromiseState::pending || core->locked) return;
  *static_cast<T*>(core->payload()) = value;
  core->kernel->settle(core, PromiseState::fulfilled, {});
}

template <class T>
void Promise<T>::fulfil(const T& value) const {
  sim::fulfil(core_, value);
}

}  // namespace stalemate::sim
