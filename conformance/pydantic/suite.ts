import type { Problem } from "../../src/app/reader/problem.ts";
import { compileReader } from "../../src/app/reader/reader.ts";
import type { Suite, SuiteReport } from "../suite.ts";
import { type Answer, sameValue, textsIn, unlike } from "./compare.ts";
import { differences } from "./differences.ts";
import { ask, choosePython } from "./oracle.ts";
import { type Pair, randomPair } from "./pairs.ts";
import { Random } from "./random.ts";

const quickPairs = 3000;
const allPairs = 40_000;
/** One Python process a batch: it builds a type for every schema. */
const batch = 4000;
const seed = 20_260_101;

function answersTo(pairs: readonly Pair[]): Answer[] {
  const schemas = Object.fromEntries(pairs.map(({ node, defs }, index) => [index, { node, defs }]));
  return ask(
    schemas,
    pairs.map(({ origin, input }, index) => ({ schema: String(index), origin, input })),
  );
}

/** What is wrong with our answer: nothing, something explained (by the rule's name), or something else. */
function judge(pair: Pair, answer: Answer): { rule?: string; failure?: string } {
  const problems: Problem[] = [];
  const loc = pair.origin === "json" ? ["body"] : ["query", "q"];
  const value = compileReader({ node: pair.node, defs: pair.defs }, pair.origin)(pair.input, loc, problems);
  const theirs = answer.problems ?? [];
  const rest = unlike(problems, theirs);
  const shown = () =>
    `${JSON.stringify(pair)}\n    ours   ${JSON.stringify(problems)}\n    theirs ${JSON.stringify(answer)}`;
  if (rest.length === 0) {
    if (problems.length !== theirs.length) return { failure: shown() };
    if (problems.length > 0 || sameValue(value, answer.value, textsIn(pair.input))) return {};
    return { failure: `${shown()}\n    value  ${String(value)}` };
  }
  // A text that one member of a union reads otherwise is taken or refused by the union: the other members' problems go along.
  const rules = rest.map(([one, other]) => differences.find(({ explains }) => explains(one, other))?.name);
  const inputs = rest.flatMap(([one, other], index) => (rules[index] === undefined ? [] : [(one ?? other)?.input]));
  const all = rest.every(([one, other], index) => rules[index] !== undefined || inputs.includes((one ?? other)?.input));
  return all ? { rule: rules.find((rule) => rule !== undefined) } : { failure: shown() };
}

async function run({ quick }: { readonly quick: boolean }): Promise<SuiteReport> {
  const version = await choosePython(!quick);
  if (version === undefined) {
    const skipped = "no Python with pydantic[email], and none could be made; PYDANTIC_PYTHON names one";
    return { agreed: 0, explained: 0, failures: [], details: [], skipped };
  }
  const random = new Random(seed);
  let [agreed, explained] = [0, 0];
  const failures: string[] = [];
  const byRule = new Map<string, number>();
  const total = quick ? quickPairs : allPairs;
  for (let done = 0; done < total; done += batch) {
    const pairs = Array.from({ length: Math.min(batch, total - done) }, () => randomPair(random));
    const answers = answersTo(pairs);
    for (const [index, pair] of pairs.entries()) {
      if (answers[index].crash !== undefined || answers[index].schemaError !== undefined) continue;
      const { rule, failure } = judge(pair, answers[index]);
      if (failure !== undefined) failures.push(failure);
      else if (rule === undefined) agreed += 1;
      else byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
      if (rule !== undefined) explained += 1;
    }
  }
  const details = [`pydantic ${version}`];
  for (const { name, why } of differences) details.push(`${byRule.get(name) ?? 0} × ${name}: ${why}`);
  return { agreed, explained, failures, details };
}

/** The reader beside Pydantic: random schemas, inputs made for them and then spoilt. */
export const pydantic: Suite = {
  name: "pydantic",
  about: "random schemas and inputs through compileReader and through pydantic's TypeAdapter",
  run,
};
