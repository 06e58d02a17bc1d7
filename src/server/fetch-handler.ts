import { FlotillaError } from "../core/errors.ts";
import type { Exchange, ExchangeHandler } from "../core/exchange.ts";
import { type Logger, silentLogger } from "../core/logger.ts";
import { responseFields, sendResponse } from "../core/web-response.ts";
import { lazyRequest } from "./lazy-request.ts";

/** A fetch-style app: what Hono, h3, itty-router and our own App export. */
export type FetchFunction = (request: Request) => Response | Promise<Response>;

const jsonFields = Object.freeze(["content-type", "application/json"]);
/** What fetch cannot express (a `Request` with these methods cannot be made). */
const forbiddenMethods = new Set(["CONNECT", "TRACE", "TRACK"]);

/** Runs any fetch function as a handler of exchanges. Made by `toHandler` for a server. */
export class FetchHandler implements ExchangeHandler {
  /** Where a failing app is reported; the server that uses the handler sets its own. */
  logger: Logger = silentLogger;
  private readonly fetch: FetchFunction;

  constructor(fetch: FetchFunction) {
    this.fetch = fetch;
  }

  handle(exchange: Exchange): void {
    if (forbiddenMethods.has(exchange.method) || exchange.path === "*") {
      exchange.send(501, jsonFields, '{"detail":"Not Implemented"}');
      return;
    }
    this.run(exchange).catch((error: unknown) => this.failed(exchange, error));
  }

  private async run(exchange: Exchange): Promise<void> {
    const response = await this.fetch(lazyRequest(exchange));
    if (exchange.closed) {
      await response.body?.cancel();
      return;
    }
    await sendResponse(exchange, response, responseFields(response));
  }

  private failed(exchange: Exchange, error: unknown): void {
    const client = isClients(error) || isClients(exchange.signal.reason);
    const text = error instanceof Error && !client ? (error.stack ?? error.message) : String(error);
    this.logger.log(client ? "debug" : "error", `app failed on ${exchange.method} ${exchange.path}: ${text}`);
    if (exchange.closed) return;
    if (exchange.started) exchange.destroy();
    else if (isClients(error)) {
      const { status, message } = error;
      exchange.send(status, jsonFields, JSON.stringify({ detail: message }));
    } else exchange.send(500, jsonFields, '{"detail":"Internal Server Error"}');
  }
}

/** Whether the client caused an error: it left, or sent what it must not. */
function isClients(error: unknown): error is FlotillaError {
  return error instanceof FlotillaError && error.source === "client";
}
