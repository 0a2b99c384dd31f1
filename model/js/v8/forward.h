// A promise of the world leads to one of V8's: a coroutine of the current owner waits for it.
#pragma once

#include "model/js/v8/v8_script.h"

namespace stalemate::model {

void forward(Host& host, const sim::Promise<KvRead>& read, V8Script* script, Waiting waiting);
void forward(Host& host, const sim::Promise<>& done, V8Script* script, Waiting waiting);
void forward(Host& host, const sim::Promise<Rendered>& render, V8Script* script, Waiting waiting);
void forward_timer(Host& host, const sim::Promise<>& time, V8Script* script, std::uint32_t timer);

}  // namespace stalemate::model
