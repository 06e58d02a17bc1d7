import type { BodySink, Exchange } from "../core/exchange.ts";
import { changedExchange } from "./changed-exchange.ts";

/** Bytes that are kept for whoever reads the body next; past it there is no next. As much as all text of a form may take. */
const mostKeptBytes = 16 * 1024 * 1024;

/**
 * The exchange with a body that can be read again: what a middleware has read of it is there for the route as well. What was read is
 * held in memory until the request ends.
 */
export function withKeptBody(exchange: Exchange): Exchange {
  const body = new KeptBody(exchange);
  return changedExchange(exchange, {
    readBody: (sink: BodySink) => body.read(sink),
    resumeBody: () => body.resume(),
  });
}

interface Reading {
  readonly sink: BodySink;
  /** How many of the pieces it has had. */
  at: number;
  paused: boolean;
}

/** One body and its readers. The last of them sets the pace: earlier ones may have gone. */
class KeptBody implements BodySink {
  readonly #exchange: Exchange;
  readonly #pieces: Uint8Array[] = [];
  readonly #readings: Reading[] = [];
  #bytes = 0;
  #begun = false;
  /** The sender is paused. */
  #held = false;
  /** How many pieces were let go of: only those who have had them can go on. */
  #lost = 0;
  #end: ((sink: BodySink) => void) | undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  read(sink: BodySink): void {
    if (this.#lost > 0) {
      const most = mostKeptBytes / 1024 ** 2;
      sink.onError(new Error(`a middleware has read more than ${most} MiB of the body: it cannot be read again`));
      return;
    }
    const reading: Reading = { sink, at: 0, paused: false };
    this.#readings.push(reading);
    this.#feed(reading);
    if (!this.#begun) {
      this.#begun = true;
      this.#exchange.readBody(this);
    } else this.#goOn();
  }

  resume(): void {
    for (const reading of [...this.#readings]) {
      reading.paused = false;
      this.#feed(reading);
    }
    this.#goOn();
  }

  #goOn(): void {
    if (!this.#held || this.#readings.at(-1)?.paused !== false) return;
    this.#held = false;
    this.#exchange.resumeBody();
  }

  onData(piece: Uint8Array): boolean {
    this.#pieces.push(piece);
    this.#bytes += piece.byteLength;
    for (const reading of this.#readings) this.#feed(reading);
    if (this.#bytes > mostKeptBytes) this.#forget();
    this.#held = this.#readings.at(-1)?.paused === true;
    return !this.#held;
  }

  /** Lets go of what the last reader has had. */
  #forget(): void {
    const had = (this.#readings.at(-1)?.at ?? 0) - this.#lost;
    this.#lost += this.#pieces.splice(0, had).length;
  }

  onEnd(trailers: readonly string[]): void {
    this.#finish((sink) => sink.onEnd(trailers));
  }

  onError(error: Error): void {
    this.#finish((sink) => sink.onError(error));
  }

  #finish(end: (sink: BodySink) => void): void {
    this.#end = end;
    for (const reading of [...this.#readings]) this.#feed(reading);
  }

  #feed(reading: Reading): void {
    for (;;) {
      if (reading.paused) return;
      const index = reading.at - this.#lost;
      if (index >= this.#pieces.length) break;
      reading.at++;
      // A sink owns what it is given.
      if (index >= 0 && !reading.sink.onData(this.#pieces[index].slice())) reading.paused = true;
    }
    if (this.#end === undefined) return;
    const at = this.#readings.indexOf(reading);
    if (at === -1) return;
    this.#readings.splice(at, 1);
    this.#end(reading.sink);
  }
}
