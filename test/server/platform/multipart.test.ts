import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, type TestContext, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { z } from "zod";
import { HTTPError } from "../../../src/app/http-error.ts";
import { defaultFormLimits } from "../../../src/app/inputs/form-limits.ts";
import type { FormLimits, ReadForm } from "../../../src/app/platform/platform.ts";
import type { Exchange } from "../../../src/core/exchange.ts";
import { nodeMultipart } from "../../../src/server/platform/multipart.ts";
import { FakeExchange } from "../../app/fake-exchange.ts";
import { eventually, start } from "../harness.ts";

/** A folder for temporary files of our own, so that what is left behind is seen. */
let temporary: string;
const usual = process.env.TMPDIR;
before(async () => {
  temporary = await mkdtemp(join(tmpdir(), "flotilla-multipart-"));
  process.env.TMPDIR = temporary;
});
after(async () => {
  if (usual === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = usual;
  await rm(temporary, { recursive: true });
});

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const type = "multipart/form-data; boundary=X";

interface Part {
  readonly head: string;
  readonly body: string | Uint8Array;
}

const field = (name: string, body: string): Part => ({ head: `content-disposition: form-data; name="${name}"`, body });
const file = (name: string, filename: string, body: string | Uint8Array, contentType = "text/plain"): Part => ({
  head: `content-disposition: form-data; name="${name}"; filename="${filename}"\r\ncontent-type: ${contentType}`,
  body,
});

function body(...parts: Part[]): Buffer {
  const pieces = parts.flatMap(({ head, body: content }) => [`--X\r\n${head}\r\n\r\n`, content, "\r\n"]);
  return Buffer.concat([...pieces, "--X--\r\n"].map((piece) => Buffer.from(piece as string)));
}

/** Reads a body that comes in pieces of `size` bytes. */
function read(
  bytes: Uint8Array,
  size = 64 * 1024,
  limits: Partial<FormLimits> = {},
  contentType = type,
): Promise<ReadForm> {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  const exchange = new FakeExchange({ method: "POST", body: pieces });
  return nodeMultipart.read(exchange, contentType, { ...defaultFormLimits, ...limits });
}

async function shown({ parts }: ReadForm): Promise<unknown[]> {
  return Promise.all(
    parts.map(async ({ name, value }) =>
      typeof value === "string" ? [name, value] : [name, value.name, value.type, value.size, await value.text()],
    ),
  );
}

const refused = (detail: string) => (error: unknown) =>
  error instanceof HTTPError && error.status === 400 && error.detail === detail;

test("fields and files come in order, however the bytes are cut", async () => {
  const bytes = body(
    field("a", "1"),
    file("f", "x.txt", "hello"),
    field("a", "2"),
    field("ünï", "Jörg 😀"),
    file("f", "ünï.png", "PNG", "image/PNG"),
    field("empty", ""),
    file("none", "", "", "application/octet-stream"),
    file("dashes", "d", "\r\n--\r\n--Y\r\n-X--"),
  );
  for (const size of [1, 2, 3, 7, 50, 100_000]) {
    const form = await read(bytes, size);
    assert.deepEqual(
      await shown(form),
      [
        ["a", "1"],
        ["f", "x.txt", "text/plain", 5, "hello"],
        ["a", "2"],
        ["ünï", "Jörg 😀"],
        ["f", "ünï.png", "image/png", 3, "PNG"],
        ["empty", ""],
        ["none", "", "application/octet-stream", 0, ""],
        ["dashes", "d", "text/plain", 15, "\r\n--\r\n--Y\r\n-X--"],
      ],
      `pieces of ${size}`,
    );
    await form.cleanUp();
  }
  assert.deepEqual(await readdir(temporary), []);
});

test("names are just names", async () => {
  const form = await read(
    body(field("__proto__", "a"), field("constructor", "b"), file("../../etc", "../../passwd", "c")),
  );
  assert.deepEqual(
    form.parts.map(({ name }) => name),
    ["__proto__", "constructor", "../../etc"],
  );
  assert.equal((form.parts[2].value as File).name, "../../passwd");
  assert.equal(({} as { a?: unknown }).a, undefined);
});

test("files are real Files to whoever asks: instanceof, z.file(), FormData, Response", async () => {
  const form = await read(body(file("a", "a.txt", "small"), file("b", "b.txt", "x".repeat(2000))), 512, {
    memoryBytes: 100,
  });
  for (const { value } of form.parts) {
    assert.ok(value instanceof File && value instanceof Blob);
    assert.equal(z.file().min(5).max(2000).mime("text/plain").parse(value), value);
    assert.equal(z.file().max(4).safeParse(value).success, false);
    const data = new FormData();
    data.append("again", value);
    const again = (await new Response(data).formData()).get("again") as File;
    assert.equal(await again.text(), await value.text());
    assert.equal(await new Response(value).text(), await value.text());
  }
  await form.cleanUp();
});

test("a file past the memory goes to disk, readable by nobody else, and goes with the form", async () => {
  const large = Buffer.alloc(700_000, "0123456789abcde");
  const form = await read(body(file("a", "a", "in memory"), file("b", "b", large), file("c", "c", "as well")), 10_000, {
    memoryBytes: 1000,
  });
  const [folder] = await readdir(temporary);
  assert.equal((await stat(join(temporary, folder))).mode & 0o777, 0o700);
  assert.deepEqual(await readdir(join(temporary, folder)), ["0"]);
  assert.equal((await stat(join(temporary, folder, "0"))).mode & 0o777, 0o600);
  const disk = form.parts[1].value as File;
  assert.equal(disk.size, large.length);
  assert.ok(Buffer.from(await disk.arrayBuffer()).equals(large));
  assert.ok(Buffer.from(await new Response(disk.stream()).arrayBuffer()).equals(large));
  assert.equal(await disk.slice(5, 15).text(), large.toString("latin1", 5, 15));
  await form.cleanUp();
  await form.cleanUp();
  assert.equal(existsSync(join(temporary, folder)), false);
  assert.equal(await (form.parts[0].value as File).text(), "in memory");
  await assert.rejects(disk.text(), { name: "NotReadableError" });
  await assert.rejects(new Response(disk.stream()).text());
});

test("memory is for all files of a form together", async () => {
  const parts = Array.from({ length: 20 }, (_, i) => file("f", `${i}`, String(i).repeat(300)));
  const form = await read(body(...parts), 997, { memoryBytes: 2000 });
  const [folder] = await readdir(temporary);
  const onDisk = await readdir(join(temporary, folder));
  assert.ok(onDisk.length >= 10 && onDisk.length < 20, `${onDisk.length} on disk`);
  for (const [i, { value }] of form.parts.entries()) assert.equal(await (value as File).text(), String(i).repeat(300));
  await form.cleanUp();
  assert.deepEqual(await readdir(temporary), []);
});

test("a form over a limit is 400 in Starlette's words, and leaves nothing behind", async () => {
  const big = file("big", "b", "x".repeat(5000));
  const table: [Part[], Partial<FormLimits>, string][] = [
    [[big, file("a", "a", ""), file("b", "b", "")], { maxFiles: 2 }, "Too many files. Maximum number of files is 2."],
    [[big, field("a", ""), field("b", "")], { maxFields: 1 }, "Too many fields. Maximum number of fields is 1."],
    [[big, field("a", "x".repeat(1025))], { maxFieldBytes: 1024 }, "Part exceeded maximum size of 1KB."],
    [
      [big, field("a", "x".repeat(1200)), field("b", "x".repeat(900))],
      { maxFieldsBytes: 2048 },
      "Fields exceeded maximum total size of 2KB.",
    ],
    [
      [big, { head: "content-disposition: form-data", body: "" }],
      {},
      'The Content-Disposition header field "name" must be provided.',
    ],
    [
      [big, { head: 'content-disposition: form-data; filename="a"', body: "" }],
      {},
      'The Content-Disposition header field "name" must be provided.',
    ],
  ];
  for (const [parts, limits, detail] of table) {
    for (const size of [64, 100_000]) {
      await assert.rejects(read(body(...parts), size, { memoryBytes: 100, ...limits }), refused(detail), detail);
    }
  }
  const within = await read(body(file("a", "a", ""), field("b", "x".repeat(1024))), 100, {
    maxFiles: 1,
    maxFields: 1,
    maxFieldBytes: 1024,
  });
  assert.equal(within.parts.length, 2);
  assert.deepEqual(await readdir(temporary), []);
});

test("what is no form is 400; no body at all is a form without fields", async () => {
  const bad = refused("There was an error parsing the body");
  const whole = body(field("a", "1"), file("b", "b", "x".repeat(3000)));
  for (const bytes of [Buffer.from("hello"), Buffer.from("--X"), Buffer.from("--X\r\n"), Buffer.from("--Y--\r\n")]) {
    await assert.rejects(read(bytes), bad, String(bytes));
  }
  for (let cut = 1; cut < whole.length - 4; cut += 37) {
    await assert.rejects(read(whole.subarray(0, cut), 500, { memoryBytes: 100 }), bad, `cut at ${cut}`);
  }
  for (const contentType of ["multipart/form-data", "multipart/form-data; boundary", "multipart/form-data; bound=X"]) {
    await assert.rejects(read(whole, 500, {}, contentType), refused("Missing boundary in multipart."), contentType);
  }
  assert.deepEqual((await read(Buffer.alloc(0))).parts, []);
  assert.deepEqual((await read(Buffer.from("--X--\r\n"))).parts, []);
  assert.deepEqual(await readdir(temporary), []);
});

test("what stands before and after the parts is passed over", async () => {
  const bytes = Buffer.concat([Buffer.from("preamble\r\n"), body(field("a", "1")), Buffer.from("epilogue\r\n--X\r\n")]);
  for (const size of [1, 5, 1000]) assert.deepEqual(await shown(await read(bytes, size)), [["a", "1"]]);
});

test("floods: parts, header lines, empty parts, one-byte pieces", async () => {
  const nameless = Array.from({ length: 3000 }, () => ({ head: "x: y", body: "" }));
  await assert.rejects(read(body(...nameless)), refused("Too many fields. Maximum number of fields is 1000."));
  const lines = `content-disposition: form-data; name="a"\r\n${"x: y\r\n".repeat(5000)}x: y`;
  assert.deepEqual(await shown(await read(body({ head: lines, body: "1" }))), [["a", "1"]]);
  const files = Array.from({ length: 1001 }, (_, i) => file("f", `${i}`, "x"));
  await assert.rejects(read(body(...files)), refused("Too many files. Maximum number of files is 1000."));
  assert.equal((await read(body(...files.slice(1)))).parts.length, 1000);
  const form = await read(body(file("f", "f", "x".repeat(20_000))), 1, { memoryBytes: 5000 });
  assert.equal((form.parts[0].value as File).size, 20_000);
  await form.cleanUp();
});

test("many small files past the memory are written one after the other", {
  skip: !existsSync("/proc/self/fd"),
}, async () => {
  const descriptors = () => readdirSync("/proc/self/fd").length;
  const before = descriptors();
  let peak = 0;
  let isReading = true;
  const watch = () => {
    peak = Math.max(peak, descriptors());
    if (isReading) setImmediate(watch);
  };
  watch();
  const files = Array.from({ length: 500 }, (_, i) => file("f", `${i}`, `${i}`));
  const form = await read(body(...files), 1 << 16, { memoryBytes: 0 });
  isReading = false;
  assert.ok(peak - before <= 5, `${peak - before} more descriptors`);
  assert.deepEqual(await Promise.all(form.parts.map(async ({ value }) => Number(await (value as File).text()))), [
    ...files.keys(),
  ]);
  await form.cleanUp();
  assert.deepEqual(await readdir(temporary), []);
});

test("an upload that cannot be stored fails, whatever else comes", async () => {
  process.env.TMPDIR = join(temporary, "none");
  try {
    const bytes = body(file("a", "a", "x".repeat(5000)), file("b", "b", "x".repeat(5000)));
    await assert.rejects(read(bytes, 100, { memoryBytes: 10 }), { code: "ENOENT" });
  } finally {
    process.env.TMPDIR = temporary;
  }
});

/** A server that reads forms and keeps what came of it. */
async function receiving(t: TestContext, use: (form: ReadForm) => Promise<void> = async () => {}) {
  const outcomes: unknown[] = [];
  const handle = async (exchange: Exchange) => {
    try {
      const form = await nodeMultipart.read(exchange, exchange.header("content-type") ?? "", defaultFormLimits);
      await use(form);
      await form.cleanUp();
      outcomes.push("read");
      exchange.send(200, [], null);
    } catch (error) {
      outcomes.push(error);
      if (!exchange.closed) exchange.send(error instanceof HTTPError ? error.status : 500, [], String(error));
    }
  };
  const harness = await start(t, (exchange) => void handle(exchange));
  return { ...harness, outcomes };
}

const head = (length: number) =>
  `POST / HTTP/1.1\r\nhost: a\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n`;

test("64 MiB over a socket: whole on disk, and never in memory", async (t) => {
  const piece = Buffer.alloc(1 << 20, "0123456789");
  const count = 64;
  const first = Buffer.from(`--X\r\n${file("f", "f", "").head}\r\n\r\n`);
  const last = Buffer.from("\r\n--X--\r\n");
  let peak = 0;
  const look = () => {
    collectGarbage();
    peak = Math.max(peak, process.memoryUsage().arrayBuffers);
  };
  const { connect } = await receiving(t, async (form) => {
    const value = form.parts[0].value as File;
    assert.equal(value.size, count * piece.length);
    assert.equal(await value.slice(-10).text(), piece.toString("latin1", piece.length - 10));
    let size = 0;
    for await (const bytes of value.stream()) {
      size += bytes.byteLength;
      if (size % (4 << 20) === 0) look();
    }
    assert.equal(size, value.size);
  });
  look();
  const before = peak;
  const client = await connect();
  client.write(head(first.length + count * piece.length + last.length));
  client.write(first);
  for (let i = 0; i < count; i++) {
    if (!client.socket.write(piece)) await new Promise((resolve) => client.socket.once("drain", resolve));
    look();
  }
  client.write(last);
  assert.equal((await client.answer()).status, 200);
  // The sender is in this process, and keeps some of it too.
  assert.ok(peak - before < 16 << 20, `${(peak - before) >> 20} MiB more in buffers`);
  assert.deepEqual(await readdir(temporary), []);
});

test("a disk that does not keep up makes the client wait", async () => {
  const pieces = Array.from({ length: 64 }, () => new Uint8Array(1 << 18));
  pieces.unshift(Buffer.from(`--X\r\n${file("f", "f", "").head}\r\n\r\n`));
  const exchange = new FakeExchange({ method: "POST", body: pieces });
  const reading = nodeMultipart.read(exchange, type, defaultFormLimits);
  assert.ok(exchange.piecesLeft > 50, `${exchange.piecesLeft} pieces still with the sender`);
  await assert.rejects(reading, refused("There was an error parsing the body"));
  assert.ok(exchange.resumes > 10);
  assert.deepEqual(await readdir(temporary), []);
});

test("a client that leaves midway rejects the reading and leaves nothing behind", async (t) => {
  const { connect, outcomes } = await receiving(t);
  const begun = Buffer.from(`--X\r\n${file("f", "f", "").head}\r\n\r\n${"x".repeat(3 << 20)}`);
  for (const [round, length] of [1 << 30, begun.length + 10].entries()) {
    const client = await connect();
    client.write(head(length));
    client.write(begun);
    let folders: string[] = [];
    while ((folders = await readdir(temporary)).length === 0);
    assert.equal(folders.length, 1);
    client.reset();
    await eventually(() => outcomes.length === round + 1);
    assert.deepEqual(await readdir(temporary), []);
  }
  assert.deepEqual(
    outcomes.map((error) => (error as { code?: unknown }).code),
    ["client_closed", "client_closed"],
  );
});

test("a refused upload is answered, though its rest never comes", async (t) => {
  const { connect, outcomes } = await receiving(t);
  const client = await connect();
  client.write(head(1 << 29));
  client.write(Buffer.from(`--X\r\n${field("a", "").head}\r\n\r\n${"x".repeat(2 << 20)}\r\n--X\r\n`));
  const { status, body: text } = await client.answer();
  assert.deepEqual([status, text], [400, "HTTPError: Part exceeded maximum size of 1024KB."]);
  assert.equal(outcomes.length, 1);
});

test("fetch's own FormData comes through as it was sent", async (t) => {
  let seen: unknown[] = [];
  const { port } = await receiving(t, async (form) => {
    seen = await shown(form);
  });
  const data = new FormData();
  data.append('quo"te\r\n', "line\nbreak");
  data.append("file", new File(["öäü"], 'na"me.txt', { type: "text/csv" }));
  data.append("blob", new Blob(["b"]));
  const answer = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: data });
  assert.equal(answer.status, 200);
  assert.deepEqual(seen, [
    ["quo%22te%0D%0A", "line\r\nbreak"],
    ["file", "na%22me.txt", "text/csv", 6, "öäü"],
    ["blob", "blob", "application/octet-stream", 1, "b"],
  ]);
});

test("a folder that somebody else removed is no failure", async () => {
  const form = await read(body(file("a", "a", "x".repeat(5000))), 100, { memoryBytes: 10 });
  const [folder] = await readdir(temporary);
  await rm(join(temporary, folder), { recursive: true });
  await form.cleanUp();
});
