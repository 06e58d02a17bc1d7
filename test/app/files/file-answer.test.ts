import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdir, readlink, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { FetchExchange } from "../../../src/app/fetch-exchange.ts";
import { sendFile } from "../../../src/app/files/file-answer.ts";
import { nodePlatform } from "../../../src/server/platform/node-platform.ts";
import { eventually, sleep } from "../../server/harness.ts";
import { answering, folder } from "./harness.ts";

const text = Array.from({ length: 526 }, (_, i) => String.fromCharCode(97 + (i % 26))).join("");
const time = new Date(Date.UTC(2026, 0, 2, 3, 4, 5));
/** More than the kernel's socket buffers take: 10 MiB on both sides together, where they grow to their limits. */
const big = Buffer.alloc(
  24 << 20,
  Uint8Array.from({ length: 251 }, (_, i) => (i * 7) % 251),
);

/** Descriptors of this process that are open on files below a folder. */
async function openBelow(path: string): Promise<string[]> {
  const names = await readdir("/proc/self/fd");
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => "")));
  return targets.filter((target) => target.startsWith(path));
}

async function withText(t: Parameters<typeof folder>[0]) {
  const path = await folder(t, { "a.txt": text });
  await utimes(join(path, "a.txt"), time, time);
  return join(path, "a.txt");
}

test("a file comes whole, with everything a cache needs", async (t) => {
  const path = await withText(t);
  const { ask } = await answering(t, () => sendFile(path, { filename: "über.txt", maxAge: 60 }));
  const { status, headers, body } = await ask("GET /");
  assert.equal(status, 200);
  assert.equal(body, text);
  const { date, connection, etag, ...rest } = headers;
  assert.deepEqual(rest, {
    "content-type": "text/plain; charset=utf-8",
    "content-length": "526",
    "accept-ranges": "bytes",
    "last-modified": "Fri, 02 Jan 2026 03:04:05 GMT",
    "content-disposition": "attachment; filename*=utf-8''%C3%BCber.txt",
    "cache-control": "max-age=60",
  });
  assert.match(etag, /^"[0-9a-f]+-20e"$/);
});

test("HEAD has the fields of GET and no body; so has one with a range", async (t) => {
  const path = await withText(t);
  const { ask } = await answering(t, () => sendFile(path));
  const [get, head] = [await ask("GET /"), await ask("HEAD /")];
  assert.deepEqual({ ...head.headers, date: "" }, { ...get.headers, date: "" });
  assert.equal(head.body, "");
  const ranged = await ask("HEAD /", ["range: bytes=0-100"]);
  assert.deepEqual(
    [ranged.status, ranged.headers["content-range"], ranged.headers["content-length"], ranged.body],
    [206, "bytes 0-100/526", "101", ""],
  );
});

test("what the handler says wins over what the file says", async (t) => {
  const path = await withText(t);
  const options = {
    headers: { etag: '"mine"', "Cache-Control": "no-store" },
    contentType: "text/csv",
    disposition: "inline",
    maxAge: 5,
  } as const;
  const { ask } = await answering(t, () => sendFile(pathToFileURL(path), options));
  const { headers } = await ask("GET /");
  assert.deepEqual(
    [headers.etag, headers["cache-control"], headers["content-type"], headers["content-disposition"]],
    ['"mine"', "no-store", "text/csv; charset=utf-8", "inline"],
  );
  assert.equal((await ask("GET /", ['if-none-match: W/"mine"'])).status, 304);
});

test("conditions: 304 without what describes the body, 412, and only for GET and HEAD of a 200", async (t) => {
  const path = await withText(t);
  const { ask } = await answering(t, ({ path: asked }) =>
    sendFile(path, asked === "/missing" ? { status: 404 } : { filename: "a.txt", headers: { vary: "origin" } }),
  );
  const { etag } = (await ask("GET /")).headers;
  const same = await ask("GET /", [`if-none-match: ${etag}`]);
  assert.deepEqual([same.status, same.body], [304, ""]);
  const { date, connection, ...kept } = same.headers;
  assert.deepEqual(kept, { etag, vary: "origin" });
  assert.equal((await ask("HEAD /", [`if-none-match: ${etag}`])).status, 304);
  assert.equal((await ask("GET /", ["if-modified-since: Fri, 02 Jan 2026 03:04:05 GMT"])).status, 304);
  assert.equal((await ask("GET /", ["if-modified-since: Fri, 02 Jan 2026 03:04:04 GMT"])).status, 200);
  const failed = await ask("GET /", ['if-match: "other"']);
  assert.deepEqual(
    [failed.status, failed.body, failed.headers["content-type"]],
    [412, "Precondition Failed", "text/plain; charset=utf-8"],
  );
  assert.equal((await ask("POST /", [`if-none-match: ${etag}`, "range: bytes=0-1", "content-length: 0"])).status, 200);
  const missing = await ask("GET /missing", [`if-none-match: ${etag}`, "range: bytes=0-1"]);
  assert.deepEqual([missing.status, missing.body], [404, text]);
});

test("ranges: one, several, none that can be had, none that can be read", async (t) => {
  const path = await withText(t);
  const { ask, failures } = await answering(t, () => sendFile(path));
  const one = await ask("GET /", ["range: bytes=0-4"]);
  assert.deepEqual(
    [one.status, one.body, one.headers["content-range"], one.headers["content-length"]],
    [206, "abcde", "bytes 0-4/526", "5"],
  );
  const several = await ask("GET /", ["range: bytes=35-50,0-15,20-35"]);
  assert.equal(several.status, 206);
  assert.equal(several.headers["content-range"], undefined);
  const [, boundary] = /^multipart\/byteranges; boundary=([0-9a-f]{26})$/.exec(several.headers["content-type"]) ?? [];
  const part = (range: string, bytes: string) =>
    `--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes ${range}/526\r\n\r\n${bytes}\r\n`;
  assert.equal(several.body, `${part("0-15", text.slice(0, 16))}${part("20-50", text.slice(20, 51))}--${boundary}--`);
  assert.equal(several.headers["content-length"], String(several.body.length));
  const beyond = await ask("GET /", ["range: bytes=526-"]);
  assert.deepEqual([beyond.status, beyond.body, beyond.headers["content-range"]], [416, "", "bytes */526"]);
  assert.equal(beyond.headers["content-disposition"], undefined);
  const bad = await ask("GET /", ["range: items=0-1"]);
  assert.deepEqual([bad.status, bad.body], [400, "Only support bytes range"]);
  const bomb = await ask("GET /", [`range: bytes=${"0-,".repeat(1000)}0-`]);
  assert.deepEqual([bomb.status, bomb.body.length], [200, 526]);
  assert.deepEqual(failures, []);
});

test("If-Range lets a range through only for this very file", async (t) => {
  const path = await withText(t);
  const { ask } = await answering(t, () => sendFile(path));
  const { etag, "last-modified": modified } = (await ask("GET /")).headers;
  for (const [ifRange, status] of [
    [etag, 206],
    [modified, 206],
    [etag.slice(0, -1), 200],
    ["Fri, 02 Jan 2026 03:04:06 GMT", 200],
  ]) {
    assert.equal((await ask("GET /", ["range: bytes=0-4", `if-range: ${ifRange}`])).status, status, String(ifRange));
  }
});

test("an empty file is an empty answer, and no range of it can be had", async (t) => {
  const path = join(await folder(t, { "a.css": "" }), "a.css");
  const { ask } = await answering(t, () => sendFile(path));
  const whole = await ask("GET /");
  assert.deepEqual([whole.status, whole.body, whole.headers["content-length"]], [200, "", "0"]);
  assert.equal((await ask("GET /", ["range: bytes=0-"])).headers["content-range"], "bytes */0");
});

test("what is missing, a folder or a pipe is the app's error, and sends nothing", async (t) => {
  const path = await folder(t, { "a/b": "" });
  const { ask, failures } = await answering(t, ({ path: asked }) => sendFile(join(path, asked)));
  assert.equal((await ask("GET /none")).status, 500);
  assert.equal((await ask("GET /a")).status, 500);
  assert.equal(String(failures[0]), `Error: File at path ${path}/none does not exist.`);
  assert.equal(String(failures[1]), `Error: File at path ${path}/a is not a file.`);
  assert.deepEqual(await openBelow(path), []);
});

test("a big file streams at the client's pace, byte for byte, and is closed", async (t) => {
  const path = await folder(t, { big });
  const { connect, settled } = await answering(t, () => sendFile(join(path, "big")));
  const client = await connect();
  client.socket.pause();
  client.write("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  while ((await openBelow(path)).length === 0);
  await sleep(50);
  assert.deepEqual([settled(), (await openBelow(path)).length], [0, 1]);
  client.socket.resume();
  await client.ended();
  const body = Buffer.from(client.text.slice(client.text.indexOf("\r\n\r\n") + 4), "latin1");
  assert.ok(body.equals(big));
  await eventually(() => settled() === 1);
  assert.deepEqual(await openBelow(path), []);
});

test("a client that leaves midway leaves no file open", async (t) => {
  const path = await folder(t, { big });
  const { connect, settled, failures } = await answering(t, () => sendFile(join(path, "big")));
  for (const range of ["", "range: bytes=0-4000000,5000000-\r\n"]) {
    const before = settled();
    const client = await connect();
    client.socket.pause();
    client.write(`GET / HTTP/1.1\r\nhost: a\r\n${range}\r\n`);
    while ((await openBelow(path)).length === 0);
    client.reset();
    await eventually(() => settled() === before + 1);
    assert.deepEqual(await openBelow(path), []);
  }
  assert.deepEqual(failures, []);
});

test("a file cut while it is sent breaks the answer off: it never looks complete", async (t) => {
  const path = join(await folder(t, { big }), "big");
  const { connect, settled, failures } = await answering(t, () => sendFile(path));
  const client = await connect();
  client.socket.pause();
  client.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  while ((await openBelow(path)).length === 0);
  await truncate(path, 100_000);
  client.socket.resume();
  await client.ended();
  await eventually(() => settled() === 1);
  assert.match(String(failures[0]), /big became shorter while it was read/);
  assert.ok(client.received < big.length);
  assert.deepEqual(await openBelow(path), []);
});

test("a file that grows while it is sent ends where it was announced to", async (t) => {
  const path = join(await folder(t, { big }), "big");
  const { connect, failures } = await answering(t, () => sendFile(path));
  const client = await connect();
  client.socket.pause();
  client.write("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  while ((await openBelow(path)).length === 0);
  await writeFile(path, "more", { flag: "a" });
  client.socket.resume();
  await client.ended();
  assert.equal(client.received - client.text.indexOf("\r\n\r\n") - 4, big.length);
  assert.deepEqual(failures, []);
});

test("compressed it is another representation: a weak tag, no ranges of it, still a 304", async (t) => {
  const path = await withText(t);
  const { ask } = await answering(t, () => sendFile(path, { headers: { vary: "origin" } }), { coding: "gzip" });
  const packed = await ask("GET /");
  const { etag, vary, "accept-ranges": ranges, "content-encoding": coding } = packed.headers;
  assert.deepEqual(
    [vary, ranges, coding, packed.headers["transfer-encoding"]],
    ["origin, accept-encoding", undefined, "gzip", "chunked"],
  );
  assert.equal(gunzipSync(Buffer.from(packed.body, "latin1")).toString(), text);
  assert.match(etag, /^W\/"/);
  assert.equal((await ask("GET /", [`if-none-match: ${etag}`])).status, 304);
  const ranged = await ask("GET /", ["range: bytes=0-4"]);
  assert.deepEqual([ranged.status, ranged.body, ranged.headers["content-encoding"]], [206, "abcde", undefined]);
  const head = await ask("HEAD /");
  assert.deepEqual(
    [head.headers["content-encoding"], head.headers["content-length"], head.body],
    ["gzip", undefined, ""],
  );
});

test("a client that leaves a compressed file midway leaves no file open", async (t) => {
  const path = await folder(t, { big: randomBytes(24 << 20) });
  const { connect, settled, failures } = await answering(t, () => sendFile(join(path, "big")), { coding: "gzip" });
  const client = await connect();
  client.socket.pause();
  client.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  while ((await openBelow(path)).length === 0);
  await sleep(20);
  client.reset();
  await eventually(() => settled() === 1);
  assert.deepEqual([failures, await openBelow(path)], [[], []]);
});

test("through fetch a file is the same answer", async (t) => {
  const path = join(await folder(t, { big, "a.txt": text }), "big");
  const exchange = new FetchExchange(new Request("http://a/", { headers: { range: "bytes=10-" } }));
  const sent = sendFile(path).send(exchange, 200, [], nodePlatform);
  const response = await exchange.response;
  assert.equal(response.status, 206);
  assert.ok(Buffer.from(await response.arrayBuffer()).equals(big.subarray(10)));
  await sent;
});

test("a platform without files says so", async () => {
  const exchange = new FetchExchange(new Request("http://a/"));
  await assert.rejects(sendFile("a").send(exchange, 200, [], { name: "web" }), /no files on the platform "web"/);
});

test("options that cannot be are refused at once", () => {
  assert.throws(() => sendFile("a", { status: 700 }), RangeError);
  assert.throws(() => sendFile("a", { maxAge: -1 }), TypeError);
  assert.throws(() => sendFile("a", { maxAge: 0.5 }), TypeError);
});

test("twenty at once each get their own bytes", async (t) => {
  const path = await folder(t, { big });
  const { ask, failures } = await answering(t, () => sendFile(join(path, "big")));
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => ask("GET /", [`range: bytes=${i}-${i + 9}`])));
  for (const [i, { body }] of answers.entries()) {
    assert.deepEqual(Buffer.from(body, "latin1"), Buffer.from(big.subarray(i, i + 10)));
  }
  assert.deepEqual([failures, await openBelow(path)], [[], []]);
});
