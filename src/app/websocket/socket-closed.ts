/** Internal: made by a socket to tell of its close, and not by a handler to ask for one. */
export let closedBy: (code: number, reason: string, cause?: unknown) => SocketClosed;
export let isObserved: (error: SocketClosed) => boolean;

/**
 * A WebSocket that is closed. What reads and sends reject with, and the reason of `socket.signal`: `code` and `reason` are those of
 * whoever closed (1005 for none given, 1006 for a connection that broke).
 *
 * Thrown by a handler or dependency, it closes the socket; before `accept` it refuses the handshake with 403.
 *
 *     throw new SocketClosed(4001, "session expired");
 *
 * @throws RangeError for a code that cannot be sent, or a reason longer than 123 bytes.
 */
export class SocketClosed extends Error {
  readonly code: number;
  readonly reason: string;
  readonly #observed: boolean;

  static {
    closedBy = (code, reason, cause) => new SocketClosed(code, reason, { cause, observed: true } as object);
    isObserved = (error) => error.#observed;
  }

  constructor(code = 1000, reason = "", options: { readonly cause?: unknown } = {}) {
    const { cause, observed = false } = options as { cause?: unknown; observed?: boolean };
    if (!observed) checkClose(code, reason);
    super(`the WebSocket is closed: ${code}${reason === "" ? "" : ` ${reason}`}`, cause === undefined ? {} : { cause });
    this.name = "SocketClosed";
    this.code = code;
    this.reason = reason;
    this.#observed = observed;
  }
}

const encoder = new TextEncoder();
/** A control frame carries 125 bytes, the code takes two (RFC 6455 section 5.5). */
const maxReasonBytes = 123;

/** @throws RangeError for what no close frame may carry (RFC 6455 section 7.4). */
export function checkClose(code: number, reason: string): void {
  const known = code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006;
  if (!Number.isInteger(code) || !(known || (code >= 3000 && code <= 4999))) {
    throw new RangeError(`${code} is no close code to send: use 1000, 1001 to 1003, 1007 to 1014, or 3000 to 4999`);
  }
  if (encoder.encode(reason).byteLength > maxReasonBytes) {
    throw new RangeError(`the reason of a close is longer than ${maxReasonBytes} bytes`);
  }
}

/** As much of a text as a close frame carries. */
export function asReason(text: string): string {
  // A character has at most three bytes for each of its UTF-16 units.
  if (text.length * 3 <= maxReasonBytes) return text;
  let bytes = 0;
  let fitting = "";
  for (const character of text) {
    bytes += encoder.encode(character).byteLength;
    if (bytes > maxReasonBytes) break;
    fitting += character;
  }
  return fitting;
}
