import type { IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import type { Duplex } from "node:stream";
import type { WebSocketAcceptor, WebSocketOptions, WebSocketPeer } from "../../app/platform/platform.ts";
import type { Exchange } from "../../core/exchange.ts";
import { Tunnel } from "../tunnel.ts";
import { asksForWebSocket, handshakeFault } from "./websocket-handshake.ts";
import { NodeWebSocketPeer } from "./websocket-peer.ts";

/** Time for the client's part of the closing handshake before the connection is cut. */
const closeTimeoutMs = 10_000;

type Ws = typeof import("ws");
let ws: Ws | undefined;

/** 9 MB and 15 ms on Node 20, which an app without WebSockets doesn't pay. */
function load(): Ws {
  ws ??= createRequire(import.meta.url)("ws") as Ws;
  return ws;
}

/** WebSockets over our connections. No state of its own: each peer lives as long as its connection. */
export const webSockets: WebSocketAcceptor = {
  prepare: () => void load(),
  isHandshake: asksForWebSocket,
  fault: handshakeFault,

  accept(exchange: Exchange, options: WebSocketOptions): WebSocketPeer | null {
    const { WebSocketServer } = load();
    const key = exchange.header("sec-websocket-key");
    const upgraded = exchange.upgrade();
    if (upgraded === null) return null;
    const socket = upgraded.socket as Duplex;
    const { protocol, headers, maxMessageBytes } = options;
    const acceptor = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: maxMessageBytes,
      // Not in the types yet.
      ...{ closeTimeout: closeTimeoutMs },
      handleProtocols: () => protocol ?? false,
    });
    acceptor.on("headers", (lines) => {
      for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`);
    });
    // All that ws looks at; it was checked before the connection was taken over.
    const request = {
      method: "GET",
      headers: {
        upgrade: "websocket",
        "sec-websocket-key": key,
        "sec-websocket-version": "13",
        ...(protocol === undefined ? {} : { "sec-websocket-protocol": protocol }),
      },
    } as unknown as IncomingMessage;
    let peer: NodeWebSocketPeer | null = null;
    // Field values are bytes, one a character.
    socket.setDefaultEncoding("latin1");
    acceptor.handleUpgrade(request, socket, upgraded.head as Buffer, (accepted) => {
      peer = new NodeWebSocketPeer(accepted);
    });
    socket.setDefaultEncoding("utf8");
    const made = peer as NodeWebSocketPeer | null;
    if (made !== null && socket instanceof Tunnel) queueMicrotask(() => socket.onLeave(() => made.leave()));
    return made;
  },

  refuse(exchange: Exchange): void {
    exchange.send(403, [], null);
  },
};
