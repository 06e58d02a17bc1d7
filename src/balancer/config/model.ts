import type { RetryConditions } from "../../core/balance/retry-rule.ts";
import type { Template } from "./request-view.ts";

/**
 * The one internal model of a balancer. nginx.conf (`../nginx/read-config.ts`) and the flags `--listen`/`--to`
 * (`flags.ts`) are readers of it; the data plane knows nothing else. Everything is resolved: inheritance applied, names
 * looked up, defaults filled in, text with variables compiled. Durations in milliseconds, sizes in bytes, 0 = off / no bound.
 */
export interface BalancerModel {
  readonly listeners: readonly Listener[];
  readonly upstreams: readonly Upstream[];
  /** Where errors go and from which level; default standard error, `"info"`. */
  readonly errorLog: ErrorLog;
  /** File that gets our process id while we run; default none. */
  readonly pidFile: string | null;
}

/** Where something stands in a config file. */
export interface Position {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
}

export type Address =
  /** `host` is an IP address (no brackets), or a name to be looked up when connecting. */
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

/** An address as shown and logged: `127.0.0.1:80`, `[::1]:80`, `unix:/run/x.sock`. */
export function addressText(address: Address): string {
  if (address.kind === "unix") return `unix:${address.path}`;
  return address.host.includes(":") ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

/** An address clients connect to. Its connections choose among `servers` by Host. */
export interface Listener {
  readonly address: Address;
  /** Length of the kernel's accept queue. Default 511. */
  readonly backlog: number;
  /** An IPv6 address takes no IPv4 connections. Default on in an nginx.conf, off with `--listen`. */
  readonly ipv6Only: boolean;
  /** Virtual servers in the order written, at least one. */
  readonly servers: readonly VirtualServer[];
  /** Takes requests whose Host no other server names: the one marked `default_server`, else the first. */
  readonly defaultServer: VirtualServer;
  /** The default server's connection limits: known before any Host is. */
  readonly client: ClientLimits;
  /** Where it stands; null if it is ours (nothing said, or from a flag). */
  readonly position: Position | null;
}

/** Bounds on a client's connection. */
export interface ClientLimits {
  /** Time for a request head to arrive whole (`client_header_timeout`). Default 60 000; over: 408. */
  readonly headTimeoutMs: number;
  /** Longest silence within a request body (`client_body_timeout`). Default 60 000; over: 408. */
  readonly bodyTimeoutMs: number;
  /** Longest wait for the client to take a byte of the answer (`send_timeout`). Default 60 000; over: cut. */
  readonly sendTimeoutMs: number;
  /** How long an idle connection stays open (`keepalive_timeout`). Default 75 000; 0 = closed after each answer. */
  readonly keepAliveTimeoutMs: number;
  /** Requests on one connection (`keepalive_requests`). Default 1000. */
  readonly maxRequests: number;
}

/** How a Host selects a server (nginx's `server_name`). */
export type ServerName =
  | { readonly kind: "exact"; readonly name: string }
  /** `*.example.com` as `.example.com`; with `bare`, from `.example.com`, the bare name is meant too. */
  | { readonly kind: "suffix"; readonly suffix: string; readonly bare: boolean }
  /** `mail.*` as `mail.`. */
  | { readonly kind: "prefix"; readonly prefix: string }
  | { readonly kind: "regex"; readonly regex: RegExp };

/** One site. */
export interface VirtualServer {
  /** First name as written; `""` if it has none. `$server_name`. */
  readonly name: string;
  readonly names: readonly ServerName[];
  /** Answers every request before any location is looked at (a `return` in the server); usually null. */
  readonly answer: ReturnAction | null;
  readonly locations: readonly Location[];
  /** What applies where no location matches: 404. */
  readonly fallback: Location;
}

/** Which paths a location takes, matched against the decoded, normalised path (bytes as characters). */
export type LocationMatch =
  /** `= /path`. */
  | { readonly kind: "exact"; readonly path: string }
  /** `/path`; with `final` (`^~`) no regex is tried when it is the longest. */
  | { readonly kind: "prefix"; readonly path: string; readonly final: boolean }
  /** `~`, `~*`: tried in order, before the longest prefix is taken. */
  | { readonly kind: "regex"; readonly regex: RegExp };

export interface Location {
  readonly match: LocationMatch;
  readonly action: Action;
  /** Largest request body (`client_max_body_size`). Default 1 MiB as in nginx; 0 = no bound. Over: 413. */
  readonly maxBodyBytes: number;
  /** Fields added to answers (`add_header`). */
  readonly addHeaders: readonly AddedHeader[];
  /** Where requests are logged; empty = nowhere. Default standard output, `combined`. */
  readonly accessLogs: readonly AccessLog[];
  /** Whether error pages and `Server` name our version (`server_tokens`). Default off: only `flotilla`. */
  readonly serverTokens: boolean;
}

export type Action = ProxyAction | ReturnAction | NotFoundAction;

/** Nothing here to answer with: 404. */
export interface NotFoundAction {
  readonly kind: "not_found";
}

/** `return CODE [text | URL]`. */
export interface ReturnAction {
  readonly kind: "return";
  /** 444 closes the connection without an answer. */
  readonly status: number;
  /** Body, or the `Location` of a 301, 302, 303, 307, 308; null: the default page of the status. */
  readonly text: Template | null;
  /** `Content-Type` of the text (`default_type`). Default `text/plain`. */
  readonly contentType: string;
}

/** `proxy_pass`. */
export interface ProxyAction {
  readonly kind: "proxy";
  readonly upstream: Upstream;
  /** `$proxy_host`: host of `proxy_pass` as written, with its port unless that is 80. */
  readonly host: string;
  /** `$proxy_port`. */
  readonly port: number;
  /**
   * URI part of `proxy_pass`: replaces the part of the normalised path that the location matched. Null: the target goes
   * out as the client sent it.
   */
  readonly uri: string | null;
  /**
   * Fields of the request as sent to the upstream: each replaces those the client sent under the name; an empty result
   * removes them. Always complete: Host and X-Forwarded-For/-Proto/-Host are in it unless the config replaced them. Never
   * holds Connection, Upgrade, Keep-Alive, Transfer-Encoding, TE, Trailer or Content-Length: those are the data plane's.
   */
  readonly setHeaders: readonly SetHeader[];
  /** Whether `Upgrade: websocket` requests may become tunnels. Default: only if the config passes `Upgrade` on. */
  readonly upgrade: boolean;
  /** Default 60 000. */
  readonly connectTimeoutMs: number;
  /** Longest wait between two writes to the upstream. Default 60 000. */
  readonly sendTimeoutMs: number;
  /** Longest silence of the upstream. Default 60 000. */
  readonly readTimeoutMs: number;
  readonly nextUpstream: NextUpstream;
  /** Upstream response fields not passed on, lower case (`proxy_hide_header`). Default `x-accel-*`, as in nginx. */
  readonly hideHeaders: ReadonlySet<string>;
  /** How `Location` of answers is rewritten: the first rule whose `from` it begins with (`proxy_redirect`). */
  readonly redirects: readonly Redirect[];
}

/** `http://fastapi/` → `/`: what the upstream was called as is no name for the client. */
export interface Redirect {
  readonly from: string;
  readonly to: string;
}

export interface SetHeader {
  readonly name: string;
  /** `name` in lower case. */
  readonly lowerName: string;
  readonly value: Template;
}

export interface AddedHeader {
  readonly name: string;
  readonly value: Template;
  /** For every status; otherwise only 200, 201, 204, 206, 301, 302, 303, 304, 307, 308. */
  readonly always: boolean;
}

/** When and how often a failed request moves to the next server (`proxy_next_upstream…`). */
export interface NextUpstream {
  /** Default: error and timeout. */
  readonly conditions: RetryConditions;
  /** Statuses of an upstream that count as its failure (`http_502` …; not 403, 404, 429). Default none. */
  readonly failureStatuses: ReadonlySet<number>;
  /** All statuses that move a request on. Default none. */
  readonly statuses: ReadonlySet<number>;
  /** Servers tried at most; 0 = each once. Default 0. */
  readonly tries: number;
  /** Time within which a further server is tried; 0 = no bound. Default 0. */
  readonly timeoutMs: number;
}

/** Servers that do the same work. */
export interface Upstream {
  /** `fastapi`; `127.0.0.1:8000` where `proxy_pass` names a server itself. */
  readonly name: string;
  readonly servers: readonly UpstreamServer[];
  /** Default `"round_robin"`: smooth, weighted. */
  readonly policy: "round_robin" | "least_conn";
  readonly keepAlive: KeepAlive;
}

/** One server of an upstream. */
export interface UpstreamServer {
  readonly address: Address;
  /** As shown and logged. */
  readonly name: string;
  /** Default 1. */
  readonly weight: number;
  /** Failures within `failTimeoutMs` after which it rests. Default 1; 0 = never. */
  readonly maxFails: number;
  /** Default 10 000. */
  readonly failTimeoutMs: number;
  /** Most requests at a time. Default 0 = no bound. */
  readonly maxConns: number;
  /** Only when no other can be used. Default false. */
  readonly backup: boolean;
  /** Default false. */
  readonly down: boolean;
}

/** Connections to an upstream kept open between requests. On by default (nginx: only from 1.29.7). */
export interface KeepAlive {
  /** Most idle connections to all its servers together. Default 256; 0 = none are kept. */
  readonly connections: number;
  /** Idle connections are closed after this. Default 60 000. */
  readonly timeoutMs: number;
  /** Requests on one connection. Default 1000. */
  readonly requests: number;
  /** Age after which a connection takes no further request. Default 3 600 000. */
  readonly timeMs: number;
}

export interface AccessLog {
  /** File, resolved against the prefix; null = standard output. */
  readonly path: string | null;
  /** Name of the format: `combined`, `json`, or one of `log_format`. */
  readonly formatName: string;
  readonly format: LogFormat;
}

/** A `log_format`: literal pieces and variables. */
export interface LogFormat {
  readonly template: Template;
  readonly escape: "default" | "json" | "none";
}

export interface ErrorLog {
  /** File, resolved against the prefix; null = standard error. */
  readonly path: string | null;
  readonly level: "debug" | "info" | "warn" | "error";
}

/** What a reader gives: the model, and what its author should hear though nothing is wrong. */
export interface ReadResult {
  readonly model: BalancerModel;
  /** One line each, with `file:line:column` where it concerns a place. */
  readonly notices: readonly string[];
}
