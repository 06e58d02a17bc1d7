import { hostname } from "node:os";
import { UsageError } from "../../core/errors.ts";
import { suggest } from "../../core/suggest.ts";
import type { RequestView, UpstreamAttempt, Variable } from "../config/request-view.ts";
import { clfTime, isoTime } from "./times.ts";

type Value = (view: RequestView) => string | undefined;

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
const address = (view: RequestView): string => view.exchange.remoteAddress || "unix:";
const target = ({ exchange }: RequestView): string =>
  exchange.query === "" ? exchange.path : `${exchange.path}?${exchange.query}`;

const query: Value = ({ exchange }) => exchange.query || undefined;

/** One value per attempt, `", "` between them; undefined if nothing was sent to an upstream. */
function eachAttempt(view: RequestView, value: (attempt: UpstreamAttempt) => string): string | undefined {
  const { attempts } = view;
  if (attempts.length === 1) return value(attempts[0]);
  return attempts.length === 0 ? undefined : attempts.map(value).join(", ");
}

const time = (ms: number): string => (ms < 0 ? "-" : seconds(ms));

function host({ exchange, server }: RequestView): string {
  const authority = exchange.authority.toLowerCase();
  const port = /:\d*$/.exec(authority);
  const name = port === null ? authority : authority.slice(0, port.index);
  return name === "" ? server.name : name;
}

function remoteUser({ exchange }: RequestView): string | undefined {
  const match = /^basic +([A-Za-z0-9+/=]+)$/i.exec(exchange.header("authorization") ?? "");
  if (match === null) return undefined;
  const decoded = Buffer.from(match[1], "base64").toString("latin1");
  const colon = decoded.indexOf(":");
  return colon <= 0 ? undefined : decoded.slice(0, colon);
}

function cookie({ exchange }: RequestView, name: string): string | undefined {
  for (const pair of (exchange.header("cookie") ?? "").split(/[;,]/)) {
    const equals = pair.indexOf("=");
    if (equals > 0 && pair.slice(0, equals).trim().toLowerCase() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}

function argument({ exchange }: RequestView, name: string): string | undefined {
  for (const pair of exchange.query.split("&")) {
    const equals = pair.indexOf("=");
    if (equals >= 0 && pair.slice(0, equals).toLowerCase() === name) return pair.slice(equals + 1);
  }
  return undefined;
}

/** Every variable with a name of its own. */
export const variables: { readonly [name: string]: Value } = {
  args: query,
  body_bytes_sent: (view) => String(view.bodyBytesSent),
  bytes_sent: (view) => String(view.bytesSent),
  content_length: ({ exchange }) => exchange.header("content-length"),
  content_type: ({ exchange }) => exchange.header("content-type"),
  document_uri: (view) => view.normalizedPath,
  host,
  hostname: () => hostname(),
  https: ({ exchange }) => (exchange.scheme === "https" ? "on" : ""),
  is_args: ({ exchange }) => (exchange.query === "" ? "" : "?"),
  msec: () => seconds(Date.now()),
  pid: () => String(process.pid),
  proxy_add_x_forwarded_for: (view) => {
    const before = view.exchange.header("x-forwarded-for");
    return before === undefined || before === "" ? address(view) : `${before}, ${address(view)}`;
  },
  proxy_host: (view) => view.proxyHost,
  proxy_port: (view) => (view.proxyPort === 0 ? undefined : String(view.proxyPort)),
  query_string: query,
  remote_addr: address,
  remote_port: ({ exchange }) => String(exchange.remotePort),
  remote_user: remoteUser,
  request: (view) => `${view.exchange.method} ${target(view)} ${view.exchange.protocol}`,
  request_method: ({ exchange }) => exchange.method,
  request_time: (view) => seconds(view.requestTimeMs),
  request_uri: target,
  scheme: ({ exchange }) => exchange.scheme,
  server_addr: (view) => view.localAddress || "unix:",
  server_name: (view) => view.server.name,
  server_port: (view) => (view.localPort === 0 ? undefined : String(view.localPort)),
  server_protocol: ({ exchange }) => exchange.protocol,
  status: (view) => (view.status === 0 ? "000" : String(view.status)),
  time_iso8601: () => isoTime(Date.now()),
  time_local: () => clfTime(Date.now()),
  upstream_addr: (view) => eachAttempt(view, (attempt) => attempt.address),
  upstream_bytes_received: (view) => eachAttempt(view, (attempt) => String(attempt.bytesReceived)),
  upstream_connect_time: (view) => eachAttempt(view, (attempt) => time(attempt.connectTimeMs)),
  upstream_header_time: (view) => eachAttempt(view, (attempt) => time(attempt.headerTimeMs)),
  upstream_response_time: (view) => eachAttempt(view, (attempt) => time(attempt.responseTimeMs)),
  upstream_status: (view) => eachAttempt(view, (attempt) => String(attempt.status)),
  uri: (view) => view.normalizedPath,
};

/** Variables whose name ends with that of a field, cookie or argument. */
export const variablePrefixes: { readonly [prefix: string]: (view: RequestView, name: string) => string | undefined } =
  {
    arg_: argument,
    cookie_: cookie,
    http_: ({ exchange }, name) => exchange.header(name),
    sent_http_: (view, name) => view.sentHeader(name),
    upstream_http_: (view, name) => view.upstreamHeader(name),
  };

/**
 * The built-in variable `$name`; `own` are the names of others, for the error.
 * @throws UsageError if there is none.
 */
export function findVariable(name: string, where?: string, own: Iterable<string> = []): Variable {
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (value !== undefined) return { name, value };
  for (const [prefix, lookUp] of Object.entries(variablePrefixes)) {
    if (!name.startsWith(prefix) || name.length === prefix.length) continue;
    const rest = name.slice(prefix.length).toLowerCase();
    const key = prefix === "arg_" || prefix === "cookie_" ? rest : rest.replaceAll("_", "-");
    return { name, value: (view) => lookUp(view, key) };
  }
  const meant = suggest(name, [...Object.keys(variables), ...own]);
  throw new UsageError(`unknown "${name}" variable${meant === null ? "" : `; did you mean "${meant}"?`}`, where);
}
