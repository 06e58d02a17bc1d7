import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import http from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "..");

/** The contents of a documentation page's blocks of one kind. */
export async function blocksOf(page: string, kind: string): Promise<string[]> {
  const text = await readFile(join(root, "docs", page), "utf8");
  return [...text.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\`$`, "gms"))].map(([, block]) => block);
}

/** The source with the package's names spelled out, so that it runs from any folder. */
export function runnable(source: string): string {
  const entry = (path: string) => `from "${pathToFileURL(join(root, path)).href}"`;
  return source
    .replaceAll('from "flotilla"', entry("src/index.ts"))
    .replaceAll('from "flotilla/server"', entry("src/server/index.ts"))
    .replaceAll('from "zod"', entry("node_modules/zod/index.js"));
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

/** Sends the path as it is written: fetch would resolve its dots. */
export function ask(port: number, { method, path, headers, body }: Asked): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, method, path, headers, agent: false }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (data) => {
        text += data;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text })).on("error", reject);
    });
    request.on("error", reject).end(body);
  });
}

/** Asks for each line of `METHOD path | field: value body → status answer`, and compares. */
export async function checkLines(port: number, lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    const parts = /^([A-Z]+) (\S+)(?: \| ([\w-]+): (.+?)| (\S+))? → (\d+)(?: (.+))?$/.exec(line);
    assert.ok(parts, `"${line}" is no example`);
    const [, method, path, field, value, body, status, expected = ""] = parts;
    const headers = field === undefined ? {} : { [field]: value };
    const answer = await ask(port, { method, path, headers, body });
    assert.equal(`${answer.status} ${answer.text}`, `${status} ${expected}`, line);
  }
}
