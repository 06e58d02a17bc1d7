import type { ErrorCode } from "../core/errors.ts";

/** Bounds on what a peer may send. All in bytes unless the name says otherwise. */
export interface Limits {
  /** Request line or status line, without CRLF. Default 8 KiB; over: 414 (request). */
  readonly maxLineBytes: number;
  /** Whole head: start line, field lines and their CRLFs. Default 32 KiB; over: 431. */
  readonly maxHeadBytes: number;
  /** Field lines in a head (and in a trailer section). Default 100, at most 4096; over: 431. */
  readonly maxFields: number;
  /** A chunk-size line with its extensions. Default 256; over: 400. */
  readonly maxChunkLineBytes: number;
  /** Trailer section. Default 8 KiB; over: 431. */
  readonly maxTrailerBytes: number;
}

/** The limits of a server that was given none. */
export const defaultLimits: Limits = {
  maxLineBytes: 8 * 1024,
  maxHeadBytes: 32 * 1024,
  maxFields: 100,
  maxChunkLineBytes: 256,
  maxTrailerBytes: 8 * 1024,
};

/** How the end of a body is found (RFC 9112 section 6.3). */
export type Framing = "none" | "length" | "chunked" | "close";

/** Receives what a parser finds, in order: head, body pieces, end. Interim (1xx) responses are head only. */
export interface MessageSink<Head> {
  onHead(head: Head): void;
  /** Body bytes `buffer[start, end)`: valid during the call only; copy what is kept. */
  onBody(buffer: Buffer, start: number, end: number): void;
  /** The message is complete. `trailers` is flat and empty unless chunked with trailers. */
  onEnd(trailers: readonly string[]): void;
}

/** Why a parser refused. The table in core/errors.ts gives its status. */
export interface SyntaxFault {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * Interface of both parsers (`RequestParser`, `ResponseParser`). Feed it buffers cut anywhere.
 *
 *     const parser = new RequestParser(limits, sink);
 *     let used = parser.execute(buffer, start, end);   // stops right after a complete message
 *     if (parser.fault) …                              // nothing after this is parsed
 *     if (parser.complete) parser.next();              // then feed what is left
 *
 * `execute` keeps what it needs of a partial line itself, so the buffer may be reused after the call.
 */
export interface Parser {
  /** Parses `buffer[start, end)`; returns the position it stopped at: `end`, or right after a complete message. */
  execute(buffer: Buffer, start: number, end: number): number;
  /** Set by the owner (also from within a sink's call): `execute` returns as soon as it sees it, at a piece boundary. */
  paused: boolean;
  /** Set once the input is refused; the parser is finished then. */
  readonly fault: SyntaxFault | null;
  /** A whole message has been delivered; call `next()` before feeding more. */
  readonly complete: boolean;
  /** True between messages: nothing of the next one has come. Never once the input is refused. */
  readonly idle: boolean;
  /** Gets ready for the next message on the connection. */
  next(): void;
}
