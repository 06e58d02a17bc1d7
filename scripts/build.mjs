// Builds dist/: plain JavaScript and declarations from src/, no bundler.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const quiet = process.argv.includes("--quiet");
rmSync(join(root, "dist"), { recursive: true, force: true });
const started = Date.now();
const tsc = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
if (tsc.status !== 0) process.exit(tsc.status ?? 1);
const bin = join(root, "dist/cli/main.js");
if (existsSync(bin)) chmodSync(bin, 0o755);
if (!quiet) console.log(`dist/ built in ${Date.now() - started} ms`);
