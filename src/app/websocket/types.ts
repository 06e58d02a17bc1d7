import type { Context } from "../context.ts";
import type { Uses } from "../dependency.ts";
import type { InputOf, OutputOf, Schema } from "../schema/schema.ts";
import type { Input, InputName, Names, Place, Route } from "../types.ts";

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
  /** Sub-protocols in order of preference; the first one that the client offers is agreed on. */
  protocols?: readonly string[];
  /** Most bytes of a message; past it the socket closes with 1009. Default 16 MiB. */
  maxMessageBytes?: number;
}

/** What one message is to the handler. */
type Received<M> = [M] extends [never] ? string | Uint8Array : M extends Schema ? OutputOf<M> : never;
type Sendable<N> = [N] extends [never] ? unknown : N extends Schema ? InputOf<N> : never;

/**
 * The second argument of a WebSocket handler: the context of the handshake and the connection. The first read or send accepts.
 * Iterating ends when the client closes; `send` after that rejects.
 */
export interface Socket<M = string | Uint8Array, N = unknown>
  extends Omit<Context, "reply" | "defer">,
    AsyncIterable<M> {
  /** Answers the handshake; headers of the 101 may be given. Does nothing if it has been answered. */
  accept(options?: { protocol?: string; headers?: Readonly<Record<string, string>> }): Promise<void>;
  /** The sub-protocol agreed on. */
  readonly protocol: string | undefined;
  /** The next message. Rejects with a `SocketClosed` when the client has closed. */
  receive(): Promise<M>;
  /** Resolves when there is room for more. Rejects with a `SocketClosed` if the socket is closed. */
  send(message: N): Promise<void>;
  /** Closes; before `accept` it refuses the handshake (403). Default code 1000. */
  close(code?: number, reason?: string): Promise<void>;
  /** True until the close of either side. */
  readonly open: boolean;
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
      input: Input<`${Pre}${T}`, RP & P, Q, H, C, never, never, RU & U>,
      socket: Socket<Received<M>, Sendable<N>>,
    ) => unknown,
  ): Route<`${Pre}${T}`>;
}
