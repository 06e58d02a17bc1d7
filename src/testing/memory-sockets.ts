import type { WebSocketAcceptor } from "../app/platform/platform.ts";
import { testExchangeOf } from "./test-exchange.ts";

/** WebSockets within the process: what a test client's app accepts its handshakes with. */
export const memorySockets: WebSocketAcceptor = {
  isHandshake: (exchange) => exchange.wantsUpgrade,
  fault: () => undefined,
  accept: (exchange, options) => testExchangeOf(exchange).acceptSocket(options),
  refuse(exchange, code, reason) {
    testExchangeOf(exchange).refusal = { code, reason };
    exchange.send(403, [], null);
  },
};
