import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { evaluatePreconditions, rangeApplies } from "../../../src/app/files/preconditions.ts";
import { validatorsOf } from "../../../src/app/files/validators.ts";

const modifiedMs = Date.UTC(2026, 0, 2, 3, 4, 5);
const current = { etag: '"a"', modifiedMs };
const at = (offset: number) => new Date(modifiedMs + offset * 1000).toUTCString();
const judge = (fields: Record<string, string>, state = current) => evaluatePreconditions((name) => fields[name], state);

test("each field by itself", () => {
  const table: [Record<string, string>, string][] = [
    [{}, "proceed"],
    [{ "if-match": '"a"' }, "proceed"],
    [{ "if-match": '"b", "a"' }, "proceed"],
    [{ "if-match": "*" }, "proceed"],
    [{ "if-match": '"b"' }, "failed"],
    [{ "if-match": 'W/"a"' }, "failed"],
    [{ "if-match": "" }, "failed"],
    [{ "if-unmodified-since": at(0) }, "proceed"],
    [{ "if-unmodified-since": at(1) }, "proceed"],
    [{ "if-unmodified-since": at(-1) }, "failed"],
    [{ "if-unmodified-since": "yesterday" }, "proceed"],
    [{ "if-none-match": '"a"' }, "not-modified"],
    [{ "if-none-match": 'W/"a"' }, "not-modified"],
    [{ "if-none-match": '"x,y" , W/"a"' }, "not-modified"],
    [{ "if-none-match": " * " }, "not-modified"],
    [{ "if-none-match": '"b"' }, "proceed"],
    [{ "if-none-match": "a" }, "proceed"],
    [{ "if-none-match": '"ba"' }, "proceed"],
    [{ "if-modified-since": at(0) }, "not-modified"],
    [{ "if-modified-since": at(1) }, "not-modified"],
    [{ "if-modified-since": at(-1) }, "proceed"],
    [{ "if-modified-since": "2026-01-02" }, "proceed"],
  ];
  for (const [fields, verdict] of table) assert.equal(judge(fields), verdict, JSON.stringify(fields));
});

test("a weak tag of ours never matches strongly, and always weakly", () => {
  const weak = { etag: 'W/"a"', modifiedMs };
  assert.equal(judge({ "if-match": 'W/"a"' }, weak), "failed");
  assert.equal(judge({ "if-none-match": '"a"' }, weak), "not-modified");
  assert.equal(rangeApplies('W/"a"', weak, at(0)), false);
});

test("the order is that of RFC 9110 section 13.2.2: tags before dates, If-Match before If-None-Match", () => {
  const conditions = fc.record({
    "if-match": fc.constantFrom(undefined, '"a"', '"b"'),
    "if-unmodified-since": fc.constantFrom(undefined, at(0), at(-1)),
    "if-none-match": fc.constantFrom(undefined, '"a"', '"b"'),
    "if-modified-since": fc.constantFrom(undefined, at(0), at(-1)),
  });
  fc.assert(
    fc.property(conditions, (fields) => {
      const verdict = evaluatePreconditions((name) => fields[name as keyof typeof fields], current);
      const first = fields["if-match"] ?? fields["if-unmodified-since"];
      if (first === '"b"' || first === at(-1)) return assert.equal(verdict, "failed");
      const second = fields["if-none-match"] ?? fields["if-modified-since"];
      assert.equal(verdict, second === '"a"' || second === at(0) ? "not-modified" : "proceed");
    }),
  );
});

test("If-Range names exactly this state, or the range is off", () => {
  assert.ok(rangeApplies(undefined, current, at(0)));
  assert.ok(rangeApplies('"a"', current, at(0)));
  assert.ok(rangeApplies(at(0), current, at(0)));
  for (const other of ['"b"', '"a', at(1), at(-1), "", "*"]) assert.ok(!rangeApplies(other, current, at(0)), other);
});

test("a list of a hundred thousand half tags takes no time to speak of", () => {
  assert.equal(judge({ "if-none-match": '"'.repeat(100_001) }), "proceed");
  assert.equal(judge({ "if-none-match": 'W/"a '.repeat(100_000) }), "proceed");
});

test("a file has other validators after any change of size or, to the microsecond, of time", () => {
  const stat = fc.record({ size: fc.nat(1000), modifiedMs: fc.nat(4000).map((quarter) => modifiedMs + quarter / 4) });
  fc.assert(
    fc.property(stat, stat, (a, b) => {
      const same = a.size === b.size && a.modifiedMs === b.modifiedMs;
      assert.equal(validatorsOf({ kind: "file", ...a }).etag === validatorsOf({ kind: "file", ...b }).etag, same);
    }),
  );
  const { etag, modifiedMs: seconds } = validatorsOf({ kind: "file", size: 5, modifiedMs: modifiedMs + 999.5 });
  assert.match(etag, /^"[0-9a-f]+-5"$/);
  assert.equal(seconds, modifiedMs);
});
