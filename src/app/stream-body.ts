import type { Exchange } from "../core/exchange.ts";
import { mapped, pumpPieces } from "../core/pump.ts";
import { BodySource } from "./body-source.ts";
import type { ServerSentEvent } from "./streamed.ts";

const encoder = new TextEncoder();

/** A body of pieces that come as they are made: what `stream()`, `jsonLines()` and async iterators become. */
export class PiecesBody extends BodySource {
  readonly contentType: string | null;
  readonly #pieces: AsyncIterable<Uint8Array | string>;

  constructor(
    pieces: AsyncIterable<Uint8Array | string>,
    contentType: string | null,
    status?: number,
    headers?: BodySource["headers"],
  ) {
    super(status, headers);
    this.#pieces = pieces;
    this.contentType = contentType;
  }

  async send(exchange: Exchange, status: number, fields: string[]): Promise<void> {
    exchange.begin(status, fields, null);
    if (exchange.method === "HEAD") {
      exchange.end();
      await this.discard();
      return;
    }
    await pumpPieces(exchange, this.#pieces);
  }

  override pieces(): AsyncIterable<Uint8Array> {
    return mapped(this.#pieces, (piece) => (typeof piece === "string" ? encoder.encode(piece) : piece));
  }

  override async discard(): Promise<void> {
    await this.#pieces[Symbol.asyncIterator]().return?.();
  }
}

/** Lines of JSON, one an item. */
export function jsonLinePieces(
  items: AsyncIterable<unknown>,
  encode: (item: unknown) => string | Promise<string>,
): AsyncIterable<string> {
  return mapped(items, async (item) => `${await encode(item)}\n`);
}

/** How long a stream of events may be silent before a comment goes out, as FastAPI's. Milliseconds. */
const pingMs = 15_000;

/** Server-sent events. A body of their own, because silence is filled and compression must not hold them back. */
export class EventsBody extends BodySource {
  readonly contentType = "text/event-stream; charset=utf-8";
  readonly #events: AsyncIterable<string>;

  constructor(events: AsyncIterable<string>) {
    super(undefined, { "cache-control": "no-cache", "x-accel-buffering": "no" });
    this.#events = events;
  }

  async send(exchange: Exchange, status: number, fields: string[]): Promise<void> {
    exchange.begin(status, fields, null);
    if (exchange.method === "HEAD") {
      exchange.end();
      await this.discard();
      return;
    }
    let spoke = false;
    const ping = setInterval(() => {
      if (!spoke && !exchange.closed) exchange.write(": ping\n\n");
      spoke = false;
    }, pingMs);
    // An iterator may never be done with what it waits for.
    exchange.onAbort(() => clearInterval(ping));
    const watched = mapped(this.#events, (event) => {
      spoke = true;
      return event;
    });
    try {
      await pumpPieces(exchange, watched);
    } finally {
      clearInterval(ping);
    }
  }

  override async discard(): Promise<void> {
    await this.#events[Symbol.asyncIterator]().return?.();
  }
}

/** One event as it is sent (the HTML standard's section 9.2.6); fields in FastAPI's order. */
export function eventText(event: ServerSentEvent<unknown>, data: string | undefined): string {
  let text = "";
  if (event.comment !== undefined) text += lines(":", event.comment);
  if (event.event !== undefined) text += `event: ${event.event}\n`;
  const payload = data ?? event.rawData;
  if (payload !== undefined) text += lines("data:", payload);
  if (event.id !== undefined) text += `id: ${event.id}\n`;
  if (event.retryMs !== undefined) text += `retry: ${event.retryMs}\n`;
  return `${text}\n`;
}

function lines(field: string, text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => `${field} ${line}\n`)
    .join("");
}
