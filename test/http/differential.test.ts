import assert from "node:assert/strict";
import { test } from "node:test";
import { flat, judge, type Reading, ruleFor, type Verdict } from "./judge.ts";
import { everyByte, type Outcome, Random, readRequests, type SeenRequest, seed } from "./kit.ts";
import { type TheirOutcome, theirRequests } from "./llhttp.ts";
import { laxer, meaning, stricter } from "./llhttp-differences.ts";
import { RequestGenerator } from "./request-generator.ts";

/** Connections generated, of one to three requests each. The issue asks for 100,000 requests; these have twice as many. */
const cases = Number(process.env.CASES ?? 100_000);
const shown = 25;

function ourReading({ messages, code, why, state }: Outcome<SeenRequest>): Reading {
  return {
    messages: messages.map(({ head, body, trailers, done }) => ({
      head: {
        method: head.method,
        target: head.target,
        version: `1.${head.minorVersion}`,
        headers: flat(head.headers),
        keepAlive: head.keepAlive,
      },
      body,
      trailers,
      done,
    })),
    refusal: code === null ? null : why,
    state: state === "idle" || state === "partial" ? "open" : state,
  };
}

function theirReading({ messages, fault, state }: TheirOutcome): Reading {
  return {
    messages: messages.map((message) => ({
      head: {
        method: message.method,
        target: message.target,
        version: `${message.major}.${message.minor}`,
        headers: flat(message.headers),
        keepAlive: message.keepAlive,
      },
      body: message.body,
      trailers: message.trailers,
      done: message.done,
    })),
    refusal: fault,
    state,
  };
}

function compare(data: Buffer, cuts: readonly number[]): Verdict {
  let ours = readRequests(data, cuts);
  let theirs = theirRequests(data, cuts);
  // A parser that waits for the rest of a line may still refuse it: end the line for the one that has not.
  const ended = Buffer.concat([data, Buffer.from("\r\n\r\n")]);
  if (theirs.fault !== null && ours.state === "partial") ours = readRequests(ended, cuts);
  else if (ours.code !== null && theirs.state === "open") theirs = theirRequests(ended, cuts);
  return judge(ourReading(ours), theirReading(theirs));
}

test(`${cases} generated and mutated connections mean the same to llhttp, or ours refuses them for a listed reason`, () => {
  const random = new Random(seed);
  const generator = new RequestGenerator(random);
  const counts = new Map<string, number>();
  const unlisted: string[] = [];
  let requests = 0;
  for (let i = 0; i < cases; i++) {
    const input = generator.connection();
    requests += generator.requests;
    const data = Buffer.from(input, "latin1");
    const cuts = random.once(20)
      ? everyByte(data.length)
      : Array.from({ length: random.below(4) }, () => random.below(data.length + 1)).sort((x, y) => x - y);
    const verdict = compare(data, cuts);
    let name: string = verdict.kind;
    if (verdict.tells !== undefined) {
      const rule = ruleFor({ stricter, laxer, meaning }[verdict.kind], verdict.tells, input);
      if (rule === undefined) {
        unlisted.push(`${verdict.kind}: ${JSON.stringify(verdict.tells)} in ${JSON.stringify(input)}`);
        name = "unlisted";
      } else name += `: ${rule.name}`;
    }
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  console.log(
    `seed ${seed} (SEED=… for another), llhttp ${process.versions.llhttp}, ${cases} connections with ${requests} requests:`,
  );
  for (const [name, times] of [...counts].sort((x, y) => y[1] - x[1]))
    console.log(`${String(times).padStart(8)}  ${name}`);
  assert.equal(
    unlisted.length,
    0,
    `seed ${seed}, ${unlisted.length} unlisted:\n${unlisted.slice(0, shown).join("\n")}`,
  );
  assert.ok((counts.get("same") ?? 0) > cases / 4, "too few cases are accepted by both to say anything");
});
