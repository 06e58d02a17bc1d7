import { reasonPhrases } from "../core/reason.ts";
import type { HeaderValues } from "./types.ts";

/** @throws RangeError unless `status` is that of a final answer. */
export function checkStatus(status: number): number {
  if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new RangeError(`${status} is not a status of a final answer: use an integer from 200 to 599`);
}

/**
 * Thrown by a handler, sync or async, to answer `{"detail": …}` with a status.
 *
 *     throw new HTTPError(404, "Item not found");
 *
 * `detail` is any JSON value; default the status's reason phrase. Nothing of `context.reply` goes with it; its own
 * `headers` do.
 * @throws RangeError for a status outside 200–599.
 */
export class HTTPError extends Error {
  readonly status: number;
  readonly detail: unknown;
  readonly headers: HeaderValues | undefined;

  constructor(status: number, detail?: unknown, headers?: HeaderValues, options?: { cause?: unknown }) {
    const reason = reasonPhrases[checkStatus(status)] ?? "Error";
    super(typeof detail === "string" ? detail : reason, options);
    this.name = "HTTPError";
    this.status = status;
    this.detail = detail === undefined ? reason : detail;
    this.headers = headers;
  }
}

/** The error for a path that has routes for these methods only. */
export function methodNotAllowed(methods: ReadonlySet<string>): HTTPError {
  const all = new Set(methods.has("GET") ? [...methods, "HEAD"] : methods);
  return new HTTPError(405, undefined, { allow: [...all].sort().join(", ") });
}
