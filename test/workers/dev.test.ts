import assert from "node:assert/strict";
import { readFileSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { alive, appSource, Cli, eventually, get, project, sleep } from "./cli.ts";

interface Dev {
  readonly cli: Cli;
  readonly port: number;
  save(name: string, text: string): void;
  /** The part of the answer that the source decides. */
  text(): Promise<string>;
}

async function start(t: TestContext, files: Record<string, string>): Promise<Dev> {
  const folder = project(files);
  const cli = new Cli(folder, ["dev", "-p", "0"]);
  t.after(() => cli.child.kill("SIGKILL"));
  const port = await cli.ready();
  return {
    cli,
    port,
    save: (name, text) => writeFileSync(join(folder, name), text),
    text: async () => JSON.parse((await get(port)).body).text,
  };
}

/** An app whose text is in a file of its own. */
const split = {
  "main.ts": appSource("TEXT").replace('"TEXT"', "text").replace("\n", '\nimport { text } from "./lib/text.ts";\n'),
  "lib/text.ts": 'export const text: string = "one";\n',
};
const textIs = (text: string) => `export const text: string = ${JSON.stringify(text)};\n`;

// They mostly wait for processes.
describe("flotilla dev", { concurrency: 3 }, () => {
  test("a save of an imported file is answered with new code; access lines are readable", async (t) => {
    const { cli, save, text } = await start(t, split);
    assert.equal(await text(), "one");
    for (const word of ["two", "three", "four"]) {
      save("lib/text.ts", textIs(word));
      await eventually(async () => (await text()) === word);
    }
    await cli.until(/GET {2}\/ 200 [\d.]+ ms\n/);
    await cli.until(/text\.ts changed: reloaded in \d+ ms/);
    assert.equal(await cli.stop(), 0);
  });

  test("an imported JSON file is a source too", async (t) => {
    const main = split["main.ts"].replace(/import .*/, 'import data from "./data.json";\nconst { text } = data;');
    const json = (text: string) => JSON.stringify({ text });
    const { save, text } = await start(t, { "main.ts": main, "data.json": json("one") });
    assert.equal(await text(), "one");
    save("data.json", json("two"));
    await eventually(async () => (await text()) === "two");
  });

  test("every answer closes its connection, so that none outlives the code it was opened to", async (t) => {
    const { port } = await start(t, split);
    assert.equal((await get(port, "/", { connection: "keep-alive" })).headers.connection, "close");
  });

  test("a syntax error at first start is shown in the terminal and as the answer; the next save heals it", async (t) => {
    const { cli, port, save, text } = await start(t, { ...split, "lib/text.ts": "export const text = = 1;\n" });
    assert.match(
      cli.err,
      /cannot load main\.ts: Unexpected "="\n {2}at lib\/text\.ts:1:21\n\n> 1 \| export const text = = 1;/,
    );
    const plain = await get(port);
    assert.equal(plain.status, 500);
    assert.match(String(plain.headers["content-type"]), /^text\/plain/);
    assert.match(plain.body, /> 1 \| export const text = = 1;/);
    const html = await get(port, "/anything", { accept: "text/html,*/*" });
    assert.equal(html.status, 500);
    assert.match(String(html.headers["content-type"]), /^text\/html/);
    assert.match(html.body, /&gt; 1 \| export const text = = 1;/);
    save("lib/text.ts", textIs("healed"));
    await eventually(async () => (await get(port)).status === 200);
    assert.equal(await text(), "healed");
  });

  test("an exception at import shows the TypeScript line, also as the answer, and heals", async (t) => {
    const { port, save, text } = await start(t, split);
    save("lib/text.ts", `interface A { b: string }\n${textIs("x")}throw new Error("not today");\n`);
    await eventually(async () => (await get(port)).status === 500);
    const { body } = await get(port);
    assert.match(body, /cannot load main\.ts: not today\n {2}at lib\/text\.ts:3:7/);
    assert.match(body, /> 3 \| throw new Error\("not today"\);/);
    save("lib/text.ts", textIs("healed"));
    await eventually(async () => (await get(port)).status === 200);
    assert.equal(await text(), "healed");
  });

  test("an import of a file that does not exist yet heals when it is written", async (t) => {
    const { port, save, text } = await start(t, { "main.ts": split["main.ts"].replace("./lib/text.ts", "./later.ts") });
    assert.match((await get(port)).body, /Could not resolve "\.\/later\.ts"/);
    save("later.ts", textIs("written"));
    await eventually(async () => (await get(port)).status === 200);
    assert.equal(await text(), "written");
  });

  test("a request during a reload waits for the new code; one in flight on the old ends", async (t) => {
    const { port, save, text } = await start(t, split);
    const slow = get(port, "/slow");
    await sleep(100);
    save("lib/text.ts", `await new Promise((resolve) => setTimeout(resolve, 500));\n${textIs("two")}`);
    await sleep(100);
    assert.equal(await text(), "two");
    assert.equal(JSON.parse((await slow).body).text, "one");
  });

  test("saving by renaming, as editors do", async (t) => {
    const folder = project(split);
    const cli = new Cli(folder, ["dev", "-p", "0"]);
    t.after(() => cli.child.kill("SIGKILL"));
    const port = await cli.ready();
    const file = join(folder, "lib/text.ts");
    for (const word of ["two", "three"]) {
      renameSync(file, `${file}~`);
      writeFileSync(`${file}.tmp`, textIs(word));
      renameSync(`${file}.tmp`, file);
      await eventually(async () => (await get(port)).body.includes(word));
    }
  });

  test("files saved together are one reload, and a save without a change is none", async (t) => {
    const folder = project(split);
    const cli = new Cli(folder, ["dev", "-p", "0"]);
    t.after(() => cli.child.kill("SIGKILL"));
    const port = await cli.ready();
    const main = readFileSync(join(folder, "main.ts"), "utf8");
    writeFileSync(join(folder, "main.ts"), main);
    utimesSync(join(folder, "main.ts"), new Date(), new Date());
    await sleep(150);
    writeFileSync(join(folder, "main.ts"), `${main}// changed\n`);
    writeFileSync(join(folder, "lib/text.ts"), textIs("two"));
    await cli.until(/changed: reloaded/);
    await sleep(150);
    assert.equal((await get(port)).status, 200);
    assert.equal(cli.out.match(/reloaded/g)?.length, 1);
    assert.match(cli.out, /main\.ts, .*text\.ts changed|text\.ts, .*main\.ts changed/);
  });

  test("an app that ends its process is started again", async (t) => {
    const { cli, port, text } = await start(t, split);
    await assert.rejects(get(port, "/exit"));
    await cli.until(/the app ended \(exit code 7\); starting it again/);
    assert.equal(await text(), "one");
  });

  test("an app that ends its process while it is loaded is an error to show", async (t) => {
    const { port } = await start(t, { "main.ts": "process.exit(4);\n" });
    const { status, body } = await get(port);
    assert.equal(status, 500);
    assert.match(body, /it ended the process while it was loaded \(exit code 4\)/);
  });

  for (const signal of ["SIGINT", "SIGKILL"] as const) {
    test(`nothing is left after ${signal}`, async (t) => {
      const { cli, port } = await start(t, split);
      const { pid } = JSON.parse((await get(port)).body) as { pid: number };
      // The worker and the spare are its children.
      const children = readFileSync(`/proc/${cli.child.pid}/task/${cli.child.pid}/children`, "utf8").trim().split(" ");
      assert.ok(children.includes(String(pid)) && children.length >= 2);
      cli.child.kill(signal);
      assert.equal((await cli.exited).code, signal === "SIGINT" ? 0 : null);
      await eventually(() => children.every((child) => !alive(Number(child))));
    });
  }
});
