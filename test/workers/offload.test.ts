import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Cli, eventually, get, project } from "./cli.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = (file: string) => pathToFileURL(join(root, "dist", file)).href;

/** Its thread's module imports another and is no JavaScript once its types are gone. */
const files = {
  "main.ts": `
import { App } from "${built("index.js")}";
import { offload } from "${built("server/index.js")}";
type Work = typeof import("./lib/work.ts");
const url = new URL("./lib/work.ts", import.meta.url);
const greet = offload<Work, "greet">(url, "greet", { threads: 1, maxQueue: 1 });
const hold = offload<Work, "hold">(url, "hold", { threads: 1, maxQueue: 0 });
const hurry = offload<Work, "hold">(url, "hold", { threads: 1, deadlineMs: 50 });
const refuse = offload<Work, "refuse">(url, "refuse");
export const app = new App();
app.get("/greet/{name}", ({ path }) => greet(path.name));
let held = false;
app.get("/hold", (_, { signal }) => {
  held = true;
  return hold.with({ signal })(new SharedArrayBuffer(4));
});
app.get("/held", () => held);
app.get("/free", async () => {
  const flag = new SharedArrayBuffer(4);
  new Int32Array(flag)[0] = 1;
  return hold(flag);
});
app.get("/late", () => hurry(new SharedArrayBuffer(4)));
app.get("/refuse", () => refuse());
`,
  "lib/work.ts": `
import { HTTPError } from "${built("index.js")}";
import { Greeting } from "./greeting.ts";
import { isMainThread } from "node:worker_threads";
export function greet(name: string): string { return Greeting.Hello + " " + name + " " + isMainThread; }
export function hold(flag: SharedArrayBuffer): string { Atomics.wait(new Int32Array(flag), 0, 0); return "free"; }
export function refuse(): never {
  throw new HTTPError(418, "not here");
}
`,
  "lib/greeting.ts": 'export enum Greeting { Hello = "hello" }\n',
};

// They mostly wait for processes.
describe("offload()", { concurrency: 2 }, () => {
  for (const args of [["run"], ["run", "--loader", "tsx"], ["run", "-w", "2"], ["dev"]]) {
    test(`flotilla ${args.join(" ")}: a module in TypeScript runs in a thread`, async (t) => {
      const cli = new Cli(project(files), [...args, "-p", "0"]);
      t.after(() => cli.child.kill("SIGKILL"));
      const port = await cli.ready();
      const answers = await Promise.all([1, 2].map((i) => get(port, `/greet/${i}`)));
      assert.deepEqual(
        answers.map(({ body }) => body),
        ['"hello 1 false"', '"hello 2 false"'],
      );
      const refused = await get(port, "/refuse");
      assert.deepEqual([refused.status, refused.body], [418, '{"detail":"not here"}']);
      assert.equal(await cli.stop(), 0);
    });
  }

  test("a client that leaves ends the thread that works for it", async (t) => {
    const cli = new Cli(project(files), ["run", "-p", "0"]);
    t.after(() => cli.child.kill("SIGKILL"));
    const port = await cli.ready();
    const request = http.get({ port, path: "/hold" });
    request.on("error", () => {});
    await eventually(async () => (await get(port, "/held")).body === "true");
    const full = await get(port, "/free");
    assert.deepEqual(
      [full.status, full.headers["retry-after"], full.body],
      [503, "1", '{"detail":"offload: 1 threads are busy and 0 calls wait; try again later"}'],
    );
    const late = await get(port, "/late");
    assert.deepEqual([late.status, late.body], [504, '{"detail":"offload: hold() took longer than 50 ms"}']);
    request.destroy();
    await eventually(async () => (await get(port, "/free")).body === '"free"');
    assert.equal(await cli.stop(), 0);
    assert.equal(cli.err, "");
  });

  test("flotilla dev: a save of what a thread runs is answered with new code, a broken one with the error", async (t) => {
    const folder = project(files);
    const cli = new Cli(folder, ["dev", "-p", "0"]);
    t.after(() => cli.child.kill("SIGKILL"));
    const port = await cli.ready();
    const body = async () => (await get(port, "/greet/you")).body;
    assert.equal(await body(), '"hello you false"');
    writeFileSync(join(folder, "lib/greeting.ts"), 'export enum Greeting { Hello = "good day" }\n');
    await eventually(async () => (await body()) === '"good day you false"');
    writeFileSync(join(folder, "lib/work.ts"), "export const = 1;\n");
    await eventually(async () => (await get(port, "/greet/you")).status === 500);
    await cli.until(/cannot load .*lib\/work\.ts: .*work\.ts:1:/);
    writeFileSync(join(folder, "lib/work.ts"), files["lib/work.ts"]);
    await eventually(async () => (await body()) === '"good day you false"');
  });

  test("a program under tsx ends by itself though its threads are idle", async () => {
    const folder = project({
      ...files,
      "once.ts": `
import { offload } from "${built("server/index.js")}";
const greet = offload<typeof import("./lib/work.ts"), "greet">(new URL("./lib/work.ts", import.meta.url), "greet");
console.log(await greet("once"));
`,
    });
    const tsx = import.meta.resolve("tsx");
    const out = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, ["--import", tsx, "once.ts"], { cwd: folder }, (error, stdout, stderr) =>
        error === null ? resolve(stdout) : reject(new Error(stderr)),
      );
    });
    assert.equal(out, "hello once false\n");
  });
});
