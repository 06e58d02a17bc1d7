import { checkFieldName } from "../check-options.ts";
import { type Context, exchangeOf } from "../context.ts";
import { parseCookies } from "../inputs/cookies.ts";
import { Pairs } from "../inputs/received.ts";
import { checkScheme, firstLine, type Guarded, type SchemeOptions, schemeOf } from "./scheme.ts";

/** Options of `apiKeyHeader`, `apiKeyQuery` and `apiKeyCookie`. */
export interface ApiKeyOptions<O extends boolean = false> extends SchemeOptions<O> {
  /** Name of the header field, query parameter or cookie. */
  name: string;
}

/**
 * A key in a header field. The value is the key, unchecked: compare it with `constantTimeEqual`. Missing or empty: 401 `Not
 * authenticated`.
 *
 *     const key = apiKeyHeader({ name: "x-key" });
 *
 * @throws TypeError for an unknown option, or a name that no field can have.
 */
export function apiKeyHeader<const O extends boolean = false>(options: ApiKeyOptions<O>): Guarded<string, O> {
  return apiKey("apiKeyHeader", "APIKeyHeader", "header", options, (name) => {
    checkFieldName("apiKeyHeader: name", name);
    const key = name.toLowerCase();
    return (context) => firstLine(context, key);
  });
}

/** A key in a query parameter, which ends up in logs and histories: prefer a header. Otherwise like `apiKeyHeader`. */
export function apiKeyQuery<const O extends boolean = false>(options: ApiKeyOptions<O>): Guarded<string, O> {
  return apiKey("apiKeyQuery", "APIKeyQuery", "query", options, (name) => (context) => {
    const value = Pairs.ofQuery(exchangeOf(context).query).one(name);
    return typeof value === "string" ? value : "";
  });
}

/** A key in a cookie: browsers send it from other sites' forms too, so guard what changes things. Otherwise like `apiKeyHeader`. */
export function apiKeyCookie<const O extends boolean = false>(options: ApiKeyOptions<O>): Guarded<string, O> {
  return apiKey("apiKeyCookie", "APIKeyCookie", "cookie", options, (name) => (context) => {
    return parseCookies(context.header("cookie")).get(name) ?? "";
  });
}

function apiKey<O extends boolean>(
  what: string,
  name: string,
  place: "header" | "query" | "cookie",
  options: ApiKeyOptions<O>,
  readerOf: (name: string) => (context: Context) => string,
): Guarded<string, O> {
  checkScheme(what, options, ["name"], ["name"]);
  const key = readerOf(options.name);
  const scheme = { type: "apiKey", in: place, name: options.name };
  return schemeOf({ name, scheme, challenge: "APIKey", read: (context) => key(context) || null }, options);
}
