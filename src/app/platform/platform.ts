import type { Exchange } from "../../core/exchange.ts";

/**
 * What an app needs beyond the web platform: filled by `server/` on Node, absent elsewhere (then the feature is a clear error
 * at start, or the web's own means are used). Handed to `App.start`.
 */
export interface Platform {
  /** For messages, e.g. `"node"`. */
  readonly name: string;
  readonly files?: FileSystem;
  readonly multipart?: MultipartReader;
  readonly compression?: Compression;
  readonly sockets?: WebSocketAcceptor;
  readonly offload?: OffloadFactory;
  readonly assets?: Assets;
}

export interface FileStat {
  readonly kind: "file" | "directory" | "other";
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedMs: number;
}

/** A file opened for reading: size and time are those of the opened file, whatever happens to its name. */
export interface OpenFile {
  readonly stat: FileStat;
  /** Bytes `start` to `end` (exclusive), in pieces of their own. Ends early only by an error. Not to be read after `close`. */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
  /** To be called always, once no read is under way. A second call does nothing. */
  close(): Promise<void>;
}

export interface ResolvedPath {
  readonly path: string;
  readonly stat: FileStat;
}

export interface FileSystem {
  /** Opens for reading; what is no regular file too, without waiting for it. Rejects with an error that has Node's `code` (`ENOENT`, `EACCES`, …). */
  open(path: string): Promise<OpenFile>;
  stat(path: string): Promise<FileStat>;
  /** The path with every link resolved, and what is there. Rejects as `open`. */
  resolve(path: string): Promise<ResolvedPath>;
  /** Absolute path of `path`, relative to `folder` or absolute; null if it is not `folder` or below it. Links are not followed. */
  below(folder: string, path: string): string | null;
  /** Absolute form of a path given by the app's author: relative to the working folder, or a `file:` URL. */
  absolute(path: string): string;
}

/** Limits of a form. Sizes in bytes. */
export interface FormLimits {
  /** Most parts with a file name. Default 1000. */
  readonly maxFiles: number;
  /** Most parts without. Default 1000. */
  readonly maxFields: number;
  /** Most bytes of a part without a file name. Default 1 MiB. */
  readonly maxFieldBytes: number;
  /** Most bytes of all parts without a file name together: they are kept in memory. Default 16 MiB. */
  readonly maxFieldsBytes: number;
  /** Bytes of files kept in memory, all of a form together; a file that would go past it goes to disk. Default 1 MiB. */
  readonly memoryBytes: number;
}

export interface FormPart {
  readonly name: string;
  /** Text, or a `File` (whose bytes may lie on disk until `cleanUp`). */
  readonly value: string | File;
}

export interface ReadForm {
  /** In order of arrival. */
  readonly parts: readonly FormPart[];
  /** Removes what was put on disk. Called after the answer. */
  cleanUp(): Promise<void>;
}

export interface MultipartReader {
  /** Reads `exchange`'s body as multipart/form-data. Rejects with an HTTPError 400 for a malformed form or one over a limit. */
  read(exchange: Exchange, contentType: string, limits: FormLimits): Promise<ReadForm>;
}

export type Coding = "gzip" | "br" | "zstd" | "deflate";

/** How hard to try, by coding: gzip and deflate 0 to 9, br 0 to 11, zstd 1 to 22. */
export type CompressionLevels = { readonly [C in Coding]?: number };

export interface Compression {
  /** What this platform can do, best first. */
  readonly codings: readonly Coding[];
  /** Off the event loop for bodies past a threshold. Levels are ignored where the platform cannot choose. */
  compress(body: Uint8Array, coding: Coding, levels?: CompressionLevels): Promise<Uint8Array> | Uint8Array;
  stream(body: AsyncIterable<Uint8Array>, coding: Coding, levels?: CompressionLevels): AsyncIterable<Uint8Array>;
}

/** What a handshake agreed on. */
export interface WebSocketOptions {
  readonly protocol: string | undefined;
  /** Flat list of fields for the 101, beside those of the handshake. */
  readonly headers: readonly string[];
  /** Most bytes of a message; past it the connection closes with 1009. */
  readonly maxMessageBytes: number;
}

/** An accepted WebSocket. Events come in order, and not before the turn in which it was accepted has ended. */
export interface WebSocketPeer {
  /** Called with each message; text as string. False asks to stop: what was read already may still come until `resume`. */
  onMessage: (data: string | Uint8Array) => boolean;
  /**
   * Called once, whoever closed (also after `close`). 1005 for a close without a code, 1006 for a connection that broke, 1012
   * when the server stops.
   */
  onClose: (code: number, reason: string) => void;
  /** Bytes that wait for the client to take them. */
  readonly bufferedBytes: number;
  resume(): void;
  /** Resolves when there is room for more; rejects if the connection ends first. */
  send(data: string | Uint8Array): Promise<void>;
  /** Starts the closing handshake: `code` is one that may be sent, `reason` at most 123 bytes. Does nothing if it has begun. */
  close(code: number, reason: string): void;
  /** Ends the connection at once. */
  terminate(): void;
  /** The app is done with it: its handler and all clean-up have ended. */
  finished?(): void;
}

/** An answer that refuses a handshake. */
export interface HandshakeFault {
  readonly status: number;
  /** Flat list of fields beside the content type. */
  readonly headers: readonly string[];
  readonly detail: string;
}

export interface WebSocketAcceptor {
  /** Loads what it needs. Called when an app that has WebSockets starts. */
  prepare?(): void;
  /** Whether this exchange asks for a WebSocket, well or badly. */
  isHandshake(exchange: Exchange): boolean;
  /** What is wrong with a handshake (RFC 6455 section 4.2.1); undefined if nothing is. */
  fault(exchange: Exchange): HandshakeFault | undefined;
  /** Writes the 101. Null if there is no connection any more. */
  accept(exchange: Exchange, options: WebSocketOptions): WebSocketPeer | null;
  /** Answers a handshake that the app closed instead of accepting it: 403 where a status is all that can be said. */
  refuse(exchange: Exchange, code: number, reason: string): void;
}

export interface OffloadOptions {
  /** Most threads. Default: the cores, less one, at least 1. */
  readonly threads?: number;
  /** Most calls that wait for a thread; past it a call is refused. Default 100. */
  readonly maxQueue?: number;
}

/** How one call is made. */
export interface OffloadCall {
  /** Ends the call; if it runs already, its thread with it. */
  readonly signal?: AbortSignal;
  /** Longest time from the call to its result, waiting included. Milliseconds, default none. */
  readonly deadlineMs?: number;
  /** Buffers in the arguments that are handed over instead of copied; they are empty here afterwards. */
  readonly transfer?: readonly ArrayBuffer[];
}

/** Threads that run functions of modules. Starts none before the first call. */
export interface OffloadPool {
  /**
   * Calls the export `name` of `module` in a thread. Rejects with what it throws (an HTTPError stays one), FlotillaError `overloaded`
   * or `deadline_exceeded`, or the signal's reason.
   */
  run(module: URL, name: string, args: readonly unknown[], call: OffloadCall): Promise<unknown>;
  /** Waits for the calls that run, then ends the threads. A later call starts new ones. */
  close(): Promise<void>;
}

export type OffloadFactory = (options: OffloadOptions) => OffloadPool;

/** A file of ours that a browser is sent. */
export interface Asset {
  readonly body: Uint8Array;
  readonly contentType: string;
  /** Entity tag, quotes included; another for each coding. */
  readonly etag: string;
}

/** The files of the docs pages (Swagger UI and ReDoc), which come with the package. */
export interface Assets {
  /** A file as it is, or gzipped; undefined if there is none of that name. */
  read(name: string, coding: "gzip" | "identity"): Promise<Asset | undefined>;
}
