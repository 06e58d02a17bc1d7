import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { Missing, pythonEnvironment } from "../python.ts";
import type { Suite, SuiteOptions, SuiteReport } from "../suite.ts";
import { differences } from "./differences.ts";
import { type Findings, readFindings } from "./report.ts";

/** The target of the issue is an API with at least so many. */
const minOperations = 30;
const seed = "20260101";
const limitMs = 10 * 60 * 1000;

/** Hashes of passwords are cheap here, and a stream of events ends soon: the shop is tested, not waited for. */
const environment = {
  SHOP_SECRET: "conformance",
  SHOP_PASSWORD_ROUNDS: "100",
  SHOP_STREAM_SECONDS: "0.3",
  SHOP_ADMIN_PASSWORD: "let me in please",
};

interface Shop {
  readonly child: ChildProcess;
  readonly url: string;
  /** What it has logged: nothing, unless something is wrong. */
  readonly log: readonly string[];
}

async function startShop(): Promise<Shop> {
  const args = ["--conditions", "flotilla:source", "--import", "tsx", join(import.meta.dirname, "server.ts")];
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  const log: string[] = [];
  createInterface({ input: child.stderr! }).on("line", (line) => log.push(line));
  const lines = createInterface({ input: child.stdout! });
  const ended = once(child, "exit").then(() => Promise.reject(new Error(`the shop ended at start: ${log.join("\n")}`)));
  const [port] = await Promise.race([once(lines, "line"), ended]);
  ended.catch(() => {});
  lines.on("line", (line) => log.push(line));
  return { child, url: `http://127.0.0.1:${port}`, log };
}

/** A token that may do everything: without one, 401 would be the answer to nearly all. */
async function signIn(url: string): Promise<string> {
  const form = new URLSearchParams({ username: "admin", password: environment.SHOP_ADMIN_PASSWORD });
  const response = await fetch(`${url}/auth/token`, { method: "POST", body: form });
  const { access_token } = (await response.json()) as { access_token: string };
  return access_token;
}

async function runSchemathesis(python: string, shop: Shop, quick: boolean, folder: string): Promise<Findings> {
  const summary = join(folder, "summary.json");
  const events = join(folder, "events.ndjson");
  const phases = quick ? ["--phases", "examples,coverage,fuzzing", "--max-examples", "10"] : ["--max-examples", "150"];
  const args = [
    ...["run", `${shop.url}/openapi.json`, "--checks", "all", ...phases],
    ...["--seed", seed, "--workers", "1", "--continue-on-failure", "--max-response-time", "5", "--no-color"],
    ...["--header", `Authorization: Bearer ${await signIn(shop.url)}`],
    ...["--report", "json,ndjson", "--report-json-path", summary, "--report-ndjson-path", events],
  ];
  const child = spawn(join(dirname(python), "st"), args, {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: limitMs,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const [code] = await once(child, "close");
  // 1: some check did not hold. Anything else was no run.
  if (code !== 0 && code !== 1) throw new Error(`schemathesis ended with ${code}:\n${output.slice(-4000)}`);
  return readFindings(summary, events);
}

function reportOf(findings: Findings, shop: Shop): SuiteReport {
  const { operations, phases, broken, errors, held, testCases } = findings;
  const failures = [...errors, ...shop.log.map((line) => `logged: ${line}`)];
  if (operations.tested < operations.total || operations.total < minOperations) {
    failures.push(
      `${operations.tested} of ${operations.total} operations were tested; at least ${minOperations} must be`,
    );
  }
  const byRule = new Map<string, number>();
  for (const finding of broken) {
    const rule = differences.find(({ explains }) => explains(finding));
    if (rule !== undefined) byRule.set(rule.name, (byRule.get(rule.name) ?? 0) + 1);
    else
      failures.push(
        `${finding.operation}: ${finding.check}: ${finding.title}: ${finding.message}\n    ${finding.exchange}`,
      );
  }
  const ran = Object.entries(phases).map(([name, { status }]) => `${name} (${status})`);
  const details = [
    `${operations.tested} operations, ${testCases} requests; phases: ${ran.join(", ")}`,
    [...held].map(([check, times]) => `${check} ${times}`).join(", "),
    ...differences.map(({ name, why }) => `${byRule.get(name) ?? 0} × ${name}: ${why}`),
  ];
  const explained = [...byRule.values()].reduce((sum, times) => sum + times, 0);
  return { agreed: [...held.values()].reduce((sum, times) => sum + times, 0), explained, failures, details };
}

async function run({ quick }: SuiteOptions): Promise<SuiteReport> {
  let python: string;
  try {
    python = await pythonEnvironment(join(import.meta.dirname, "requirements.txt"), quick);
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    return { skipped: error.message, agreed: 0, explained: 0, failures: [], details: [] };
  }
  const folder = mkdtempSync(join(tmpdir(), "flotilla-schemathesis-"));
  const shop = await startShop();
  try {
    return reportOf(await runSchemathesis(python, shop, quick, folder), shop);
  } finally {
    shop.child.kill();
    rmSync(folder, { recursive: true });
  }
}

export const schemathesis: Suite = {
  name: "schemathesis",
  about: "requests that schemathesis makes of the document of examples/shop, all its checks on",
  run,
};
