import type { Exchange } from "../../core/exchange.ts";
import type { Location, ProxyAction } from "../config/model.ts";
import { escapePath } from "./normalize-path.ts";

/**
 * The request-target for the upstream, by nginx's rules for `proxy_pass`: without a URI part what the client sent; with
 * one, that and what follows the location's part of the normalised path.
 */
export function upstreamTarget({ action, match }: Location, exchange: Exchange, normalizedPath: string): string {
  if (action.kind !== "proxy" || action.uri === null || exchange.path === "*") return exchange.target;
  const matched = match.kind === "regex" ? 0 : match.path.length;
  const target = action.uri + escapePath(normalizedPath.slice(matched));
  return exchange.query === "" ? target : `${target}?${exchange.query}`;
}

/** A `Location` of the upstream as the client should see it. */
export function rewriteLocation(action: ProxyAction, location: string): string {
  for (const { from, to } of action.redirects) {
    if (location.startsWith(from)) return to + location.slice(from.length);
  }
  return location;
}
