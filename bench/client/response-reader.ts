/** What a reader of one connection's answers calls. */
export interface ResponseEvents {
  /** A final answer's head (1xx are passed over). `head` is its text, start line first. */
  onHead(status: number, head: string): void;
  onBody(chunk: Buffer): void;
  /** The answer is whole by its own framing. */
  onEnd(): void;
}

/**
 * Reads HTTP/1.1 answers with as little as the drills need, and independently of the parser they test. Whoever owns the
 * socket makes one for it, feeds it and asks `close()` at its end whether an answer was left incomplete.
 */
export class ResponseReader {
  private readonly events: ResponseEvents;
  private state: "head" | "length" | "close" | "size" | "chunk" | "chunk-end" | "trailer" = "head";
  private kept: Buffer | null = null;
  private left = 0;

  constructor(events: ResponseEvents) {
    this.events = events;
  }

  /** @throws Error when the bytes are no HTTP/1.1 answer. */
  push(data: Buffer): void {
    if (this.kept !== null) {
      data = Buffer.concat([this.kept, data]);
      this.kept = null;
    }
    let at = 0;
    while (at < data.length) {
      const next = this.step(data, at);
      if (next < 0) {
        if (data.length - at > 65536) throw new Error("a line or head of more than 64 KiB");
        this.kept = data.subarray(at);
        return;
      }
      at = next;
    }
  }

  /** The connection has ended. `whole` answers leave nothing open; `cut` means one had begun and is not complete. */
  close(): "whole" | "cut" {
    if (this.state === "close") {
      this.state = "head";
      this.events.onEnd();
    }
    return this.state === "head" && this.kept === null ? "whole" : "cut";
  }

  /** Handles what starts at `at`; returns where it stopped, or -1 when more bytes are needed first. */
  private step(data: Buffer, at: number): number {
    switch (this.state) {
      case "head":
        return this.head(data, at);
      case "length":
      case "chunk": {
        const take = Math.min(this.left, data.length - at);
        this.events.onBody(data.subarray(at, at + take));
        this.left -= take;
        if (this.left === 0) {
          if (this.state === "length") this.finish();
          else this.state = "chunk-end";
        }
        return at + take;
      }
      case "close":
        this.events.onBody(data.subarray(at));
        return data.length;
    }
    const end = data.indexOf("\r\n", at, "latin1");
    if (end < 0) return -1;
    const line = data.toString("latin1", at, end);
    if (this.state === "size") {
      if (!/^[0-9a-f]{1,8}(;|$)/i.test(line)) throw new Error(`bad chunk size: ${JSON.stringify(line.slice(0, 40))}`);
      this.left = Number.parseInt(line, 16);
      this.state = this.left === 0 ? "trailer" : "chunk";
    } else if (this.state === "chunk-end") {
      if (line !== "") throw new Error("no line end after a chunk");
      this.state = "size";
    } else if (line === "") this.finish();
    return end + 2;
  }

  private head(data: Buffer, at: number): number {
    const end = data.indexOf("\r\n\r\n", at, "latin1");
    if (end < 0) return -1;
    const head = data.toString("latin1", at, end);
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]);
    if (!(status >= 100)) throw new Error(`not an HTTP/1.1 answer: ${JSON.stringify(head.slice(0, 60))}`);
    if (status < 200) return end + 4;
    this.events.onHead(status, head);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head);
    if (status === 204 || status === 304) this.finish();
    else if (/\r\ntransfer-encoding: *chunked/i.test(head)) this.state = "size";
    else if (length === null) this.state = "close";
    else {
      this.left = Number(length[1]);
      if (this.left === 0) this.finish();
      else this.state = "length";
    }
    return end + 4;
  }

  private finish(): void {
    this.state = "head";
    this.events.onEnd();
  }
}
