import { connect } from "node:net";

/** Bytes of a request, written one after the other. */
export type Wire = readonly (string | Uint8Array)[];

/** What came back: status 0 if nothing did before the connection ended. */
export interface Reaction {
  readonly status: number;
  /** Latin-1, cut at 1 MB. */
  readonly text: string;
  readonly ms: number;
}

const keptBytes = 1_000_000;

/** A request that ends its connection, with fields of its own (each with its CRLF). */
export function get(path: string, fields = "", method = "GET"): Wire {
  return [`${method} ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${fields}\r\n`];
}

export function post(path: string, body: string | Uint8Array, type = "application/json"): Wire {
  const bytes = Buffer.from(body as Uint8Array);
  const length = `Content-Type: ${type}\r\nContent-Length: ${bytes.byteLength}\r\n`;
  return [`POST ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${length}\r\n`, bytes];
}

/** Sends bytes that no client library would. Resolves when the connection has ended, at the latest after `limitMs`. */
export function send(port: number, wire: Wire, limitMs: number): Promise<Reaction> {
  return new Promise((resolve) => {
    const began = performance.now();
    const pieces: Buffer[] = [];
    let size = 0;
    const socket = connect(port, "127.0.0.1");
    const late = setTimeout(() => socket.destroy(), limitMs);
    socket.on("data", (piece) => {
      if (size < keptBytes) pieces.push(piece);
      size += piece.byteLength;
    });
    // A server that has refused may close while we still send.
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(late);
      const text = Buffer.concat(pieces).toString("latin1");
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text, ms: performance.now() - began });
    });
    for (const piece of wire) socket.write(piece);
  });
}

/** Sends bytes and is gone after `afterMs`, whatever comes. */
export function leave(port: number, wire: Wire, how: "close" | "reset" | "half", afterMs: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      for (const piece of wire) socket.write(piece);
      setTimeout(() => {
        if (how === "reset") socket.resetAndDestroy();
        else if (how === "close") socket.destroy();
        else {
          socket.end();
          setTimeout(() => socket.destroy(), 5);
        }
      }, afterMs);
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve());
    socket.resume();
  });
}
