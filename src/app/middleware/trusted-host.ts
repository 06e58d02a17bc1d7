import { checkOptions } from "../check-options.ts";
import { type Context, exchangeOf } from "../context.ts";
import { HTTPError } from "../http-error.ts";
import { type Middleware, withGate } from "../middleware.ts";
import { type Payload, quoted, redirect, text } from "../results.ts";

/** Options of `trustedHost`. */
export interface TrustedHostOptions {
  /** Names that a request's Host may have, without port: `"example.com"`, `"*.example.com"` for all below it, `"*"` for any. */
  hosts: readonly string[];
  /** Redirects (307) from `example.com` where only `www.example.com` is listed. Default true. */
  wwwRedirect?: boolean;
}

/**
 * Labels as the DNS has them. A Host may hold more (RFC 3986 section 3.2.2): `evil.example%2f.example.com` ends like a trusted name, and
 * is another to whoever decodes it.
 */
const dnsName = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

/**
 * Refuses requests for other hosts with 400 `Invalid host header`, as Starlette does: what an app builds from the Host (links,
 * redirects, cache keys) is then none of an attacker's.
 * @throws TypeError for an unknown option, or a wildcard elsewhere than as the first label.
 */
export function trustedHost(options: TrustedHostOptions): Middleware {
  checkOptions("trustedHost", options, ["hosts", "wwwRedirect"], ["hosts"]);
  const { hosts, wwwRedirect = true } = options;
  for (const host of hosts) {
    if (host === "*" || /^(?:\*\.)?[^*]+$/.test(host)) continue;
    throw new TypeError(`trustedHost: ${JSON.stringify(host)}: a wildcard stands as in "*.example.com"`);
  }
  const names = new Set(hosts.map((host) => host.toLowerCase()));
  const endings = [...names].filter((host) => host.startsWith("*.")).map((host) => host.slice(1));
  const any = names.has("*");
  const isTrusted = (host: string) =>
    any || names.has(host) || (dnsName.test(host) && endings.some((ending) => host.endsWith(ending)));
  const trustedHost: Middleware = (context, next) => {
    const host = hostOf(context);
    if (isTrusted(host)) return next();
    if (wwwRedirect && host !== "" && names.has(`www.${host}`)) {
      const { scheme, authority } = exchangeOf(context);
      return redirect(`${scheme}://www.${authority}${targetOf(context)}`);
    }
    return invalidHost();
  };
  return withGate(trustedHost, (context) => {
    if (!isTrusted(hostOf(context))) throw new HTTPError(400, "Invalid host header");
  });
}

/** Redirects (307) requests that came without TLS to https, as Starlette does. What a trusted proxy says of the scheme counts. */
export function httpsRedirect(): Middleware {
  const httpsRedirect: Middleware = (context, next) => {
    const { scheme, authority } = exchangeOf(context);
    if (scheme === "https") return next();
    return authority === "" ? invalidHost() : redirect(`https://${secureTarget(context)}`);
  };
  return withGate(httpsRedirect, (context) => {
    const { scheme, authority } = exchangeOf(context);
    if (scheme === "https") return;
    if (authority === "") throw new HTTPError(400, "Invalid host header");
    throw new HTTPError(307, undefined, { location: quoted(`wss://${secureTarget(context)}`) });
  });
}

function secureTarget(context: Context): string {
  return exchangeOf(context).authority.replace(/:(?:80|443)$/, "") + targetOf(context);
}

function invalidHost(): Payload {
  return text("Invalid host header", { status: 400 });
}

/** The name that the request is for, in lower case and without its port; brackets of an IPv6 address stay. */
function hostOf(context: Context): string {
  const { authority } = exchangeOf(context);
  const port = /:\d*$/.exec(authority);
  return (port === null ? authority : authority.slice(0, port.index)).toLowerCase();
}

/** Path and query as the client sees them. */
function targetOf(context: Context): string {
  const { path, query } = exchangeOf(context);
  return context.rootPath + path + (query === "" ? "" : `?${query}`);
}
