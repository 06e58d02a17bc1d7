import { checkOptions } from "../check-options.ts";
import { type Context, exchangeOf, keepValue, keptValue } from "../context.ts";
import { type CookieOptions, cookieLine } from "../cookie.ts";
import { asDependency, type Dependency, DependencyDefinition } from "../dependency.ts";
import { parseCookies } from "../inputs/cookies.ts";
import { type Middleware, withGate } from "../middleware.ts";
import { Session, storedOf } from "./session.ts";
import { SessionSeal } from "./session-seal.ts";
import { addVary } from "./vary.ts";

/** Options of `sessions`. */
export interface SessionsOptions {
  /**
   * What cookies are signed with, 16 characters at least (`openssl rand -hex 32`). Of several the first signs and all are
   * accepted: to change it, put the new one first.
   */
  secret: string | readonly string[];
  /** Name of the cookie. Default `"session"`. */
  name?: string;
  /** Seconds that a session lasts after its last change; null until the browser closes. Default 14 days. */
  maxAge?: number | null;
  /** Default `"/"`. */
  path?: string;
  domain?: string;
  /** Default `"lax"`. */
  sameSite?: "lax" | "strict" | "none";
  /** Sent over https only. Default: where the request came over https. */
  secure?: boolean;
  /** Kept apart per top-level site. Default false. */
  partitioned?: boolean;
  /** Milliseconds since the epoch, for tests. */
  now?: () => number;
}

const known = ["secret", "name", "maxAge", "path", "domain", "sameSite", "secure", "partitioned", "now"];
const sessionKey = Symbol("session");
const fourteenDays = 14 * 24 * 60 * 60;
/** Name and value together (RFC 6265 section 6.1); browsers drop a longer one without a word. */
const maxCookieBytes = 4096;

/** The session of one request, opened when first asked for. */
class Holder {
  readonly #seal: SessionSeal;
  readonly #cookie: string | undefined;
  #opening: Promise<Session> | undefined;
  session: Session | undefined;
  /** What was stored, as JSON; null for nothing. */
  before: string | null = null;
  stale = false;

  constructor(seal: SessionSeal, cookie: string | undefined) {
    this.#seal = seal;
    this.#cookie = cookie;
  }

  load(): Promise<Session> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async #open(): Promise<Session> {
    const opened = this.#cookie === undefined ? null : await this.#seal.open(this.#cookie);
    this.session = new Session(opened?.stored ?? null);
    this.before = asJson(this.session);
    this.stale = opened?.stale ?? false;
    return this.session;
  }
}

/**
 * Sessions in a signed cookie, read and written through the dependency `session`. Nothing is kept on the server: any worker can read
 * them, and none can take one back before its time. The client sees what is in it. A cookie that was changed is no session; one is
 * written only when something has changed, and not with a 5xx. A WebSocket can read its client's, but not change it.
 *
 *     app.middleware(sessions({ secret: config.value.session_secret }));
 *     app.post("/login", { use: { session } }, ({ session }) => { session.set("user", "ann"); });
 *
 * @throws TypeError for an unknown option, a secret that is missing or short, or what no cookie can have.
 */
export function sessions(options: SessionsOptions): Middleware {
  checkOptions("sessions", options, known, ["secret"]);
  const { secret, name = "session", maxAge = fourteenDays, path, domain, sameSite, partitioned } = options;
  const secrets = typeof secret === "string" ? [secret] : [...secret];
  if (secrets.length === 0) throw new TypeError("sessions: there is no secret");
  for (const one of secrets) {
    if (typeof one !== "string" || one.length < 16) {
      throw new TypeError("sessions: a secret has fewer than 16 characters, and could be guessed from any cookie");
    }
  }
  if (maxAge !== null && !(Number.isInteger(maxAge) && maxAge > 0)) {
    throw new TypeError(`sessions: maxAge is a whole number of seconds above 0, or null, not ${maxAge}`);
  }
  // What a cookie cannot have is said here, not with the first session.
  cookieLine(name, "", { path, domain, sameSite, partitioned, secure: options.secure ?? true });
  const seal = new SessionSeal({ name, secrets, maxAge, now: options.now ?? Date.now });
  const attributesFor = (context: Context): CookieOptions => ({
    path,
    domain,
    sameSite,
    partitioned,
    httpOnly: true,
    secure: options.secure ?? exchangeOf(context).scheme === "https",
  });
  const give = (context: Context): Holder => {
    const holder = new Holder(seal, parseCookies(context.header("cookie")).get(name));
    keepValue(context, sessionKey, holder);
    return holder;
  };
  const sessions: Middleware = async (context, next) => {
    const holder = give(context);
    await next();
    const { session, before } = holder;
    if (session === undefined) return;
    const { reply } = context;
    addVary(reply.headers, "Cookie");
    const after = asJson(session);
    if (reply.status >= 500 || (after === before && !holder.stale)) return;
    const stored = storedOf(session);
    if (stored === null) {
      reply.deleteCookie(name, attributesFor(context));
      return;
    }
    const value = await seal.seal(stored);
    const size = name.length + value.length;
    if (size > maxCookieBytes) {
      throw new Error(
        `the session takes ${size} bytes as a cookie, and browsers keep ${maxCookieBytes}: keep what is big in a store, and its key in the session`,
      );
    }
    reply.cookie(name, value, { ...attributesFor(context), maxAge: maxAge ?? undefined });
  };
  return withGate(sessions, give);
}

function asJson(session: Session): string | null {
  const stored = storedOf(session);
  return stored === null ? null : JSON.stringify(stored);
}

/**
 * The session of the request's client, as a dependency: `use: { session }`. Needs the middleware `sessions` around the app.
 */
export const session: Dependency<Session> = asDependency(
  new DependencyDefinition("request", {}, function session(_input: unknown, context: Context): Promise<Session> {
    const holder = keptValue(context, sessionKey) as Holder | undefined;
    if (holder === undefined) {
      throw new TypeError("session: there are none without their middleware: app.middleware(sessions({ secret }))");
    }
    return holder.load();
  }),
) as Dependency<Session>;
