import { once } from "node:events";
import net from "node:net";

/** One request as a scripted upstream saw it. */
export interface Seen {
  readonly head: string;
  readonly socket: net.Socket;
  /** Which connection it came on, from 0, and its number on it. */
  readonly connection: number;
  readonly number: number;
}

/** A raw TCP server that answers each request head by a script: what a real server never does, on demand. */
export class ScriptedUpstream {
  readonly seen: Seen[] = [];
  connections = 0;
  /** Everything received, by connection. */
  readonly received: string[] = [];
  /** How each connection ended: "end" (FIN), "reset" or "". */
  readonly endings: string[] = [];
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();

  constructor(script: (seen: Seen) => void) {
    this.#server = net.createServer((socket) => {
      const connection = this.connections++;
      let pending = "";
      let number = 0;
      this.received[connection] = "";
      this.endings[connection] = "";
      this.#sockets.add(socket);
      socket.on("data", (data) => {
        this.received[connection] += data.toString("latin1");
        pending += data.toString("latin1");
        for (let end = pending.indexOf("\r\n\r\n"); end >= 0; end = pending.indexOf("\r\n\r\n")) {
          // Bodies are not taken apart: a request line tells where a head begins.
          const head = /[A-Z]+ \S+ HTTP\/1\.1\r\n[\s\S]*$/.exec(pending.slice(0, end + 4))?.[0];
          pending = pending.slice(end + 4);
          if (head === undefined) continue;
          const seen = { head, socket, connection, number: number++ };
          this.seen.push(seen);
          script(seen);
        }
      });
      socket.on("end", () => {
        this.endings[connection] ||= "end";
      });
      socket.on("error", () => {
        this.endings[connection] = "reset";
      });
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  async listen(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return this;
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  /** Closes listener and connections as a killed process would. */
  async kill(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await closed;
  }
}

/** A whole answer. */
export function answer(body: string, fields = "", status = "200 OK"): string {
  return `HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n${fields}\r\n${body}`;
}

/** Sends `request` and collects what comes until the connection ends (or `enough` says so). */
export function exchange(
  port: number,
  request: string,
  enough?: (text: string) => boolean,
): Promise<{ text: string; ending: string }> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    let text = "";
    let ending = "";
    socket.on("connect", () => socket.write(request, "latin1"));
    socket.on("data", (data) => {
      text += data.toString("latin1");
      if (enough?.(text)) socket.destroy();
    });
    socket.on("end", () => {
      ending = "end";
    });
    socket.on("error", () => {
      ending = "reset";
    });
    socket.on("close", () => resolve({ text, ending }));
  });
}

/** Waits until `condition` holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
