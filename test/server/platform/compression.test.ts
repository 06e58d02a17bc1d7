import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import type { Coding, Compression } from "../../../src/app/platform/platform.ts";
import { webPlatform } from "../../../src/app/platform/web-platform.ts";
import { nodeCompression } from "../../../src/server/platform/compression.ts";

const { zstdDecompressSync } = zlib as unknown as { zstdDecompressSync?: (body: Uint8Array) => Buffer };

function unfold(body: Uint8Array, coding: Coding): Buffer {
  if (coding === "gzip") return zlib.gunzipSync(body);
  if (coding === "deflate") return zlib.inflateSync(body);
  if (coding === "br") return zlib.brotliDecompressSync(body);
  assert.ok(zstdDecompressSync);
  return zstdDecompressSync(body);
}

const platforms: [string, Compression][] = [
  ["node", nodeCompression],
  ["web", webPlatform.compression as Compression],
];
const text = (size: number) => Buffer.from('{"name":"value","n":12345},'.repeat(Math.ceil(size / 27)).slice(0, size));

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function* cut(body: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.byteLength; at += size) yield body.subarray(at, at + size);
}

for (const [name, compression] of platforms) {
  test(`${name}: every coding, whole and in pieces, small and large, unfolds to what went in`, async () => {
    for (const coding of compression.codings) {
      for (const size of [0, 1, 1000, 20_000, 3_000_000]) {
        const body = text(size);
        const packed = await compression.compress(body, coding);
        assert.ok(unfold(packed, coding).equals(body), `${coding} ${size}`);
        if (size >= 1000) assert.ok(packed.byteLength < size / 10);
        assert.ok(unfold(await collect(compression.stream(cut(body, 10_000), coding)), coding).equals(body));
      }
    }
  });

  test(`${name}: what the source fails with is thrown, and a reader that stops ends the source`, async () => {
    async function* failing() {
      yield text(100);
      throw new Error("disk gone");
    }
    await assert.rejects(collect(compression.stream(failing(), "gzip")), /disk gone/);
    let ended = false;
    async function* endless() {
      try {
        for (;;) yield Buffer.from(crypto.getRandomValues(new Uint8Array(20_000)));
      } finally {
        await new Promise((resolve) => setTimeout(resolve, 5));
        ended = true;
      }
    }
    for await (const piece of compression.stream(endless(), "gzip")) if (piece.byteLength > 0) break;
    assert.ok(ended);
  });

  test(`${name}: a source is not read ahead of a slow reader`, async () => {
    let made = 0;
    async function* source() {
      for (; made < 1000; made++) yield Buffer.from(crypto.getRandomValues(new Uint8Array(20_000)));
    }
    const pieces = compression.stream(source(), "gzip")[Symbol.asyncIterator]();
    await pieces.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(made < 50, `${made} pieces made`);
    await pieces.return?.();
  });
}

test("large bodies leave the event loop free; a coding that is not there says so", async () => {
  for (const coding of nodeCompression.codings) {
    assert.ok(nodeCompression.compress(text(1000), coding) instanceof Uint8Array, coding);
    assert.ok(nodeCompression.compress(text(100_000), coding) instanceof Promise, coding);
  }
  assert.throws(() => nodeCompression.compress(text(1), "lzma" as Coding), /has no lzma/);
  assert.equal(nodeCompression.codings.includes("zstd"), zstdDecompressSync !== undefined);
});

test("each piece of a stream can be unfolded as soon as it was written", async () => {
  for (const coding of nodeCompression.codings) {
    if (coding === "zstd") continue;
    let goOn = () => {};
    async function* source() {
      yield Buffer.from("first,");
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      yield Buffer.from("second");
    }
    const unfolding = { gzip: zlib.createGunzip, deflate: zlib.createInflate, br: zlib.createBrotliDecompress }[
      coding
    ]();
    let seen = "";
    const has = (part: string) =>
      new Promise<void>((resolve) => {
        const look = () => seen.includes(part) && resolve();
        unfolding.on("data", look);
        look();
      });
    unfolding.on("data", (data) => {
      seen += data;
    });
    const pumping = (async () => {
      for await (const piece of nodeCompression.stream(source(), coding)) unfolding.write(piece);
    })();
    await has("first,");
    goOn();
    await has("second");
    await pumping;
  }
});
