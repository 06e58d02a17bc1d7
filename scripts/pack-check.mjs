// The pack check: what `npm pack` makes is installed into an empty folder and used there as a stranger would.
//   npm run pack-check                    20, 22, 24 and this Node
//   npm run pack-check -- --node 20,24    these
//   npm run pack-check -- --no-build      with dist/ as it is
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { mainOf, tsconfig, types } from "./pack/consumer.mjs";
import { bytesBelow, install, nodeEnvironment, run, whileRunning } from "./pack/folders.mjs";

/** Bounds of DESIGN.md section 5. */
const maxPackages = 35;
const maxBytes = 30 * 2 ** 20;

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const own = process.versions.node.split(".")[0];
const { values: flags } = parseArgs({
  options: { node: { type: "string", default: `20,22,24,${own}` }, "no-build": { type: "boolean" } },
});
const majors = [...new Set(flags.node.split(","))];

const temporary = mkdtempSync(join(tmpdir(), "flotilla-pack-"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));
const consumer = join(temporary, "consumer");
mkdirSync(consumer);
writeFileSync(join(consumer, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));

let good = 0;
let bad = 0;
async function check(name, work) {
  try {
    const note = await work();
    good += 1;
    console.log(`ok      ${name}${note === undefined ? "" : ` (${note})`}`);
    return true;
  } catch (error) {
    bad += 1;
    console.log(`FAILED  ${name}\n${error.message.replace(/^/gm, "    ")}`);
    return false;
  }
}
function must(condition, text) {
  if (!condition) throw new Error(text);
}
function finish() {
  console.log(`pack check: ${good} good, ${bad} bad`);
  process.exit(bad === 0 ? 0 : 1);
}

// .npmrc has ignore-scripts, so that prepack does not run: the build is called by name.
if (!flags["no-build"]) run(root, process.execPath, ["scripts/build.mjs", "--quiet"]);
const [pack] = JSON.parse(run(root, "npm", ["pack", "--json", "--pack-destination", temporary]));

await check("the tarball holds dist/, docs/ and three texts, nothing else", () => {
  const paths = pack.files.map((file) => file.path);
  const texts = ["package.json", "README.md", "CHANGELOG.md", "LICENSE"];
  // What --help and the README point to.
  for (const text of [...texts, "docs/run.md"]) must(paths.includes(text), `${text} is missing`);
  const strange = paths.filter(
    (path) =>
      !texts.includes(path) &&
      !/^docs\/.*\.(md|svg)$/.test(path) &&
      !/^dist\/(.*(\.c?js|\.d\.c?ts|\.html|\.css|\.svg)|assets\/.*(\.gz|\.txt))$/.test(path),
  );
  must(strange.length === 0, `unexpected: ${strange.join(", ")}`);
  return `${paths.length} files, ${(pack.unpackedSize / 1024).toFixed(0)} kB`;
});

const installed = await check("it installs into an empty folder within the bounds", () => {
  install(consumer, join(temporary, pack.filename));
  const lock = JSON.parse(readFileSync(join(consumer, "node_modules/.package-lock.json"), "utf8"));
  const packages = Object.keys(lock.packages).length;
  const bytes = bytesBelow(join(consumer, "node_modules"));
  must(packages <= maxPackages, `${packages} packages, at most ${maxPackages} are wanted`);
  must(bytes <= maxBytes, `${bytes} bytes, at most ${maxBytes} are wanted`);
  return `${packages} packages, ${(bytes / 2 ** 20).toFixed(1)} MiB`;
});
if (!installed) finish();

writeFileSync(
  join(consumer, "main.ts"),
  mainOf(readFileSync(join(consumer, "node_modules/flotilla/README.md"), "utf8")),
);
// Entries for a library need that library, which is an optional peer.
await check("optional peers install beside it", () =>
  install(
    consumer,
    ...Object.keys(manifest.peerDependencies).map((name) => `${name}@${manifest.devDependencies[name]}`),
  ),
);
for (const major of majors) {
  const node = nodeEnvironment(major, temporary);
  if (node === null) {
    console.log(`skipped Node ${major}: it cannot be obtained here`);
    continue;
  }
  const { version, env } = node;
  await check(`${version}: npx flotilla --version`, () => {
    const printed = run(consumer, "npx", ["--no", "--", "flotilla", "--version"], env).trim();
    must(printed.includes(manifest.version), `it printed "${printed}"`);
  });
  for (const path of Object.keys(manifest.exports)) {
    const name = join(manifest.name, path);
    await check(`${version}: import "${name}"`, () => {
      const attributes = name.endsWith(".json") ? ', { with: { type: "json" } }' : "";
      run(consumer, "node", ["--input-type=module", "-e", `await import(${JSON.stringify(name)}${attributes})`], env);
    });
  }
  await check(`${version}: npx flotilla dev main.ts answers /hello`, () =>
    whileRunning(consumer, ["dev", "main.ts", "--port", "0"], env, async (address) => {
      const answer = await fetch(`${address}/hello`);
      const text = await answer.text();
      must(answer.status === 200 && text === '{"message":"Hello, World!"}', `it answered ${answer.status} ${text}`);
    }),
  );
}

writeFileSync(join(consumer, "types.ts"), types);
const { typescript, "@types/node": nodeTypes } = manifest.devDependencies;
await check("tools for the consumer's types install", () =>
  install(consumer, "-D", `@types/node@${nodeTypes}`, `ts7@npm:typescript@${typescript}`, "ts5@npm:typescript@5.9"),
);
for (const compiler of ["ts7", "ts5"]) {
  const bin = join(consumer, "node_modules", compiler, "bin/tsc");
  const { version } = JSON.parse(readFileSync(join(consumer, "node_modules", compiler, "package.json"), "utf8"));
  for (const change of [{}, { module: "esnext", moduleResolution: "bundler" }]) {
    const compilerOptions = { ...tsconfig.compilerOptions, ...change };
    writeFileSync(join(consumer, "tsconfig.json"), JSON.stringify({ ...tsconfig, compilerOptions }));
    await check(`TypeScript ${version}, module ${compilerOptions.module}: a consumer's types`, () => {
      run(consumer, process.execPath, [bin, "-p", "tsconfig.json"]);
    });
  }
}
finish();
