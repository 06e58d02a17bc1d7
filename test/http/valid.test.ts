import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { errorTable } from "../../src/core/errors.ts";
import { everyByte, Random, readRequests, seed } from "./kit.ts";
import { theirRequests } from "./llhttp.ts";
import { mutations } from "./mutations.ts";
import { type Meaning, text, ValidGenerator, type ValidRequest } from "./valid-generator.ts";

/** Requests valid by construction. The issue asks for 50,000. */
const valid = Number(process.env.CASES ?? 50_000);
/** Mutations tried for each rule. */
const perRule = 300;

function cutsOf(random: Random, length: number): number[] {
  if (random.once(10)) return everyByte(length);
  return Array.from({ length: random.below(5) }, () => random.below(length + 1)).sort((x, y) => x - y);
}

const lasts = ({ meaning }: ValidRequest): boolean =>
  !meaning.keepAlive || meaning.upgrade || meaning.form === "authority";

test(`${valid} requests valid by construction are all accepted, with equal meaning`, () => {
  const random = new Random(seed);
  const generator = new ValidGenerator(random);
  let theirs = 0;
  let connections = 0;
  for (let made = 0; made < valid; ) {
    const requests: ValidRequest[] = [];
    do requests.push(generator.request());
    while (!lasts(requests.at(-1) as ValidRequest) && requests.length < 4);
    made += requests.length;
    connections++;
    const input = requests.map(text).join("");
    const data = Buffer.from(input, "latin1");
    const outcome = readRequests(data, cutsOf(random, data.length));
    const seen = outcome.messages.map(({ head, body, trailers, done }): Meaning & { done: boolean } => {
      const { contentLength: _, ...rest } = head;
      return { ...rest, headers: [...rest.headers], body, trailers: [...trailers], done };
    });
    const expected = requests.map(({ meaning }) => ({ ...meaning, done: true }));
    // The text is only made where it fails.
    if (outcome.code !== null) assert.fail(`seed ${seed}: ${outcome.why} in ${JSON.stringify(input)}`);
    assert.deepEqual(seen, expected, `seed ${seed}`);
    if (theirRequests(data).fault === null) theirs++;
  }
  console.log(
    `seed ${seed}, llhttp ${process.versions.llhttp}: ours accepts ${connections} of ${connections} connections, llhttp ${theirs}`,
  );
});

/** What node:http answers above llhttp: 400 without a Host in HTTP/1.1, 417 to another expectation. */
function nodeAccepts(data: Buffer): boolean {
  const { fault, messages } = theirRequests(data, [], 16 * 1024);
  if (fault !== null || messages[0]?.done !== true) return false;
  const values = (name: string): string[] =>
    messages[0].headers.filter((_, i, list) => i % 2 === 1 && list[i - 1].toLowerCase() === name);
  if (messages[0].minor === 1 && values("host").length === 0) return false;
  return values("expect").every((value) => /100-continue/i.test(value));
}

test("single mutations of valid requests are refused with the documented status, each by its rule", () => {
  const random = new Random(seed);
  const generator = new ValidGenerator(random);
  const rows: string[] = [];
  for (const { rule, code, status, framing, apply } of mutations) {
    assert.equal(errorTable[code].status, status, rule);
    let tried = 0;
    let comparable = 0;
    let theirs = 0;
    for (let made = 0; tried < perRule && made < 100 * perRule; made++) {
      const request = generator.request(framing);
      const input = apply(request, random);
      if (input === null) continue;
      tried++;
      const data = Buffer.from(input, "latin1");
      const cuts = data.length > 5000 ? [random.below(data.length)] : cutsOf(random, data.length);
      const outcome = readRequests(data, cuts);
      if (outcome.code !== code) assert.fail(`${rule}: ${outcome.code} (${outcome.why}) for ${JSON.stringify(input)}`);
      assert.equal(outcome.messages.filter(({ done }) => done).length, 0, rule);
      // Only where node:http accepts what was mutated does its answer say anything about the mutation.
      // (After an Upgrade its binding tells no fault.)
      if (
        request.fields.some((field) => /^upgrade:/i.test(field)) ||
        !nodeAccepts(Buffer.from(text(request), "latin1"))
      ) {
        continue;
      }
      comparable++;
      if (nodeAccepts(data)) theirs++;
    }
    assert.equal(tried, perRule, `${rule}: too few requests it applies to`);
    const share = comparable === 0 ? "-" : `${((100 * theirs) / comparable).toFixed(0)} %`;
    rows.push(`${`${status} ${code}`.padEnd(28)} ${rule.padEnd(44)} ${share.padStart(6)} of ${comparable}`);
  }
  console.log(
    `seed ${seed}: ${perRule} mutations a rule, all refused; the share node:http ${process.version} accepts:`,
  );
  console.log(rows.join("\n"));
});

test("docs/http-strictness.md lists each rule with its status and code, and no other", () => {
  const page = readFileSync(new URL("../../docs/http-strictness.md", import.meta.url), "utf8");
  const rows = page.match(/^\| .* \| \d{3} \| `\w+` \|/gm)?.map((row) => row.split("|").map((cell) => cell.trim()));
  assert.deepEqual(
    rows?.map(([, rule, status, code]) => [rule, Number(status), code.replaceAll("`", "")]),
    mutations.map(({ rule, status, code }) => [rule, status, code]),
  );
});
