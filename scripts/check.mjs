// `npm run check`: everything that can be told without running the product. All parts run, all failures are shown.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const tsc = "node_modules/typescript/bin/tsc";
const parts = [
  ["types", [tsc, "--noEmit", "-p", "."]],
  // What is published must be declared without looking into bodies, and only src/ is.
  ["declarations", [tsc, "--noEmit", "--allowImportingTsExtensions", "-p", "tsconfig.build.json"]],
  // app/ and core/ with the globals of the web platform only: they also run on Bun, Deno and Workers.
  ["web globals", [tsc, "--noEmit", "-p", "tsconfig.neutral.json"]],
  ["lint", ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."]],
  ["reference", ["--import", "tsx", "scripts/reference.ts", "--check"]],
  ["layering", ["scripts/test.mjs", "--no-build", "test/layering.test.ts"]],
];

function run([name, args]) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        out += data;
      });
    }
    child.on("close", (code) => done({ name, out, ok: code === 0 }));
  });
}

let failed = 0;
for (const part of parts) {
  const { name, out, ok } = await run(part);
  console.log(`${ok ? "ok" : "FAILED"}`.padEnd(8) + name);
  if (ok) continue;
  failed += 1;
  console.log(out.trimEnd().replace(/^/gm, "    "));
}
console.log(failed === 0 ? "check: all good" : `check: ${failed} of ${parts.length} failed`);
process.exit(failed === 0 ? 0 : 1);
