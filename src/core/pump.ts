import type { Exchange } from "./exchange.ts";

/** How long a client that closed its sending half is still streamed to; it cannot be told from one that left. */
const halfClosedGraceMs = 5000;
/**
 * A generator that waits for nothing, and a client that reads as fast, would keep the event loop from everybody else (and from
 * hearing that the client left): nothing but microtasks stands between two pieces. So long at most.
 */
const sliceMs = 10;

/**
 * Writes `pieces` as the body of an answer that has begun, at the client's pace, and ends it. Resolves when the last piece
 * was handed over; or, if the client left, once the pieces' own clean-up is done: their `return()` is called at once, and an
 * iterator that is still busy with a piece (a generator) gets to it when that is there.
 * @throws what the pieces fail with, before or after the client left. The exchange is destroyed by then, so that the cut
 * answer cannot look complete.
 */
export async function pumpPieces(exchange: Exchange, pieces: AsyncIterable<Uint8Array | string>): Promise<void> {
  const iterator = pieces[Symbol.asyncIterator]();
  let ending: Promise<unknown> | undefined;
  let wake: (() => void) | undefined;
  let grace: ReturnType<typeof setTimeout> | undefined;
  const stop = (reason: Error) => {
    if (ending !== undefined) return;
    clearTimeout(grace);
    ending = returned(iterator, reason);
    // Awaited below, maybe much later.
    ending.catch(() => {});
    exchange.destroy(reason);
    wake?.();
  };
  exchange.onAbort((reason) => {
    // The carrier closes the exchange after telling us, unless the client only closed its half.
    queueMicrotask(() => {
      if (exchange.closed) stop(reason);
      else grace = setTimeout(stop, halfClosedGraceMs, reason);
    });
  });
  let whole = false;
  let turn = performance.now();
  try {
    while (ending === undefined) {
      const { done, value } = await iterator.next();
      if (ending !== undefined) break;
      if (done) {
        whole = true;
        break;
      }
      const writable = exchange.write(value);
      if (writable && performance.now() - turn < sliceMs) continue;
      if (exchange.closed) {
        stop(new Error("the answer was cut"));
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (writable) setTimeout(resolve, 0);
        else exchange.onDrain(resolve);
      });
      turn = performance.now();
    }
  } catch (error) {
    stop(error instanceof Error ? error : new Error("the body failed", { cause: error }));
    throw error;
  } finally {
    clearTimeout(grace);
  }
  if (whole) exchange.end();
  else await ending;
}

async function returned(iterator: AsyncIterator<unknown>, reason?: Error): Promise<void> {
  await iterator.return?.(reason);
}

/**
 * The same pieces, changed one by one. No generator: returning one that has not begun, or that waits for a piece, does not reach what it
 * iterates over, and that has a clean-up of its own.
 */
export function mapped<T, U>(pieces: AsyncIterable<T>, change: (piece: T) => U | Promise<U>): AsyncIterable<U> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = pieces[Symbol.asyncIterator]();
      return {
        async next() {
          const { done, value } = await iterator.next();
          if (done) return { done, value: undefined };
          try {
            return { done: false, value: await change(value) };
          } catch (error) {
            // As a loop would; its own error is the one that counts.
            await returned(iterator).catch(() => {});
            throw error;
          }
        },
        async return() {
          await iterator.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

/** What a reader reads, as pieces. Returning cancels the stream at once, whatever it is waiting for. */
export function readerPieces<T>(reader: ReadableStreamDefaultReader<T>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => reader.read() as Promise<IteratorResult<T>>,
      async return(reason?: unknown) {
        // What the stream's own cancel throws concerns nobody who reads it.
        await reader.cancel(reason).catch(() => {});
        return { done: true, value: undefined };
      },
    }),
  };
}
