import type { OpenFile } from "../platform/platform.ts";
import type { ByteRange } from "./byte-ranges.ts";

/** A multipart/byteranges body (RFC 9110 section 14.6). */
export interface RangesBody {
  readonly contentType: string;
  /** Bytes. */
  readonly length: number;
  readonly pieces: AsyncIterable<Uint8Array | string>;
}

/** Several ranges of a file as one body, byte for byte as Starlette frames it. `contentType` is that of the file. */
export function multipartRanges(
  file: OpenFile,
  ranges: readonly ByteRange[],
  contentType: string,
  boundary: string = randomBoundary(),
): RangesBody {
  const { size } = file.stat;
  const heads = ranges.map(
    ({ start, end }) =>
      `--${boundary}\r\nContent-Type: ${contentType}\r\nContent-Range: bytes ${start}-${end - 1}/${size}\r\n\r\n`,
  );
  const tail = `--${boundary}--`;
  const length = ranges.reduce(
    (sum, { start, end }, index) => sum + heads[index].length + end - start + 2,
    tail.length,
  );
  return { contentType: `multipart/byteranges; boundary=${boundary}`, length, pieces: pieces() };

  async function* pieces(): AsyncGenerator<Uint8Array | string> {
    for (const [index, { start, end }] of ranges.entries()) {
      yield heads[index];
      yield* file.read(start, end);
      yield "\r\n";
    }
    yield tail;
  }
}

/** As long as Starlette's and browsers': 104 random bits never stand in a file by chance. */
function randomBoundary(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(13)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
