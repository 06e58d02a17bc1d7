import { UsageError } from "../core/errors.ts";
import type { ExchangeHandler } from "../core/exchange.ts";
import { type FetchFunction, FetchHandler } from "./fetch-handler.ts";

/** What `serve` and `flotilla run` accept: our App, anything with `fetch`, or a `(request) => Response` function. */
export type ServeTarget = ExchangeHandler | { fetch: FetchFunction } | FetchFunction;

/**
 * Turns what a module exports into the handler of exchanges. Our App is one already, and no `Request` is built for it.
 * @throws UsageError if it is nothing that can be served.
 */
export function toHandler(target: unknown): ExchangeHandler {
  if (typeof target === "function") {
    if (target.length >= 2)
      throw new UsageError("a Node (req, res) handler is not served yet: export an App or { fetch(request) }");
    return new FetchHandler(target as FetchFunction);
  }
  if (typeof target === "object" && target !== null) {
    if ("takesExchanges" in target && target.takesExchanges === true) return target as unknown as ExchangeHandler;
    if ("fetch" in target && typeof target.fetch === "function") {
      const fetchable = target as { fetch: FetchFunction };
      return new FetchHandler((request) => fetchable.fetch(request));
    }
    if ("handle" in target && typeof target.handle === "function" && target.handle.length === 1)
      return target as ExchangeHandler;
  }
  throw new UsageError(
    `cannot serve ${describe(target)}: export an App, an object with fetch(request), or a function (request) => Response`,
  );
}

function describe(target: unknown): string {
  if (target === null) return "null";
  if (typeof target !== "object") return typeof target === "undefined" ? "undefined" : `a ${typeof target}`;
  return `an object of class ${target.constructor?.name ?? "Object"}`;
}
