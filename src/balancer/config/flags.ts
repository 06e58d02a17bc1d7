import { UsageError } from "../../core/errors.ts";
import { parseAddress, parseListenAddress } from "../nginx/addresses.ts";
import { checkLoops } from "./check-loops.ts";
import {
  defaultBacklog,
  defaultClientLimits,
  defaultHideHeaders,
  defaultKeepAlive,
  defaultNextUpstream,
  defaultPort,
  forwardedHeaders,
  setHeader,
} from "./defaults.ts";
import { builtInFormats } from "./log-formats.ts";
import { type AccessLog, addressText, type ReadResult, type UpstreamServer } from "./model.ts";

/** A balancer as told on the command line, or by `flotilla up`. */
export interface SimpleBalancer {
  /** Where it listens: `8080`, `127.0.0.1:8080`, `[::1]:8080`, `unix:/run/app.sock`. Default 8080 on all addresses. */
  readonly listen?: readonly string[];
  /**
   * The servers behind, at least one: `host:port`, `http://host:port`, `unix:/path`, each with `,weight=N`,
   * `,max_fails=N`, `,fail_timeout=SECONDS`, `,max_conns=N`, `,backup`, `,down` as wished.
   */
  readonly to: readonly string[];
  /** Default `"round_robin"`. */
  readonly policy?: "round_robin" | "least_conn";
  /** Format of the access log on standard output. Default `"combined"`; `"off"`: none. */
  readonly accessLog?: "combined" | "json" | "off";
  /** Largest request body in bytes, 0 = no bound: the servers behind bound it themselves. Default 0. */
  readonly maxBodyBytes?: number;
}

function natural(text: string, min: number, what: string): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (value < min) throw new UsageError(`--to: invalid ${what}: it must be a number from ${min}`);
  return value;
}

/** One `--to`. */
export function parseTarget(text: string): UpstreamServer {
  const [place, ...parameters] = text.split(",");
  if (/^https:/i.test(place)) throw new UsageError(`--to ${text}: TLS to the servers behind is not supported yet`);
  const bare = place.replace(/^http:\/\//i, "").replace(/\/$/, "");
  if (!bare.startsWith("unix:") && bare.includes("/")) {
    throw new UsageError(`--to ${text}: a server is host:port or unix:/path, without a path to be requested`);
  }
  const address = parseAddress(/^\d+$/.test(bare) ? `127.0.0.1:${bare}` : bare, 80);
  if (address.kind === "bad") throw new UsageError(`--to ${text}: ${address.message}`);
  const options = { weight: 1, maxFails: 1, failTimeoutMs: 10_000, maxConns: 0, backup: false, down: false };
  for (const parameter of parameters) {
    const [key, value] = parameter.split("=", 2);
    if (key === "weight" && value !== undefined) options.weight = natural(value, 1, parameter);
    else if (key === "max_fails" && value !== undefined) options.maxFails = natural(value, 0, parameter);
    else if (key === "max_conns" && value !== undefined) options.maxConns = natural(value, 0, parameter);
    else if (key === "fail_timeout" && value !== undefined) {
      options.failTimeoutMs = natural(value.replace(/s$/, ""), 0, parameter) * 1000;
    } else if ((key === "backup" || key === "down") && value === undefined) options[key] = true;
    else throw new UsageError(`--to ${text}: unknown parameter "${parameter}"`);
  }
  return { address, name: addressText(address), ...options };
}

/**
 * The model for one address in front of servers that all do the same. Unlike an nginx.conf it passes the client's Host on,
 * lets WebSockets through and bounds no bodies.
 * @throws UsageError
 */
export function fromFlags(flags: SimpleBalancer): ReadResult {
  if (flags.to.length === 0) throw new UsageError("nothing to balance: give an nginx.conf, or --to host:port");
  const notices: string[] = [];
  const listen = flags.listen ?? [];
  if (listen.length === 0) notices.push(`no --listen: listening on port ${defaultPort}`);
  const upstream = {
    name: "servers",
    servers: flags.to.map(parseTarget),
    policy: flags.policy ?? "round_robin",
    keepAlive: defaultKeepAlive,
  };
  if (upstream.servers.every((server) => server.backup)) throw new UsageError("--to: all servers are backups");
  const format = flags.accessLog ?? "combined";
  const accessLogs: AccessLog[] =
    format === "off" ? [] : [{ path: null, formatName: format, format: builtInFormats[format] }];
  const common = { maxBodyBytes: flags.maxBodyBytes ?? 0, addHeaders: [], accessLogs, serverTokens: false };
  const match = { kind: "prefix", path: "/", final: false } as const;
  const server = {
    name: "",
    names: [],
    answer: null,
    locations: [
      {
        ...common,
        match,
        action: {
          kind: "proxy",
          upstream,
          host: "servers",
          port: 80,
          uri: null,
          setHeaders: [setHeader("Host", "$http_host"), ...forwardedHeaders],
          upgrade: true,
          connectTimeoutMs: 60_000,
          sendTimeoutMs: 60_000,
          readTimeoutMs: 60_000,
          nextUpstream: defaultNextUpstream,
          hideHeaders: new Set(defaultHideHeaders),
          redirects: [],
        },
      },
    ],
    fallback: { ...common, match, action: { kind: "not_found" } },
  } as const;
  const listeners = (listen.length === 0 ? [String(defaultPort)] : listen).map((text) => {
    const address = text === "0" ? { kind: "tcp" as const, host: "0.0.0.0", port: 0 } : listenAddress(text);
    return {
      address,
      backlog: defaultBacklog,
      ipv6Only: false,
      servers: [server],
      defaultServer: server,
      client: defaultClientLimits,
      position: null,
    };
  });
  const seen = new Set<string>();
  for (const { address } of listeners) {
    const shown = addressText(address);
    if (seen.has(shown) && !shown.endsWith(":0")) throw new UsageError(`--listen ${shown} is given twice`);
    seen.add(shown);
  }
  const model = {
    listeners,
    upstreams: [upstream],
    errorLog: { path: null, level: "info" as const },
    pidFile: null,
  };
  checkLoops(model, () => undefined);
  return { model, notices };
}

function listenAddress(text: string): { kind: "tcp"; host: string; port: number } | { kind: "unix"; path: string } {
  const any = /^(.*):0$/.exec(text);
  const address = parseListenAddress(any === null ? text : `${any[1]}:1`);
  if (address.kind === "bad") throw new UsageError(`--listen ${text}: ${address.message}`);
  // Port 0 is any free one: for tests and tools.
  return any !== null && address.kind === "tcp" ? { ...address, port: 0 } : address;
}
