import type { Exchange } from "../../core/exchange.ts";
import { isBodiless } from "../../core/web-response.ts";
import { chooseCoding } from "../accept.ts";
import { BodySource, type Packing, pumpPieces } from "../body-source.ts";
import { checkNumber, checkOptions } from "../check-options.ts";
import { type Context, platformOf } from "../context.ts";
import type { Middleware } from "../middleware.ts";
import type { Coding, Compression, CompressionLevels, Platform } from "../platform/platform.ts";
import { addVary, lists } from "./vary.ts";

/** Options of `compress`. */
export interface CompressOptions {
  /** Bodies of fewer bytes stay as they are: little is won. Default 500. */
  minBytes?: number;
  /** What may be used, best first; what the platform lacks (zstd before Node 22.15) is left out. Default zstd, br, gzip. */
  codings?: readonly Coding[];
  /** How hard to try, by coding. Default gzip 6, br 4, zstd 3. */
  levels?: CompressionLevels;
  /** Content types that stay as they are: `"image/png"`, `"video/*"`. Default those that are compressed already, and event streams. */
  exclude?: readonly string[];
}

/** Compressed already; and events, which a compressor would hold back. Starlette's, and some more. */
const alreadyCompressed: readonly string[] = [
  "application/grpc",
  "application/gzip",
  "application/x-7z-compressed",
  "application/x-bzip2",
  "application/x-gzip",
  "application/x-rar-compressed",
  "application/x-xz",
  "application/zip",
  "application/zstd",
  "audio/*",
  "font/woff",
  "font/woff2",
  "image/avif",
  "image/gif",
  "image/jpeg",
  "image/png",
  "image/webp",
  "text/event-stream",
  "video/*",
];

const encoder = new TextEncoder();

/**
 * Compresses answers as the client's Accept-Encoding asks for (RFC 9110 section 12.5.3). Left as they are: small bodies, those that
 * are encoded or compressed already, parts (206), `cache-control: no-transform`. Big bodies are compressed off the event
 * loop, streams piece by piece, each flushed.
 *
 * An answer that holds a secret beside something the client chose can be guessed from its size (BREACH): leave such routes out,
 * with `cache-control: no-transform`.
 * @throws TypeError for an unknown option.
 */
export function compress(options: CompressOptions = {}): Middleware {
  checkOptions("compress", options, ["minBytes", "codings", "levels", "exclude"]);
  checkNumber("compress: minBytes", options.minBytes, 0);
  const { minBytes = 500, codings = ["zstd", "br", "gzip"], levels } = options;
  const excluded = new Set((options.exclude ?? alreadyCompressed).map((type) => type.toLowerCase()));
  const available = new WeakMap<Compression, readonly Coding[]>();
  const codingsOf = (compression: Compression): readonly Coding[] => {
    let usable = available.get(compression);
    if (usable === undefined) {
      usable = codings.filter((coding) => compression.codings.includes(coding));
      available.set(compression, usable);
    }
    return usable;
  };
  return async function compress(context, next) {
    await next();
    const { compression } = platformOf(context);
    const { reply } = context;
    const { body } = reply;
    if (compression === undefined || body === null || body === undefined || !isChangeable(context, excluded)) return;
    const small = !(body instanceof BodySource) && byteLengthUpTo(body, minBytes) < minBytes;
    if (small) return;
    addVary(reply.headers, "Accept-Encoding");
    const coding = chooseCoding(context.header("accept-encoding"), codingsOf(compression));
    if (coding === null) return;
    if (body instanceof BodySource) {
      if (body.pieces === undefined) {
        // It knows best: a file has ranges and conditions of its own.
        reply.body = new SelfCoding(body, { coding, levels });
        return;
      }
      reply.body = new CompressedBody(body, coding, compression, levels);
    } else {
      const whole = typeof body === "string" ? encoder.encode(body) : body;
      const made = compression.compress(whole, coding, levels);
      const packed = made instanceof Promise ? await made : made;
      if (packed.byteLength >= whole.byteLength) return;
      reply.body = packed;
    }
    markEncoded(reply.headers, coding);
  };
}

/** Whether the answer is one that may be compressed, leaving aside its size. */
function isChangeable(context: Context, excluded: ReadonlySet<string>): boolean {
  const { reply } = context;
  const { headers, status } = reply;
  if (status === 206 || isBodiless(status)) return false;
  if (headers.has("content-encoding") || headers.has("content-range") || headers.has("content-digest")) return false;
  const cacheControl = headers.get("cache-control");
  if (cacheControl !== null && lists(cacheControl, "no-transform")) return false;
  const type = (headers.get("content-type") ?? "").split(";", 1)[0].trim().toLowerCase();
  if (type.startsWith("application/grpc+") && excluded.has("application/grpc")) return false;
  return !excluded.has(type) && !excluded.has(`${type.slice(0, type.indexOf("/"))}/*`);
}

/** Compressed bytes are another representation (RFC 9110 section 8.8.1): a weak tag, no ranges of it. */
function markEncoded(headers: Headers, coding: Coding): void {
  headers.set("content-encoding", coding);
  headers.delete("accept-ranges");
  const etag = headers.get("etag");
  if (etag !== null && !etag.startsWith("W/")) headers.set("etag", `W/${etag}`);
}

/** Bytes of a body; of a text that has as many characters as matter, those. */
function byteLengthUpTo(body: string | Uint8Array, enough: number): number {
  if (typeof body !== "string") return body.byteLength;
  return body.length >= enough ? body.length : encoder.encode(body).byteLength;
}

/** A body that compresses itself where it goes out whole. Made for one answer. */
class SelfCoding extends BodySource {
  readonly contentType: string | null;
  readonly #body: BodySource;
  readonly #packing: Packing;

  constructor(body: BodySource, packing: Packing) {
    super();
    this.contentType = body.contentType;
    this.#body = body;
    this.#packing = packing;
  }

  send(exchange: Exchange, status: number, fields: string[], platform: Platform): Promise<void> {
    return this.#body.send(exchange, status, fields, platform, this.#packing);
  }

  override async discard(): Promise<void> {
    await this.#body.discard?.();
  }
}

/** A streamed body, compressed on its way. Made for one answer. */
class CompressedBody extends BodySource {
  readonly contentType: string | null;
  readonly #body: BodySource;
  readonly #coding: Coding;
  readonly #compression: Compression;
  readonly #levels: CompressionLevels | undefined;

  constructor(body: BodySource, coding: Coding, compression: Compression, levels: CompressionLevels | undefined) {
    super();
    this.contentType = body.contentType;
    this.#body = body;
    this.#coding = coding;
    this.#compression = compression;
    this.#levels = levels;
  }

  async send(exchange: Exchange, status: number, fields: string[], platform: Platform): Promise<void> {
    exchange.begin(status, fields, null);
    if (exchange.method === "HEAD") {
      exchange.end();
      await this.discard();
      return;
    }
    await pumpPieces(exchange, this.#compressed(platform));
  }

  /** Returning ends the source at once: the compressor only would when its next piece is there. */
  #compressed(platform: Platform): AsyncIterable<Uint8Array> {
    const pieces = this.#body.pieces?.(platform) as AsyncIterable<Uint8Array>;
    const source = pieces[Symbol.asyncIterator]();
    const input = { [Symbol.asyncIterator]: () => source };
    const packed = this.#compression.stream(input, this.#coding, this.#levels)[Symbol.asyncIterator]();
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => packed.next(),
        async return() {
          await Promise.all([source.return?.(), packed.return?.()]);
          return { done: true, value: undefined };
        },
      }),
    };
  }

  override async discard(): Promise<void> {
    await this.#body.discard?.();
  }
}
