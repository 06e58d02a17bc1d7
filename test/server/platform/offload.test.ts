import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { after, test } from "node:test";
import { HTTPError } from "../../../src/app/http-error.ts";
import { FlotillaError } from "../../../src/core/errors.ts";
import { diskFile } from "../../../src/server/platform/disk-file.ts";
import { nodePlatform } from "../../../src/server/platform/node-platform.ts";
import { closeOffload, offload } from "../../../src/server/platform/offload.ts";

type Work = typeof import("./fixtures/work.ts");
const url = new URL("./fixtures/work.ts", import.meta.url);

after(closeOffload);

/** Keeps a thread busy until `release()`. */
function holder(hold: (flag: SharedArrayBuffer) => Promise<string>): { call: Promise<string>; release: () => void } {
  const flag = new SharedArrayBuffer(4);
  const release = () => {
    Atomics.store(new Int32Array(flag), 0, 1);
    Atomics.notify(new Int32Array(flag), 0);
  };
  return { call: hold(flag), release };
}

test("a function runs in another thread, sync or async, with its types", async () => {
  const add = offload<Work, "add">(url, "add");
  const sum: number = await add(1, 2);
  assert.equal(sum, 3);
  const where = offload<Work, "where">(url.href, "where");
  const { main, thread } = await where();
  assert.deepEqual([main, thread > 0], [false, true]);
  // @ts-expect-error: its arguments are checked
  await add("1", 2);
  // @ts-expect-error: its name is checked
  assert.throws(() => offload<Work, "notAFunction">(url, "notAFunction", { deadlineMs: -1 }), TypeError);
});

test("the event loop goes on while a thread is busy", async () => {
  const spin = offload<Work, "spin">(url, "spin");
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  assert.equal(await spin(100), "spun");
  clearInterval(timer);
  assert.ok(turns > 10, `${turns} turns`);
});

test("bytes are copied, or handed over", async () => {
  const fill = offload<Work, "fill">(url, "fill");
  const bytes = new Uint8Array(4);
  assert.deepEqual(await fill(bytes, 7), new Uint8Array([7, 7, 7, 7]));
  assert.equal(bytes.byteLength, 4);
  assert.deepEqual(await fill.with({ transfer: [bytes.buffer] })(bytes, 8), new Uint8Array([8, 8, 8, 8]));
  assert.equal(bytes.byteLength, 0);
});

test("errors come back as what they were: HTTPError, name, code, stack in the module", async () => {
  const fail = offload<Work, "fail">(url, "fail");
  await assert.rejects(fail("http"), (error) => {
    assert.ok(error instanceof HTTPError);
    assert.deepEqual([error.status, error.detail], [409, { taken: ["name"] }]);
    return true;
  });
  await assert.rejects(fail("code"), {
    name: "RangeError",
    message: "out of it",
    code: "E_RANGE",
    stack: /work\.ts:\d+/,
  });
  await assert.rejects(fail("text"), { name: "Error", message: "just text" });
});

test("a module or function that is not there, and a result that cannot be copied, are errors of the call", async () => {
  const bad = (name: string) => offload<{ [name: string]: () => void }>(url, name)();
  await assert.rejects(bad("nothing"), /work\.ts exports no function "nothing"/);
  await assert.rejects(bad("notAFunction"), /exports no function "notAFunction"/);
  await assert.rejects(bad("toString"), /exports no function "toString"/);
  const missing = offload<{ f: () => void }>(new URL("./fixtures/none.ts", import.meta.url), "f");
  await assert.rejects(missing(), /none\.ts/);
  await assert.rejects(bad("unclonable"), /unclonable\(\) broke its thread: what it returned cannot be copied/);
  const add = offload<Work, "add">(url, "add");
  await assert.rejects(add((() => 1) as unknown as number, 1), { name: "DataCloneError" });
  await assert.rejects(add(diskFile("/none", 5, "a", "") as unknown as number, 1), { name: "DataCloneError" });
  assert.equal(await add(1, 1), 2);
});

test("a thread that ends itself fails its call only", async () => {
  const exit = offload<Work, "exit">(url, "exit");
  const add = offload<Work, "add">(url, "add");
  await assert.rejects(exit(), /exited with code: 7/);
  assert.equal(await add(2, 2), 4);
});

test("past its queue a pool refuses with overloaded (503), calls with a signal too, and recovers", async () => {
  const hold = offload<Work, "hold">(url, "hold", { threads: 1, maxQueue: 2 });
  const holders = [1, 2, 3].map(() => holder(hold.with({ signal: new AbortController().signal })));
  await assert.rejects(hold(new SharedArrayBuffer(4)), (error) => {
    assert.ok(error instanceof FlotillaError);
    assert.deepEqual([error.code, error.status], ["overloaded", 503]);
    assert.match(error.message, /1 threads are busy and 2 calls wait/);
    return true;
  });
  for (const { release } of holders) release();
  assert.deepEqual(await Promise.all(holders.map(({ call }) => call)), ["held", "held", "held"]);
  const again = holder(hold);
  again.release();
  assert.equal(await again.call, "held");
});

test("a deadline ends the call with 504 and frees its thread, running or waiting", async () => {
  const hold = offload<Work, "hold">(url, "hold", { threads: 1, maxQueue: 5, deadlineMs: 300 });
  const late = {
    name: "FlotillaError",
    code: "deadline_exceeded",
    status: 504,
    message: /hold\(\) took longer than 300 ms/,
  };
  const running = assert.rejects(hold(new SharedArrayBuffer(4)), late);
  const waiting = assert.rejects(hold(new SharedArrayBuffer(4)), late);
  await Promise.all([running, waiting]);
  const next = holder(hold.with({ deadlineMs: 60_000 }));
  next.release();
  assert.equal(await next.call, "held");
});

test("a signal ends the call with its reason and frees its thread, running, waiting or before", async () => {
  const hold = offload<Work, "hold">(url, "hold", { threads: 1, maxQueue: 5 });
  const gone = new FlotillaError("client_closed", "the client left");
  const controller = new AbortController();
  const flag = new SharedArrayBuffer(4);
  const running = hold.with({ signal: controller.signal })(flag);
  const waiting = hold.with({ signal: controller.signal })(flag);
  setTimeout(() => controller.abort(gone), 100);
  await assert.rejects(running, gone);
  await assert.rejects(waiting, gone);
  await assert.rejects(hold.with({ signal: controller.signal })(flag), gone);
  const next = holder(hold);
  next.release();
  assert.equal(await next.call, "held");
});

test("a signal that lives on keeps nothing of the calls that are over", async () => {
  const add = offload<Work, "add">(url, "add");
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners++;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners--;
    removeEventListener.apply(signal, args);
  };
  for (let i = 0; i < 5; i++) await add.with({ signal })(i, i);
  assert.equal(listeners, 0);
});

test("closing waits for what runs and waits; a later call starts anew", async () => {
  const spin = offload<Work, "spin">(url, "spin", { threads: 1 });
  const order: string[] = [];
  const calls = [100, 1].map((ms) => spin(ms).then(() => order.push(`${ms}`)));
  await closeOffload();
  order.push("closed");
  await Promise.all(calls);
  assert.deepEqual(order, ["100", "1", "closed"]);
  assert.equal(await spin(1), "spun");
});

test("the platform's pool, for an app", async () => {
  const pool = nodePlatform.offload?.({ threads: 2 });
  assert.equal(await pool?.run(url, "add", [3, 4], {}), 7);
  await pool?.close();
});

test("options are checked", () => {
  const make = (settings: object) => () => offload<Work, "add">(url, "add", settings);
  assert.throws(make({ thread: 1 }), /unknown option "thread"; known are threads, maxQueue, deadlineMs/);
  assert.throws(make({ threads: 0 }), /threads is a whole number from 1 on, not 0/);
  assert.throws(make({ maxQueue: 1.5 }), /maxQueue/);
  assert.throws(make({ deadlineMs: 0 }), /deadlineMs/);
  assert.throws(make({ deadlineMs: 2 ** 31 }), /deadlineMs/);
  assert.throws(() => offload<Work, "add">("./work.ts", "add"), /new URL\("\.\/work\.ts", import\.meta\.url\)/);
  assert.ok(availableParallelism() >= 1);
});
