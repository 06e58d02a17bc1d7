import type { Exchange } from "../core/exchange.ts";
import { changedExchange } from "./changed-exchange.ts";

/** The exchange as what is mounted at `prefix` sees it: the path without it, and `rootPath` with it, below the `outer` one. */
export function prefixedExchange(exchange: Exchange, prefix: string, outer: string): Exchange {
  const path = exchange.path.slice(prefix.length) || "/";
  const target = exchange.query === "" ? path : `${path}?${exchange.query}`;
  return changedExchange(exchange, { path, target, rootPath: outer + prefix });
}
