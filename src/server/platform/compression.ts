import type { Transform } from "node:stream";
import zlib from "node:zlib";
import type { Coding, Compression } from "../../app/platform/platform.ts";

/**
 * Bodies from here on are compressed by libuv's threads, smaller ones at once. Measured on JSON with Node 20 and 24: the way to a thread
 * and back takes 40 to 60 µs of CPU, 25 to 55 µs of them the event loop's; gzip takes 37 µs for 8 KiB and 69 µs for 16 KiB, Brotli 52
 * and 90 µs. Bytes.
 */
const threadBytes = 16 * 1024;

type Callback = (error: Error | null, result: Uint8Array) => void;

/** How Node does one coding. */
interface Coder {
  now(body: Uint8Array): Uint8Array;
  later(body: Uint8Array, done: Callback): void;
  /** A stream that gives out after each write all it was given. */
  stream(): Transform;
}

/** What Node has of Zstandard from 22.15 on; our types are those of 20. */
interface ZstdPart {
  zstdCompressSync?(body: Uint8Array): Uint8Array;
  zstdCompress?(body: Uint8Array, done: Callback): void;
  createZstdCompress?(options: { flush: number }): Transform;
  readonly constants: { readonly ZSTD_e_flush?: number };
}

const { constants } = zlib;
/**
 * Quality 4 compresses better than gzip's level 6 in a third less time; its default 11 takes a hundred times as long. The
 * window of 512 KiB, as nginx's, bounds the memory of a stream.
 */
const brotli = { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 19 };
const sized = (body: Uint8Array) => ({ params: { ...brotli, [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength } });

/** Best first. */
const coders: ReadonlyMap<Coding, Coder> = new Map([
  [
    "br",
    {
      now: (body) => zlib.brotliCompressSync(body, sized(body)),
      later: (body, done) => zlib.brotliCompress(body, sized(body), done),
      stream: () => zlib.createBrotliCompress({ flush: constants.BROTLI_OPERATION_FLUSH, params: brotli }),
    },
  ],
  ...zstdCoder(zlib as unknown as ZstdPart),
  [
    "gzip",
    {
      now: (body) => zlib.gzipSync(body),
      later: (body, done) => zlib.gzip(body, done),
      stream: () => zlib.createGzip({ flush: constants.Z_SYNC_FLUSH }),
    },
  ],
  [
    "deflate",
    {
      now: (body) => zlib.deflateSync(body),
      later: (body, done) => zlib.deflate(body, done),
      stream: () => zlib.createDeflate({ flush: constants.Z_SYNC_FLUSH }),
    },
  ],
] satisfies [Coding, Coder][]);

function zstdCoder(has: ZstdPart): [Coding, Coder][] {
  const { zstdCompressSync, zstdCompress, createZstdCompress } = has;
  const flush = has.constants.ZSTD_e_flush;
  if (!zstdCompressSync || !zstdCompress || !createZstdCompress || flush === undefined) return [];
  const coder: Coder = { now: zstdCompressSync, later: zstdCompress, stream: () => createZstdCompress({ flush }) };
  return [["zstd", coder]];
}

/** Compression by Node's zlib. Keeps nothing between calls. */
export const nodeCompression: Compression = {
  codings: [...coders.keys()],

  compress(body, coding) {
    const coder = coderOf(coding);
    if (body.byteLength < threadBytes) return coder.now(body);
    return new Promise((resolve, reject) => {
      coder.later(body, (error, result) => (error === null ? resolve(result) : reject(error)));
    });
  },

  async *stream(body, coding) {
    const transform = coderOf(coding).stream();
    const fed = feed(body, transform);
    try {
      for await (const piece of transform) yield piece as Uint8Array;
    } finally {
      transform.destroy();
      // The source must be done with before its owner closes what it reads from.
      await fed;
    }
  },
};

function coderOf(coding: Coding): Coder {
  const coder = coders.get(coding);
  if (coder === undefined) throw new TypeError(`Node ${process.versions.node} has no ${coding}`);
  return coder;
}

/** Never rejects: what the source fails with, the transform fails with. */
async function feed(body: AsyncIterable<Uint8Array>, transform: Transform): Promise<void> {
  try {
    for await (const piece of body) {
      if (transform.destroyed) return;
      if (!transform.write(piece)) await room(transform);
      if (transform.destroyed) return;
    }
    transform.end();
  } catch (error) {
    transform.destroy(error instanceof Error ? error : new Error("the body failed", { cause: error }));
  }
}

/** Resolves when there is room, or never will be. */
function room(transform: Transform): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      transform.off("drain", done);
      transform.off("close", done);
      resolve();
    };
    transform.on("drain", done);
    transform.on("close", done);
  });
}
