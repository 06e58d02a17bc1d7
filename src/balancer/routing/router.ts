import type { Exchange } from "../../core/exchange.ts";
import type { Listener, Location, VirtualServer } from "../config/model.ts";
import { LocationTable } from "./location-table.ts";
import { escapePath, isPlainPath, normalizePath } from "./normalize-path.ts";
import { ServerTable } from "./server-table.ts";
import { upstreamTarget } from "./upstream-target.ts";

/** Where a request goes. */
export interface Route {
  readonly server: VirtualServer;
  readonly location: Location;
  /** Decoded, dots resolved, slashes merged; each character one byte. */
  readonly normalizedPath: string;
  /** 0; or what the request is answered with: 400 for a bad path, 405 for CONNECT, 301 to `redirect`. */
  readonly status: number;
  /** Where a 301 leads; `""` without one. */
  readonly redirect: string;
}

/** Chooses server and location for the requests of one listener, and the target to send on. Made by its handler. */
export class Router {
  readonly #servers: ServerTable;
  readonly #locations: Map<VirtualServer, LocationTable> = new Map();
  /** The only server, if its only location is `/`: most balancers. Then nothing needs to be looked up. */
  readonly #only: VirtualServer | null;

  constructor(listener: Listener) {
    this.#servers = new ServerTable(listener);
    for (const server of listener.servers) this.#locations.set(server, new LocationTable(server));
    const [first, ...others] = listener.servers;
    const match = first.locations.length === 1 ? first.locations[0].match : null;
    this.#only = others.length === 0 && match?.kind === "prefix" && match.path === "/" ? first : null;
  }

  route(exchange: Exchange): Route {
    const only = this.#only;
    const { path } = exchange;
    if (only !== null && isPlainPath(path)) {
      return { server: only, location: only.locations[0], normalizedPath: path, status: 0, redirect: "" };
    }
    const server = this.#servers.find(exchange.authority);
    if (exchange.method === "CONNECT") return refusal(server, path, 405, "");
    // `OPTIONS *` asks about the server as a whole; the location of `/` speaks for it.
    const normalizedPath = normalizePath(path === "*" ? "/" : path);
    if (normalizedPath === null) return refusal(server, path, 400, "");
    const table = this.#locations.get(server) as LocationTable;
    if (table.wantsSlash(normalizedPath)) {
      const query = exchange.query === "" ? "" : `?${exchange.query}`;
      return refusal(server, normalizedPath, 301, `${escapePath(normalizedPath)}/${query}`);
    }
    return { server, location: table.find(normalizedPath), normalizedPath, status: 0, redirect: "" };
  }

  /** The request-target for the upstream: as received, or with the matched part replaced by the URI of `proxy_pass`. */
  upstreamTarget(route: Route, exchange: Exchange): string {
    return upstreamTarget(route.location, exchange, route.normalizedPath);
  }
}

/** The server answers by itself, under the settings that hold outside its locations. */
function refusal(server: VirtualServer, normalizedPath: string, status: number, redirect: string): Route {
  return { server, location: server.fallback, normalizedPath, status, redirect };
}
