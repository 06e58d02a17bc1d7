import { once } from "node:events";
import net from "node:net";

/** An answer as an independent, plain reader sees it. */
export interface Answer {
  readonly status: number;
  /** By lower-case name; repeated ones joined with `", "`. */
  readonly headers: Readonly<Record<string, string>>;
  /** One character a byte. */
  readonly body: string;
  readonly trailers: string;
  /** False if the input ended before the framing was satisfied. */
  readonly whole: boolean;
}

/** A client that sends exactly the bytes it is told and keeps all it gets, one character a byte. */
export class RawClient {
  readonly socket: net.Socket;
  /** Bytes received. */
  received = 0;
  private pieces: string[] = [];
  /** Code of the socket's error, e.g. `"ECONNRESET"`. */
  error = "";
  /** The server sent FIN. */
  finished = false;
  closed = false;
  private wake: () => void = () => {};

  private constructor(socket: net.Socket) {
    this.socket = socket;
    const woken = (): void => this.wake();
    socket.on("data", (data: Buffer) => {
      this.pieces.push(data.toString("latin1"));
      this.received += data.length;
      woken();
    });
    socket.on("end", () => {
      this.finished = true;
      woken();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      this.error = error.code ?? error.message;
      woken();
    });
    socket.on("close", () => {
      this.closed = true;
      woken();
    });
  }

  /** All that was received, joined when asked for. */
  get text(): string {
    if (this.pieces.length > 1) this.pieces = [this.pieces.join("")];
    return this.pieces[0] ?? "";
  }

  static async connect(to: net.NetConnectOpts): Promise<RawClient> {
    const socket = net.connect({ noDelay: true, allowHalfOpen: true, ...to } as net.NetConnectOpts);
    await once(socket, "connect");
    return new RawClient(socket);
  }

  write(data: string | Uint8Array): void {
    this.socket.write(typeof data === "string" ? Buffer.from(data, "latin1") : data);
  }

  /** Half-closes: FIN, but still reads. */
  finish(): void {
    this.socket.end();
  }

  reset(): void {
    this.socket.resetAndDestroy();
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** Waits until `done()` holds; false if the connection ended without it. */
  async until(done: () => boolean): Promise<boolean> {
    while (!done()) {
      if (this.closed || this.finished || this.error !== "") return done();
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    return true;
  }

  /** Waits until `part` has been received. */
  has(part: string): Promise<boolean> {
    return this.until(() => this.text.includes(part));
  }

  /** Waits for so many bytes, cheaper than `answers` where these are many. */
  bytes(count: number): Promise<boolean> {
    return this.until(() => this.received >= count);
  }

  /** Waits until the server sent FIN or RST; returns all text. */
  async ended(): Promise<string> {
    await this.until(() => false);
    return this.text;
  }

  /** Waits for `count` whole answers (final or interim) to requests with these methods (default GET). */
  async answers(count: number, methods: readonly string[] = []): Promise<Answer[]> {
    let found: Answer[] = [];
    await this.until(() => {
      found = readAnswers(this.text, methods, this.finished);
      return found.filter((answer) => answer.whole).length >= count;
    });
    return readAnswers(this.text, methods, this.finished);
  }

  async answer(method = "GET"): Promise<Answer> {
    const [first] = await this.answers(1, [method]);
    if (first === undefined) throw new Error(`no answer, but ${JSON.stringify(this.text)} ${this.error}`);
    return first;
  }
}

/** Reads every answer in `text`; the last may not be whole. */
export function readAnswers(text: string, methods: readonly string[] = [], finished = false): Answer[] {
  const answers: Answer[] = [];
  let at = 0;
  let finals = 0;
  while (at < text.length) {
    const headEnd = text.indexOf("\r\n\r\n", at);
    if (headEnd < 0) {
      answers.push({ status: 0, headers: {}, body: text.slice(at), trailers: "", whole: false });
      break;
    }
    const [line, ...fields] = text.slice(at, headEnd).split("\r\n");
    const match = /^HTTP\/1\.1 (\d{3}) /.exec(line);
    if (match === null) throw new Error(`not a status line: ${JSON.stringify(line)}`);
    const status = Number(match[1]);
    const headers: Record<string, string> = {};
    for (const field of fields) {
      const colon = field.indexOf(": ");
      const name = field.slice(0, colon).toLowerCase();
      const value = field.slice(colon + 2);
      headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
    }
    at = headEnd + 4;
    let body = "";
    let trailers = "";
    let whole = true;
    const method = methods[finals] ?? "GET";
    if (status >= 200) finals++;
    if (status < 200 || status === 204 || status === 304 || method === "HEAD") {
      // No body by definition.
    } else if (headers["transfer-encoding"] === "chunked") {
      whole = false;
      for (;;) {
        const lineEnd = text.indexOf("\r\n", at);
        if (lineEnd < 0) break;
        const size = Number.parseInt(text.slice(at, lineEnd), 16);
        if (size === 0) {
          const end = text.indexOf("\r\n\r\n", lineEnd);
          if (end < 0) break;
          trailers = text.slice(lineEnd + 2, end);
          at = end + 4;
          whole = true;
          break;
        }
        if (text.length < lineEnd + 2 + size + 2) break;
        body += text.slice(lineEnd + 2, lineEnd + 2 + size);
        at = lineEnd + 2 + size + 2;
      }
      if (!whole) at = text.length;
    } else if ("content-length" in headers) {
      const length = Number(headers["content-length"]);
      body = text.slice(at, at + length);
      whole = body.length === length;
      at += length;
    } else {
      body = text.slice(at);
      whole = finished;
      at = text.length;
    }
    answers.push({ status, headers, body, trailers, whole });
  }
  return answers;
}
