import type { HandshakeFault } from "../../app/platform/platform.ts";
import type { Exchange } from "../../core/exchange.ts";
import { token } from "../../core/token.ts";

/** 16 bytes in base64 (RFC 6455 section 4.2.1, item 5): the last digit before the padding carries four bits of them. */
const keyText = /^[A-Za-z0-9+/]{21}[AQgw]==$/;

const versionField = Object.freeze(["sec-websocket-version", "13"]);
const noFields: readonly string[] = Object.freeze([]);

/** Whether an exchange asks for a WebSocket: `websocket` among the protocols that it would upgrade to. */
export function asksForWebSocket(exchange: Exchange): boolean {
  if (!exchange.wantsUpgrade) return false;
  const upgrade = exchange.header("upgrade");
  return upgrade !== undefined && listOf(upgrade).some((name) => name.toLowerCase() === "websocket");
}

/** What of RFC 6455 section 4.2.1 a handshake misses. */
export function handshakeFault(exchange: Exchange): HandshakeFault | undefined {
  if (exchange.method !== "GET") return bad("A WebSocket handshake is a GET");
  if (exchange.bodyLength !== 0) return bad("A WebSocket handshake has no body");
  const version = exchange.header("sec-websocket-version");
  // Section 4.2.2: which versions there are is said with the 426.
  if (version !== "13") return { status: 426, headers: versionField, detail: "Sec-WebSocket-Version must be 13" };
  const key = exchange.header("sec-websocket-key");
  if (key === undefined || !keyText.test(key)) return bad("Sec-WebSocket-Key must be 16 bytes in base64");
  const offered = exchange.header("sec-websocket-protocol");
  if (offered === undefined) return undefined;
  const names = listOf(offered);
  // Section 4.1, item 10: tokens, each once.
  if (names.every((name) => token.test(name)) && new Set(names).size === names.length) return undefined;
  return bad("Sec-WebSocket-Protocol is not a list of different tokens");
}

function listOf(value: string): string[] {
  return value.split(",").map((part) => part.trim());
}

function bad(detail: string): HandshakeFault {
  return { status: 400, headers: noFields, detail };
}
