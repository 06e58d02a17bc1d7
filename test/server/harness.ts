import type { TestContext } from "node:test";
import type { BodySink, Exchange } from "../../src/core/exchange.ts";
import type { LogLevel } from "../../src/core/logger.ts";
import { Server } from "../../src/server/server.ts";
import type { FinishedRecord, ServeOptions } from "../../src/server/types.ts";
import { RawClient } from "./raw-client.ts";

/** A running server, its clients, and what it logged. All end with the test. */
export interface Harness {
  readonly server: Server;
  readonly port: number;
  readonly log: string[];
  readonly finished: FinishedRecord[];
  connect(): Promise<RawClient>;
}

export async function start(
  t: TestContext,
  handle: (exchange: Exchange) => void,
  options: ServeOptions = {},
): Promise<Harness> {
  const log: string[] = [];
  const finished: FinishedRecord[] = [];
  const server = new Server(
    { handle },
    {
      port: 0,
      logger: { log: (level: LogLevel, message: string) => void log.push(`${level}: ${message}`) },
      onFinished: (record) => void finished.push(record),
      ...options,
    },
  );
  await server.listen();
  const clients: RawClient[] = [];
  t.after(async () => {
    for (const client of clients) client.destroy();
    await server.close({ graceMs: 0 });
  });
  return {
    server,
    port: server.port,
    log,
    finished,
    connect: async () => {
      const client = await RawClient.connect({ host: "127.0.0.1", port: server.port });
      clients.push(client);
      return client;
    },
  };
}

export const text: readonly string[] = Object.freeze(["content-type", "text/plain"]);

/** A request with a Host, and the fields and body given. */
export function request(line: string, fields: readonly string[] = [], body = ""): string {
  return `${line} HTTP/1.1\r\n${["host: a", ...fields].join("\r\n")}\r\n\r\n${body}`;
}

/** How a body came: its pieces, and how it ended. */
export interface Body {
  readonly data: Buffer;
  readonly trailers: readonly string[];
}

/** Reads a whole body. Rejects as the sink is told. */
export function readAll(exchange: Exchange): Promise<Body> {
  return new Promise((resolve, reject) => {
    const pieces: Uint8Array[] = [];
    exchange.readBody({
      onData: (piece) => {
        pieces.push(piece);
        return true;
      },
      onEnd: (trailers) => resolve({ data: Buffer.concat(pieces), trailers }),
      onError: reject,
    });
  });
}

/** A sink that writes down all it is told. */
export class RecordingSink implements BodySink {
  readonly events: string[] = [];
  bytes = 0;
  onData(chunk: Uint8Array): boolean {
    this.bytes += chunk.length;
    return true;
  }
  onEnd(): void {
    this.events.push("end");
  }
  onError(error: Error & { code?: string }): void {
    this.events.push(`error ${error.code ?? error.message}`);
  }
}

/** Resolves when `done()` holds; asked again and again, so that a test fails by its time-out and not by a guess. */
export async function eventually(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
