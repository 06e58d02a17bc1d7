/**
 * One request and its answer, whatever carried them: an HTTP/1.1 connection today, an HTTP/2 stream, the link or a
 * fetch `Request` as well. Apps and the balancer are written against this and never see a socket.
 *
 * Field lists (`headers`, trailers) are flat: `[name, value, name, value, …]`, order, case and repetition as received.
 */
export interface Exchange {
  /** Request method, case-sensitive (RFC 9110 section 9.1), e.g. `"GET"`. */
  readonly method: string;
  /** Raw path, percent-encoding untouched, e.g. `"/items/a%2Fb"`; `"*"` for `OPTIONS *`; `host:port` for `CONNECT`. */
  readonly path: string;
  /** Raw query without its `?`; `""` when there is none. */
  readonly query: string;
  /** Path and query in origin-form, byte for byte as received (an empty query keeps its `?`). */
  readonly target: string;
  /** Version the client spoke. */
  readonly protocol: "HTTP/1.0" | "HTTP/1.1" | "HTTP/2";
  readonly scheme: "http" | "https";
  /** The validated authority: the Host field, or that of an absolute-form target. `""` if an HTTP/1.0 client sent none. */
  readonly authority: string;
  /** What stands before `path` for the client: the path of a mount, or what a proxy cut off. Default `""`. */
  readonly rootPath?: string;
  /** Request fields, flat, order and case kept. */
  readonly headers: readonly string[];
  /** Address of the peer (`""` on a Unix socket) and its port (0 there). */
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Bytes of the request body: 0 when there is none, `null` when only its end will tell. */
  readonly bodyLength: number | null;
  /**
   * Most bytes of request body accepted; past it the body fails with `body_too_large` (413). Starts as the server's
   * limit; a route may set its own before it reads.
   */
  maxBodyBytes: number;
  /** Value of a field by its lower-case name; several lines are joined with `", "` (cookie: `"; "`). */
  header(name: string): string | undefined;

  /**
   * The request's head for the next hop, as text: its request line with `target`, the field lines `added`, then its own lines
   * that `choice` keeps, as they came. Null if its Connection names fields, or `choice` cannot tell: then it takes a look at
   * each field. Absent on carriers whose heads are no text.
   */
  forwardHead?(target: string, added: string, choice: FieldChoice): string | null;

  /**
   * Streams the request body into `sink`: at most once per exchange. Sends `100 Continue` first if the client waits for it.
   * A body that nobody reads is discarded after the answer (bounded), or the connection is closed.
   */
  readBody(sink: BodySink): void;
  /** Continues a body that `onData` paused. */
  resumeBody(): void;

  /** True once a final status was sent. */
  readonly started: boolean;
  /** True once the answer is complete or can no longer be: the client left, or the exchange was destroyed. */
  readonly closed: boolean;
  /** Status sent, 0 before; and bytes of the answer so far, head included. */
  readonly status: number;
  readonly bytesSent: number;
  /** Aborted when the client leaves before the answer is complete. Made when first asked for. */
  readonly signal: AbortSignal;
  /** Called once when the client leaves or the exchange is destroyed before the answer is complete; at once if it has. */
  onAbort(listener: (reason: Error) => void): void;

  /** False: the fields bring their own `Date` (a proxy's answer). Default true: the server adds it. */
  autoDate: boolean;
  /** Sends an interim answer (1xx other than 101). No-op for HTTP/1.0 clients. */
  inform(status: number, headers: readonly string[]): void;
  /**
   * Sends a whole answer. `Content-Length`, `Date` and `Connection` are added by the server; do not pass them. A string is
   * sent as UTF-8; bytes must not be changed afterwards. For HEAD, 1xx, 204 and 304 the body is left out. A frozen `headers` array is rendered once and cached.
   * With `encoding` `"latin1"` a string stands for bytes, one a character: the cheapest way to pass on a small body.
   * @throws TypeError on a field with a bad name or with CR, LF, NUL or other controls in its value; nothing is sent then.
   */
  send(
    status: number,
    headers: readonly string[],
    body: string | Uint8Array | null,
    encoding?: "utf8" | "latin1",
  ): void;
  /** Whether an answer sent whole now says nothing of the connection, which goes on. Asked before `sendMessage`. */
  readonly persists?: boolean;
  /**
   * Sends a whole answer as a strict parser has read it: status line, field lines with the Content-Length among them, empty
   * line, body, one character a byte. The first `headLength` are the head. What concerns this hop (Connection, Server, Date
   * unless `autoDate` is false) is added. Only where heads are text: absent on other carriers.
   */
  sendMessage?(status: number, message: string, headLength: number): void;
  /**
   * Starts an answer whose body follows by `write` and `end`. With `length` in bytes it is framed by Content-Length, and
   * a body that turns out shorter or longer destroys the exchange; with `null` it is chunked (until close for HTTP/1.0).
   */
  begin(status: number, headers: readonly string[], length: number | null): void;
  /** Sends a piece of body. False: the client is slower than the writer; wait for `onDrain` before the next. */
  write(chunk: string | Uint8Array): boolean;
  /** Calls `listener` once when there is room to write again (at once if there is). Not called if the exchange closes. */
  onDrain(listener: () => void): void;
  /** Completes the answer. Trailers are sent only where the framing allows them. */
  end(trailers?: readonly string[]): void;
  /** The answer cannot be completed: cuts the connection so that it can never look complete to the client. */
  destroy(reason?: Error): void;
  /**
   * Takes the connection over after an upgrade: `head` are the bytes already read beyond the request. The exchange is
   * finished by this; the taker writes the 101 itself. Null where the carrier has no connection to give.
   */
  upgrade(): Upgraded | null;
  /** True if the client asked to upgrade (an `Upgrade` field named by `Connection`, HTTP/1.1). */
  readonly wantsUpgrade: boolean;
}

/** Says which fields of a head go on to the next hop as they are. Those of the message's framing and Connection are not asked for. */
export interface FieldChoice {
  /** False for names of this length and first letter (its `code & 31`) if all of them go on: most are told by that alone. */
  concerns(length: number, letter: number): boolean;
  /** Whether fields of this name (in any case) go on as they are; null if that depends on more. */
  keeps(name: string): boolean | null;
}

/** A connection taken over from HTTP. `socket` is a `node:stream` Duplex; typed loosely because `core` knows no Node. */
export interface Upgraded {
  readonly socket: unknown;
  readonly head: Uint8Array;
}

/** Receives one body. Exactly one of `onEnd` and `onError` ends it. */
export interface BodySink {
  /** A piece of body, owned by the sink. Return false to pause; `resumeBody()` continues. */
  onData(chunk: Uint8Array): boolean;
  /** The body is complete: all bytes its framing promised have come. */
  onEnd(trailers: readonly string[]): void;
  /** The body will never be complete: the client left, broke the framing, was too slow or sent too much. */
  onError(error: Error): void;
}

/** What a server hands its exchanges to: our App, the fetch adapter, the balancer. */
export interface ExchangeHandler {
  /**
   * Says that a handler which has a `fetch` as well (our App) is served without a `Request`. Not by class, so that it holds
   * between two copies of the package, and an app of another kind with a `handle` of its own is not mistaken for one.
   */
  readonly takesExchanges?: true;
  /** Answers one exchange. May return before it is answered. Must not throw: a throw is a bug and is answered with 500. */
  handle(exchange: Exchange): void;
  /**
   * Runs before the server is ready (lifespan, resources), with what the server has to offer beyond the web platform (an app's
   * `Platform`). A rejection is a failed start.
   */
  start?(platform?: unknown): Promise<void>;
  /** Runs after the drain. */
  stop?(): Promise<void>;
}

/** Value of a field in a flat list by its lower-case name, several lines joined with `", "` (cookie: `"; "`). */
export function fieldValue(fields: readonly string[], name: string): string | undefined {
  let value: string | undefined;
  for (let i = 0; i < fields.length; i += 2) {
    const candidate = fields[i];
    // The first letter tells most names of one length apart, without a string made to compare them.
    if (candidate.length !== name.length || (candidate.charCodeAt(0) | 0x20) !== (name.charCodeAt(0) | 0x20)) continue;
    if (candidate === name || candidate.toLowerCase() === name) {
      value = value === undefined ? fields[i + 1] : value + (name === "cookie" ? "; " : ", ") + fields[i + 1];
    }
  }
  return value;
}
