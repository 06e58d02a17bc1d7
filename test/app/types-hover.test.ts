import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "../..");

/** What an editor asks the compiler's own language server. */
class Editor {
  readonly #server = spawn(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "--lsp", "--stdio"], {
    cwd: root,
    stdio: ["pipe", "pipe", "ignore"],
  });
  readonly #waiting = new Map<number, (result: unknown) => void>();
  #read = Buffer.alloc(0);
  #id = 0;

  constructor() {
    this.#server.stdout.on("data", (data: Buffer) => {
      this.#read = Buffer.concat([this.#read, data]);
      this.#take();
    });
  }

  #take(): void {
    for (;;) {
      const head = this.#read.indexOf("\r\n\r\n");
      if (head === -1) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#read.toString("latin1", 0, head))?.[1]);
      if (this.#read.length < head + 4 + length) return;
      const message = JSON.parse(this.#read.toString("utf8", head + 4, head + 4 + length)) as {
        id?: number;
        method?: string;
        result?: unknown;
      };
      this.#read = this.#read.subarray(head + 4 + length);
      if (message.id === undefined) continue;
      if (message.method === undefined) this.#waiting.get(message.id)?.(message.result);
      else this.#send({ id: message.id, result: null });
    }
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  ask(method: string, params: object): Promise<unknown> {
    const id = ++this.#id;
    this.#send({ id, method, params });
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  tell(method: string, params: object): void {
    this.#send({ method, params });
  }

  close(): void {
    this.#server.kill();
  }
}

const program = `import { z } from "zod";
import { dependency, Router, status } from "../../../src/index.ts";

const Item = z.object({ name: z.string(), price: z.number(), parts: z.array(z.object({ a: z.string() })) });
const user = dependency({ headers: { authorization: z.string() } }, ({ headers }) => ({ name: headers.authorization }));
const orgs = new Router({ prefix: "/orgs/{org_id}", path: { org_id: z.int() }, use: { user } });
export const saved = orgs.put(
  "/items/{item_id}",
  {
    path: { item_id: z.int() }, query: { q: z.string().optional() }, body: Item, response: Item,
    responses: { 404: z.object({ why: z.string() }) },
  },
  async (given, context) => (given.path.item_id > 3 ? status(404, { why: context.method }) : given.body),
);
`;

test("what an editor shows of a handler's arguments and of a route can be read", async (t) => {
  const editor = new Editor();
  t.after(() => editor.close());
  await editor.ask("initialize", {
    processId: process.pid,
    rootUri: pathToFileURL(root).href,
    capabilities: { textDocument: { hover: { contentFormat: ["plaintext"] } } },
  });
  editor.tell("initialized", {});
  const uri = pathToFileURL(join(root, "test/app/types/hovered.ts")).href;
  editor.tell("textDocument/didOpen", {
    textDocument: { uri, languageId: "typescript", version: 1, text: program },
  });
  const hover = async (word: string): Promise<string> => {
    const before = program.slice(0, program.indexOf(word)).split("\n");
    const position = { line: before.length - 1, character: before.at(-1)?.length };
    const shown = (await editor.ask("textDocument/hover", { textDocument: { uri }, position })) as {
      contents: { value: string };
    };
    return shown.contents.value.replace(/\s+/g, " ");
  };
  assert.match(
    await hover("given"),
    /given: \{ path: \{ item_id: number; org_id: number; \}; user: \{ name: string; \}; body: \{ name: string; price: number; parts: \{ a: string; \}\[\]; \}; query: \{ q: string \| undefined; \}; \}/,
  );
  assert.match(await hover("context"), /context: Context$/);
  assert.match(await hover("saved"), /saved: Route<"\/orgs\/\{org_id\}\/items\/\{item_id\}">$/);
  assert.match(await hover("user"), /user: Dependency<\{ name: string; \}>$/);
});
