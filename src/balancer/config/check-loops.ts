import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { UsageError } from "../../core/errors.ts";
import { type Address, addressText, type BalancerModel, type Listener, type Upstream } from "./model.ts";

/** Whether a connection to `target` arrives at the socket of `listener`. */
function reaches(target: Address, { address: bound, ipv6Only }: Listener): boolean {
  if (target.kind === "unix" || bound.kind === "unix") {
    return target.kind === "unix" && bound.kind === "unix" && target.path === bound.path;
  }
  if (target.port !== bound.port || bound.port === 0) return false;
  if (target.host === bound.host) return true;
  const host = target.host === "localhost" ? "127.0.0.1" : target.host;
  if (host === bound.host || (host === "0.0.0.0" && bound.host === "127.0.0.1")) return true;
  const family = isIP(host);
  const wild =
    bound.host === "::" ? family === 6 || (family === 4 && !ipv6Only) : bound.host === "0.0.0.0" && family === 4;
  if (!wild) return false;
  if (host.startsWith("127.") || host === "::1" || host === "0.0.0.0" || host === "::") return true;
  return Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === host));
}

/**
 * A listener that is among the servers it sends to would send each request in circles until descriptors run out.
 * `place` names where an upstream's server stands in the config.
 * @throws UsageError
 */
export function checkLoops(
  model: BalancerModel,
  place: (upstream: Upstream, server: number, listener: Listener) => string | undefined,
): void {
  for (const listener of model.listeners) {
    for (const { locations } of listener.servers) {
      for (const { action } of locations) {
        if (action.kind !== "proxy") continue;
        const { upstream } = action;
        for (let i = 0; i < upstream.servers.length; i++) {
          const { address, down } = upstream.servers[i];
          if (down || !reaches(address, listener)) continue;
          throw new UsageError(
            `upstream server ${addressText(address)} is the balancer's own listener ${addressText(listener.address)}: ` +
              "requests would go round in circles; change one of the two",
            place(upstream, i, listener),
          );
        }
      }
    }
  }
}
