import assert from "node:assert/strict";
import { test } from "node:test";
import { everyByte, Random, readRequests, seed } from "./kit.ts";
import { theirRequests } from "./llhttp.ts";
import { type Meaning, text, ValidGenerator, type ValidRequest } from "./valid-generator.ts";

/** Requests valid by construction. The issue asks for 50,000. */
const valid = Number(process.env.CASES ?? 60_000);

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
      return { ...rest, body, trailers: [...trailers], done };
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
