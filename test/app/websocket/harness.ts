import { once } from "node:events";
import type { TestContext } from "node:test";
import { WebSocket } from "ws";
import type { App } from "../../../src/index.ts";
import { serve } from "../../../src/server/serve.ts";
import type { RunningServer } from "../../../src/server/types.ts";
import { RawClient } from "../../server/raw-client.ts";

export interface Served {
  readonly server: RunningServer;
  /** An open WebSocket of the ws library; rejects with a `Refused` if it is not accepted. */
  open(path: string, options?: OpenOptions): Promise<Client>;
  raw(): Promise<RawClient>;
  /** A raw connection after its handshake: what was read of it is the 101. */
  upgraded(path: string, fields?: readonly string[]): Promise<RawClient>;
}

export interface OpenOptions {
  protocols?: string[];
  headers?: Record<string, string>;
}

/** A handshake that was answered with something else than 101. */
export class Refused extends Error {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;

  constructor(status: number, headers: Refused["headers"], body: string) {
    super(`refused: ${status} ${body}`);
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

/** The other side, by another implementation: messages wait until they are taken. */
export class Client {
  readonly ws: WebSocket;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #messages: (string | Buffer)[] = [];
  #wake: () => void = () => {};

  constructor(ws: WebSocket, headers: Client["headers"]) {
    this.ws = ws;
    this.headers = headers;
    ws.on("message", (data: Buffer, isBinary) => {
      this.#messages.push(isBinary ? data : data.toString());
      this.#wake();
    });
    ws.on("error", () => {});
    this.closed = new Promise((resolve) => {
      ws.on("close", (code, reason) => {
        resolve({ code, reason: reason.toString() });
        this.#wake();
      });
    });
  }

  send(data: string | Uint8Array): void {
    this.ws.send(data);
  }

  async next(): Promise<string | Buffer> {
    while (this.#messages.length === 0) {
      if (this.ws.readyState === WebSocket.CLOSED) throw new Error("closed");
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#messages.shift() as string | Buffer;
  }

  async json(): Promise<unknown> {
    return JSON.parse(String(await this.next()));
  }

  close(code?: number, reason?: string): Promise<{ code: number; reason: string }> {
    this.ws.close(code, reason);
    return this.closed;
  }
}

export const handshakeFields: readonly string[] = [
  "host: a",
  "connection: Upgrade",
  "upgrade: websocket",
  "sec-websocket-version: 13",
  "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
];

/** A server of the app and its clients; they end with the test. */
export async function served(t: TestContext, app: App): Promise<Served> {
  const server = await serve(app, { port: 0 });
  const clients: WebSocket[] = [];
  const raws: RawClient[] = [];
  t.after(async () => {
    for (const ws of clients) ws.terminate();
    for (const raw of raws) raw.destroy();
    await server.close({ graceMs: 0 });
  });
  const raw = async () => {
    const client = await RawClient.connect({ host: "127.0.0.1", port: server.port });
    raws.push(client);
    return client;
  };
  return {
    server,
    raw,
    async open(path, { protocols = [], headers = {} } = {}) {
      const ws = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, protocols, { headers });
      clients.push(ws);
      let fields: Client["headers"] = {};
      ws.on("upgrade", (response) => {
        fields = response.headers;
      });
      const client = new Promise<Client>((resolve, reject) => {
        ws.on("open", () => resolve(made));
        ws.on("unexpected-response", async (request, response) => {
          let body = "";
          for await (const piece of response.setEncoding("utf8")) body += piece;
          reject(new Refused(response.statusCode ?? 0, response.headers, body));
          request.destroy();
        });
        ws.on("error", reject);
      });
      const made = new Client(ws, fields);
      // The listener above filled it in before the socket opened.
      return client.then((opened) => Object.assign(opened, { headers: fields }));
    },
    async upgraded(path, fields = []) {
      const client = await raw();
      client.write(`GET ${path} HTTP/1.1\r\n${[...handshakeFields, ...fields].join("\r\n")}\r\n\r\n`);
      await client.has("\r\n\r\n");
      return client;
    },
  };
}

/** One frame of a client (RFC 6455 section 5.2). `first` is its first byte; unmasked if `mask` is false. */
export function frame(first: number, payload: string | Uint8Array, mask = true): Buffer {
  const data = typeof payload === "string" ? Buffer.from(payload) : Buffer.from(payload);
  const head =
    data.length < 126
      ? Buffer.from([first, data.length])
      : data.length < 65_536
        ? Buffer.from([first, 126, data.length >> 8, data.length & 255])
        : Buffer.concat([Buffer.from([first, 127, 0, 0, 0, 0]), u32(data.length)]);
  if (!mask) return Buffer.concat([head, data]);
  head[1] |= 0x80;
  const key = Buffer.from([1, 2, 3, 4]);
  return Buffer.concat([head, key, data.map((byte, index) => byte ^ key[index % 4])]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** What a server has sent behind its 101, as frames: opcode and payload. */
export function framesOf(text: string): { opcode: number; payload: Buffer }[] {
  const bytes = Buffer.from(text.slice(text.indexOf("\r\n\r\n") + 4), "latin1");
  const frames: { opcode: number; payload: Buffer }[] = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    let length = bytes[at + 1] & 0x7f;
    let head = 2;
    if (length === 126) {
      length = bytes.readUInt16BE(at + 2);
      head = 4;
    } else if (length === 127) {
      length = bytes.readUInt32BE(at + 6);
      head = 10;
    }
    if (at + head + length > bytes.length) break;
    frames.push({ opcode: bytes[at] & 15, payload: bytes.subarray(at + head, at + head + length) });
    at += head + length;
  }
  return frames;
}

/** Code of the close frame among what a server has sent. */
export function closeCodeIn(text: string): number | undefined {
  const close = framesOf(text).find(({ opcode }) => opcode === 8);
  return close === undefined || close.payload.length < 2 ? undefined : close.payload.readUInt16BE(0);
}

export async function eventually(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
}

export { once };
