#!/usr/bin/env node
import { UsageError } from "../core/errors.ts";
import { exitCode } from "../core/lifecycle.ts";
import { balance } from "./balance.ts";
import { client } from "./client.ts";
import type { Command } from "./command.ts";
import { dev } from "./dev.ts";
import { openapi } from "./openapi.ts";
import { type Env, parseCommandLine } from "./parse.ts";
import { run } from "./run.ts";
import { up } from "./up.ts";
import { packageVersion } from "./version.ts";

/** Every command, in the order of `flotilla --help`. */
export const commands: readonly Command[] = [dev, run, balance, up, openapi, client];

/** Runs one command line and resolves to its exit code. */
export async function main(argv: readonly string[], env: Env): Promise<number> {
  try {
    const parsed = parseCommandLine(argv, commands, env, packageVersion());
    if (parsed.kind === "text") {
      process.stdout.write(parsed.text);
      return exitCode.ok;
    }
    return await parsed.command.run(parsed.args, parsed.options, parsed.sources);
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`flotilla: ${error.message}\n`);
      return exitCode.usage;
    }
    process.stderr.write(`flotilla: ${error instanceof Error ? error.stack : String(error)}\n`);
    return exitCode.failed;
  }
}

process.exit(await main(process.argv.slice(2), process.env));
