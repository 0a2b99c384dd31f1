/* Unbroken overlap: a request may follow as soon as another has ended, for ever; there need not be
   any rest. B requests at a time at each of A isolates, one process for each, weak fairness for all
   (pan -f), the clock and late writes being processes too.

   Every render is stored at most once, so infinitely many accepted writes store infinitely many
   newer generations: which render is newer than which need not be kept. */
#ifndef CHECKED
#define CHECKED 0 /* whether the two safety properties are asserted */
#endif
#include "protocol.inc"

byte life[N]; /* of the value that the get or the put carries; 0 if there is none */
byte slot[A];
byte stored_life = (STORE_BEGINS_EMPTY -> NO_ENTRY : EXPIRED);
byte near;
byte late_life[G];
byte late;
byte draining;
bit ever_written;

/* What the last step was: nothing much; a read of what was due; a write accepted or refused. */
mtype = {other, due, good};
mtype last_step = other;

c_code {
static unsigned bits_of_lifetimes(void) {
  unsigned bits = 1U << now.stored_life;
  int k;
  for (k = 0; k < N; ++k) bits |= 1U << now.life[k];
  for (k = 0; k < G; ++k) bits |= 1U << now.late_life[k];
  return bits & ~((1U << EXPIRED) | (1U << NO_ENTRY));
}
static int rank_of(unsigned bits, int value) {
  return value == NO_ENTRY ? NO_ENTRY : __builtin_popcount(bits & ((2U << value) - 1U));
}
static int next_lifetime(void) { return 32 - __builtin_clz(bits_of_lifetimes() | 1U); }
static void end_step(void) {
  const unsigned bits = bits_of_lifetimes();
  int k;
  now.near = now.draining ? rank_of(bits, now.near) : __builtin_popcount(bits);
  now.stored_life = rank_of(bits, now.stored_life);
  for (k = 0; k < N; ++k) now.life[k] = rank_of(bits, now.life[k]);
  for (k = 0; k < G; ++k) now.late_life[k] = rank_of(bits, now.late_life[k]);
}
static void pass_deadline(void) {
  int k;
  if (now.stored_life != NO_ENTRY && now.stored_life > 0) --now.stored_life;
  for (k = 0; k < N; ++k)
    if (now.life[k] != NO_ENTRY && now.life[k] > 0) --now.life[k];
  for (k = 0; k < now.late; ++k)
    if (now.late_life[k] > 0) --now.late_life[k];
  --now.near;
}
static void drop_late(void) { /* the first */
  int k;
  for (k = 0; k + 1 < G; ++k) now.late_life[k] = now.late_life[k + 1];
  now.late_life[G - 1] = 0;
  --now.late;
}
}

#if CHECKED
#define CHECK(holds) assert(holds)
#else
#define CHECK(holds) skip
#endif
#define END c_code { end_step(); }
#define MINE life[_pid]
#define SLOT slot[_pid / B]
#define ISSUE_PUT c_code { now.life[Prequest->_pid] = next_lifetime(); }
#define STORE \
  stored_life = MINE; MINE = 0; ever_written = 1; last_step = good

active [N] proctype request() {
idle:
  if
  :: d_step { true -> last_step = other } -> goto idle /* nobody asks */
  :: d_step { MINE = stored_life; /* the get reads the store */
       last_step = (MINE == EXPIRED || MINE == NO_ENTRY -> due : other); END }
  fi;
  if
  :: d_step { MINE == NO_ENTRY -> MINE = 0; last_step = other; END } -> goto renders_miss
  :: d_step { MINE == EXPIRED && SLOT == FREE ->
       SLOT = HELD; draining = draining + 1; last_step = other; END }
  :: d_step { MINE != NO_ENTRY && !(MINE == EXPIRED && SLOT == FREE) ->
       MINE = 0; last_step = other; END } -> goto idle
  fi;
  /* renders in the background */
  if
  :: d_step { ISSUE_PUT; last_step = other; if :: !PULL_425 -> SLOT = FREE :: else fi; END }
  :: d_step { !KEPT_BY_RENDER -> CHECK(false); SLOT = ORPHANED; draining = draining - 1;
       last_step = other; END } -> goto idle
  fi;
puts:
  if
  :: d_step { true -> STORE; END }
  :: d_step { ever_written -> MINE = 0; last_step = good; END }
  :: d_step { !KEPT_BY_PUT -> CHECK(false); if :: PULL_425 -> SLOT = ORPHANED :: else fi;
       MINE = 0; draining = draining - 1; last_step = other; END } -> goto idle
  :: d_step { !KEPT_BY_PUT && late < G -> CHECK(false);
       if :: PULL_425 -> SLOT = ORPHANED :: else fi;
       late_life[late] = MINE; late = late + 1; MINE = 0; draining = draining - 1;
       last_step = other; END } -> goto idle
  fi;
  /* its acknowledgement is under way */
  if
  :: d_step { true -> if :: PULL_425 -> SLOT = FREE :: else fi;
       draining = draining - 1; last_step = other; END } -> goto idle
  :: d_step { PULL_425 && !KEPT_BY_PUT -> CHECK(false); SLOT = ORPHANED;
       draining = draining - 1; last_step = other; END } -> goto idle
  fi;
renders_miss:
  if
  :: d_step { PULL_425 -> ISSUE_PUT; last_step = other; END }
  :: d_step { !PULL_425 -> ISSUE_PUT; draining = draining + 1; last_step = other; END } ->
       goto puts
  fi;
  /* the response waits for the put */
  if
  :: d_step { true -> STORE; END }
  :: d_step { ever_written -> MINE = 0; last_step = good; END }
  fi;
  d_step { true -> last_step = other; END } -> goto idle
}

active proctype late_writes() {
  do
  :: d_step { late > 0 -> stored_life = late_life[0]; ever_written = 1; last_step = good;
       c_code { drop_late(); }; END }
  :: d_step { late > 0 && ever_written -> last_step = good; c_code { drop_late(); }; END }
  od
}

active proctype clock() {
  do
  :: d_step { near > 0 -> c_code { pass_deadline(); }; last_step = other; END }
  od
}

/* Infinitely many reads of what was due, and from some step on no write accepted or refused. */
never {
T0_guess:
  do
  :: true
  :: last_step != good -> goto T0_stale
  od;
T0_stale:
  do
  :: last_step == other
  :: last_step == due -> goto accept_due
  od;
accept_due:
  do
  :: last_step == other -> goto T0_stale
  :: last_step == due
  od
}
