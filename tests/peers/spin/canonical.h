/* Brings a state of burst.pml into canonical form: orders become ranks, contexts of an isolate and
   isolates are sorted. C code between two stores of a state, so it costs SPIN no states. */

static int has_lifetime(int s) { return s == ANSWERED || s == PUTS || s == PUTS_MISS; }
static int drains(int s) { return s == RENDERS || s == PUTS || s == STORED; }
static unsigned up_to(unsigned bits, int last) { return bits & ((2U << last) - 1U); }
static int rank_of(unsigned bits, int value) {
  return value == NO_ENTRY ? NO_ENTRY : __builtin_popcount(up_to(bits, value));
}

/* All orders of expiry in use, 0 left out. */
static unsigned lifetimes(void) {
  unsigned bits = 1U << now.stored_life;
  int k;
  for (k = 0; k < N; ++k)
    if (has_lifetime(now.st[k])) bits |= 1U << now.life[k];
  for (k = 0; k < now.late; ++k) bits |= 1U << now.late_life[k];
  return bits & ~((1U << EXPIRED) | (1U << NO_ENTRY));
}

static int next_lifetime(void) { return 32 - __builtin_clz(lifetimes() | 1U); }

static void rank_lifetimes(int draining) {
  const unsigned bits = lifetimes();
  int k;
  now.stored_life = rank_of(bits, now.stored_life);
  for (k = 0; k < N; ++k)
    now.life[k] = has_lifetime(now.st[k]) ? rank_of(bits, now.life[k]) : 0;
  for (k = 0; k < G; ++k) now.late_life[k] = k < now.late ? rank_of(bits, now.late_life[k]) : 0;
  now.near = draining ? rank_of(bits, now.near) : __builtin_popcount(bits);
}

#if RANKS
static int has_render(int s) {
  return s == RENDERS || s == RENDERS_MISS || s == PUTS || s == PUTS_MISS;
}

static unsigned renders(void) {
  unsigned bits = 1U << now.stored_render | 1U << now.render_at_start;
  int k;
  for (k = 0; k < N; ++k)
    if (has_render(now.st[k])) bits |= 1U << now.render[k];
  for (k = 0; k < now.late; ++k) bits |= 1U << now.late_render[k];
  return bits;
}

static int next_render(void) { return 32 - __builtin_clz(renders()); }

static void rank_renders(void) {
  const unsigned bits = renders();
  int k;
  now.stored_render = rank_of(bits, now.stored_render) - 1;
  now.render_at_start = rank_of(bits, now.render_at_start) - 1;
  for (k = 0; k < N; ++k)
    now.render[k] = has_render(now.st[k]) ? rank_of(bits, now.render[k]) - 1 : 0;
  for (k = 0; k < G; ++k)
    now.late_render[k] = k < now.late ? rank_of(bits, now.late_render[k]) - 1 : 0;
}
#define RENDER(k) now.render[k]
#define LATE_RENDER(k) now.late_render[k]
#else
#define RENDER(k) 0
#define LATE_RENDER(k) 0
#endif

#define SWAP(x, y) { unsigned char t_ = (x); (x) = (y); (y) = t_; }

static int key_of(int k) { return now.st[k] << 16 | now.life[k] << 8 | RENDER(k); }

static void swap_contexts(int j, int k) {
  SWAP(now.st[j], now.st[k])
  SWAP(now.life[j], now.life[k])
#if RANKS
  SWAP(now.render[j], now.render[k])
#endif
}

static int later_isolate(int i, int j) {
  int k;
  if (now.slot[i] != now.slot[j]) return now.slot[i] > now.slot[j];
#if RANKS
  if (now.due_at[i] != now.due_at[j]) return now.due_at[i] > now.due_at[j];
#endif
  for (k = 0; k < B; ++k)
    if (key_of(i * B + k) != key_of(j * B + k)) return key_of(i * B + k) > key_of(j * B + k);
  return 0;
}

static void sort_all(void) {
  int i, j, k;
  for (i = 0; i < A; ++i)
    for (j = 1; j < B; ++j)
      for (k = i * B + j; k > i * B && key_of(k - 1) > key_of(k); --k) swap_contexts(k - 1, k);
  for (i = 1; i < A; ++i)
    for (j = i; j > 0 && later_isolate(j - 1, j); --j) {
      SWAP(now.slot[j - 1], now.slot[j])
#if RANKS
      SWAP(now.due_at[j - 1], now.due_at[j])
#endif
      for (k = 0; k < B; ++k) swap_contexts((j - 1) * B + k, j * B + k);
    }
  for (i = 1; i < now.late; ++i)
    for (j = i; j > 0 && (now.late_life[j - 1] << 8 | LATE_RENDER(j - 1)) >
                             (now.late_life[j] << 8 | LATE_RENDER(j)); --j) {
      SWAP(now.late_life[j - 1], now.late_life[j])
#if RANKS
      SWAP(now.late_render[j - 1], now.late_render[j])
#endif
    }
}

/* A late write has been committed or refused. */
static void drop_late(int which) {
  --now.late;
  for (; which < now.late; ++which) {
    now.late_life[which] = now.late_life[which + 1];
#if RANKS
    now.late_render[which] = now.late_render[which + 1];
#endif
  }
}

#if TELL
/* Prints each kind of round once, as stalemate_peer does when told to. */
static void tell_round(void) {
  static unsigned char told[1 << 18];
  unsigned bits;
  int i, orphans = 0, due_isolates = 0;
  const int life_of_late = now.late > 0 ? 1 + (now.late_life[0] != EXPIRED) : 0;
  const int newer = now.late > 0 && now.late_render[0] > now.stored_render;
  const int stored = now.stored_life == NO_ENTRY ? 0 : 1 + (now.stored_life != EXPIRED);
  const int progress = now.stored_render > now.render_at_start;
  for (i = 0; i < A; ++i) {
    orphans += now.slot[i] == ORPHANED;
    due_isolates += now.due_at[i];
  }
  bits = stored | now.ever_written << 2 | orphans << 3 | now.late << 5 | life_of_late << 7 |
         newer << 9 | due_isolates << 10 | now.throttled << 12 | progress << 13 |
         now.written << 14;
  if (told[bits]) return;
  told[bits] = 1;
  printf("round: to %d %d %d %d %d %d did %d %d %d %d\n", stored, now.ever_written, orphans,
         now.late, life_of_late, newer, due_isolates, now.throttled, progress, now.written);
}
#endif

/* Before a step: a world at rest begins a new round. */
static void begin_step(void) {
  if (!now.rest) return;
  now.due = now.good = 0;
#if RANKS
  {
    int i;
    for (i = 0; i < A; ++i) now.due_at[i] = 0;
  }
  now.throttled = now.written = 0;
#endif
}

/* After a step. */
static void end_step(void) {
  int k, live = 0, draining = 0;
  for (k = 0; k < N; ++k) {
    live |= now.st[k] > OVER;
    draining |= drains(now.st[k]);
  }
  now.rest = !live;
  if (!live) {
#if TELL
    tell_round();
#endif
    for (k = 0; k < N; ++k) now.st[k] = UNUSED;
#if RANKS
    now.good = now.throttled || now.stored_render > now.render_at_start;
    now.render_at_start = now.stored_render;
#endif
  }
  rank_lifetimes(draining);
#if RANKS
  rank_renders();
#endif
#if SORTED
  sort_all();
#endif
}
