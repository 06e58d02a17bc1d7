import { checkOptions } from "../check-options.ts";
import type { Context } from "../context.ts";
import { authorization, checkScheme, firstLine, type Guarded, type SchemeOptions, schemeOf } from "./scheme.ts";

/** What an OAuth2 flow offers, by name: a description each. */
export interface OAuth2Scopes {
  readonly [scope: string]: string;
}

interface FlowOptions<O extends boolean> extends SchemeOptions<O> {
  /** Where a token is got; relative to the docs page, e.g. `"token"`. */
  tokenUrl: string;
  /** Where a token is renewed. */
  refreshUrl?: string;
  /** Scopes that a token may have. Default none. */
  scopes?: OAuth2Scopes;
}

/** Options of `oauth2PasswordBearer`. */
export interface OAuth2PasswordOptions<O extends boolean = false> extends FlowOptions<O> {}

/** Options of `oauth2ClientCredentials`. */
export interface OAuth2ClientCredentialsOptions<O extends boolean = false> extends FlowOptions<O> {}

/** Options of `oauth2AuthorizationCode`. */
export interface OAuth2AuthorizationCodeOptions<O extends boolean = false> extends FlowOptions<O> {
  /** Where the user says yes. */
  authorizationUrl: string;
}

const challenge = "Bearer";

function bearerToken(context: Context): string | null {
  const { scheme, credentials } = authorization(context);
  return scheme.toLowerCase() === "bearer" ? credentials : null;
}

function flowScheme(flow: string, { tokenUrl, refreshUrl, scopes = {} }: FlowOptions<boolean>, more = {}): object {
  const refresh = refreshUrl === undefined ? {} : { refreshUrl };
  return { type: "oauth2", flows: { [flow]: { ...refresh, scopes, ...more, tokenUrl } } };
}

const flowOptions = ["tokenUrl", "refreshUrl", "scopes"];

/**
 * OAuth2's password flow: the user's name and password go to `tokenUrl`, which gives the token that each request brings as
 * `Authorization: Bearer …`. The value is that token, unchecked. Missing: 401 `Not authenticated`.
 *
 *     const token = oauth2PasswordBearer({ tokenUrl: "token" });
 *     const user = dependency({ use: { token } }, async ({ token }) => verified(token));
 *
 * @throws TypeError for an unknown option.
 */
export function oauth2PasswordBearer<const O extends boolean = false>(
  options: OAuth2PasswordOptions<O>,
): Guarded<string, O> {
  const what = "oauth2PasswordBearer";
  checkScheme(what, options, flowOptions, ["tokenUrl"]);
  const scheme = { ...flowScheme("password", options) };
  return schemeOf({ name: "OAuth2PasswordBearer", scheme, challenge, read: bearerToken }, options);
}

/**
 * OAuth2's authorization code flow: the user says yes at `authorizationUrl`, the client trades the code for a token at
 * `tokenUrl`. The value is the token of `Authorization: Bearer …`, unchecked. Missing: 401 `Not authenticated`.
 * @throws TypeError for an unknown option.
 */
export function oauth2AuthorizationCode<const O extends boolean = false>(
  options: OAuth2AuthorizationCodeOptions<O>,
): Guarded<string, O> {
  const what = "oauth2AuthorizationCode";
  checkScheme(what, options, [...flowOptions, "authorizationUrl"], ["tokenUrl", "authorizationUrl"]);
  const { authorizationUrl } = options;
  const scheme = { ...flowScheme("authorizationCode", options, { authorizationUrl }) };
  return schemeOf({ name: "OAuth2AuthorizationCodeBearer", scheme, challenge, read: bearerToken }, options);
}

/**
 * OAuth2's client credentials flow, for programs: the client's own id and secret go to `tokenUrl`. The value is the token of
 * `Authorization: Bearer …`, unchecked. Missing: 401 `Not authenticated`.
 * @throws TypeError for an unknown option.
 */
export function oauth2ClientCredentials<const O extends boolean = false>(
  options: OAuth2ClientCredentialsOptions<O>,
): Guarded<string, O> {
  const what = "oauth2ClientCredentials";
  checkScheme(what, options, flowOptions, ["tokenUrl"]);
  const scheme = { ...flowScheme("clientCredentials", options) };
  return schemeOf({ name: "OAuth2ClientCredentialsBearer", scheme, challenge, read: bearerToken }, options);
}

/** Options of `oauth2`. */
export interface OAuth2Options<O extends boolean = false> extends SchemeOptions<O> {
  /** OpenAPI's OAuth flows object. */
  flows?: {
    readonly [F in "implicit" | "password" | "clientCredentials" | "authorizationCode"]?: {
      readonly authorizationUrl?: string;
      readonly tokenUrl?: string;
      readonly refreshUrl?: string;
      readonly scopes?: OAuth2Scopes;
    };
  };
}

const flowNames = ["implicit", "password", "clientCredentials", "authorizationCode"];

/**
 * OAuth2 with flows of your own. The value is the whole `Authorization` field, as in FastAPI's `OAuth2`. Missing: 401 `Not
 * authenticated`.
 * @throws TypeError for an unknown option or flow.
 */
export function oauth2<const O extends boolean = false>(options: OAuth2Options<O> = {}): Guarded<string, O> {
  const what = "oauth2";
  checkScheme(what, options, ["flows"], []);
  const { flows = {} } = options;
  checkOptions(`${what}: flows`, flows, flowNames);
  const all = Object.entries(flows).map(([name, flow]) => [name, { ...flow, scopes: flow?.scopes ?? {} }]);
  const scheme = { type: "oauth2", flows: Object.fromEntries(all) };
  const read = (context: Context) => firstLine(context, "authorization") || null;
  return schemeOf({ name: "OAuth2", scheme, challenge, read }, options);
}

/** Options of `openIdConnect`. */
export interface OpenIdConnectOptions<O extends boolean = false> extends SchemeOptions<O> {
  /** Address of the provider's `/.well-known/openid-configuration`. */
  url: string;
}

/**
 * OpenID Connect. The value is the whole `Authorization` field, unchecked, as in FastAPI: which token a provider gives is not
 * ours to guess. Missing: 401 `Not authenticated`.
 * @throws TypeError for an unknown option.
 */
export function openIdConnect<const O extends boolean = false>(options: OpenIdConnectOptions<O>): Guarded<string, O> {
  const what = "openIdConnect";
  checkScheme(what, options, ["url"], ["url"]);
  const scheme = { type: "openIdConnect", openIdConnectUrl: options.url };
  const read = (context: Context) => firstLine(context, "authorization") || null;
  return schemeOf({ name: "OpenIdConnect", scheme, challenge, read }, options);
}
