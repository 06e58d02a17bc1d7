// The conformance script's own test, with fixtures in llhttp's form: a difference has to be found and has to fail.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Rule } from "../../conformance/llhttp/differences.ts";
import { parseFixtures } from "../../conformance/llhttp/fixtures.ts";
import { judge } from "../../conformance/llhttp/judge.ts";
import { summarise } from "../../conformance/llhttp/suite.ts";

function fixture(title: string, type: string, input: string, log: string): string {
  return `## ${title}\n\n<!-- meta={"type": "${type}"} -->\n\`\`\`http\n${input}\n\`\`\`\n\n\`\`\`log\n${log}\n\`\`\`\n\n`;
}

const line = `off=0 message begin
off=0 len=3 span[method]="GET"
off=3 method complete
off=4 len=2 span[url]="/a"
off=7 url complete
off=12 len=3 span[version]="1.1"
off=15 version complete`;
const accepted = `${line}
off=17 len=1 span[header_field]="b"
off=19 header_field complete
off=20 len=1 span[header_value]="c"
off=23 header_value complete
off=25 headers complete method=1 v=1/1 flags=0 content_length=0
off=25 message complete`;
const refused = `${line}\noff=17 error code=10 reason="Invalid header token"`;

const good = fixture("good", "request", "GET /a HTTP/1.1\nb: c\n\n", accepted);
const bad = fixture("bad", "request", "GET /a HTTP/1.1\nb : c\n\n", refused);
const lenient = fixture("lenient", "request-lenient-headers", "GET /a HTTP/1.1\nb: \\fc\n\n", accepted);
const laxer = fixture("laxer", "request", "GET /a HTTP/1.1\nb: c\n\n", refused);
const stricter = fixture("stricter", "request", "GET /a HTTP/1.1\nb:\\rc\n\n", accepted);
const other = fixture("other", "request", "GET /z HTTP/1.1\nb: cc\n\n", accepted);

const outcomes = (text: string) => parseFixtures("request/own.md", text).map((found) => judge(found));

test("the input of a fixture is made as llhttp's runner makes it", () => {
  const [{ input, name, side, lenient }] = parseFixtures(
    "request/own.md",
    fixture("made", "request-lenient-headers", "GET /\\\n\\x41 HTTP/1.1\\r\nb:\\tc\\101\n\n", ""),
  );
  assert.equal(input.toString("latin1"), "GET /A HTTP/1.1\r\r\nb:\tcA\r\n\r\n");
  assert.deepEqual([name, side, lenient], ["request/own.md: made", "request", "lenient-headers"]);
});

test("two cases of one title keep different names", () => {
  assert.deepEqual(
    parseFixtures("request/own.md", good + good).map(({ name }) => name),
    ["request/own.md: good", "request/own.md: good (2)"],
  );
});

test("the same reading, the same refusal and the refusal of what takes a lenient flag agree", () => {
  assert.deepEqual(
    outcomes(good + bad + lenient).map(({ verdict, ours }) => [verdict, ours.refused]),
    [
      ["agree", null],
      ["agree", "bad_header_name"],
      ["agree", "bad_header_value"],
    ],
  );
  assert.deepEqual(summarise(outcomes(good + bad + lenient), {}).failures, []);
});

test("a request without Host is compared with one, and never accepted without", () => {
  const [{ repairs, fault, ours }] = outcomes(good);
  assert.deepEqual(repairs, ["host"]);
  assert.equal(fault, null);
  assert.deepEqual(ours.messages[0].fields, ["b: c"]);
});

for (const [text, verdict] of [
  [laxer, "laxer"],
  [stricter, "stricter"],
  [other, "other"],
] as const) {
  test(`an unexplained difference fails: ${verdict}`, () => {
    const [outcome] = outcomes(text);
    assert.equal(outcome.verdict, verdict);
    const { failures } = summarise([outcome], {});
    assert.equal(failures.length, 1);
    assert.match(failures[0], new RegExp(`^${verdict}: request/own.md: ${verdict}: `));
  });
}

test("a rule explains the fixtures it names with the code it names, and no others", () => {
  const rule = (code: string | null, ...fixtures: string[]): { own: Rule } => ({
    own: { reason: "why", code, fixtures },
  });
  const found = outcomes(stricter);
  const code = found[0].ours.refused;
  assert.deepEqual(summarise(found, rule(code, "request/own.md: stricter")).failures, []);
  assert.equal(summarise(found, rule("body_too_large", "request/own.md: stricter")).failures.length, 2);
  assert.deepEqual(summarise(outcomes(good), rule(code, "request/own.md: good")).failures, [
    "own explains nothing in request/own.md: good",
  ]);
});
