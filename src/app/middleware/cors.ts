import { checkNumber, checkOptions } from "../check-options.ts";
import type { Context } from "../context.ts";
import type { Middleware } from "../middleware.ts";
import { type Payload, text } from "../results.ts";
import { addVary } from "./vary.ts";

/** Options of `cors`. */
export interface CorsOptions {
  /** Origins whose scripts may read answers, as browsers send them: `"https://app.example"`. `["*"]` for all. Default none. */
  origins?: readonly string[];
  /**
   * Origins that this pattern matches from end to end, too. It meets whatever a client sends (cut at 1000 characters): write one
   * that takes linear time.
   */
  originPattern?: RegExp;
  /** Methods that a preflight may ask for; `["*"]` for the usual ones. Default `["GET"]`. */
  methods?: readonly string[];
  /** Request fields that a preflight may ask for, beside the four that are always allowed; `["*"]` for all. Default none. */
  headers?: readonly string[];
  /** Whether cookies and Authorization may go along. With `origins: ["*"]` this lets every site act as the user. Default false. */
  credentials?: boolean;
  /** Answer fields that scripts may read. Default none beyond the standard's. */
  exposeHeaders?: readonly string[];
  /** Seconds that a browser may keep a preflight's answer. Default 600. */
  maxAge?: number;
  /** Whether public pages may reach this server in a private network. Default false. */
  privateNetwork?: boolean;
}

const known = [
  "origins",
  "originPattern",
  "methods",
  "headers",
  "credentials",
  "exposeHeaders",
  "maxAge",
  "privateNetwork",
];

const allMethods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY"];
const safelisted = ["Accept", "Accept-Language", "Content-Language", "Content-Type"];
const preflightVary =
  "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network";
/** No browser's origin is longer: a host name has at most 253 characters. */
const maxOriginLength = 1000;

/**
 * Cross-Origin Resource Sharing (the Fetch standard's section 3.2) as Starlette's CORSMiddleware does it: preflights are answered
 * 200 `OK`, or 400 with what is not allowed; other answers, errors included, get their fields.
 *
 *     app.middleware(cors({ origins: ["https://app.example"], methods: ["*"] }));
 *
 * @throws TypeError for an unknown option, or an origin that no browser sends.
 */
export function cors(options: CorsOptions = {}): Middleware {
  const policy = new CorsPolicy(options);
  return function cors(context, next) {
    const origin = context.header("origin");
    if (origin !== undefined && context.method === "OPTIONS") {
      const method = context.header("access-control-request-method");
      if (method !== undefined) return policy.preflight(context, origin, method);
    }
    return next().then(() => policy.apply(context.reply.headers, origin));
  };
}

/** What an app allows other origins. Made by `cors`; pure but for the reply it changes. */
class CorsPolicy {
  readonly #allOrigins: boolean;
  readonly #origins: ReadonlySet<string>;
  readonly #pattern: RegExp | undefined;
  readonly #methods: readonly string[];
  readonly #allHeaders: boolean;
  readonly #headers: ReadonlySet<string>;
  readonly #privateNetwork: boolean;
  /** Whether an answer names the one origin instead of all. */
  readonly #explicit: boolean;
  readonly #simpleFields: readonly (readonly [string, string])[];
  readonly #preflightFields: { readonly [name: string]: string };

  constructor(options: CorsOptions) {
    checkOptions("cors", options, known);
    const { origins = [], methods = ["GET"], headers = [], credentials = false } = options;
    for (const origin of origins) checkOrigin(origin);
    checkNumber("cors: maxAge", options.maxAge, 0);
    this.#allOrigins = origins.includes("*");
    this.#origins = new Set(origins);
    this.#pattern = options.originPattern === undefined ? undefined : fullMatch(options.originPattern);
    this.#methods = methods.includes("*") ? allMethods : methods;
    this.#allHeaders = headers.includes("*");
    const allowed = [...new Set([...safelisted, ...headers])].sort();
    this.#headers = new Set(allowed.map((name) => name.toLowerCase()));
    this.#privateNetwork = options.privateNetwork === true;
    this.#explicit = !this.#allOrigins || credentials;
    const simple: [string, string][] = [];
    if (this.#allOrigins) simple.push(["access-control-allow-origin", "*"]);
    if (credentials) simple.push(["access-control-allow-credentials", "true"]);
    if (options.exposeHeaders !== undefined && options.exposeHeaders.length > 0) {
      simple.push(["access-control-expose-headers", options.exposeHeaders.join(", ")]);
    }
    this.#simpleFields = simple;
    this.#preflightFields = {
      vary: preflightVary,
      ...(this.#explicit ? {} : { "access-control-allow-origin": "*" }),
      "access-control-allow-methods": this.#methods.join(", "),
      "access-control-max-age": String(options.maxAge ?? 600),
      ...(this.#allHeaders ? {} : { "access-control-allow-headers": allowed.join(", ") }),
      ...(credentials ? { "access-control-allow-credentials": "true" } : {}),
    };
  }

  preflight(context: Context, origin: string, method: string): Payload {
    const fields: { [name: string]: string } = { ...this.#preflightFields };
    const failures: string[] = [];
    if (!this.#isAllowed(origin)) failures.push("origin");
    else if (this.#explicit) fields["access-control-allow-origin"] = origin;
    if (!this.#methods.includes(method)) failures.push("method");
    const asked = context.header("access-control-request-headers");
    if (asked !== undefined) {
      if (this.#allHeaders) fields["access-control-allow-headers"] = asked;
      else if (!asked.split(",").every((name) => this.#headers.has(name.trim().toLowerCase())))
        failures.push("headers");
    }
    if (context.header("access-control-request-private-network") !== undefined) {
      if (this.#privateNetwork) fields["access-control-allow-private-network"] = "true";
      else failures.push("private-network");
    }
    if (failures.length === 0) return text("OK", { status: 200, headers: fields });
    return text(`Disallowed CORS ${failures.join(", ")}`, { status: 400, headers: fields });
  }

  /** Adds what a request with this origin is to be answered with. */
  apply(headers: Headers, origin: string | undefined): void {
    if (origin !== undefined) {
      for (const [name, value] of this.#simpleFields) headers.set(name, value);
      if (this.#explicit && this.#isAllowed(origin)) headers.set("access-control-allow-origin", origin);
    }
    // Always, so that no cache gives one origin's answer to another, or to none.
    addVary(headers, "Origin");
  }

  #isAllowed(origin: string): boolean {
    if (this.#allOrigins || this.#origins.has(origin)) return true;
    return origin.length <= maxOriginLength && this.#pattern?.test(origin) === true;
  }
}

/** The user's pattern, held to the whole text; `g` and `y` would make it remember, `m` would make ends of lines do. */
function fullMatch(pattern: RegExp): RegExp {
  return new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gym]/g, ""));
}

function checkOrigin(origin: string): void {
  if (origin === "*" || origin === "null") return;
  if (typeof origin !== "string" || !/^[a-z][a-z0-9+.-]*:\/\/[^/*]+$/i.test(origin)) {
    throw new TypeError(
      `cors: ${JSON.stringify(origin)} is no origin: write it as browsers send it, "https://app.example", or use originPattern`,
    );
  }
}
