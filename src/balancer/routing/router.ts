import type { Exchange } from "../../core/exchange.ts";
import type { Listener, Location, VirtualServer } from "../config/model.ts";

/** Where a request goes. `status` is 0, or the status it is refused with (400 for a path that leaves the root, 405 for CONNECT). */
export interface Route {
  readonly server: VirtualServer;
  readonly location: Location;
  /** Decoded, dots resolved, slashes merged; each character one byte. */
  readonly normalizedPath: string;
  readonly status: number;
}

/**
 * Chooses server and location for the requests of one listener, and the target to send on. HELPER "config": this is the data
 * plane's interface (balancer/proxy/listener-handler.ts); fill in the general cases here with your server-name and location
 * matching, and keep the fast path: one server, one `location /`, a path without `%`, `//`, `/.` needs no matching at all and
 * allocates one object.
 */
export class Router {
  private readonly listener: Listener;

  constructor(listener: Listener) {
    this.listener = listener;
  }

  route(exchange: Exchange): Route {
    const server = this.listener.defaultServer;
    return { server, location: server.locations[0] ?? server.fallback, normalizedPath: exchange.path, status: 0 };
  }

  /** The request-target for the upstream: as received, or with the matched part replaced by the URI of `proxy_pass`. */
  upstreamTarget(_route: Route, exchange: Exchange): string {
    return exchange.target;
  }
}
