export { App, type AppOptions } from "./app/app.ts";
export type { Context } from "./app/context.ts";
export type { CookieOptions } from "./app/cookie.ts";
export { HTTPError } from "./app/http-error.ts";
export { JsonError } from "./app/json.ts";
export type { LifespanFunction } from "./app/lifespan.ts";
export type { Reply } from "./app/reply.ts";
export { bytes, html, type Payload, type PayloadInit, redirect, type Status, status, text } from "./app/results.ts";
export { type RouteList, Router, type RouterOptions } from "./app/router.ts";
// A star, because only what comes through one can be extended by declaration merging (State).
export type * from "./app/types.ts";
export type { Logger, LogLevel } from "./core/logger.ts";
