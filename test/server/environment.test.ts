// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how these files refer to variables
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { z } from "zod";
import { UsageError } from "../../src/core/errors.ts";
import { App, dependency } from "../../src/index.ts";
import { serve } from "../../src/server/serve.ts";
import { settings } from "../../src/settings.ts";

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "flotilla-settings-"));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

const Config = z.object({ name: z.string(), port: z.int().default(1) });

test("the environment comes before files, the later file before the earlier, a missing one is none", async (t) => {
  const path = await folder(t);
  const [one, two] = [join(path, ".env"), join(path, ".env.local")];
  await writeFile(one, "NAME=one\nPORT=${BASE}1\n");
  await writeFile(two, "NAME=two\n");
  const file = [one, two, join(path, "missing")];
  assert.deepEqual(settings(Config, { env: { BASE: "8" }, file }).value, { name: "two", port: 81 });
  assert.deepEqual(settings(Config, { env: { name: "env" }, file }).value, { name: "env", port: 1 });
  assert.deepEqual(settings(Config, { env: { name: "env" }, file: null }).value, { name: "env", port: 1 });
  assert.throws(() => settings(Config, { env: {}, file: null }).value, UsageError);
});

test("a file that cannot be read, or makes no sense, is named", async (t) => {
  const path = await folder(t);
  await mkdir(join(path, "folder"));
  assert.throws(() => settings(Config, { file: join(path, "folder") }).value, /folder cannot be read: EISDIR/);
  await writeFile(join(path, ".env"), "A=1\nwhat");
  assert.throws(() => settings(Config, { file: join(path, ".env") }).value, /\.env:2: the line is no NAME=value/);
});

test("read at the first use, and then kept", () => {
  const env: Record<string, string> = {};
  const config = settings(Config, { env, file: null });
  env.NAME = "later";
  const { value } = config;
  env.NAME = "too late";
  assert.equal(config.value, value);
  assert.equal(value.name, "later");
});

test("as a dependency: its type flows, resources and dependencies may use it", async () => {
  const config = settings(Config, { env: { NAME: "app" }, file: null });
  const title = dependency({ use: { config } }, ({ config }) => `${config.name}!`);
  const app = new App();
  app.get("/", { use: { config, title } }, ({ config, title }) => {
    const port: number = config.port;
    return { port, title };
  });
  const answer = await app.fetch(new Request("http://a/"));
  assert.deepEqual(await answer.json(), { port: 1, title: "app!" });
});

test("wrong settings are a start that fails, with all of it in one message", async () => {
  const config = settings(z.object({ a: z.int(), b: z.string() }), { env: { A: "x" }, file: null });
  const app = new App();
  app.get("/", { use: { config } }, () => 1);
  await assert.rejects(serve(app, { port: 0 }), (error: Error) => {
    assert.ok(error instanceof UsageError);
    assert.equal(
      error.message,
      "settings:\n  A: Input should be a valid integer, unable to parse string as an integer\n  B: Field required",
    );
    return true;
  });
});

test("unknown options are refused", () => {
  assert.throws(() => settings(Config, { envFile: ".env" } as never), /settings: unknown option "envFile"/);
});
