import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import zlib from "node:zlib";
import { z } from "zod";
import {
  App,
  bytes,
  type CompressOptions,
  compress,
  events,
  jsonLines,
  sendFile,
  stream,
  text,
} from "../../../src/index.ts";
import { serve } from "../../../src/server/serve.ts";
import { both, type Send, type Way } from "../both.ts";
import { FakeExchange } from "../fake-exchange.ts";
import { Recorder } from "../recorder.ts";

const long = "All work and no play makes Jack a dull boy. ".repeat(50);
const folder = await mkdtemp(join(tmpdir(), "flotilla-compress-"));
after(() => rm(folder, { recursive: true }));
await writeFile(join(folder, "long.txt"), long);

function appWith(options?: CompressOptions): App {
  const app = new App({ logger: new Recorder() });
  app.middleware(compress(options));
  app.get("/json", () => ({ long }));
  app.get("/short", () => "short");
  app.get("/umlauts", () => text("ä".repeat(250)));
  app.get("/bytes", () => bytes(new TextEncoder().encode(long)));
  app.get("/random", () => bytes(crypto.getRandomValues(new Uint8Array(2000))));
  app.get("/etag", () => text(long, { headers: { etag: '"abc"', "accept-ranges": "bytes", vary: "Origin" } }));
  app.get("/weak", () => text(long, { headers: { etag: 'W/"abc"', vary: "accept-encoding" } }));
  app.get("/encoded", () => text(long, { headers: { "content-encoding": "identity" } }));
  app.get("/fixed", () => text(long, { headers: { "cache-control": "public, No-Transform" } }));
  app.get("/image", () => text(long, { headers: { "content-type": "image/PNG; a=b" } }));
  app.get("/video", () => text(long, { headers: { "content-type": "video/anything" } }));
  app.get("/svg", () => text(long, { headers: { "content-type": "image/svg+xml" } }));
  app.get("/part", () => text(long, { status: 206, headers: { "content-type": "multipart/byteranges; boundary=a" } }));
  app.get("/no-content", { status: 204 }, () => null);
  app.get("/stream", () => stream(pieces(), { contentType: "text/plain" }));
  app.get("/response", () => new Response(long, { headers: { "content-type": "text/plain", etag: '"r"' } }));
  app.get("/events", { response: events(z.string()) }, async function* () {
    yield long;
  });
  app.get("/lines", { response: jsonLines(z.string()) }, async function* () {
    yield long;
    yield "end";
  });
  app.get("/file", () => sendFile(join(folder, "long.txt")));
  return app;
}

async function* pieces(): AsyncGenerator<string> {
  for (let i = 0; i < 50; i++) yield long.slice(i * 44, (i + 1) * 44);
}

async function ask(send: Send, path: string, accept: string | null = "gzip", init: RequestInit = {}) {
  const headers: [string, string][] = accept === null ? [] : [["accept-encoding", accept]];
  const answer = await send(path, { ...init, headers });
  const raw = Buffer.from(await answer.arrayBuffer());
  const coding = answer.headers.get("content-encoding");
  const plain = coding === "gzip" ? zlib.gunzipSync(raw) : coding === "br" ? zlib.brotliDecompressSync(raw) : raw;
  const { status, headers: fields } = answer;
  return { status, coding, vary: fields.get("vary"), plain: plain.toString(), size: raw.byteLength, fields };
}

both(
  "what can be compressed is, whatever makes it",
  () => appWith(),
  async (send, _, way) => {
    for (const [path, plain] of [
      ["/json", JSON.stringify({ long })],
      ["/umlauts", "ä".repeat(250)],
      ["/bytes", long],
      ["/svg", long],
      ["/stream", long],
      ["/response", long],
      ["/lines", `${JSON.stringify(long)}\n"end"\n`],
      ...(way === "socket" ? [["/file", long]] : []),
    ]) {
      const answer = await ask(send, path);
      assert.deepEqual([answer.coding, answer.plain === plain], ["gzip", true], path);
      assert.match(String(answer.vary), /^accept-encoding$/i, path);
      assert.ok(answer.size < plain.length / 2, path);
      const head = await send(path, { method: "HEAD", headers: { "accept-encoding": "gzip" } });
      assert.deepEqual([head.status, head.headers.get("content-encoding")], [200, "gzip"], `HEAD ${path}`);
    }
  },
);

both(
  "what is to stay as it is does",
  () => appWith(),
  async (send) => {
    for (const path of ["/short", "/encoded", "/fixed", "/image", "/video", "/part", "/events", "/no-content"]) {
      const plain = await ask(send, path, null);
      const answer = await ask(send, path);
      const encoding = path === "/encoded" ? "identity" : null;
      assert.deepEqual([answer.coding, answer.plain, answer.vary], [encoding, plain.plain, null], path);
    }
    const random = await ask(send, "/random");
    assert.deepEqual([random.coding, random.size, random.vary], [null, 2000, "Accept-Encoding"]);
  },
);

both(
  "the client's weights decide",
  () => appWith(),
  async (send, _, way) => {
    const best = way === "socket" ? codingOf(["br", "gzip"]) : "gzip";
    for (const [accept, coding] of [
      [null, null],
      ["", null],
      ["identity", null],
      ["gzip;q=0", null],
      ["gzip;q=0.5, identity;q=1", null],
      ["deflate", null],
      ["nonsense, x-gzip", "gzip"],
      ["gzip, br", best],
      ["gzip;q=1, br;q=0.2", "gzip"],
      ["*", way === "socket" ? codingOf(["zstd", "br"]) : "gzip"],
      ["*;q=0", null],
    ] as const) {
      const answer = await ask(send, "/json", accept);
      assert.equal(answer.coding, coding, `${accept}`);
      assert.equal(answer.vary, "Accept-Encoding");
    }
  },
);

function codingOf(wanted: readonly string[]): string {
  return wanted[0] === "zstd" && !("zstdCompressSync" in zlib) ? wanted[1] : wanted[0];
}

both(
  "another representation has another tag, and no ranges",
  () => appWith(),
  async (send) => {
    const answer = await ask(send, "/etag");
    assert.equal(answer.fields.get("etag"), 'W/"abc"');
    assert.equal(answer.fields.get("accept-ranges"), null);
    assert.equal(answer.vary, "Origin, Accept-Encoding");
    assert.equal((await ask(send, "/etag", null)).fields.get("etag"), '"abc"');
    const weak = await ask(send, "/weak");
    assert.deepEqual([weak.fields.get("etag"), weak.vary], ['W/"abc"', "accept-encoding"]);
    assert.equal((await ask(send, "/response")).fields.get("etag"), 'W/"r"');
  },
);

both(
  "options: sizes, codings, types and levels",
  () => appWith({ minBytes: 3, codings: ["gzip"], exclude: ["text/*"], levels: { gzip: 1 } }),
  async (send) => {
    assert.equal((await ask(send, "/short")).coding, null);
    assert.equal((await ask(send, "/short")).vary, "Accept-Encoding");
    assert.equal((await ask(send, "/json", "br, gzip")).coding, "gzip");
    assert.equal((await ask(send, "/svg")).coding, "gzip");
    assert.equal((await ask(send, "/stream")).coding, null);
  },
);

both(
  "levels hold for files too",
  () => appWith({ codings: ["gzip"], levels: { gzip: 0 } }),
  async (send) => {
    // Level 0 only wraps.
    const { coding, plain, size } = await ask(send, "/file");
    assert.deepEqual([coding, size > plain.length], ["gzip", true]);
  },
  { only: "socket" satisfies Way },
);

both(
  "a file keeps its ranges and conditions",
  () => appWith(),
  async (send) => {
    const part = await send("/file", { headers: { "accept-encoding": "gzip", range: "bytes=0-2" } });
    assert.deepEqual([part.status, await part.text()], [206, "All"]);
    assert.equal(part.headers.get("content-encoding"), null);
    const whole = await send("/file", { headers: { "accept-encoding": "gzip" } });
    await whole.body?.cancel();
    const etag = String(whole.headers.get("etag"));
    assert.match(etag, /^W\//);
    const again = await send("/file", { headers: { "accept-encoding": "gzip", "if-none-match": etag } });
    assert.equal(again.status, 304);
  },
  { only: "socket" satisfies Way },
);

test("big bodies are compressed off the loop, and whole", async () => {
  const app = new App();
  app.middleware(compress());
  const big = JSON.stringify(Array.from({ length: 50_000 }, (_, index) => ({ index })));
  app.get("/", () => text(big));
  const server = await serve(app, { port: 0 });
  try {
    const answers = await Promise.all(Array.from({ length: 4 }, () => fetch(`http://127.0.0.1:${server.port}/`)));
    for (const answer of answers) assert.equal(await answer.text(), big);
  } finally {
    await server.close({ graceMs: 0 });
  }
});

test("when the client leaves, a source that is waiting is told at once", async () => {
  const app = new App();
  app.middleware(compress());
  let cancelled: (() => void) | undefined;
  const told = new Promise<void>((resolve) => {
    cancelled = resolve;
  });
  const waiting = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode(long)),
    cancel: () => cancelled?.(),
  });
  app.get("/", () => new Response(waiting, { headers: { "content-type": "text/plain" } }));
  const exchange = new FakeExchange({ headers: ["accept-encoding", "gzip"] });
  await app.start();
  app.handle(exchange);
  while (exchange.written.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  exchange.leave();
  await told;
});

test("flushed: each piece of a stream arrives when it was made", async () => {
  const app = new App();
  app.middleware(compress());
  let release: (() => void) | undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  app.get("/", () =>
    stream(
      (async function* () {
        yield "first";
        await held;
        yield "second";
      })(),
      { contentType: "text/plain" },
    ),
  );
  const server = await serve(app, { port: 0 });
  try {
    const answer = await fetch(`http://127.0.0.1:${server.port}/`);
    const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
    assert.match(String(answer.headers.get("content-encoding")), /^(?:br|gzip)$/);
    assert.equal((await reader.read()).value, "first");
    release?.();
    assert.equal((await reader.read()).value, "second");
  } finally {
    await server.close({ graceMs: 0 });
  }
});
