/** Where a cookie goes. Default: to every host and path. */
export interface CookiePlace {
  domain?: string;
  path?: string;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  /** Empty: every host. */
  readonly domain: string;
  /** Not for hosts below the domain. */
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  /** Milliseconds since the epoch; Infinity for a session cookie. */
  readonly expires: number;
}

/**
 * The cookies of a test client, kept from answer to request as a browser does (RFC 6265, without a list of public suffixes). Values are
 * as on the wire.
 */
export class CookieJar implements Iterable<[name: string, value: string]> {
  /** By domain, path and name, in order of creation. */
  readonly #cookies = new Map<string, Cookie>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The value of the newest cookie of that name. */
  get(name: string): string | undefined {
    let value: string | undefined;
    for (const [other, found] of this) if (other === name) value = found;
    return value;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  set(name: string, value: string, place: CookiePlace = {}): void {
    const { domain = "", path = "/" } = place;
    const key = domain.toLowerCase().replace(/^\./, "");
    this.#put({ name, value, domain: key, hostOnly: false, path, secure: false, expires: Infinity });
  }

  /** Removes all cookies of that name. */
  delete(name: string): void {
    for (const [key, cookie] of this.#cookies) if (cookie.name === name) this.#cookies.delete(key);
  }

  clear(): void {
    this.#cookies.clear();
  }

  *[Symbol.iterator](): Iterator<[name: string, value: string]> {
    for (const { name, value, expires } of this.#cookies.values()) if (expires > this.#now()) yield [name, value];
  }

  /** Value of the Cookie field for a URL; undefined if no cookie goes there. */
  header(url: URL): string | undefined {
    const secure = url.protocol === "https:" || url.protocol === "wss:";
    const now = this.#now();
    const going = [...this.#cookies.values()].filter(
      (cookie) =>
        cookie.expires > now &&
        (secure || !cookie.secure) &&
        isBelow(url.hostname, cookie.domain, cookie.hostOnly) &&
        isUnder(url.pathname, cookie.path),
    );
    // Section 5.4: longer paths first; sort keeps the order of creation.
    going.sort((a, b) => b.path.length - a.path.length);
    return going.length === 0 ? undefined : going.map(({ name, value }) => `${name}=${value}`).join("; ");
  }

  /** Takes the Set-Cookie lines of an answer from a URL. */
  store(lines: readonly string[], url: URL): void {
    for (const line of lines) {
      const cookie = this.#parse(line, url);
      if (cookie !== undefined) this.#put(cookie);
    }
  }

  #put(cookie: Cookie): void {
    const key = JSON.stringify([cookie.domain, cookie.hostOnly, cookie.path, cookie.name]);
    if (cookie.expires <= this.#now()) this.#cookies.delete(key);
    else this.#cookies.set(key, cookie);
  }

  /** Section 5.2 and 5.3. */
  #parse(line: string, url: URL): Cookie | undefined {
    const [pair, ...attributes] = line.split(";");
    const equals = pair.indexOf("=");
    const name = pair.slice(0, equals).trim();
    if (equals === -1 || name === "") return undefined;
    let domain = "";
    let path = "";
    let secure = false;
    let expires = Infinity;
    let maxAge: number | undefined;
    for (const attribute of attributes) {
      const at = attribute.indexOf("=");
      const key = (at === -1 ? attribute : attribute.slice(0, at)).trim().toLowerCase();
      const value = at === -1 ? "" : attribute.slice(at + 1).trim();
      if (key === "domain") domain = value.toLowerCase().replace(/^\./, "");
      else if (key === "path") path = value;
      else if (key === "secure") secure = true;
      else if (key === "max-age" && /^-?\d+$/.test(value)) maxAge = Number(value);
      else if (key === "expires" && !Number.isNaN(Date.parse(value))) expires = Date.parse(value);
    }
    if (domain !== "" && !isBelow(url.hostname, domain, false)) return undefined;
    return {
      name,
      value: pair.slice(equals + 1).trim(),
      domain: domain === "" ? url.hostname : domain,
      hostOnly: domain === "",
      path: path.startsWith("/") ? path : defaultPath(url.pathname),
      secure,
      expires: maxAge === undefined ? expires : maxAge <= 0 ? Number.NEGATIVE_INFINITY : this.#now() + maxAge * 1000,
    };
  }
}

/** Section 5.1.3. */
function isBelow(host: string, domain: string, hostOnly: boolean): boolean {
  if (domain === "" || host === domain) return true;
  return !hostOnly && host.endsWith(`.${domain}`) && !/^[\d.]+$/.test(host);
}

/** Section 5.1.4. */
function isUnder(path: string, prefix: string): boolean {
  return path === prefix || (path.startsWith(prefix) && (prefix.endsWith("/") || path[prefix.length] === "/"));
}

function defaultPath(path: string): string {
  const last = path.lastIndexOf("/");
  return last <= 0 ? "/" : path.slice(0, last);
}
