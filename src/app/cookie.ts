import { token } from "../core/token.ts";

/** Attributes of a cookie (RFC 6265 section 4.1). */
export interface CookieOptions {
  /** Default `"/"`. */
  path?: string;
  domain?: string;
  /** Seconds the cookie lives; 0 or less ends it. Default: until the browser closes. */
  maxAge?: number;
  expires?: Date;
  /** Default `"lax"`. `"none"` needs `secure`. */
  sameSite?: "lax" | "strict" | "none";
  /** Sent over https only. Default false. */
  secure?: boolean;
  /** Hidden from scripts. Default false. */
  httpOnly?: boolean;
  /** Kept apart per top-level site; needs `secure`. Default false. */
  partitioned?: boolean;
}

const sites = { lax: "lax", strict: "strict", none: "none" } as const;

/**
 * A `Set-Cookie` value. What a cookie value cannot hold is percent-encoded (also `%` itself, so that decoding gives the value back).
 * @throws TypeError for a name that is not a token, or a path or domain with `;` or controls: they would add attributes.
 */
export function cookieLine(name: string, value: string, options: CookieOptions = {}): string {
  if (!token.test(name)) throw new TypeError(`${JSON.stringify(name)} cannot name a cookie`);
  // RFC 6265 cookie-octet: printable ASCII without space, quote, comma, semicolon and backslash.
  const safe = value.replace(/[^\x21-\x7e]+|["%,;\\]/g, encodeURIComponent);
  let line = `${name}=${safe}; Path=${attribute("path", options.path ?? "/")}`;
  if (options.domain !== undefined) line += `; Domain=${attribute("domain", options.domain)}`;
  if (options.maxAge !== undefined) {
    if (!Number.isFinite(options.maxAge)) throw new TypeError("a cookie's maxAge is a number of seconds");
    line += `; Max-Age=${Math.trunc(options.maxAge)}`;
  }
  if (options.expires !== undefined) {
    if (Number.isNaN(options.expires.getTime())) throw new TypeError("a cookie's expires is an invalid date");
    line += `; Expires=${options.expires.toUTCString()}`;
  }
  const site = sites[options.sameSite ?? "lax"];
  if (site === undefined) throw new TypeError('a cookie\'s sameSite is "lax", "strict" or "none"');
  // Browsers drop such a cookie without a word.
  if (site === "none" && !options.secure) throw new TypeError('a cookie with sameSite "none" needs secure: true');
  if (options.partitioned && !options.secure) throw new TypeError("a partitioned cookie needs secure: true");
  line += `; SameSite=${site}`;
  if (options.secure) line += "; Secure";
  if (options.httpOnly) line += "; HttpOnly";
  if (options.partitioned) line += "; Partitioned";
  return line;
}

function attribute(what: string, value: string): string {
  if (/^[\x20-\x3a\x3c-\x7e]*$/.test(value)) return value;
  throw new TypeError(`a cookie's ${what} cannot be ${JSON.stringify(value)}`);
}
