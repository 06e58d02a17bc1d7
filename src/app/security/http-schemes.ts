import { token } from "../../core/token.ts";
import type { Context } from "../context.ts";
import { authorization, checkScheme, type Guarded, notAuthenticated, type SchemeOptions, schemeOf } from "./scheme.ts";

/** Options of `httpBasic`. */
export interface HttpBasicOptions<O extends boolean = false> extends SchemeOptions<O> {
  /** Shown by browsers when they ask for name and password. Default none. */
  realm?: string;
}

/** What `httpBasic` gives. */
export interface BasicCredentials {
  readonly username: string;
  readonly password: string;
}

/** What `httpBearer` and `httpDigest` give: the two parts of the `Authorization` field. */
export interface HttpCredentials {
  /** As sent, e.g. `"Bearer"`. */
  readonly scheme: string;
  readonly credentials: string;
}

/** RFC 4648 section 4, padding included; each character is looked at once. */
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * HTTP Basic (RFC 7617): name and password with each request; UTF-8. Compare both with `constantTimeEqual`. Missing, or
 * malformed (that also where it is `optional`): 401 `Not authenticated`.
 * @throws TypeError for an unknown option, or a realm that the field cannot hold.
 */
export function httpBasic<const O extends boolean = false>(
  options: HttpBasicOptions<O> = {},
): Guarded<BasicCredentials, O> {
  const what = "httpBasic";
  checkScheme(what, options, ["realm"], []);
  const { realm } = options;
  if (realm !== undefined && !/^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/.test(realm)) {
    throw new TypeError(`${what}: the realm ${JSON.stringify(realm)} has a quote or another character it cannot have`);
  }
  const challenge = realm === undefined || realm === "" ? "Basic" : `Basic realm="${realm}"`;
  const read = (context: Context): BasicCredentials | null => {
    const { scheme, credentials } = authorization(context);
    if (scheme.toLowerCase() !== "basic") return null;
    const pair = decoded(credentials);
    const colon = pair === undefined ? -1 : pair.indexOf(":");
    if (pair === undefined || colon === -1) throw notAuthenticated(challenge);
    return { username: pair.slice(0, colon), password: pair.slice(colon + 1) };
  };
  return schemeOf({ name: "HTTPBasic", scheme: { type: "http", scheme: "basic" }, challenge, read }, options);
}

/** Undefined for what is no base64 of UTF-8. */
function decoded(text: string): string | undefined {
  if (!base64.test(text)) return undefined;
  try {
    return utf8.decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

/** Options of `httpBearer`. */
export interface HttpBearerOptions<O extends boolean = false> extends SchemeOptions<O> {
  /** A word on the token's form for the document, e.g. `"JWT"`. */
  format?: string;
}

/**
 * `Authorization: Bearer …` (RFC 6750) without a flow in the document. The token is unchecked. Missing: 401 `Not authenticated`.
 * @throws TypeError for an unknown option.
 */
export function httpBearer<const O extends boolean = false>(
  options: HttpBearerOptions<O> = {},
): Guarded<HttpCredentials, O> {
  checkScheme("httpBearer", options, ["format"], []);
  const { format } = options;
  const scheme = { type: "http", scheme: "bearer", ...(format === undefined ? {} : { bearerFormat: format }) };
  return schemeOf({ name: "HTTPBearer", scheme, challenge: "Bearer", read: credentialsOf("bearer") }, options);
}

/**
 * HTTP Digest: only the credentials are taken from the field, as in FastAPI; whoever uses them has to check them. Missing: 401
 * `Not authenticated`.
 * @throws TypeError for an unknown option.
 */
export function httpDigest<const O extends boolean = false>(
  options: SchemeOptions<O> = {},
): Guarded<HttpCredentials, O> {
  checkScheme("httpDigest", options, [], []);
  const scheme = { type: "http", scheme: "digest" };
  return schemeOf({ name: "HTTPDigest", scheme, challenge: "Digest", read: credentialsOf("digest") }, options);
}

function credentialsOf(name: string): (context: Context) => HttpCredentials | null {
  return (context) => {
    const found = authorization(context);
    return found.scheme.toLowerCase() === name && found.credentials !== "" ? found : null;
  };
}

/** Options of `httpScheme`. */
export interface HttpSchemeOptions<O extends boolean = false> extends SchemeOptions<O> {
  /** The scheme's name as clients send it and challenges name it, e.g. `"Negotiate"`: a token (RFC 9110 section 11.1). */
  scheme: string;
}

/**
 * Any other HTTP authentication scheme: the credentials of `Authorization: <scheme> …`, unchecked. Missing, or of another scheme:
 * 401 `Not authenticated`.
 * @throws TypeError for an unknown option, or a scheme that is no token.
 */
export function httpScheme<const O extends boolean = false>(
  options: HttpSchemeOptions<O>,
): Guarded<HttpCredentials, O> {
  checkScheme("httpScheme", options, ["scheme"], ["scheme"]);
  const { scheme } = options;
  if (!token.test(scheme)) {
    throw new TypeError(`httpScheme: ${JSON.stringify(scheme)} is not the name of a scheme`);
  }
  const read = credentialsOf(scheme.toLowerCase());
  return schemeOf({ name: "HTTPBase", scheme: { type: "http", scheme }, challenge: scheme, read }, options);
}
