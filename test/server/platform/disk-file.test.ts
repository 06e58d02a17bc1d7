import assert from "node:assert/strict";
import { mkdtemp, readdir, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { diskFile } from "../../../src/server/platform/disk-file.ts";

let folder: string;
const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 31) % 253);
const memory = new File([bytes], "n.bin", { type: "image/png" });
let disk: File;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "flotilla-disk-"));
  await writeFile(join(folder, "0"), bytes);
  disk = diskFile(join(folder, "0"), bytes.length, "n.bin", "image/png");
});
after(() => rm(folder, { recursive: true }));

async function openDescriptors(): Promise<number> {
  const names = await readdir("/proc/self/fd");
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => "")));
  return targets.filter((target) => target.startsWith(folder)).length;
}

test("it says and holds what a File in memory does", async () => {
  assert.deepEqual(
    [disk.name, disk.type, disk.size, String(disk)],
    [memory.name, memory.type, memory.size, "[object File]"],
  );
  assert.deepEqual(new Uint8Array(await disk.arrayBuffer()), bytes);
  assert.equal(await disk.text(), await memory.text());
  assert.deepEqual(await (disk as File & { bytes(): Promise<Uint8Array> }).bytes(), bytes);
  assert.deepEqual(await new Response(disk.stream()).arrayBuffer(), await memory.arrayBuffer());
});

test("slices of slices are those of a File in memory", async () => {
  const at = fc.option(fc.integer({ min: -220_000, max: 220_000 }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(at, at, at, at, async (a, b, c, d) => {
      const ours = disk.slice(a, b).slice(c, d, "a/b");
      const theirs = memory.slice(a, b).slice(c, d, "a/b");
      assert.deepEqual([ours.size, ours.type], [theirs.size, theirs.type]);
      assert.ok(Buffer.from(await ours.arrayBuffer()).equals(Buffer.from(await theirs.arrayBuffer())));
    }),
    { numRuns: 60 },
  );
});

test("a fraction is cut off, and what is no number is 0 (Node's own slice aborts the process on these)", () => {
  for (const [a, b, size] of [
    [0.9, 2.9, 2],
    [-1.5, undefined, 1],
    [Number.NaN, 3, 3],
    [0, Number.POSITIVE_INFINITY, bytes.length],
    [5, 4, 0],
  ] as const) {
    assert.equal(disk.slice(a, b).size, size);
  }
});

test("nothing stays open: unread, read, cancelled", async () => {
  const unread = disk.stream();
  assert.equal(await openDescriptors(), 0);
  const reader = disk.stream().getReader();
  await reader.read();
  assert.equal(await openDescriptors(), 1);
  await reader.cancel();
  await new Response(disk.stream()).arrayBuffer();
  assert.equal(await openDescriptors(), 0);
  await unread.cancel();
});

test("it refuses to be cloned: a worker would be given an empty file", () => {
  for (const value of [disk, disk.slice(1, 2), { nested: [disk] }]) {
    assert.throws(() => structuredClone(value), { name: "DataCloneError", message: /cannot be cloned: pass on what/ });
  }
  const { port1, port2 } = new MessageChannel();
  assert.throws(() => port1.postMessage(disk), { name: "DataCloneError" });
  port1.close();
  port2.close();
});
