// `npm run bench`: see options.ts for its words and docs/benchmarks.md for its rules.

import { UsageError } from "../src/core/errors.ts";
import { exitCode } from "../src/core/lifecycle.ts";
import { installPeers } from "./install.ts";
import { requireMachine } from "./machine.ts";
import { type BenchOptions, readOptions, usage } from "./options.ts";
import { categories } from "./peer.ts";
import { endAll, endWithUs, versionOf } from "./processes.ts";
import { report, saveResult } from "./report.ts";
import { peersOf, runCategory } from "./run.ts";
import { textTable } from "./table.ts";

function list(node: string): void {
  for (const category of categories) {
    for (const peer of peersOf[category]) {
      const version = peer.version(node);
      const state = version === null ? `not installed: ${peer.hint}` : version;
      console.log(`${category.padEnd(8)} ${peer.name.padEnd(10)} ${state}`);
    }
  }
}

async function measure(options: BenchOptions): Promise<number> {
  const known = new Set(options.categories.flatMap((category) => peersOf[category].map((peer) => peer.name)));
  for (const name of options.only) {
    if (!known.has(name)) throw new UsageError(`--only ${name}: known are ${[...known].join(", ")}`);
  }
  let suffix = "";
  if (options.node !== null) {
    const version = versionOf([options.node, "--version"]);
    if (version === null) throw new UsageError(`--node ${options.node} does not run`);
    suffix = `-node${/^v(\d+)/.exec(version)?.[1] ?? ""}`;
  }
  const cores = requireMachine();
  let code: number = exitCode.ok;
  for (const category of options.categories) {
    const result = await runCategory(category, options, cores);
    if (result === null) {
      console.error(`${category}: none of the peers is installed`);
      code = exitCode.failed;
      continue;
    }
    const files = saveResult(result, suffix);
    console.log(`\n${textTable(result)}\n\nwritten: ${files.join(", ")}\n`);
  }
  return code;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.action === "help") console.log(usage);
  else if (options.action === "install") return installPeers() ? exitCode.ok : exitCode.failed;
  else if (options.action === "report") console.log(report());
  else if (options.action === "list") list(options.node ?? process.execPath);
  else return await measure(options);
  return exitCode.ok;
}

endWithUs();
try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) console.error(error);
  else console.error(`bench: ${error.message}`);
  process.exitCode = error instanceof UsageError ? exitCode.usage : exitCode.failed;
} finally {
  await endAll();
}
