import { isIP } from "node:net";
import type { Address, Position } from "../config/model.ts";
import type { Use } from "./directive.ts";
import type { Word } from "./parser.ts";
import type { ListenDraft } from "./scope.ts";

/** What is wrong with an address, in nginx's words, or the address. */
export type ParsedAddress = Address | { readonly kind: "bad"; readonly message: string };

function port(text: string): number | null {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= 65_535 ? value : null;
}

/**
 * `host`, `host:port`, `[v6]:port`, `unix:/path`. `defaultPort` is used where none is written.
 */
export function parseAddress(text: string, defaultPort: number): ParsedAddress {
  if (text.startsWith("unix:")) {
    const path = text.slice(5);
    if (path === "") return { kind: "bad", message: "no path in the unix domain socket" };
    // sun_path of Linux, with its final NUL.
    if (Buffer.byteLength(path) > 107) return { kind: "bad", message: "too long path in the unix domain socket" };
    return { kind: "unix", path };
  }
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/s.exec(text);
  if (match === null) return { kind: "bad", message: "invalid port or host" };
  const host = match[1] ?? match[2];
  if (host === "") return { kind: "bad", message: "no host" };
  if (match[1] !== undefined ? isIP(host) !== 6 : !/^[A-Za-z0-9._-]+$/.test(host)) {
    return { kind: "bad", message: "invalid host" };
  }
  // Four numbers that are no address would be looked up as a name, slowly and in vain.
  if (/^[\d.]+$/.test(host) && isIP(host) !== 4) return { kind: "bad", message: "invalid host" };
  const number = match[3] === undefined ? defaultPort : port(match[3]);
  if (number === null) return { kind: "bad", message: "invalid port" };
  return { kind: "tcp", host: host.toLowerCase(), port: number };
}

/** Parameters of `listen` that tune the socket in ways we don't. */
const tuning = /^(reuseport|deferred|bind|setfib=.*|fastopen=.*|rcvbuf=.*|sndbuf=.*|accept_filter=.*|so_keepalive=.*)$/;

/** Address of a `listen`: as above, or a port alone, or `*:port`. */
export function parseListenAddress(text: string): ParsedAddress {
  if (/^\d+$/.test(text)) {
    const number = port(text);
    return number === null ? { kind: "bad", message: "invalid port" } : { kind: "tcp", host: "0.0.0.0", port: number };
  }
  const address = parseAddress(text.replace(/^\*(?=:|$)/, "0.0.0.0"), 80);
  return address.kind === "tcp" && address.host === "localhost" ? { ...address, host: "127.0.0.1" } : address;
}

export function parseListen(use: Use): ListenDraft {
  const [first, ...parameters] = use.args;
  const address = parseListenAddress(first.text);
  if (address.kind === "bad") {
    return use.fail(`${address.message} in "${first.text}" of the "listen" directive`, first.position);
  }
  let backlog: number | null = null;
  let isDefault = false;
  let ipv6Only = true;
  for (const parameter of parameters) {
    const { text } = parameter;
    if (text === "default_server" || text === "default") isDefault = true;
    else if (text.startsWith("backlog=")) backlog = use.integer(1, parameter, text.slice(8));
    else if (/^ipv6only=(on|off)$/.test(text)) ipv6Only = text.endsWith("on");
    else if (tuning.test(text)) use.notice(`the parameter "${text}" of "listen" has no effect`);
    else if (/^(ssl|http2|spdy|quic|proxy_protocol|multipath)$/.test(text)) {
      use.fail(`the parameter "${text}" of "listen" is not supported yet`, parameter.position);
    } else use.fail(`invalid parameter "${text}"`, parameter.position);
  }
  return { address, backlog, ipv6Only, isDefault, position: use.directive.position };
}

/** An upstream server's address; fails in nginx's words. */
export function upstreamAddress(
  text: string,
  word: Word,
  what: string,
  fail: (message: string, at: Position) => never,
): Address {
  const address = parseAddress(text, 80);
  return address.kind === "bad" ? fail(`${address.message} in ${what} "${word.text}"`, word.position) : address;
}
