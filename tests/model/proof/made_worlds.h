// Worlds in which it counts what a suspended function has read, or who has waited for longer.
#pragma once

#include "model/config.h"

namespace stalemate::tests {

/// Two isolates, and a page whose reads check a tag; its entry is fresh for another second.
model::WorldConfig tagged_page();

/// The same page, and its tag may be invalidated.
model::WorldConfig invalidated_page();

/// Nothing is stored; html or rsc is asked for, and one render fails.
model::WorldConfig failing_render();

/// An expired page of the App Router of 1.4.0, html or rsc is asked for, and one render fails: then
/// what was read is stored again, for a while.
model::WorldConfig stored_again();

/// Two keys, one of them fresh for another second; a render may hang and a put get no answer, so
/// that two contexts that began to drain one after the other wait for the limit.
model::WorldConfig two_hangs();

}  // namespace stalemate::tests
