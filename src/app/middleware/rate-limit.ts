import { type Clock, monotonicClock } from "../../core/clock.ts";
import { checkOptions } from "../check-options.ts";
import { type Context, exchangeOf } from "../context.ts";
import { HTTPError } from "../http-error.ts";
import { type Middleware, withGate } from "../middleware.ts";
import { RateLimiter, type RateVerdict } from "./rate-limiter.ts";

/** Options of `rateLimit`. */
export interface RateLimitOptions {
  /** Requests allowed per window; as many may come at once. */
  limit: number;
  /** Milliseconds of the window. */
  windowMs: number;
  /**
   * Whose requests count together; undefined for one that is not limited. Default: the client's address (of IPv6 the first 64 bits,
   * which one client has all of), as `context.client` tells it: behind a proxy that is the proxy's own, unless the server trusts it to
   * name the client's.
   */
  key?: (context: Context) => string | undefined;
  /** Name of the policy in the RateLimit fields. Default `"default"`. */
  name?: string;
  /** Whether answers tell the client its limit (RateLimit-Policy, RateLimit). Default true. */
  headers?: boolean;
  /** Most keys remembered, about 170 bytes each; past it the one longest unseen is forgotten. Default 100 000. */
  maxKeys?: number;
  /** For tests. */
  clock?: Clock;
}

const known = ["limit", "windowMs", "key", "name", "headers", "maxKeys", "clock"];

/**
 * Limits how often a client may ask; past it: 429 with Retry-After. Counted per process: with four workers a client gets up to four
 * times the limit. The fields are those of draft-ietf-httpapi-ratelimit-headers-10.
 *
 *     app.middleware(rateLimit({ limit: 100, windowMs: 60_000 }));
 *
 * @throws TypeError for an unknown or senseless option.
 */
export function rateLimit(options: RateLimitOptions): Middleware {
  checkOptions("rateLimit", options, known, ["limit", "windowMs"]);
  const { limit, windowMs, key = clientKey, name = "default", maxKeys = 100_000, clock = monotonicClock } = options;
  if (!(limit >= 1 && Number.isInteger(limit)))
    throw new TypeError(`rateLimit: limit is an integer from 1, not ${limit}`);
  if (!(windowMs > 0 && Number.isFinite(windowMs)))
    throw new TypeError(`rateLimit: windowMs is above 0, not ${windowMs}`);
  if (!(maxKeys >= 1)) throw new TypeError(`rateLimit: maxKeys is a number from 1, not ${maxKeys}`);
  if (!/^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/.test(name))
    throw new TypeError(`rateLimit: ${JSON.stringify(name)} cannot name a policy`);
  const limiter = new RateLimiter({ limit, windowMs, maxKeys, clock });
  const policy = `"${name}";q=${limit};w=${seconds(windowMs)}`;
  const tells = options.headers !== false;
  const fieldsOf = ({ remaining, retryMs, resetMs }: RateVerdict): [string, string][] => [
    ["ratelimit-policy", policy],
    ["ratelimit", `"${name}";r=${remaining};t=${seconds(remaining === 0 ? retryMs : resetMs)}`],
  ];
  let warned = false;
  /** Counts the request; undefined for one that is not limited. @throws HTTPError 429. */
  const count = (context: Context): RateVerdict | undefined => {
    const whose = key(context);
    if (whose === undefined) {
      if (key === clientKey && !warned) {
        warned = true;
        context.log.log(
          "warn",
          "rateLimit: this platform tells no client address, so nothing is limited: give it a key",
        );
      }
      return undefined;
    }
    const verdict = limiter.take(whose);
    if (!verdict.allowed) {
      const retry: [string, string] = ["retry-after", String(seconds(verdict.retryMs))];
      throw new HTTPError(429, undefined, tells ? [retry, ...fieldsOf(verdict)] : [retry]);
    }
    return verdict;
  };
  const rateLimit: Middleware = (context, next) => {
    const verdict = count(context);
    const done = next();
    if (verdict === undefined || !tells) return done;
    return done.then(() => {
      for (const [field, value] of fieldsOf(verdict)) context.reply.headers.append(field, value);
    });
  };
  return withGate(rateLimit, count);
}

/** Whole seconds, 1 at least: 0 would say "at once". A microsecond too much is an error of sums. */
function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000 - 1e-6));
}

/** Undefined on a Unix socket, and where the platform tells no address. */
function clientKey(context: Context): string | undefined {
  const { remoteAddress } = exchangeOf(context);
  return remoteAddress === "" ? undefined : addressKey(remoteAddress);
}

/** An IPv4 address as it is, of an IPv6 address its first four groups. */
export function addressKey(address: string): string {
  if (!address.includes(":")) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped !== null) return mapped[1];
  const [head, tail] = address.split("%", 1)[0].split("::", 2);
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array<string>(zeros).fill("0"), ...last];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, "").toLowerCase())
    .join(":")}::/64`;
}
