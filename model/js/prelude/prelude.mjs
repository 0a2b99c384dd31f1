// What a Worker finds on its global object, over what the simulator gives: evaluated once per V8
// context, before any handler. `native` is the parameter of the function that bundle.mjs wraps
// around this file.
//
// 1. Nothing here depends on the time or the machine: clocks and randomness are the simulator's.
// 2. What is not simulated throws an error that says its name.
import "core-js/stable/dom-exception/index.js";
import "core-js/stable/atob.js";
import "core-js/stable/btoa.js";
import "core-js/stable/structured-clone.js";
import "core-js/stable/url/index.js";
import "core-js/stable/url-search-params/index.js";
import { Buffer } from "buffer";
import { TextDecoder, TextEncoder } from "@exodus/bytes/encoding-lite.js";
import { Headers } from "headers-polyfill";
import { install } from "./install.mjs";
import { console } from "./console.mjs";
import { crypto } from "./crypto.mjs";
import { refused } from "./refused.mjs";
import * as timers from "./timers.mjs";

install({
  ...timers,
  Buffer,
  console,
  crypto,
  Headers,
  TextDecoder,
  TextEncoder,
  navigator: { userAgent: "Cloudflare-Workers" },
  performance: { now: () => native.nowMs(), timeOrigin: 0 },
  process: { env: { NODE_ENV: "production" }, versions: {} },
  self: globalThis,
});
Math.random = () => native.random();
install(refused);
