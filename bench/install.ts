import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { peersFolder } from "./peer.ts";

/** Packages of other projects that are measured beside ours, and nothing else. */
const npmPackages = ["fastify", "hono", "@hono/node-server", "bun"];
const pythonPackages = ["fastapi", "uvicorn[standard]"];

function run(command: readonly string[]): boolean {
  console.log(`> ${command.join(" ")}`);
  return spawnSync(command[0], command.slice(1), { cwd: peersFolder, stdio: "inherit" }).status === 0;
}

/** Installs the peers that come from npm and PyPI into bench/.peers. Returns false when one of the two failed. */
export function installPeers(): boolean {
  mkdirSync(peersFolder, { recursive: true });
  const manifest = join(peersFolder, "package.json");
  if (!existsSync(manifest)) writeFileSync(manifest, `${JSON.stringify({ private: true, type: "module" })}\n`);
  const npm = run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", ...npmPackages]);
  let pip = process.env.BENCH_PYTHON !== undefined;
  if (pip) console.log(`BENCH_PYTHON is set: ${process.env.BENCH_PYTHON} is used as it is`);
  else pip = run(["python3", "-m", "venv", "venv"]) && run(["venv/bin/pip", "install", "-q", ...pythonPackages]);
  if (!npm) console.error("npm failed: Fastify, Hono and Bun are skipped");
  if (!pip) console.error("python failed: FastAPI is skipped");
  console.log("nginx, HAProxy and wrk come from the system: apt-get install nginx haproxy wrk");
  return npm && pip;
}
