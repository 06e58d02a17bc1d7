import type { Exchange } from "../core/exchange.ts";
import type { Logger } from "../core/logger.ts";
import { webRequest } from "../core/web-request.ts";
import { FetchExchange } from "./fetch-exchange.ts";
import { Reply } from "./reply.ts";
import type { State } from "./types.ts";

/** What every context of an app shares. */
export interface ContextHost {
  readonly logger: Logger;
  readonly state: State;
}

/** Internal: what the app reads back from a context once its handler returned. */
export let touchedReply: (context: Context) => Reply | undefined;
export let deferredWork: (context: Context) => readonly (() => unknown)[] | undefined;

/**
 * The second argument of a handler: one request and what goes with its answer. Created by the app for each matched
 * request; its parts are made when first asked for. May grow; the handler's `input` may not.
 */
export class Context {
  readonly #exchange: Exchange;
  readonly #host: ContextHost;
  readonly #status: number;
  #request: Request | undefined;
  #reply: Reply | undefined;
  #state: State | undefined;
  #deferred: (() => unknown)[] | undefined;

  static {
    touchedReply = (context) => context.#reply;
    deferredWork = (context) => context.#deferred;
  }

  constructor(exchange: Exchange, host: ContextHost, status: number) {
    this.#exchange = exchange;
    this.#host = host;
    this.#status = status;
  }

  /**
   * The request in fetch terms, with body and signal. A body over the limit (`maxBodyBytes` of route or server) fails the
   * read, and the request with 413 unless the handler catches it.
   */
  get request(): Request {
    this.#request ??= this.#makeRequest();
    return this.#request;
  }

  #makeRequest(): Request {
    const exchange = this.#exchange;
    // The platform's own Request is the better one, unless our limit has to stand between.
    const given = exchange instanceof FetchExchange && exchange.maxBodyBytes === Number.POSITIVE_INFINITY;
    return given ? exchange.request : webRequest(exchange);
  }

  /** Aborted when the client leaves before the answer is complete. */
  get signal(): AbortSignal {
    return this.#exchange.signal;
  }

  /** Status, headers and cookies merged into whatever the handler returns. */
  get reply(): Reply {
    this.#reply ??= new Reply(this.#status);
    return this.#reply;
  }

  /** This request's own copy of what the lifespan yielded: `{}` without one. */
  get state(): State {
    this.#state ??= { ...this.#host.state };
    return this.#state;
  }

  get log(): Logger {
    return this.#host.logger;
  }

  /**
   * Runs `work` after the answer was sent, one after the other in order; its errors are logged. Dropped if the handler
   * throws. The app's drain waits for it. Bound, so that it can be taken out of the context.
   */
  get defer(): (work: () => unknown) => void {
    return (work) => {
      this.#deferred ??= [];
      this.#deferred.push(work);
    };
  }
}
