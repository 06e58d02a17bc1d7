import type { Exchange } from "../core/exchange.ts";
import { webRequest } from "../core/web-request.ts";
import { type Answer, answerOf } from "./answer.ts";
import type { AppRun } from "./app-run.ts";
import type { Context } from "./context.ts";
import type { Definition } from "./definition.ts";
import type { Gate } from "./middleware.ts";
import type { Platform } from "./platform/platform.ts";
import { prefixedExchange } from "./prefixed-exchange.ts";

/** What can stand below a path of an app: another app, or anything that answers exchanges as answers. `run` is the app's. */
export interface Mountable {
  /** Routes of its own that run in the app around it: checked, and what they use started, with the app's. */
  readonly routes?: readonly Definition[];
  /** The answer; undefined if there is none here (the app goes on to its 404). Never rejects. */
  answer(exchange: Exchange, context: Context, run: AppRun): Answer | undefined | Promise<Answer | undefined>;
  /** Takes a WebSocket handshake; false if it takes none. Absent where there are no WebSockets. */
  handshake?(exchange: Exchange, run: AppRun, gates: readonly Gate[]): boolean;
  start?(platform: Platform, run: AppRun): Promise<void>;
  stop?(run: AppRun): Promise<void>;
}

export interface Mount {
  /** Starts with a slash, ends without; empty for the root. */
  readonly prefix: string;
  readonly target: Mountable;
  /** After every route and other mount. */
  readonly last: boolean;
}

/** The mounts below which a path lies, the longest prefix first; of the front ends only that one, which owns the path. */
export function mountsFor(mounts: readonly Mount[], path: string): Mount[] {
  const found = mounts.filter(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`));
  found.sort((a, b) => Number(a.last) - Number(b.last) || b.prefix.length - a.prefix.length);
  const front = found.findIndex(({ last }) => last);
  return front === -1 ? found : found.slice(0, front + 1);
}

/** A fetch function below a path: its requests have the path that is left. */
export class FetchMount implements Mountable {
  readonly #prefix: string;
  readonly #fetch: (request: Request) => Response | Promise<Response>;

  constructor(prefix: string, fetch: (request: Request) => Response | Promise<Response>) {
    this.#prefix = prefix;
    this.#fetch = fetch;
  }

  async answer(exchange: Exchange, context: Context): Promise<Answer> {
    const response = await this.#fetch(webRequest(prefixedExchange(exchange, this.#prefix, context.rootPath)));
    if (!(response instanceof Response)) throw new TypeError(`the app mounted at ${this.#prefix} returned no Response`);
    return await answerOf(response, 200, undefined);
  }
}
