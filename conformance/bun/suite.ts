import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { Missing } from "../python.ts";
import type { Suite, SuiteOptions, SuiteReport } from "../suite.ts";
import { bunBinary, bunVersion } from "./binary.ts";
import { type Answer, type Carrier, direct, onBun, ours } from "./carriers.ts";
import { differences } from "./differences.ts";
import { type Asked, requests } from "./requests.ts";

const titleOf = ({ method = "GET", path, body }: Asked): string =>
  `${method} ${path}${body === undefined ? "" : ` ${String(body).slice(0, 60)}`}`;

const shown = ({ status, headers, body }: Answer): string =>
  `${status}\n      ${headers.join("\n      ")}\n      ${body.slice(0, 300)}`;

async function compare(carriers: readonly Carrier[]): Promise<SuiteReport> {
  const failures: string[] = [];
  const byRule = new Map<string, number>();
  let agreed = 0;
  for (const asked of requests) {
    if (asked.afterwards) await sleep(20);
    const [first, ...others] = await Promise.all(carriers.map((carrier) => carrier.send(asked)));
    for (const [index, other] of others.entries()) {
      if (isDeepStrictEqual(first, other)) {
        agreed += 1;
        continue;
      }
      const rule = differences.find(({ explains }) => explains(asked, carriers[index + 1].name, first, other));
      if (rule !== undefined) byRule.set(rule.name, (byRule.get(rule.name) ?? 0) + 1);
      else {
        const [one, two] = [carriers[0].name, carriers[index + 1].name];
        failures.push(`${titleOf(asked)}\n    ${one}: ${shown(first)}\n    ${two}: ${shown(other)}`);
      }
    }
  }
  const details = [
    `${requests.length} requests, each through ${carriers.map(({ name }) => name).join(", ")} (bun ${bunVersion})`,
    ...differences.map(({ name, why }) => `${byRule.get(name) ?? 0} × ${name}: ${why}`),
  ];
  const explained = [...byRule.values()].reduce((sum, times) => sum + times, 0);
  return { agreed, explained, failures, details };
}

async function run({ quick }: SuiteOptions): Promise<SuiteReport> {
  let binary: string;
  try {
    binary = await bunBinary(quick);
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    return { skipped: error.message, agreed: 0, explained: 0, failures: [], details: [] };
  }
  const carriers: Carrier[] = [];
  try {
    carriers.push(await ours(), direct(), await onBun(binary));
    return await compare(carriers);
  } finally {
    for (const carrier of carriers) await carrier.close();
  }
}

/** The app without our server: the same answers on Node and on Bun. */
export const bun: Suite = {
  name: "bun",
  about: "one app file on our server, through app.fetch on Node, and through Bun.serve: the same answers",
  run,
};
