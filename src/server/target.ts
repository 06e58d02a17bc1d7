import { UsageError } from "../core/errors.ts";
import type { ExchangeHandler } from "../core/exchange.ts";

/** What `serve` and `flotilla run` accept: our App, anything with `fetch`, or a `(request) => Response` function. */
export type ServeTarget = ExchangeHandler;

/**
 * Turns what a module exports into the handler of exchanges. Our App is one already, and no `Request` is built for it.
 * @throws UsageError if it is nothing that can be served.
 */
export function toHandler(target: unknown): ExchangeHandler {
  if (typeof target === "object" && target !== null) {
    if ("handle" in target && typeof target.handle === "function" && "fetch" in target)
      return target as unknown as ExchangeHandler;
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
