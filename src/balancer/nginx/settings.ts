import { defaultClientLimits, defaultHideHeaders, defaultNextUpstream } from "../config/defaults.ts";
import type { ClientLimits, NextUpstream } from "../config/model.ts";
import type { Scope, Settings } from "./scope.ts";

/** Where no block says anything: nginx's defaults but for those docs/balance.md names. */
export const defaultSettings: Settings = {
  headTimeoutMs: defaultClientLimits.headTimeoutMs,
  bodyTimeoutMs: defaultClientLimits.bodyTimeoutMs,
  sendTimeoutMs: defaultClientLimits.sendTimeoutMs,
  keepAliveTimeoutMs: defaultClientLimits.keepAliveTimeoutMs,
  keepAliveRequests: defaultClientLimits.maxRequests,
  maxBodyBytes: 1024 * 1024,
  serverTokens: false,
  defaultType: "text/plain",
  addHeaders: [],
  accessLogs: [{ path: null, format: "combined", position: { file: "", line: 0, column: 0 } }],
  proxySetHeaders: [],
  proxyHideHeaders: [],
  proxyPassHeaders: [],
  proxyConnectTimeoutMs: 60_000,
  proxySendTimeoutMs: 60_000,
  proxyReadTimeoutMs: 60_000,
  redirects: ["default"],
  nextUpstream: ["error", "timeout"],
  nextUpstreamTries: 0,
  nextUpstreamTimeoutMs: 0,
};

export function clientLimits(scope: Scope): ClientLimits {
  return {
    headTimeoutMs: scope.setting("headTimeoutMs", defaultSettings),
    bodyTimeoutMs: scope.setting("bodyTimeoutMs", defaultSettings),
    sendTimeoutMs: scope.setting("sendTimeoutMs", defaultSettings),
    keepAliveTimeoutMs: scope.setting("keepAliveTimeoutMs", defaultSettings),
    maxRequests: scope.setting("keepAliveRequests", defaultSettings),
  };
}

export function nextUpstream(scope: Scope): NextUpstream {
  const words = scope.setting("nextUpstream", defaultSettings);
  // nginx: `off` anywhere in the list turns all of it off.
  const set = new Set(words.includes("off") ? [] : words);
  const statuses = [...set].flatMap((word) => (word.startsWith("http_") ? [Number(word.slice(5))] : []));
  return {
    ...defaultNextUpstream,
    conditions: {
      error: set.has("error"),
      timeout: set.has("timeout"),
      invalidHeader: set.has("invalid_header") || set.has("invalid_response"),
      nonIdempotent: set.has("non_idempotent"),
    },
    statuses: new Set(statuses),
    failureStatuses: new Set(statuses.filter((status) => status >= 500 || status === 429)),
    tries: scope.setting("nextUpstreamTries", defaultSettings),
    timeoutMs: scope.setting("nextUpstreamTimeoutMs", defaultSettings),
  };
}

export function hideHeaders(scope: Scope): ReadonlySet<string> {
  const hidden = new Set([...defaultHideHeaders, ...scope.setting("proxyHideHeaders", defaultSettings)]);
  for (const name of scope.setting("proxyPassHeaders", defaultSettings)) hidden.delete(name);
  return hidden;
}
