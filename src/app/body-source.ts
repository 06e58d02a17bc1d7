import type { Exchange } from "../core/exchange.ts";
import type { Coding, CompressionLevels, Platform } from "./platform/platform.ts";
import type { HeaderValues } from "./types.ts";

export { pumpPieces } from "../core/pump.ts";

/** How a body is to be compressed. */
export interface Packing {
  readonly coding: Coding;
  readonly levels?: CompressionLevels | undefined;
}

/**
 * A body that sends itself: a file, a stream. Made by a handler for one answer; the app works out status and fields and
 * calls `send` once. A class, so that the app can tell it from a value meant as JSON.
 */
export abstract class BodySource {
  /** Content type if neither reply nor options name one; null for none. */
  abstract readonly contentType: string | null;
  /** Status the handler asked for; undefined for the route's. */
  readonly status: number | undefined;
  /** Fields the handler asked for. */
  readonly headers: HeaderValues | undefined;

  constructor(status?: number, headers?: HeaderValues) {
    this.status = status;
    this.headers = headers;
  }

  /**
   * Sends status, fields (flat list with lower-case names, complete but for what the carrier adds) and body. May change the
   * status (206, 304, 412, 416). With `packing` the body is to be compressed where it goes out whole; the source adds
   * `content-encoding` and `vary` then. Resolves when the last byte was handed over or the client left.
   */
  abstract send(
    exchange: Exchange,
    status: number,
    fields: string[],
    platform: Platform,
    packing?: Packing,
  ): Promise<void>;

  /** The body as pieces, for a middleware that changes it; absent if it must not be changed. */
  pieces?(platform: Platform): AsyncIterable<Uint8Array>;
  /** Lets go of what the body holds, where it will not be sent. */
  discard?(): Promise<void>;
}
