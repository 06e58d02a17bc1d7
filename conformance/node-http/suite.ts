import { readOurs } from "../ours.ts";
import type { Reading } from "../reading.ts";
import type { Suite, SuiteOptions, SuiteReport } from "../suite.ts";
import { bodyMutations } from "./break-body.ts";
import { headMutations } from "./break-head.ts";
import { otherwise, stricter } from "./differences.ts";
import { mangle } from "./mangle.ts";
import { Oracle } from "./oracle.ts";
import { meaning, render } from "./parts.ts";
import { Random } from "./random.ts";
import { validConnection, validRequest } from "./valid.ts";

const mutations = [...headMutations, ...bodyMutations];
/** Connections that node:http reads at once. */
const batch = 200;
/** Brings the decision where ours waits for the end of a line. */
const decider = Buffer.from("\r\n\r\n");

/** The input in one to six pieces. */
function pieces(input: Buffer, random: Random): Buffer[] {
  const cuts = Array.from({ length: random.int(0, 5) }, () => random.int(0, input.length)).sort((a, b) => a - b);
  return [0, ...cuts].map((start, at) => input.subarray(start, cuts[at] ?? input.length));
}

const ours = (parts: readonly Buffer[]): Reading =>
  readOurs({ side: "request", skipBody: false, finish: false }, parts);
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
const shown = (input: Buffer): string => JSON.stringify(input.toString("latin1").slice(0, 300));

/** Figures and failures, gathered over a run. */
export class Tally {
  agreed = 0;
  explained = 0;
  readonly failures: string[] = [];
  readonly counts = new Map<string, number>();

  count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }
}

/** Messages read whole before anything was refused. */
const whole = ({ messages }: Reading) => messages.filter(({ complete }) => complete);

/** The verdict on one input: ours has to read what node:http reads, or less. */
export function judge(input: Buffer, parts: readonly Buffer[], theirs: Reading, tally: Tally): void {
  let reading = ours(parts);
  // Ours may decide at the end of a line what node:http decides within it.
  if (reading.refused === null && theirs.refused !== null) {
    const later = ours([...parts, decider]);
    if (later.refused !== null && whole(later).length === whole(reading).length) reading = later;
  }
  const read = whole(reading);
  const less = reading.refused !== null && same(read, whole(theirs).slice(0, read.length));
  const equal = same(reading.messages, theirs.messages) && reading.upgraded === theirs.upgraded;
  const agreed = theirs.refused !== null ? less : reading.refused === null && equal;
  if (agreed) {
    tally.agreed += 1;
    tally.count(reading.refused === null ? "both read the same" : "both refuse");
    return;
  }
  const found = { input: input.toString("latin1"), ours: reading, theirs };
  const rule = otherwise.find((candidate) => candidate.explains(found));
  const reason = less && reading.refused !== null ? stricter[reading.refused] : undefined;
  if (rule === undefined && reason === undefined) {
    const made = ({ refused, messages, upgraded }: Reading) =>
      `${refused ?? (upgraded ? "upgraded" : "reads")} ${JSON.stringify(messages.slice(-1)).slice(0, 400)}`;
    tally.failures.push(`${shown(input)}\n    node:http ${made(theirs)}\n    ours      ${made(reading)}`);
    return;
  }
  tally.explained += 1;
  tally.count(
    rule !== undefined ? `otherwise: ${rule.name}: ${rule.reason}` : `stricter: ${reading.refused}: ${reason}`,
  );
}

/** Valid requests: all are read, with the meaning they were built to have. */
function checkValid(amount: number, random: Random, tally: Tally): number {
  let requests = 0;
  while (requests < amount) {
    const connection = validConnection(random);
    requests += connection.requests.length;
    const input = Buffer.from(connection.requests.map(render).join("") + connection.rest, "latin1");
    const reading = ours(pieces(input, random));
    const upgraded = connection.ending === "upgrades" || connection.ending === "connects";
    if (
      reading.refused === null &&
      reading.upgraded === upgraded &&
      same(reading.messages, connection.requests.map(meaning))
    ) {
      tally.agreed += connection.requests.length;
    } else tally.failures.push(`valid, and not read as meant (${reading.refused}): ${shown(input)}`);
  }
  return requests;
}

/** Single mutations: each is refused with its code. Tells how many of them node:http reads. */
async function checkMutations(each: number, random: Random, oracle: Oracle, tally: Tally): Promise<string[]> {
  const lines: string[] = [];
  for (const { rule, code, apply } of mutations) {
    const inputs: Buffer[] = [];
    for (let tries = 0; inputs.length < each && tries < each * 50; tries++) {
      const parts = validRequest(random, "stays");
      if (apply(parts, random)) inputs.push(Buffer.from(render(parts), "latin1"));
    }
    if (inputs.length < each) tally.failures.push(`the mutation "${rule}" could be made only ${inputs.length} times`);
    let taken = 0;
    for (let at = 0; at < inputs.length; at += batch) {
      const some = inputs.slice(at, at + batch);
      for (const { refused } of await oracle.read(some)) if (refused === null) taken += 1;
      for (const input of some) {
        const { refused, messages } = ours(pieces(input, random));
        if (refused === code && whole({ messages } as Reading).length === 0) tally.agreed += 1;
        else tally.failures.push(`${rule}: ${refused} instead of ${code}: ${shown(input)}`);
      }
    }
    lines.push(`${rule}: ${code}; node:http reads ${((100 * taken) / inputs.length).toFixed(0)} %`);
  }
  return lines;
}

/** Mangled connections: ours reads what node:http reads, or less, or a rule says why not. */
async function checkMangled(amount: number, random: Random, oracle: Oracle, tally: Tally): Promise<void> {
  for (let done = 0; done < amount; done += batch) {
    const inputs = Array.from({ length: Math.min(batch, amount - done) }, () => {
      const { requests, rest } = validConnection(random);
      return Buffer.from(mangle(requests.map(render).join("") + rest, random), "latin1");
    });
    const readings = await oracle.read(inputs);
    for (const [at, input] of inputs.entries()) judge(input, pieces(input, random), readings[at], tally);
  }
}

async function run({ quick, seed }: SuiteOptions): Promise<SuiteReport> {
  const random = new Random(seed);
  const oracle = new Oracle();
  const [valid, mutated, mangled] = [new Tally(), new Tally(), new Tally()];
  const requests = checkValid(quick ? 5_000 : 50_000, random, valid);
  const perRule = quick ? 20 : 200;
  const rules = await checkMutations(perRule, random, oracle, mutated);
  await checkMangled(quick ? 10_000 : 100_000, random, oracle, mangled);
  oracle.close();
  const failures = [valid, mutated, mangled].flatMap((tally) => tally.failures);
  const counts = [...mangled.counts].sort(([, one], [, other]) => other - one);
  return {
    agreed: valid.agreed + mutated.agreed + mangled.agreed,
    explained: mangled.explained,
    failures,
    details: [
      `${requests} valid requests of every optional form: ${valid.agreed} read as meant`,
      `${mutations.length} rules broken ${perRule} times each: ${mutated.agreed} refused with the code of the rule`,
      ...rules.map((line) => `  ${line}`),
      `${quick ? 10_000 : 100_000} mangled connections, cut at random, against node:http ${process.version}:`,
      ...counts.map(([name, count]) => `  ${count} ${name}`),
    ],
  };
}

export const nodeHttp: Suite = {
  name: "node-http",
  about:
    "generated requests, valid, broken by rule and mangled, through our parser and through node:http (llhttp, strict)",
  run,
};
