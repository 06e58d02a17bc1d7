// `flotilla up` with real processes: three replicas and the balancer under one master.
import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import { dirname, join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { alive, Cli, eventually, get, project, sleep } from "../workers/cli.ts";
import { childrenOf } from "./processes.ts";

// Plain JavaScript but for the last test: TypeScript costs each start a compiler.
const app = `
export const app = {
  handle(exchange) {
    const answer = () => exchange.send(200, [], JSON.stringify({ replica: process.env.FLOTILLA_REPLICA, pid: process.pid }));
    if (exchange.path === "/slow") setTimeout(answer, 700);
    else if (exchange.path === "/never") setTimeout(answer, 60_000);
    else answer();
  },
};
`;
const config = `export default { name: "trial", app: "main.js", replicas: { count: 2, port: 0 }, balancer: { port: 0 } };\n`;

interface Up {
  readonly cli: Cli;
  readonly port: number;
  readonly replicas: readonly { readonly port: number; readonly pid: number }[];
  /** Pid of the balancer's process. */
  readonly plane: number;
}

function run(t: TestContext, args: readonly string[] = [], files: Record<string, string> = {}): Cli {
  const cli = new Cli(project({ "main.js": app, "flotilla.config.js": config, ...files }), ["up", ...args]);
  t.after(() => cli.child.kill("SIGKILL"));
  return cli;
}

async function start(t: TestContext, args: readonly string[] = [], files: Record<string, string> = {}): Promise<Up> {
  const cli = run(t, args, files);
  await cli.until(/stop {7}/);
  const port = Number(/balancer +http:\/\/[^ ]+:(\d+)/.exec(cli.out)?.[1]);
  const lines = [...cli.out.matchAll(/replica \d+ +http:\/\/127\.0\.0\.1:(\d+) +\(pid (\d+)\)/g)];
  const replicas = lines.map(([, at, pid]) => ({ port: Number(at), pid: Number(pid) }));
  const [plane] = childrenOf(cli.child.pid as number).filter((child) => replicas.every(({ pid }) => pid !== child));
  return { cli, port, replicas, plane };
}

async function who(port: number): Promise<{ replica: string; pid: number }> {
  const answer = await get(port);
  assert.equal(answer.status, 200, answer.body);
  return JSON.parse(answer.body) as { replica: string; pid: number };
}

// They mostly wait for processes.
describe("flotilla up", { concurrency: 3 }, () => {
  test("three replicas each serve a third of the balancer's requests, and answer by themselves", async (t) => {
    const { cli, port, replicas } = await start(t, ["--replicas", "3"]);
    assert.match(cli.out, /trial is ready\n\n {2}balancer {3}http:\/\/127\.0\.0\.1:\d+\n/);
    assert.match(cli.out, /config {5}flotilla\.config\.js\n/);
    assert.equal(replicas.length, 3);
    const served = new Map<string, number>();
    for (let i = 0; i < 30; i++) {
      const { replica } = await who(port);
      served.set(replica, (served.get(replica) ?? 0) + 1);
    }
    assert.deepEqual([...served].sort(), [
      ["0", 10],
      ["1", 10],
      ["2", 10],
    ]);
    for (const [index, replica] of replicas.entries()) {
      assert.deepEqual(await who(replica.port), { replica: String(index), pid: replica.pid });
    }
    assert.equal(await cli.stop(), 0);
    assert.match(cli.out, /draining \(SIGTERM[^\n]*\nflotilla: stopped\n$/);
    for (const { pid } of replicas) assert.equal(alive(pid), false);
  });

  test("a replica killed with -9 under load: no GET fails, and it comes back on its port", async (t) => {
    const { cli, port, replicas } = await start(t);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
    const statuses = new Map<string, number>();
    const seen = new Set<number>();
    let stopping = false;
    const client = async (): Promise<void> => {
      while (!stopping) {
        const outcome = await new Promise<string>((resolve) => {
          const request = http.get({ host: "127.0.0.1", port, agent }, (response) => {
            let body = "";
            response.setEncoding("utf8").on("data", (data) => (body += data));
            response.on("end", () => {
              if (response.statusCode === 200) seen.add((JSON.parse(body) as { pid: number }).pid);
              resolve(String(response.statusCode));
            });
            response.on("error", (error) => resolve(error.message));
          });
          request.on("error", (error) => resolve(error.message));
        });
        statuses.set(outcome, (statuses.get(outcome) ?? 0) + 1);
      }
    };
    const clients = Array.from({ length: 8 }, client);
    await sleep(100);
    process.kill(replicas[1].pid, "SIGKILL");
    await cli.until(/replica 1 \(port \d+, pid \d+\): ended unexpectedly \(signal SIGKILL\)/);
    const [, fresh] = await cli.until(/replica 1 \(port \d+, pid (\d+)\): ready/);
    await eventually(() => seen.has(Number(fresh)));
    stopping = true;
    await Promise.all(clients);
    agent.destroy();
    assert.deepEqual([...statuses.keys()], ["200"]);
    assert.ok((statuses.get("200") as number) > 50);
    assert.deepEqual(await who(replicas[1].port), { replica: "1", pid: Number(fresh) });
    assert.equal(await cli.stop(), 0);
  });

  test("a data plane killed with -9 is replaced on the same socket: later connections wait for it", async (t) => {
    const { cli, port, plane } = await start(t);
    process.kill(plane, "SIGKILL");
    await eventually(() => !alive(plane));
    for (let i = 0; i < 10; i++) await who(port);
    await cli.until(/balancer \(pid \d+\): ready/);
    assert.equal(await cli.stop(), 0);
  });

  test("a data plane that no longer answers is killed and replaced", async (t) => {
    const { cli, port, plane } = await start(t, ["--timeout-worker-healthcheck", "1500ms"]);
    process.kill(plane, "SIGSTOP");
    await cli.until(/balancer \(pid \d+\): has not answered for [\d.]+ s: killed \(SIGKILL\)/);
    await who(port);
    await cli.until(/balancer \(pid \d+\): ready/);
    assert.equal(await cli.stop(), 0);
  });

  test("a data plane that is asked to end by a signal finishes what it has while the next one serves", async (t) => {
    const { cli, port, plane } = await start(t);
    const slow = get(port, "/slow");
    await sleep(100);
    process.kill(plane, "SIGTERM");
    await cli.until(/balancer \(pid \d+\): ready/);
    for (let i = 0; i < 10; i++) await who(port);
    assert.equal((await slow).status, 200);
    await eventually(() => !alive(plane));
    assert.doesNotMatch(cli.err, /unexpectedly/);
    assert.equal(await cli.stop(), 0);
  });

  test("SIGTERM lets a request in flight finish and leaves no process", async (t) => {
    const { cli, port } = await start(t);
    const children = childrenOf(cli.child.pid as number);
    assert.equal(children.length, 3);
    const slow = get(port, "/slow");
    await sleep(200);
    const code = cli.stop();
    assert.equal((await slow).status, 200);
    assert.equal(await code, 0);
    for (const child of children) assert.equal(alive(child), false);
  });

  test("requests that outlast the grace are cut and counted", async (t) => {
    const { cli, port } = await start(t, ["--timeout-graceful-shutdown", "500ms"]);
    const never = get(port, "/never").then(
      () => "answered",
      () => "cut",
    );
    await sleep(200);
    assert.equal(await cli.stop(), 0);
    assert.equal(await never, "cut");
    assert.match(cli.err, /warning: 1 requests did not end within 0\.5 s and were cut/);
  });

  test("a second signal ends at once", async (t) => {
    const { cli, port, replicas } = await start(t);
    const never = get(port, "/never").catch(() => undefined);
    await sleep(100);
    cli.child.kill("SIGTERM");
    await cli.until(/draining/);
    await sleep(200);
    cli.child.kill("SIGTERM");
    assert.deepEqual(await cli.exited, { code: 1, signal: null });
    await never;
    for (const { pid } of replicas) assert.equal(alive(pid), false);
  });

  test("children whose master was killed with -9 leave by themselves", async (t) => {
    const { cli } = await start(t);
    const children = childrenOf(cli.child.pid as number);
    cli.child.kill("SIGKILL");
    await eventually(() => children.every((child) => !alive(child)));
  });

  test("a replica that is asked to end by a signal drains and is started again", async (t) => {
    const { cli, port, replicas } = await start(t);
    process.kill(replicas[0].pid, "SIGTERM");
    await cli.until(/replica 0 \(port \d+, pid \d+\): ready/);
    for (let i = 0; i < 9; i++) assert.notEqual((await who(port)).pid, replicas[0].pid);
    assert.doesNotMatch(cli.err, /unexpectedly/);
    assert.equal(await cli.stop(), 0);
  });

  test("a replica that is stopped is out of rotation until it answers again", async (t) => {
    const { cli, port, replicas } = await start(t);
    process.kill(replicas[0].pid, "SIGSTOP");
    await cli.until(/replica 0 \(port \d+, pid \d+\): has not answered for [\d.]+ s: .*; out of rotation/);
    for (let i = 0; i < 6; i++) assert.equal((await who(port)).replica, "1");
    process.kill(replicas[0].pid, "SIGCONT");
    await cli.until(/replica 0 \(port \d+, pid \d+\): answers again/);
    await eventually(async () => (await who(port)).replica === "0");
    assert.match(cli.out, /replicas #0 ready but not answering, #1 ready \| balancer ready/);
    assert.equal(await cli.stop(), 0);
  });

  test("the one replica there is is waited for while it is started again", async (t) => {
    const { cli, port, replicas } = await start(t, ["--replicas", "1"]);
    const { pid } = await who(port);
    assert.equal(pid, replicas[0].pid);
    process.kill(pid, "SIGKILL");
    await eventually(() => !alive(pid));
    assert.notEqual((await who(port)).pid, pid);
    assert.equal(await cli.stop(), 0);
  });

  test("without a terminal the state is printed when it changes, and only then", async (t) => {
    const { cli, replicas } = await start(t);
    await sleep(1500);
    process.kill(replicas[1].pid, "SIGKILL");
    await cli.until(/replica 1 \(port \d+, pid \d+\): ready/);
    assert.equal(await cli.stop(), 0);
    const lines = cli.out.split("\n").filter((line) => line.includes(" | balancer "));
    assert.deepEqual(
      lines.map((line) => line.replace("flotilla: ", "")),
      [
        "replicas 2 ready | balancer ready",
        "replicas #0 ready, #1 failed | balancer ready",
        "replicas #0 ready, #1 starting | balancer ready",
        "replicas 2 ready | balancer ready",
      ],
    );
    assert.doesNotMatch(cli.out, /\x1b/);
  });

  for (const { name, args, pattern } of [
    {
      name: "the balancer's",
      args: (port: number) => ["--port", String(port), "--replica-port", "0"],
      pattern: /port (\d+) on 127\.0\.0\.1 is already in use; .*balancer\.port.*--port.*FLOTILLA_PORT/,
    },
    {
      name: "a replica's",
      args: (port: number) => ["--port", "0", "--replica-port", String(port), "--replicas", "2"],
      pattern: /port (\d+) on 127\.0\.0\.1 is already in use; .*replicas\.port.*--replica-port.*FLOTILLA_REPLICA_PORT/,
    },
  ]) {
    test(`${name} port is taken: one line says which and what to change, and nothing is started`, async (t) => {
      const taken = net.createServer();
      await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
      t.after(() => taken.close());
      const { port } = taken.address() as net.AddressInfo;
      const cli = run(t, args(port));
      assert.deepEqual(await cli.exited, { code: 2, signal: null });
      assert.equal(pattern.exec(cli.err)?.[1], String(port), cli.err);
      assert.equal(cli.err.trimEnd().split("\n").length, 1);
      assert.equal(cli.out, "");
    });
  }

  for (const [what, files, args, message] of [
    [
      "an unknown field",
      { "flotilla.config.js": "export default { replica: 3 };" },
      [],
      'flotilla.config.js: unknown field "replica"; did you mean "replicas"?',
    ],
    [
      "a wrong value",
      { "flotilla.config.js": "export default { balancer: { port: 99999 } };" },
      [],
      "flotilla.config.js: balancer.port must be a whole number from 0 to 65535, not 99999",
    ],
    [
      "no default export",
      { "flotilla.config.js": "export const config = {};" },
      [],
      "flotilla.config.js: it has no default export; write: export default defineConfig({ … })",
    ],
    [
      "what is no data",
      { "flotilla.config.js": "export default { app: () => 1 };" },
      [],
      "flotilla.config.js: the config must be plain data: text, numbers, lists and objects of them",
    ],
    ["a file that is not there", {}, ["other.config.ts"], "no such file: other.config.ts"],
    [
      "an app that is not there",
      { "flotilla.config.js": 'export default { app: "mian.js" };' },
      [],
      "no such app: mian.js",
    ],
  ] as const) {
    test(`refused with one line and exit code 2: ${what}`, async (t) => {
      const cli = run(t, args, files);
      assert.deepEqual(await cli.exited, { code: 2, signal: null });
      assert.ok(cli.err.startsWith(`flotilla: ${message}`), cli.err);
      assert.equal(cli.err.trimEnd().split("\n").length, 1);
      assert.equal(cli.out, "");
    });
  }

  test("a config that throws is shown with its place", async (t) => {
    const cli = run(t, [], { "flotilla.config.js": 'const port = 1;\nthrow new Error("no luck " + port);\n' });
    assert.deepEqual(await cli.exited, { code: 2, signal: null });
    assert.match(cli.err, /cannot load flotilla\.config\.js: no luck 1\n {2}at flotilla\.config\.js:2:7/);
  });

  test("--print-config prints what would be used, and starts nothing", async (t) => {
    const cli = run(t, [".", "--print-config", "--port", "9000"], {
      "flotilla.config.ts": "const port: number = 7000;\nexport default { replicas: { port } };\n",
    });
    assert.deepEqual(await cli.exited, { code: 0, signal: null });
    const { replicas, balancer } = JSON.parse(cli.out) as { replicas: unknown; balancer: unknown };
    assert.deepEqual(replicas, { count: 3, port: 7000 });
    assert.deepEqual(balancer, { host: "127.0.0.1", port: 9000, policy: "round_robin" });
  });

  test("an app that fails to start ends everything with exit code 3", async (t) => {
    const cli = run(t, [], { "main.js": 'throw new Error("no database");\n' });
    assert.deepEqual(await cli.exited, { code: 3, signal: null });
    assert.equal(cli.err.split("cannot load main.js: no database").length, 2, "said once");
    assert.match(cli.err, /failed to start\n$/);
  });

  test("the tutorial: its config and its app, through the package's own names", async (t) => {
    const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
    const file = "examples/tutorial/flotilla.config.ts";
    const cli = new Cli(root, ["up", file, "--port", "0", "--replica-port", "0"]);
    t.after(() => cli.child.kill("SIGKILL"));
    await cli.until(/stop {7}/);
    const port = Number(/balancer +http:\/\/[^ ]+:(\d+)/.exec(cli.out)?.[1]);
    assert.equal((await get(port, "/hello")).body, '{"message":"Hello, World!"}');
    const replicas = new Set<string>();
    for (let i = 0; i < 3; i++)
      replicas.add((JSON.parse((await get(port, "/whoami")).body) as { replica: string }).replica);
    assert.deepEqual([...replicas].sort(), ["0", "1", "2"]);
    assert.equal(await cli.stop(), 0);
  });
});
