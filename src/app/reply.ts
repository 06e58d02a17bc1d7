import type { BodySource } from "./body-source.ts";
import { type CookieOptions, cookieLine } from "./cookie.ts";
import { HeaderList } from "./header-list.ts";
import { checkStatus } from "./http-error.ts";

/** What an answer's body can be: text, bytes, something that sends itself, or nothing. */
export type ReplyBody = string | Uint8Array | BodySource | null;

/** Internal: the reply's own list. */
export let headerListOf: (reply: Reply) => HeaderList;

/**
 * What a handler adds to its answer, whatever it returns; to a middleware, after `next()`, the whole answer. Created by the context
 * when first touched.
 *
 * A header or status that the returned value names itself (`status()`, a `Response`, the `headers` of `text()`) wins over
 * the reply's; `set-cookie` and `vary` of both are sent. Nothing of what a handler set goes with a thrown error.
 */
export class Reply {
  readonly #headers = new HeaderList();
  #status: number;
  /** What is sent; `undefined` until there is an answer. A middleware may replace it. */
  body: ReplyBody | undefined = undefined;

  static {
    headerListOf = (reply) => reply.#headers;
  }

  constructor(status: number) {
    this.#status = status;
  }

  /** Fields to add. `content-type` replaces the default of JSON, text, html and bytes. */
  get headers(): Headers {
    return this.#headers as unknown as Headers;
  }

  /** Status sent with a plain value: the route's (200 by default) until set. Setting one outside 200–599 throws a RangeError. */
  get status(): number {
    return this.#status;
  }

  set status(status: number) {
    this.#status = checkStatus(status);
  }

  /**
   * Sets a cookie, `Path=/; SameSite=lax` unless options say otherwise.
   * @throws TypeError for a name, path or domain that would break the line.
   */
  cookie(name: string, value: string, options?: CookieOptions): void {
    this.#headers.append("set-cookie", cookieLine(name, value, options));
  }

  /** Removes a cookie; `path` and `domain` must be those it was set with. */
  deleteCookie(name: string, options?: CookieOptions): void {
    const ended = { ...options, maxAge: 0, expires: new Date(0) };
    this.#headers.append("set-cookie", cookieLine(name, "", ended));
  }
}
