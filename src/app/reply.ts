import { type CookieOptions, cookieLine } from "./cookie.ts";
import { checkStatus } from "./http-error.ts";

/**
 * What a handler adds to its answer, whatever it returns. Created by the context when first touched.
 *
 * A header or status that the returned value names itself (`status()`, a `Response`, the `headers` of `text()`) wins over
 * the reply's; `set-cookie` and `vary` of both are sent. Nothing of it goes with a thrown error.
 */
export class Reply {
  /** Fields to add. `content-type` replaces the default of JSON, text, html and bytes. */
  readonly headers: Headers = new Headers();
  #status: number;

  constructor(status: number) {
    this.#status = status;
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
    this.headers.append("set-cookie", cookieLine(name, value, options));
  }

  /** Removes a cookie; `path` and `domain` must be those it was set with. */
  deleteCookie(name: string, options?: CookieOptions): void {
    const ended = { ...options, maxAge: 0, expires: new Date(0) };
    this.headers.append("set-cookie", cookieLine(name, "", ended));
  }
}
