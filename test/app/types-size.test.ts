import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "../..");
const routes = 100;

/** A program with `count` full routes: path, query, nested body, response, a 404 model, a router's and a route's dependency. */
function program(count: number): string {
  let text = `import { App, dependency, Router, status } from "${root}/src/index.ts";
import { z } from "zod";
const app = new App({});
const user = dependency({ headers: { authorization: z.string() } }, ({ headers }) => ({ name: headers.authorization }));
`;
  for (let i = 0; i < count; i++) {
    const router = `router${i - (i % 10)}`;
    if (i % 10 === 0) {
      text += `const ${router} = new Router({ prefix: "/r${i}/{org_id}", path: { org_id: z.int() }, use: { user } });
app.include(${router});
`;
    }
    text += `const Model${i} = z.object({
  name: z.string(), price: z.number(), tags: z.array(z.string()),
  inner: z.object({ a: z.string(), b: z.array(z.object({ c: z.int() })) }),
});
const own${i} = dependency({ query: { d: z.int() } }, ({ query }) => ({ d: query.d, i: ${i} }));
${router}.put(
  "/items${i}/{item_id}",
  {
    path: { item_id: z.int() }, query: { q: z.string().optional(), n: z.int() }, body: Model${i}, response: Model${i},
    responses: { 404: z.object({ why: z.string() }) }, use: { own: own${i} },
  },
  async ({ path, query, body, user, own }) => {
    if (path.item_id > 3) return status(404, { why: user.name + query.n + own.d + path.org_id });
    return body;
  },
);
`;
  }
  return text;
}

/** Type instantiations the compiler needs. */
async function instantiations(folder: string, count: number): Promise<number> {
  await writeFile(join(folder, "program.ts"), program(count));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const out = await new Promise<string>((resolve) => {
    execFile(process.execPath, [tsc, "-p", folder, "--extendedDiagnostics"], (_, text) => resolve(text));
  });
  assert.doesNotMatch(out, /error TS/);
  return Number(/Instantiations:\s+(\d+)/.exec(out)?.[1]);
}

test("a full route costs the compiler at most 2,000 instantiations", async () => {
  const folder = await mkdtemp(join(tmpdir(), "flotilla-types-"));
  try {
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    const config = {
      extends: join(root, "tsconfig.json"),
      compilerOptions: { noUnusedLocals: false, typeRoots: [join(root, "node_modules/@types")] },
      include: ["program.ts"],
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    const [none, many] = [await instantiations(folder, 0), await instantiations(folder, routes)];
    const each = (many - none) / routes;
    assert.ok(each <= 2000, `${Math.round(each)} instantiations a route`);
  } finally {
    await rm(folder, { recursive: true });
  }
});
