import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { alive, appSource, Cli, eventually, get, pids, project, sleep } from "./cli.ts";

function start(
  t: TestContext,
  args: readonly string[],
  files: Record<string, string> = { "main.ts": appSource() },
): Cli {
  const cli = new Cli(project(files), ["run", ...args]);
  t.after(() => cli.child.kill("SIGKILL"));
  return cli;
}

// They mostly wait for processes.
describe("flotilla run", { concurrency: 3 }, () => {
  test("two workers both serve; SIGTERM ends all of them with exit code 0", async (t) => {
    const cli = start(t, ["main:app", "-w", "2", "-p", "0"]);
    const port = await cli.ready();
    assert.match(cli.out, /ready on http:\/\/127\.0\.0\.1:\d+ \(2 workers, dispatch connection, pid \d+\)\n$/);
    const seen = await pids(port, 20);
    assert.equal(seen.size, 2);
    assert.equal(await cli.stop(), 0);
    assert.match(cli.out, /draining \(SIGTERM/);
    assert.match(cli.out, /stopped\n$/);
    for (const pid of seen) assert.equal(alive(pid), false);
  });

  for (const args of [
    ["-w", "2", "--dispatch", "kernel"],
    ["-w", "1"],
  ]) {
    test(`workers that accept by themselves: ${args.join(" ")}`, async (t) => {
      const cli = start(t, ["main:app", "-p", "0", ...args]);
      const port = await cli.ready();
      assert.equal((await get(port)).status, 200);
      const [victim] = await pids(port, 1);
      process.kill(victim, "SIGKILL");
      await cli.until(/worker \d \(pid \d+\): ready/);
      assert.equal((await get(port)).status, 200);
      assert.equal(await cli.stop(), 0);
    });
  }

  test("a Unix socket, by connection dispatch", async (t) => {
    const folder = project({ "main.ts": appSource() });
    const cli = new Cli(folder, ["run", "main:app", "-w", "2", "--uds", "app.sock"]);
    t.after(() => cli.child.kill("SIGKILL"));
    await cli.until(/ready on unix:app\.sock/);
    const answers = await Promise.all([1, 2, 3].map(() => get(join(folder, "app.sock"))));
    for (const { status } of answers) assert.equal(status, 200);
    assert.equal(await cli.stop(), 0);
    assert.equal(existsSync(join(folder, "app.sock")), false);
  });

  test("an inherited descriptor", async (t) => {
    const server = net.createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    t.after(() => server.close());
    const { port } = server.address() as net.AddressInfo;
    const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
    const cli = new Cli(project({ "main.ts": appSource() }), ["run", "main:app", "-w", "2", "--fd", "3"], {}, [fd]);
    t.after(() => cli.child.kill("SIGKILL"));
    assert.equal(await cli.ready(), port);
    // Ours is closed: only the inherited copy accepts.
    server.close();
    assert.equal((await get(port)).status, 200);
    assert.equal(await cli.stop(), 0);
  });

  test("--loader tsx", async (t) => {
    const cli = start(t, ["main:app", "-p", "0", "--loader", "tsx"]);
    assert.equal((await get(await cli.ready())).status, 200);
    assert.match(cli.out, /starting main\.ts \(tsx\)/);
    assert.equal(await cli.stop(), 0);
  });

  test("--loader native, where Node can", async (t) => {
    const cli = start(t, ["main:app", "-p", "0", "--loader", "native"]);
    if ((process.features as { typescript?: unknown }).typescript) {
      assert.equal((await get(await cli.ready())).status, 200);
      assert.equal(await cli.stop(), 0);
    } else {
      assert.equal((await cli.exited).code, 2);
      assert.match(
        cli.err,
        /^flotilla: --loader native: Node [\d.]+ cannot import main\.ts; it needs Node 22\.18 or later\n$/,
      );
    }
  });

  test("a worker killed with -9 is replaced, and no connection hangs", async (t) => {
    const cli = start(t, ["main:app", "-w", "2", "-p", "0"]);
    const port = await cli.ready();
    const [victim] = await pids(port, 8);
    process.kill(victim, "SIGKILL");
    for (let i = 0; i < 30; i++) assert.equal((await get(port)).status, 200);
    await cli.until(/ended unexpectedly \(signal SIGKILL\)/);
    await cli.until(/worker \d \(pid \d+\): ready/);
    const now = await pids(port, 20);
    assert.equal(now.size, 2);
    assert.equal(now.has(victim), false);
    assert.equal(await cli.stop(), 0);
  });

  test("connections leased to a stopped worker are served by another", async (t) => {
    const cli = start(t, ["main:app", "-w", "2", "-p", "0", "--timeout-graceful-shutdown", "1s"]);
    const port = await cli.ready();
    const [stopped, other] = [...(await pids(port, 20))];
    process.kill(stopped, "SIGSTOP");
    const answers = await Promise.all(Array.from({ length: 10 }, () => get(port)));
    for (const answer of answers) assert.equal(JSON.parse(answer.body).pid, other);
    await cli.until(new RegExp(`pid ${stopped}\\): has not answered for .* out of rotation`));
    process.kill(stopped, "SIGCONT");
    await cli.until(new RegExp(`pid ${stopped}\\): answers again`));
    await eventually(async () => (await pids(port, 10)).has(stopped));
    assert.equal(await cli.stop(), 0);
  });

  test("a worker that stays silent is replaced and killed", async (t) => {
    const cli = start(t, ["main:app", "-w", "2", "-p", "0", "--timeout-worker-healthcheck", "3s"]);
    const port = await cli.ready();
    const [stopped] = await pids(port, 20);
    process.kill(stopped, "SIGSTOP");
    await cli.until(new RegExp(`pid ${stopped}\\): killed \\(SIGKILL\\), replaced by pid`));
    await eventually(() => !alive(stopped));
    assert.equal((await pids(port, 20)).size, 2);
    assert.doesNotMatch(cli.err, /ended unexpectedly/);
    assert.equal(await cli.stop(), 0);
  });

  test("SIGTERM lets a request in flight end", async (t) => {
    const cli = start(t, ["main:app", "-w", "2", "-p", "0"]);
    const port = await cli.ready();
    const slow = get(port, "/slow");
    await sleep(200);
    const code = cli.stop();
    assert.equal((await slow).status, 200);
    assert.equal(await code, 0);
  });

  test("what does not end within the grace is cut and counted", async (t) => {
    const cli = start(t, ["main:app", "-w", "2", "-p", "0", "--timeout-graceful-shutdown", "300ms"]);
    const port = await cli.ready();
    const never = assert.rejects(get(port, "/never"));
    await sleep(200);
    assert.equal(await cli.stop(), 0);
    await never;
    assert.match(cli.err, /1 requests did not end within 0\.3 s and were cut/);
  });

  test("a second signal ends at once", async (t) => {
    const cli = start(t, ["main:app", "-w", "2", "-p", "0"]);
    const port = await cli.ready();
    const seen = await pids(port, 20);
    const never = assert.rejects(get(port, "/never"));
    await sleep(200);
    cli.child.kill("SIGINT");
    await cli.until(/draining \(SIGINT/);
    await sleep(200);
    cli.child.kill("SIGINT");
    assert.equal((await cli.exited).code, 1);
    await never;
    for (const pid of seen) assert.equal(alive(pid), false);
  });

  test("workers of a killed master end by themselves", async (t) => {
    const cli = start(t, ["main:app", "-w", "2", "-p", "0"]);
    const seen = await pids(await cli.ready(), 20);
    assert.equal(seen.size, 2);
    cli.child.kill("SIGKILL");
    await eventually(() => [...seen].every((pid) => !alive(pid)));
  });

  test("SIGTERM to a worker drains and replaces it", async (t) => {
    const cli = start(t, ["main:app", "-w", "2", "-p", "0"]);
    const port = await cli.ready();
    const [left] = await pids(port, 20);
    process.kill(left, "SIGTERM");
    await cli.until(/worker \d \(pid \d+\): ready/);
    await eventually(() => !alive(left));
    assert.doesNotMatch(cli.err, /unexpectedly/);
    assert.equal((await pids(port, 20)).size, 2);
    assert.equal(await cli.stop(), 0);
  });

  test("an app that throws while it is loaded: exit code 3, file, line and frame of the TypeScript", async (t) => {
    const source = 'type A = { a: string };\nconst a: A = JSON.parse("null");\nexport const app = a.a;\n';
    const cli = start(t, ["main:app", "-w", "2", "-p", "0"], { "main.ts": source });
    assert.equal((await cli.exited).code, 3);
    assert.match(cli.err, /cannot load main\.ts: TypeError: Cannot read properties of null/);
    assert.match(cli.err, /at main\.ts:3:22/);
    assert.match(cli.err, /> 3 \| export const app = a\.a;/);
    assert.doesNotMatch(cli.out, /ready/);
  });

  test("a syntax error: exit code 3 with file, line and frame", async (t) => {
    const cli = start(t, ["main:app", "-p", "0"], { "main.ts": 'import "./lib.ts";', "lib.ts": "\nconst x = = 1;\n" });
    assert.equal((await cli.exited).code, 3);
    assert.match(cli.err, /at lib\.ts:2:11/);
    assert.match(cli.err, /> 2 \| const x = = 1;\n {4}\| {11}\^/);
  });

  test("start-up work that fails: exit code 3", async (t) => {
    const source =
      'export const app = { handle(e: unknown) {}, async start() {\n  throw new Error("no database");\n} };';
    const cli = start(t, ["main:app", "-w", "2", "-p", "0"], { "main.ts": source });
    assert.equal((await cli.exited).code, 3);
    assert.match(cli.err, /main\.ts failed to start: no database\n {2}at main\.ts:2:9/);
  });

  test("a taken port: one line, exit code 2", async (t) => {
    const other = net.createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    t.after(() => other.close());
    const { port } = other.address() as net.AddressInfo;
    const cli = start(t, ["main:app", "-p", String(port)]);
    assert.equal((await cli.exited).code, 2);
    assert.equal(cli.err, `flotilla: port ${port} on 127.0.0.1 is already in use; choose another with --port\n`);
  });

  for (const [args, message] of [
    [["--prot", "1"], "unknown option '--prot'; did you mean --port?"],
    [["main:app", "-w", "some"], '--workers: "some" is not a whole number or auto'],
    [["mian:app"], /^no such app: mian \(in that folder: main\.ts\)$/],
    [["main:application", "-p", "0"], null],
  ] as const) {
    test(`a mistake is told in the terminal: ${args.join(" ")}`, async (t) => {
      const cli = start(t, args);
      const { code } = await cli.exited;
      if (message === null) {
        assert.equal(code, 3);
        assert.match(cli.err, /main\.ts has no export application \(it exports app\)/);
        return;
      }
      assert.equal(code, 2);
      assert.equal(cli.out, "");
      const line = /^flotilla: (.*)\n$/.exec(cli.err)?.[1] ?? "";
      if (typeof message === "string") assert.equal(line, message);
      else assert.match(line, message);
    });
  }
});
