import type { Context } from "../context.ts";
import type { Named, Uses } from "../dependency.ts";
import type { InputOf, OutputOf, Schema } from "../schema/schema.ts";
import type { HeaderValues, Input, InputName, Names, Place, Route } from "../types.ts";

/** Options of `app.websocket`. */
export interface SocketOptions<P = Place, Q = Place, H = Place, C = Place, U = Uses, M = Schema, N = Schema> {
  path?: P;
  query?: Q;
  headers?: H;
  cookies?: C;
  use?: U & { readonly [K in keyof U & InputName]: `"${K}" is an input: give this dependency another name` };
  /** Name for `context.url`. Default: the handler's name. */
  name?: string;
  /** Each message is parsed as JSON and must be this; else the socket closes with 1007. Default: text or bytes as they come. */
  receive?: M;
  /** What `send` takes: validated, and sent as JSON. Default: text and bytes as they are, anything else as JSON. */
  send?: N;
  /** Sub-protocols in order of preference; the first one that the client offers is agreed on. Without one in common: none. */
  protocols?: readonly string[];
  /**
   * Origins of web pages that may connect, e.g. `"https://example.com"`; another page is refused with 403. A client that names no
   * origin is no browser, and may. Default: all. Browsers send cookies along from any page, so name them where cookies sign in.
   */
  origins?: readonly string[];
  /** Most bytes of a message; past it the socket closes with 1009. Default 16 MiB. */
  maxMessageBytes?: number;
}

/** What one message is to the handler. */
type Received<M> = [M] extends [never] ? string | Uint8Array : M extends Schema ? OutputOf<M> : never;
type Sendable<N> = [N] extends [never] ? unknown : N extends Schema ? InputOf<N> : never;

/** What goes with the answer to a handshake. */
export interface AcceptOptions {
  /** One of those the client offers. Default: the first of the route's `protocols` that it offers. */
  readonly protocol?: string;
  /** Fields of the 101. Cookies that dependencies have set go with it too. */
  readonly headers?: HeaderValues;
}

/**
 * The second argument of a WebSocket handler: the context of the handshake and the connection. The first read or send accepts; a handler
 * that returns or throws before has refused. When it returns, the socket closes with 1000; when it throws, with 1011.
 */
export interface Socket<M = string | Uint8Array, N = unknown>
  extends Omit<Context, "reply" | "defer" | "signal">,
    AsyncIterable<M> {
  /** Answers the handshake. Does nothing if that was done. */
  accept(options?: AcceptOptions): Promise<void>;
  /** The sub-protocol agreed on; undefined before `accept`, and without one. */
  readonly protocol: string | undefined;
  /** What the client offers, in its order of preference. */
  readonly offeredProtocols: readonly string[];
  /**
   * The next message. Rejects with a `SocketClosed` once all that came before the close was read, and for a message that is not
   * what `receive` declares (1007). Iterating over the socket ends there instead.
   */
  receive(): Promise<M>;
  /**
   * Resolves when there is room for more, so that awaiting it keeps to the client's pace. A client that leaves more than 16 MiB
   * waiting is closed with 1013. Rejects with a `SocketClosed` if the socket is closed, with what is wrong with the message else.
   */
  readonly send: (message: N) => Promise<void>;
  /** Closes with a code (default 1000) and a reason of at most 123 bytes; before `accept` it refuses the handshake (403). */
  close(code?: number, reason?: string): Promise<void>;
  /** True until the close of either side. */
  readonly open: boolean;
  /** Aborted with a `SocketClosed` when either side closes. */
  readonly signal: AbortSignal;
}

/** Registers a WebSocket endpoint. */
export interface SocketVerb<Pre extends string, RP = {}, RU = {}> {
  <const T extends string>(
    template: T,
    handler: (input: Input<`${Pre}${T}`, RP, never, never, never, never, never, RU>, socket: Socket) => unknown,
  ): Route<`${Pre}${T}`>;
  <
    const T extends string,
    P extends Place = {},
    Q extends Place = never,
    H extends Place = never,
    C extends Place = never,
    U extends Uses = {},
    M extends Schema = never,
    N extends Schema = never,
  >(
    template: T,
    options: SocketOptions<P & { readonly [K in Exclude<keyof P, Names<`${Pre}${T}`>>]: never }, Q, H, C, U, M, N>,
    handler: (
      input: Input<`${Pre}${T}`, RP & P, Q, H, C, never, never, RU & Named<U>>,
      socket: Socket<Received<M>, Sendable<N>>,
    ) => unknown,
  ): Route<`${Pre}${T}`>;
}
