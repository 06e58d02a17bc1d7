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
  now(body: Uint8Array, level: number | undefined): Uint8Array;
  later(body: Uint8Array, level: number | undefined, done: Callback): void;
  /** A stream that gives out after each write all it was given. */
  stream(level: number | undefined): Transform;
}

interface ZstdOptions {
  readonly flush?: number;
  readonly params?: { readonly [parameter: number]: number };
}

/** What Node has of Zstandard from 22.15 on; our types are those of 20. */
interface ZstdPart {
  zstdCompressSync?(body: Uint8Array, options: ZstdOptions): Uint8Array;
  zstdCompress?(body: Uint8Array, options: ZstdOptions, done: Callback): void;
  createZstdCompress?(options: ZstdOptions): Transform;
  readonly constants: { readonly ZSTD_e_flush?: number; readonly ZSTD_c_compressionLevel?: number };
}

const { constants } = zlib;
/**
 * Quality 4 compresses better than gzip's level 6 in a third less time; its default 11 takes a hundred times as long. The
 * window of 512 KiB, as nginx's, bounds the memory of a stream.
 */
const brotli = (level = 4) => ({
  [constants.BROTLI_PARAM_QUALITY]: level,
  [constants.BROTLI_PARAM_LGWIN]: 19,
});
const sized = (body: Uint8Array, level: number | undefined) => ({
  params: { ...brotli(level), [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength },
});

/** Best first. */
const coders: ReadonlyMap<Coding, Coder> = new Map([
  [
    "br",
    {
      now: (body, level) => zlib.brotliCompressSync(body, sized(body, level)),
      later: (body, level, done) => zlib.brotliCompress(body, sized(body, level), done),
      stream: (level) => zlib.createBrotliCompress({ flush: constants.BROTLI_OPERATION_FLUSH, params: brotli(level) }),
    },
  ],
  ...zstdCoder(zlib as unknown as ZstdPart),
  [
    "gzip",
    {
      now: (body, level) => zlib.gzipSync(body, { level }),
      later: (body, level, done) => zlib.gzip(body, { level }, done),
      stream: (level) => zlib.createGzip({ level, flush: constants.Z_SYNC_FLUSH }),
    },
  ],
  [
    "deflate",
    {
      now: (body, level) => zlib.deflateSync(body, { level }),
      later: (body, level, done) => zlib.deflate(body, { level }, done),
      stream: (level) => zlib.createDeflate({ level, flush: constants.Z_SYNC_FLUSH }),
    },
  ],
] satisfies [Coding, Coder][]);

function zstdCoder(has: ZstdPart): [Coding, Coder][] {
  const { zstdCompressSync, zstdCompress, createZstdCompress } = has;
  const { ZSTD_e_flush: flush, ZSTD_c_compressionLevel: parameter } = has.constants;
  if (!zstdCompressSync || !zstdCompress || !createZstdCompress || flush === undefined) return [];
  const options = (level: number | undefined): ZstdOptions =>
    level === undefined || parameter === undefined ? {} : { params: { [parameter]: level } };
  const coder: Coder = {
    now: (body, level) => zstdCompressSync(body, options(level)),
    later: (body, level, done) => zstdCompress(body, options(level), done),
    stream: (level) => createZstdCompress({ flush, ...options(level) }),
  };
  return [["zstd", coder]];
}

/** Compression by Node's zlib. Keeps nothing between calls. */
export const nodeCompression: Compression = {
  codings: [...coders.keys()],

  compress(body, coding, levels) {
    const coder = coderOf(coding);
    const level = levels?.[coding];
    if (body.byteLength < threadBytes) return coder.now(body, level);
    return new Promise((resolve, reject) => {
      coder.later(body, level, (error, result) => (error === null ? resolve(result) : reject(error)));
    });
  },

  async *stream(body, coding, levels) {
    const transform = coderOf(coding).stream(levels?.[coding]);
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
