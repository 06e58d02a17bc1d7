import { checkFieldName, checkOptions } from "../check-options.ts";
import { type Context, keepValue, requestIdKey } from "../context.ts";
import { type Middleware, withGate } from "../middleware.ts";

/** Options of `requestId`. */
export interface RequestIdOptions {
  /** Field of the answer (and, if trusted, of the request). Default `"x-request-id"`. */
  header?: string;
  /** Whether the client's own id counts, if it is 1 to 128 visible ASCII characters. Only behind a proxy of yours. Default false. */
  trust?: boolean | ((context: Context) => boolean);
  /** Makes an id. Default a random UUID. */
  generate?: () => string;
}

const usable = /^[\x21-\x7e]{1,128}$/;

/**
 * Gives each request an id: `context.requestId`, and a field of its answer.
 * @throws TypeError for an unknown option, or a header that can be none.
 */
export function requestId(options: RequestIdOptions = {}): Middleware {
  checkOptions("requestId", options, ["header", "trust", "generate"]);
  const { header = "x-request-id", trust = false, generate = () => crypto.randomUUID() } = options;
  checkFieldName("requestId: header", header);
  const isTrusted = typeof trust === "function" ? trust : () => trust;
  const give = (context: Context): string => {
    const given = isTrusted(context) ? context.header(header) : undefined;
    const id = given !== undefined && usable.test(given) ? given : generate();
    keepValue(context, requestIdKey, id);
    return id;
  };
  const requestId: Middleware = (context, next) => {
    const id = give(context);
    return next().then(() => context.reply.headers.set(header, id));
  };
  return withGate(requestId, give);
}
