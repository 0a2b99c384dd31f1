export * from "../../../node_modules/vinext-0.0.30/dist/shims/request-context.js";
