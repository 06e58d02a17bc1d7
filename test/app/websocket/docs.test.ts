import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { silentLogger } from "../../../src/core/logger.ts";
import type { App } from "../../../src/index.ts";
import { WebSocketDenied, withTestClient } from "../../../src/testing/index.ts";
import { Refused, served } from "./harness.ts";

const root = join(import.meta.dirname, "../../..");
const page = await readFile(join(root, "docs/websocket.md"), "utf8");
const blocks = (kind: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\`$`, "gms"))].map(([, text]) => text);
const program = blocks("ts page").join("\n");
/** One connection each: `open` and what follows. */
const dialogues = blocks("ws").flatMap((text) =>
  text
    .trim()
    .split("\n\n")
    .map((part) => part.split("\n")),
);

/** Writes the page's program into a folder of its own, within the package so that it finds what it imports. */
async function inFolder(source: string, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(root, ".docs-"));
  try {
    await writeFile(join(folder, "page.mts"), source);
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function withProgram(use: (app: App) => Promise<void>): Promise<void> {
  const entry = pathToFileURL(join(root, "src/index.ts")).href;
  return inFolder(program.replaceAll('from "flotilla"', `from "${entry}"`), async (folder) => {
    const { app } = (await import(pathToFileURL(join(folder, "page.mts")).href)) as { app: App };
    app.logger = silentLogger;
    await use(app);
  });
}

test("the page's program compiles", async () => {
  await inFolder(program, async (folder) => {
    const config = {
      extends: join(root, "tsconfig.json"),
      compilerOptions: { paths: { flotilla: [join(root, "src/index.ts")] } },
      include: ["page.mts"],
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const out = await new Promise((resolve) => {
      execFile(process.execPath, [tsc, "--noEmit", "-p", folder], (_, stdout) => resolve(stdout));
    });
    assert.equal(out, "");
  });
});

interface Ends {
  send(text: string): unknown;
  next(): Promise<unknown>;
  /** Closes with 1000 if the server has not closed yet. */
  close(): Promise<{ code: number; reason: string }>;
}

/** `open` rejects with what denied the handshake, as `status body`. */
async function hold(lines: readonly string[], open: (path: string) => Promise<Ends | string>): Promise<void> {
  const [first, ...rest] = lines;
  const ends = await open(first.slice("open ".length));
  for (const line of rest) {
    if (typeof ends === "string") assert.equal(`denied ${ends}`.trim(), line, first);
    else if (line.startsWith("> ")) await ends.send(line.slice(2));
    else if (line.startsWith("< ")) assert.equal(String(await ends.next()), line.slice(2), first);
    else {
      const { code, reason } = await ends.close();
      assert.equal(`close ${code} ${reason}`.trim(), line, first);
    }
  }
}

test("every dialogue on the page is held so, over a connection", async (t) => {
  await withProgram(async (app) => {
    const { open } = await served(t, app);
    assert.ok(dialogues.length >= 7);
    for (const lines of dialogues) {
      await hold(lines, async (path) => {
        try {
          const client = await open(path);
          const isOurs = lines.at(-1) === "close 1000" && !lines.includes("< ann looks at 7");
          return {
            send: (text) => client.send(text),
            next: () => client.next(),
            close: () => (isOurs ? client.close(1000) : client.closed),
          };
        } catch (error) {
          if (error instanceof Refused) return `${error.status} ${error.body}`;
          throw error;
        }
      });
    }
  });
});

test("every dialogue on the page is held so, through the test client", async () => {
  await withProgram((app) =>
    withTestClient(app, async (client) => {
      for (const lines of dialogues) {
        await hold(lines, async (path) => {
          try {
            const socket = await client.websocket(path);
            return {
              send: (text) => socket.send(text),
              next: () => socket.receive(),
              async close() {
                // What the server closes with comes before what we would.
                await new Promise((resolve) => setImmediate(resolve));
                await socket.close(1000);
                return { code: socket.closeCode as number, reason: socket.closeReason as string };
              },
            };
          } catch (error) {
            if (error instanceof WebSocketDenied) return `${error.status} ${error.body}`;
            throw error;
          }
        });
      }
    }),
  );
});
