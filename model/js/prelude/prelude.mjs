// What a Worker finds on its global object, over what the simulator gives: evaluated once per V8
// context, before any handler. `native` is the parameter of the function that bundle.mjs wraps
// around this file.
//
// 1. Nothing here depends on the time or the machine: clocks and randomness are the simulator's.
// 2. What is not simulated throws an error that says its name.
import "./language.mjs";
import "core-js/stable/dom-exception/index.js";
import "core-js/stable/atob.js";
import "core-js/stable/btoa.js";
import "core-js/stable/structured-clone.js";
import "core-js/stable/url/index.js";
import "core-js/stable/url-search-params/index.js";
import { URLPattern } from "urlpattern-polyfill";
import { AbortController, AbortSignal, Event, EventTarget } from "./abort.mjs";
import { structuredClone } from "./array_buffers.mjs";
import { Blob, File } from "./blob.mjs";
import { content_of_body } from "./body.mjs";
import { install } from "./install.mjs";
import { console_of_isolate } from "./console.mjs";
import { crypto } from "./crypto.mjs";
import * as events from "./events.mjs";
import { Headers } from "./headers.mjs";
import { CryptoKey } from "./hmac.mjs";
import { KVNamespace } from "./kv_namespace.mjs";
import { Request, Response } from "./messages.mjs";
import { Buffer } from "./node_buffer.mjs";
import { refusing, use } from "./node_module.mjs";
import { node_modules } from "./node_modules.mjs";
import { process_of_isolate } from "./process.mjs";
import { refused } from "./refused.mjs";
import * as streams from "./streams.mjs";
import { TextDecoder, TextEncoder } from "./text.mjs";
import * as timers from "./timers.mjs";
import { FinalizationRegistry, WeakRef } from "./weak.mjs";

const { bytes_in, bytes_of, joined, stream_of, ...platform_streams } = streams;
const { promises, Timeout, ...platform_timers } = timers;

install({
  ...events,
  ...platform_timers,
  ...platform_streams,
  AbortController,
  AbortSignal,
  Blob,
  Buffer,
  crypto,
  CryptoKey,
  Event,
  EventTarget,
  File,
  FinalizationRegistry,
  Headers,
  Request,
  Response,
  structuredClone,
  TextDecoder,
  TextEncoder,
  URLPattern,
  WeakRef,
  Cloudflare: { compatibilityFlags: { nodejs_compat: true } },
  navigator: { userAgent: "Cloudflare-Workers" },
});
Math.random = () => native.random();
install(refused);
// What programs change as a matter of course is each isolate's own. V8's global object must not have
// these names, or they would lead there (model/js/v8/globals.h).
delete globalThis.console;
function equip(globals) {
  const replaceable = { writable: true, configurable: true };
  Object.defineProperty(globals, "console", { value: console_of_isolate(), ...replaceable });
  Object.defineProperty(globals, "process", { value: process_of_isolate(), ...replaceable });
}

// For bundles and the simulator:
Object.assign(native, { content_of_body, equip, KVNamespace, node_modules, refusing, use });
