import type { Exchange } from "../core/exchange.ts";

/**
 * The exchange as what is mounted at `prefix` sees it: the path without it, and `rootPath` with it, below the `outer` one. Everything else is the
 * exchange itself.
 */
export function prefixedExchange(exchange: Exchange, prefix: string, outer: string): Exchange {
  const path = exchange.path.slice(prefix.length) || "/";
  const target = exchange.query === "" ? path : `${path}?${exchange.query}`;
  const rootPath = outer + prefix;
  const changed: { readonly [name: PropertyKey]: unknown } = { path, target, rootPath };
  return new Proxy(exchange, {
    get(whole, name) {
      if (Object.hasOwn(changed, name)) return changed[name];
      const value: unknown = Reflect.get(whole, name, whole);
      // Private fields belong to the exchange, not to the proxy.
      return typeof value === "function" ? value.bind(whole) : value;
    },
    set(whole, name, value) {
      return Reflect.set(whole, name, value, whole);
    },
  });
}
