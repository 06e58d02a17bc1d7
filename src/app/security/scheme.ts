import { checkOptions } from "../check-options.ts";
import { type Context, exchangeOf } from "../context.ts";
import { asDependency, type Dependency, DependencyDefinition } from "../dependency.ts";
import { HTTPError } from "../http-error.ts";
import { componentName } from "../openapi/component-name.ts";

/** What every security scheme takes. */
export interface SchemeOptions<O extends boolean = boolean> {
  /** Its name under `components.securitySchemes`, and in the docs' dialog. Default: FastAPI's name of its kind. */
  schemeName?: string;
  /** Markdown, for the document. */
  description?: string;
  /** True: missing credentials are `null` instead of a 401, so that schemes can be combined. Default false. */
  optional?: O;
}

/** What a scheme gives its users: null too, where it is optional. */
export type Guarded<T, O extends boolean> = Dependency<true extends O ? T | null : T>;

const commonOptions = ["schemeName", "description", "optional"];

/** How one kind of scheme is told apart and read. */
export interface SchemeKind<T> {
  /** Default `schemeName`. */
  readonly name: string;
  /** OpenAPI's security scheme object, without its description. */
  readonly scheme: { readonly [key: string]: unknown };
  /** Sent as `WWW-Authenticate` with a 401. */
  readonly challenge: string;
  /** The credentials; null where there are none of this kind. May throw `notAuthenticated`. */
  readonly read: (context: Context) => T | null;
}

/** @throws TypeError for an unknown option, one that is missing, or a `schemeName` that OpenAPI does not allow. */
export function checkScheme(what: string, options: SchemeOptions, own: readonly string[], required: string[]): void {
  checkOptions(what, options, [...own, ...commonOptions], required);
  const { schemeName } = options;
  if (schemeName === undefined || componentName.test(schemeName)) return;
  throw new TypeError(
    `${what}: schemeName is made of letters, digits, ".", "_" and "-", not ${JSON.stringify(schemeName)}`,
  );
}

/** The dependency that a scheme is to its users; what it carries goes into the document. */
export function schemeOf<T, O extends boolean>(kind: SchemeKind<T>, options: SchemeOptions<O>): Guarded<T, O> {
  const { schemeName = kind.name, description, optional } = options;
  const scheme = description === undefined ? kind.scheme : { ...kind.scheme, description };
  const { challenge, read } = kind;
  const make = (_input: unknown, context: Context): T | null => {
    const credentials = read(context);
    if (credentials === null && optional !== true) throw notAuthenticated(challenge);
    return credentials;
  };
  const security = { name: schemeName, scheme };
  return asDependency(new DependencyDefinition("request", { security }, make)) as Guarded<T, O>;
}

/** The 401 of every scheme (RFC 9110 section 15.5.2: it names what would satisfy it). */
export function notAuthenticated(challenge: string): HTTPError {
  return new HTTPError(401, "Not authenticated", { "www-authenticate": challenge });
}

/** The first line of a request field; what follows in further lines is not the client's to smuggle in. Empty without. */
export function firstLine(context: Context, name: string): string {
  const { headers } = exchangeOf(context);
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i].length === name.length && headers[i].toLowerCase() === name) return headers[i + 1];
  }
  return "";
}

/** Parts of an Authorization field: what stands before the first space, and what after it, trimmed. */
export function authorization(context: Context): { readonly scheme: string; readonly credentials: string } {
  const value = firstLine(context, "authorization");
  const space = value.indexOf(" ");
  if (space === -1) return { scheme: value, credentials: "" };
  return { scheme: value.slice(0, space), credentials: value.slice(space + 1).trim() };
}
