import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const main = join(import.meta.dirname, "../../dist/cli/main.js");
const folder = mkdtempSync(join(tmpdir(), "flotilla-balance-"));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const once = (...args: string[]) =>
  spawnSync(process.execPath, [main, "balance", ...args], { cwd: folder, encoding: "utf8" });

function backend(name: string): Promise<{ port: number; close: () => void }> {
  const server = http.createServer((_request, response) => response.end(name));
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      resolve({ port, close: () => server.close() });
    });
  });
}

/** Starts the balancer and resolves with its first address when it is ready. */
async function start(...args: string[]): Promise<{ child: ChildProcess; url: string; out: () => string }> {
  const child = spawn(process.execPath, [main, "balance", ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  const url = await new Promise<string>((resolve, reject) => {
    const read = (data: Buffer): void => {
      out += data.toString();
      const match = /ready on (http:\/\/[^ ,]+)/.exec(out);
      if (match !== null) resolve(match[1].replace("0.0.0.0", "127.0.0.1"));
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.on("exit", (code) => reject(new Error(`exit ${code}: ${out}`)));
  });
  return { child, url, out: () => out };
}

/** A request on a connection of its own, so that none is idle when the balancer drains. */
function get(url: string): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (data) => {
        text += data;
      });
      response.on("end", () => resolve({ status: response.statusCode, text }));
    });
    request.on("error", reject);
  });
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => (child.exitCode === null ? child.on("exit", resolve) : resolve(child.exitCode)));

test("-t and -T check the tutorial's file", () => {
  const path = file(
    "tutorial.conf",
    "http { upstream fastapi { server 127.0.0.1:8000; } server { location / { proxy_pass http://fastapi; } } }",
  );
  const checked = once("-t", path);
  assert.equal(checked.status, 0, checked.stderr);
  assert.match(checked.stderr, /it listens on port 8080/);
  assert.match(checked.stderr, /test is successful/);
  const dumped = once("-T", "-q", "-c", "tutorial.conf", "-p", folder);
  assert.equal(dumped.stdout, `# configuration file ${path}:\n${readFileSync(path, "utf8")}\n`);
});

test("a mistake is one line with its place, exit code 2", () => {
  const path = file("wrong.conf", "http {\n  servr { }\n}");
  const { status, stderr, stdout } = once(path);
  assert.equal(status, 2);
  assert.equal(stderr, `flotilla: ${path}:2:3: unknown directive "servr"; did you mean "server"?\n`);
  assert.equal(stdout, "");
});

test("nothing to balance, and too much said, exit code 2", () => {
  assert.equal(once().status, 2);
  assert.equal(once("x.conf", "--to", "a:1").status, 2);
  assert.equal(once("x.conf", "-c", "y.conf").status, 2);
});

test("a config in front of two servers: turns, access log, pid file, drain", async () => {
  const [a, b] = await Promise.all([backend("a"), backend("b")]);
  const probe = await backend("free");
  probe.close();
  const path = file(
    "two.conf",
    `pid two.pid; events {} http { log_format short '$request_method $uri $status $upstream_addr'; access_log two.log short;
     upstream app { server 127.0.0.1:${a.port}; server 127.0.0.1:${b.port}; }
     server { listen 127.0.0.1:${probe.port}; location / { proxy_pass http://app; } location = /no { return 404; } } }`,
  );
  const { child, url } = await start(path);
  const answers = [];
  for (let i = 0; i < 4; i++) answers.push((await get(`${url}/x`)).text);
  assert.deepEqual(answers, ["a", "b", "a", "b"]);
  assert.equal((await get(`${url}/no`)).status, 404);
  assert.equal(readFileSync(join(folder, "two.pid"), "utf8"), `${child.pid}\n`);
  const taken = once(path);
  assert.equal(taken.status, 2);
  assert.match(taken.stderr, /two\.conf:3:\d+: 127\.0\.0\.1:\d+ is already in use; choose another with "listen"/);
  child.kill("SIGTERM");
  assert.equal(await ended(child), 0);
  const logged = readFileSync(join(folder, "two.log"), "utf8").trimEnd().split("\n");
  assert.deepEqual(logged, [...[a, b, a, b].map(({ port }) => `GET /x 200 127.0.0.1:${port}`), "GET /no 404 -"]);
  a.close();
  b.close();
});

test("a reader of the logs that goes away takes no request with it", async () => {
  const server = await backend("one");
  const { child, url } = await start("--listen", "127.0.0.1:0", "--to", `127.0.0.1:${server.port}`);
  child.stdout?.destroy();
  child.stderr?.destroy();
  for (let i = 0; i < 3; i++) {
    assert.equal((await get(`${url}/hello`)).text, "one");
    // Longer than lines are gathered: each is written by itself, into a pipe nobody reads.
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  child.kill("SIGINT");
  assert.equal(await ended(child), 0);
  server.close();
});

test("--listen and --to, SIGQUIT drains", async () => {
  const server = await backend("one");
  const { child, url, out } = await start("--listen", "127.0.0.1:0", "--to", `127.0.0.1:${server.port},weight=2`);
  assert.equal((await get(`${url}/hello`)).text, "one");
  child.kill("SIGQUIT");
  assert.equal(await ended(child), 0);
  assert.match(out(), /"GET \/hello HTTP\/1\.1" 200 3 /);
  server.close();
});
