// Builds dist/: plain JavaScript and declarations from src/, no bundler; and the files of the docs pages, gzipped.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

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

const { assetSources, readLicenses, readSource } = await import("../dist/server/platform/asset-sources.js");
const assets = join(root, "dist/assets");
mkdirSync(assets, { recursive: true });
for (const name of Object.keys(assetSources)) {
  writeFileSync(join(assets, `${name}.gz`), gzipSync(readSource(name), { level: 9 }));
}
writeFileSync(join(assets, "LICENSES.txt"), readLicenses());

if (!quiet) console.log(`dist/ built in ${Date.now() - started} ms`);
