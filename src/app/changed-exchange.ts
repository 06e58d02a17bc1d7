import type { Exchange } from "../core/exchange.ts";

/** The exchange with some of its properties replaced. Everything else is the exchange itself. */
export function changedExchange(exchange: Exchange, changed: { readonly [name: PropertyKey]: unknown }): Exchange {
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
