import type { Exchange } from "./exchange.ts";

/** Bytes of request body that may wait in a stream for their reader before the sender is paused. */
const readAheadBytes = 64 * 1024;

/**
 * Reads the whole request body, at most `exchange.maxBodyBytes` of it.
 * @throws FlotillaError `body_too_large`, or whatever else kept the body from being complete.
 */
export function readAll(exchange: Exchange): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    exchange.readBody({
      onData(chunk) {
        chunks.push(chunk);
        size += chunk.byteLength;
        return true;
      },
      onEnd() {
        resolve(chunks.length === 1 ? chunks[0] : joined(chunks, size));
      },
      onError: reject,
    });
  });
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let position = 0;
  for (const chunk of chunks) {
    whole.set(chunk, position);
    position += chunk.byteLength;
  }
  return whole;
}

/**
 * The request body as a stream. Nothing is read (and no `100 Continue` sent) before its first pull; a reader that stops
 * pulling pauses the sender. A body that breaks off errors the stream, so it can never look complete. After `cancel()`
 * the rest stays unread, which the carrier deals with as with any body nobody reads.
 */
export function bodyStream(exchange: Exchange): ReadableStream<Uint8Array> {
  let begun = false;
  let paused = false;
  let over = false;
  const start = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    exchange.readBody({
      onData(chunk) {
        if (over) return false;
        controller.enqueue(chunk);
        paused = (controller.desiredSize ?? 0) <= -readAheadBytes;
        return !paused;
      },
      onEnd() {
        if (!over) controller.close();
        over = true;
      },
      onError(error) {
        if (!over) controller.error(error);
        over = true;
      },
    });
  };
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (!begun) {
          begun = true;
          start(controller);
        } else if (paused) {
          paused = false;
          exchange.resumeBody();
        }
      },
      cancel() {
        over = true;
      },
    },
    // A mark of 0 makes pull follow demand: making a Request around the stream must not start the body.
    { highWaterMark: 0, size: (chunk) => chunk.byteLength },
  );
}
