import { createServer, type IncomingMessage, type Server } from "node:http";
import { Duplex } from "node:stream";
import type { Message, Reading } from "../reading.ts";

/** A connection without a network: what is pushed is what the client sent, what is written is thrown away. */
class Wire extends Duplex {
  readonly requests: { readonly request: IncomingMessage; readonly message: Message }[] = [];
  refused: string | null = null;
  upgraded = false;

  override _read(): void {}

  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done();
  }
}

function pairs(list: readonly string[]): string[] {
  const lines: string[] = [];
  for (let i = 0; i < list.length; i += 2) lines.push(`${list[i]}: ${list[i + 1]}`);
  return lines;
}

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * How node:http (llhttp in its strict mode) reads requests. One server, fed with connections that are not sockets; made by the
 * suite, closed by it.
 */
export class Oracle {
  private readonly server: Server;

  constructor() {
    // Host is a rule of node:http's server, not of llhttp: off, so that what is compared is the parser.
    this.server = createServer({ requireHostHeader: false, maxHeaderSize: 64 * 1024 });
    const take = (request: IncomingMessage) => {
      const wire = request.socket as unknown as Wire;
      const start = `${request.method} ${request.url} HTTP/${request.httpVersion}`;
      const message = { start, fields: pairs(request.rawHeaders), body: "", trailers: [], complete: false };
      wire.requests.push({ request, message });
      request.on("data", (data: Buffer) => {
        message.body += data.toString("latin1");
      });
      request.on("error", () => {});
    };
    const takeOver = (request: IncomingMessage, _socket: unknown, head: Buffer) => {
      take(request);
      const wire = request.socket as unknown as Wire;
      wire.requests[wire.requests.length - 1].message.complete = true;
      wire.upgraded = true;
      void head;
    };
    for (const event of ["request", "checkContinue", "checkExpectation"]) this.server.on(event, take);
    for (const event of ["upgrade", "connect"]) this.server.on(event, takeOver);
    this.server.on("clientError", (error: Error & { code?: string; reason?: string }, socket) => {
      (socket as unknown as Wire).refused ??= `${error.code}: ${error.reason ?? error.message}`;
    });
  }

  /** Reads each input as a connection of its own. */
  async read(inputs: readonly Buffer[]): Promise<Reading[]> {
    const wires = inputs.map((input) => {
      const wire = new Wire();
      wire.on("error", () => {});
      this.server.emit("connection", wire);
      wire.push(input);
      return wire;
    });
    // Data events of the connections, then those of the bodies.
    for (let turn = 0; turn < 3; turn++) await soon();
    return wires.map((wire) => {
      const messages = wire.requests.map(({ request, message }) => {
        if (request.complete) message.complete = true;
        message.trailers.push(...pairs(request.rawTrailers));
        return message;
      });
      const last = messages[messages.length - 1];
      const { refused, upgraded } = wire;
      wire.destroy();
      return { messages, refused, upgraded, cut: last !== undefined && !last.complete };
    });
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
