import type { Listener, VirtualServer } from "../config/model.ts";

/** Host of an authority: lower case, without port and final dot. */
export function hostOf(authority: string): string {
  let host = authority.toLowerCase();
  const colon = host.lastIndexOf(":");
  if (colon > host.lastIndexOf("]")) host = host.slice(0, colon);
  return host.endsWith(".") ? host.slice(0, -1) : host;
}

/**
 * Selects the virtual server of a listener by Host, by nginx's precedence: exact name, longest `*.` wildcard, longest `.*`
 * wildcard, first regex in the order written, default server. Made once per listener.
 */
export class ServerTable {
  readonly #default: VirtualServer;
  /** No name to look at: every request goes to the default server. */
  readonly #single: boolean;
  readonly #exact: Map<string, VirtualServer> = new Map();
  readonly #suffixes: Map<string, VirtualServer> = new Map();
  readonly #prefixes: Map<string, VirtualServer> = new Map();
  readonly #regexes: { regex: RegExp; server: VirtualServer }[] = [];

  constructor(listener: Listener) {
    this.#default = listener.defaultServer;
    this.#single = listener.servers.length === 1;
    const first = (map: Map<string, VirtualServer>, key: string, server: VirtualServer): void => {
      if (!map.has(key)) map.set(key, server);
    };
    for (const server of listener.servers) {
      if (server.names.length === 0) first(this.#exact, "", server);
      for (const name of server.names) {
        if (name.kind === "exact") first(this.#exact, name.name, server);
        else if (name.kind === "prefix") first(this.#prefixes, name.prefix, server);
        else if (name.kind === "regex") this.#regexes.push({ regex: name.regex, server });
        else {
          first(this.#suffixes, name.suffix, server);
          if (name.bare) first(this.#exact, name.suffix.slice(1), server);
        }
      }
    }
  }

  /** The server for a request's authority (Host as received). */
  find(authority: string): VirtualServer {
    if (this.#single) return this.#default;
    const host = hostOf(authority);
    const exact = this.#exact.get(host);
    if (exact !== undefined) return exact;
    for (let dot = host.indexOf("."); dot !== -1 && this.#suffixes.size > 0; dot = host.indexOf(".", dot + 1)) {
      const server = this.#suffixes.get(host.slice(dot));
      if (server !== undefined) return server;
    }
    for (let dot = host.lastIndexOf("."); dot > 0 && this.#prefixes.size > 0; dot = host.lastIndexOf(".", dot - 1)) {
      const server = this.#prefixes.get(host.slice(0, dot + 1));
      if (server !== undefined) return server;
    }
    for (const { regex, server } of this.#regexes) if (regex.test(host)) return server;
    return this.#default;
  }
}
