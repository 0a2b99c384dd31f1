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
import { Buffer } from "buffer";
import { TextDecoder, TextEncoder } from "@exodus/bytes/encoding-lite.js";
import { Headers } from "headers-polyfill";
import { AbortController, AbortSignal, Event, EventTarget } from "./abort.mjs";
import { Blob, File } from "./blob.mjs";
import { install } from "./install.mjs";
import { console } from "./console.mjs";
import { crypto } from "./crypto.mjs";
import { hash_named } from "./digests.mjs";
import { Request, Response } from "./messages.mjs";
import { refused } from "./refused.mjs";
import * as streams from "./streams.mjs";
import * as timers from "./timers.mjs";
import { FinalizationRegistry, WeakRef } from "./weak.mjs";

const { bytes_in, bytes_of, joined, stream_of, ...platform_streams } = streams;

install({
  ...timers,
  ...platform_streams,
  AbortController,
  AbortSignal,
  Blob,
  Buffer,
  console,
  crypto,
  Event,
  EventTarget,
  File,
  FinalizationRegistry,
  Headers,
  Request,
  Response,
  TextDecoder,
  TextEncoder,
  WeakRef,
  navigator: { userAgent: "Cloudflare-Workers" },
  performance: { now: () => native.nowMs(), timeOrigin: 0 },
  process: {
    env: { NODE_ENV: "production" },
    versions: {},
    cwd: () => "/",
    nextTick: (callback, ...values) => timers.queueMicrotask(() => callback(...values)),
  },
});
Math.random = () => native.random();
install(refused);
native.hashNamed = hash_named; // for node:crypto, which is part of bundles
