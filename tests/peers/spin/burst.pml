/* Bursts: from rest to rest, at most B requests at each of A isolates, everything that is under way
   in any order, the clock moving in between. One process, one d_step for each macro-step.

   RANKS=1 keeps of a round what model/proof keeps: which renders are newer than which, isolates
   with due reads, refusals, writes. RANKS=0 keeps what the property needs: every render is stored
   at most once, so infinitely many accepted writes store infinitely many newer generations.
   SORTED=1 matches states up to the exchange of isolates, and of requests within an isolate. */
#ifndef RANKS
#define RANKS 1
#endif
#ifndef SORTED
#define SORTED 1
#endif
#ifndef CHECKED
#define CHECKED 0 /* whether the two safety properties are asserted */
#endif
#ifndef TELL
#define TELL 0 /* whether rounds are printed; needs RANKS=1, and G=1 */
#endif
#include "protocol.inc"

byte st[N];
byte life[N];
byte slot[A];
byte stored_life = (STORE_BEGINS_EMPTY -> NO_ENTRY : EXPIRED);
byte near[N]; /* of a draining context: how many orders of expiry may pass while it drains */
byte late_life[G];
byte late;
bit ever_written;
bit rest = 1;
bit due;  /* this round read an expired entry, or found none */
bit good; /* this round stored something newer, or was held up by the write limit */
#if RANKS
byte render[N];
byte stored_render;
byte render_at_start;
byte late_render[G];
bit due_at[A];
bit throttled;
bit written;
#endif

c_code {
#include "canonical.inc"
}

#if CHECKED
#define CHECK(holds) assert(holds)
#else
#define CHECK(holds) skip
#endif
#if RANKS
#define NOTE_DUE(i) due_at[i] = 1
#define NEW_RENDER(k) c_code { now.render[k] = next_render(); }
#define STORE_RENDER(from) stored_render = from
#define NOTE_WRITTEN written = 1
#define NOTE_THROTTLED throttled = 1
#define KEEP_LATE_RENDER(k) late_render[late] = render[k]
#else
#define NOTE_DUE(i) skip
#define NEW_RENDER(k) skip
#define STORE_RENDER(from) skip
#define NOTE_WRITTEN good = 1
#define NOTE_THROTTLED good = 1
#define KEEP_LATE_RENDER(k) skip
#endif
#define BEGIN c_code { begin_step(); }
#define END c_code { end_step(); }

#define FIRST_UNUSED(i) \
  (st[i * B] == UNUSED -> i * B : (st[i * B + (B > 1 -> 1 : 0)] == UNUSED -> i * B + 1 : \
   i * B + B - 1))
#define MAY_ASK(i) (st[FIRST_UNUSED(i)] == UNUSED)

#define ARRIVAL(i) \
  :: d_step { MAY_ASK(i) -> BEGIN; st[FIRST_UNUSED(i)] = ASKED; END }

/* `i` is the isolate of context `k`. */
#define GET(k, i) \
  :: d_step { st[k] == ASKED -> BEGIN; st[k] = ANSWERED; life[k] = stored_life; \
       if \
       :: stored_life == EXPIRED || stored_life == NO_ENTRY -> due = 1; NOTE_DUE(i) \
       :: else \
       fi; END } \
  :: d_step { st[k] == ANSWERED -> BEGIN; \
       if \
       :: life[k] == NO_ENTRY -> st[k] = RENDERS_MISS; NEW_RENDER(k) \
       :: life[k] == EXPIRED && slot[i] == FREE -> \
            st[k] = RENDERS; slot[i] = HELD; NEW_RENDER(k) \
       :: else -> st[k] = OVER \
       fi; END }

#define ISSUE_PUT(k) \
  c_code { now.life[k] = next_lifetime(); }

#define RENDER_DONE(k, i) \
  :: d_step { st[k] == RENDERS -> BEGIN; ISSUE_PUT(k); st[k] = PUTS; \
       if :: !PULL_425 -> slot[i] = FREE :: else fi; END } \
  :: d_step { st[k] == RENDERS_MISS -> BEGIN; ISSUE_PUT(k); \
       st[k] = (PULL_425 -> PUTS_MISS : PUTS); END }

#define STORED_OF(k) (st[k] == PUTS -> STORED : STORED_MISS)
#define PUT(k, i) \
  :: d_step { (st[k] == PUTS || st[k] == PUTS_MISS) -> BEGIN; \
       stored_life = life[k]; STORE_RENDER(render[k]); ever_written = 1; NOTE_WRITTEN; \
       st[k] = STORED_OF(k); END } \
  :: d_step { (st[k] == PUTS || st[k] == PUTS_MISS) && ever_written -> BEGIN; \
       NOTE_THROTTLED; st[k] = STORED_OF(k); END } \
  :: d_step { (st[k] == STORED || st[k] == STORED_MISS) -> BEGIN; \
       if :: PULL_425 && st[k] == STORED -> slot[i] = FREE :: else fi; \
       st[k] = OVER; END }

/* The end of a context that nothing keeps alive. */
#define ENDS(k, i) \
  :: d_step { !KEPT_BY_RENDER && st[k] == RENDERS -> BEGIN; CHECK(false); \
       slot[i] = ORPHANED; st[k] = OVER; END } \
  :: d_step { !KEPT_BY_PUT && st[k] == PUTS -> BEGIN; CHECK(false); \
       if :: PULL_425 -> slot[i] = ORPHANED :: else fi; st[k] = OVER; END } \
  :: d_step { !KEPT_BY_PUT && st[k] == PUTS && late < G -> BEGIN; CHECK(false); \
       if :: PULL_425 -> slot[i] = ORPHANED :: else fi; \
       late_life[late] = life[k]; KEEP_LATE_RENDER(k); late = late + 1; st[k] = OVER; END } \
  :: d_step { PULL_425 && !KEPT_BY_PUT && st[k] == STORED -> BEGIN; CHECK(false); \
       slot[i] = ORPHANED; st[k] = OVER; END }

#define CONTEXT(k, i) GET(k, i) RENDER_DONE(k, i) PUT(k, i) ENDS(k, i)

#define LATE(j) \
  :: d_step { j < late -> BEGIN; stored_life = late_life[j]; STORE_RENDER(late_render[j]); \
       ever_written = 1; NOTE_WRITTEN; c_code { drop_late(j); }; END } \
  :: d_step { j < late && ever_written -> BEGIN; NOTE_THROTTLED; \
       c_code { drop_late(j); }; END }

active proctype world() {
  byte k;
  do
  ARRIVAL(0)
  CONTEXT(0, 0)
#if B > 1
  CONTEXT(1, 0)
#endif
#if B > 2
  CONTEXT(2, 0)
#endif
#if A > 1
  ARRIVAL(1)
  CONTEXT((B), 1)
#if B > 1
  CONTEXT((B + 1), 1)
#endif
#if B > 2
  CONTEXT((B + 2), 1)
#endif
#endif
#if A > 2
  ARRIVAL(2)
  CONTEXT((2 * B), 2)
#if B > 1
  CONTEXT((2 * B + 1), 2)
#endif
#if B > 2
  CONTEXT((2 * B + 2), 2)
#endif
#endif
  LATE(0)
#if G > 1
  LATE(1)
#endif
  :: d_step { c_expr { may_pass() } -> BEGIN; /* the clock passes the next deadline */
       if :: stored_life != EXPIRED && stored_life != NO_ENTRY -> stored_life = stored_life - 1
          :: else fi;
       k = 0;
       do
       :: k < N -> if :: life[k] != EXPIRED && life[k] != NO_ENTRY -> life[k] = life[k] - 1
                      :: else fi;
          k = k + 1
       :: else -> break
       od;
       k = 0;
       do
       :: k < late -> if :: late_life[k] != EXPIRED -> late_life[k] = late_life[k] - 1
                         :: else fi;
          k = k + 1
       :: else -> break
       od;
       k = 0;
       do
       :: k < N -> if :: near[k] > 0 -> near[k] = near[k] - 1 :: else fi; k = k + 1
       :: else -> break
       od;
       k = 0; END }
  od
}

/* Infinitely many rounds read what was due, and from some rest on no round was good. Each burst is
   finite, so no fairness is needed. Under RANKS=0 what is good shows at once. */
#if RANKS
#define GOOD (rest && good)
#else
#define GOOD good
#endif
never {
T0_guess:
  do
  :: true
  :: rest -> goto T0_stale
  od;
T0_stale:
  do
  :: !GOOD && !(rest && due)
  :: !GOOD && rest && due -> goto accept_due
  od;
accept_due:
  do
  :: !GOOD && !(rest && due) -> goto T0_stale
  :: !GOOD && rest && due
  od
}
