import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Suite, SuiteOptions, SuiteReport } from "../suite.ts";
import { type Rule, rules } from "./differences.ts";
import { readFixtures } from "./fixtures.ts";
import { judge, type Outcome } from "./judge.ts";
import type { Reading } from "./reading.ts";

/** The name of the rule that explains a difference, if one does. */
function explanation({ fixture, ours }: Outcome, table: { readonly [name: string]: Rule }): string | undefined {
  return Object.keys(table).find(
    (name) => table[name].code === ours.refused && table[name].fixtures.includes(fixture.name),
  );
}

function describe({ fixture, ours, theirs, verdict }: Outcome): string {
  const made = ({ refused, messages, cut, upgraded }: Reading) =>
    `${refused ?? (upgraded ? "upgraded" : cut ? "waits" : "accepts")}${verdict === "other" ? ` ${JSON.stringify(messages)}` : ""}`;
  return `${verdict}: ${fixture.name}: llhttp ${made(theirs)}, ours ${made(ours)}`;
}

/** Sums outcomes up: every difference is explained by a rule, or it is a failure; so is a rule that explains nothing. */
export function summarise(outcomes: readonly Outcome[], table: { readonly [name: string]: Rule } = rules): SuiteReport {
  const failures: string[] = [];
  const met = new Map<string, Outcome[]>(Object.keys(table).map((name) => [name, []]));
  for (const outcome of outcomes) {
    if (outcome.fault !== null) failures.push(`${outcome.fixture.name}: ${outcome.fault}`);
    if (outcome.verdict === "agree") continue;
    const name = explanation(outcome, table);
    if (name === undefined) failures.push(describe(outcome));
    else met.get(name)?.push(outcome);
  }
  for (const [name, { fixtures }] of Object.entries(table)) {
    const explained = new Set(met.get(name)?.map(({ fixture }) => fixture.name));
    for (const fixture of fixtures)
      if (!explained.has(fixture)) failures.push(`${name} explains nothing in ${fixture}`);
  }
  const count = (wanted: (outcome: Outcome) => boolean) => outcomes.filter(wanted).length;
  const strict = (outcome: Outcome) => outcome.fixture.lenient === "";
  const agree = (outcome: Outcome) => outcome.verdict === "agree";
  const details = [
    `${outcomes.length} fixtures: ${count(({ fixture }) => fixture.side === "request")} of requests, ${count(({ fixture }) => fixture.side === "response")} of responses`,
    `llhttp in strict mode, ${count(strict)} fixtures: both refuse ${count((o) => strict(o) && agree(o) && o.ours.refused !== null)}, both read the same ${count((o) => strict(o) && agree(o) && o.ours.refused === null)}`,
    `llhttp with a lenient flag, ${count((o) => !strict(o))} fixtures: ours refuses ${count((o) => !strict(o) && agree(o))}`,
    `${count((o) => o.repairs.includes("host"))} have HTTP/1.1 requests without Host and ${count((o) => o.repairs.includes("fragment"))} a fragment in the target: never accepted as they stand, compared with that mended`,
    `${outcomes.reduce((sum, { cuts }) => sum + cuts, 0)} ways to cut the inputs change nothing`,
  ];
  let explained = 0;
  for (const [name, found] of met) {
    if (found.length === 0) continue;
    explained += found.length;
    details.push(`${found[0].verdict} in ${found.length} by ${name}: ${table[name].reason}`);
  }
  return { agreed: count(agree), explained, failures, details };
}

async function run({ fixtures: folder, quick }: SuiteOptions): Promise<SuiteReport> {
  if (folder === undefined || !existsSync(join(folder, "request"))) {
    const skipped = "no fixtures here: give the test/ folder of llhttp's repository as LLHTTP_FIXTURES or --fixtures";
    return { skipped, agreed: 0, explained: 0, failures: [], details: [] };
  }
  return summarise(readFixtures(folder).map((fixture) => judge(fixture, quick)));
}

export const llhttp: Suite = {
  name: "llhttp",
  about: "the fixtures of llhttp's own suite through our request and response parsers, whole and cut anywhere",
  run,
};
