import { compileTemplate } from "../nginx/template.ts";
import type { ClientLimits, KeepAlive, NextUpstream, SetHeader } from "./model.ts";

export const defaultPort = 8080;
export const defaultBacklog = 511;

export const defaultClientLimits: ClientLimits = {
  headTimeoutMs: 60_000,
  bodyTimeoutMs: 60_000,
  sendTimeoutMs: 60_000,
  keepAliveTimeoutMs: 75_000,
  maxRequests: 1000,
};

export const defaultKeepAlive: KeepAlive = {
  connections: 256,
  timeoutMs: 60_000,
  requests: 1000,
  timeMs: 3_600_000,
};

export const defaultNextUpstream: NextUpstream = {
  conditions: { error: true, timeout: true, invalidHeader: false, nonIdempotent: false },
  failureStatuses: new Set(),
  statuses: new Set(),
  tries: 0,
  timeoutMs: 0,
};

/** Fields nginx keeps to itself. `Date` and `Server`, which it replaces, we pass on. */
export const defaultHideHeaders: readonly string[] = [
  "x-accel-expires",
  "x-accel-redirect",
  "x-accel-limit-rate",
  "x-accel-buffering",
  "x-accel-charset",
];

export function setHeader(name: string, value: string): SetHeader {
  return { name, lowerName: name.toLowerCase(), value: compileTemplate(value) };
}

/**
 * What the upstream learns of the client, whatever the config says nothing about. Proto and Host replace what the client
 * sent: nobody downstream is trusted to say them; For is appended to, so its last address is one we saw ourselves.
 */
export const forwardedHeaders: readonly SetHeader[] = [
  setHeader("X-Forwarded-For", "$proxy_add_x_forwarded_for"),
  setHeader("X-Forwarded-Proto", "$scheme"),
  setHeader("X-Forwarded-Host", "$http_host"),
];
