// What the pack check needs of the machine: commands in a folder, other Nodes, a running `flotilla dev`.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** Runs a command to its end; throws with all it printed if it failed. */
export function run(cwd, command, args, env = {}) {
  const options = { cwd, encoding: "utf8", env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] };
  const { status, signal, stdout, stderr, error } = spawnSync(command, args, options);
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: exit ${signal ?? status}\n${stdout}${stderr}`);
  return stdout;
}

/** Installs into a folder as a careful user does. */
export function install(folder, ...names) {
  run(folder, "npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", ...names]);
}

/** Bytes of all files below a folder. */
export function bytesBelow(folder) {
  let sum = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) sum += statSync(join(entry.parentPath ?? entry.path, entry.name)).size;
  }
  return sum;
}

/**
 * Environment in which `node` is the newest of a major version: this one, or the npm package that holds the binary.
 * Null if it cannot be had.
 */
export function nodeEnvironment(major, below) {
  let path = process.execPath;
  if (process.versions.node.split(".")[0] !== major) {
    const name = `node-${process.platform}-${process.arch}`;
    const folder = join(below, `node-${major}`);
    mkdirSync(folder);
    try {
      install(folder, `${name}@${major}`);
    } catch {
      return null;
    }
    path = join(folder, "node_modules", name, "bin", "node");
  }
  const version = spawnSync(path, ["--version"], { encoding: "utf8" }).stdout.trim();
  return { version, env: { PATH: dirname(path) + delimiter + process.env.PATH } };
}

/**
 * Runs `npx flotilla …` until it names its address, hands that to `use`, then interrupts it as Ctrl-C does.
 * Rejects if it does not stop with exit code 0.
 */
export async function whileRunning(cwd, args, env, use) {
  const child = spawn("npx", ["--no", "--", "flotilla", ...args], {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  const limit = setTimeout(() => process.kill(-child.pid, "SIGKILL"), 60_000);
  const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve(signal ?? code)));
  try {
    const address = await new Promise((resolve, reject) => {
      const look = (data) => {
        out += data;
        const found = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(out);
        if (found) resolve(found[0]);
      };
      child.stdout.on("data", look);
      child.stderr.on("data", look);
      ended.then((exit) => reject(new Error(`it ended (${exit}) before it named an address`)));
    });
    await use(address);
    process.kill(-child.pid, "SIGINT");
    const exit = await ended;
    // npx passes on the command's code, or dies of the same signal itself once the command has ended well.
    if (exit !== 0 && exit !== "SIGINT") throw new Error(`it ended with ${exit} after SIGINT`);
  } catch (error) {
    throw new Error(`npx flotilla ${args.join(" ")}: ${error.message}\n${out}`, { cause: error });
  } finally {
    clearTimeout(limit);
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // Ended, as it should.
    }
  }
}
