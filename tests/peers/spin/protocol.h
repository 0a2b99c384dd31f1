/* What both models share: bounds, switches, and the states a request's context goes through. */
#ifndef A
#define A 2 /* isolates */
#endif
#ifndef B
#define B 2 /* requests of one burst, or overlapping requests, at each */
#endif
#ifndef G
#define G 1 /* late writes in flight */
#endif
#ifndef PULL_425
#define PULL_425 1 /* set() returns its put; 0: it resolves at once */
#endif
#ifndef PUT_REGISTERED
#define PUT_REGISTERED 1
#endif
#ifndef REGENERATION_REGISTERED
#define REGENERATION_REGISTERED 1
#endif
#ifndef STORE_BEGINS_EMPTY
#define STORE_BEGINS_EMPTY 0 /* else it begins with an expired page */
#endif
#define N (A * B)

/* A put, once issued, keeps its context alive; a regeneration, while it runs. */
#define KEPT_BY_PUT (PUT_REGISTERED || (PULL_425 && REGENERATION_REGISTERED))
#define KEPT_BY_RENDER REGENERATION_REGISTERED

#define UNUSED 0
#define OVER 1
#define ASKED 2        /* its get is under way to the store */
#define ANSWERED 3     /* the store's answer is under way back */
#define RENDERS 4      /* in the background: drains, holds the slot */
#define RENDERS_MISS 5 /* in the foreground: runs */
#define PUTS 6         /* drains; under PULL_425 holds the slot, if it came from RENDERS */
#define PUTS_MISS 7    /* runs; PULL_425 only */
#define STORED 8       /* the put's acknowledgement is under way; drains like PUTS */
#define STORED_MISS 9  /* runs; PULL_425 only */

/* The isolate's dedupe map for the one key. */
#define FREE 0
#define HELD 1
#define ORPHANED 2

/* How long a value stays fresh: the order in which values expire, which is the order in which
   set() stamped them. 0: expired. Those up to `near` may expire at any time; the others not while
   a context drains, because its limit comes first. */
#define EXPIRED 0
#define NO_ENTRY 15
