import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseRange } from "../../../src/app/files/byte-ranges.ts";

const ranges = (...pairs: [number, number][]) => ({
  kind: "ranges",
  ranges: pairs.map(([start, end]) => ({ start, end })),
});
const malformed = (message: string) => ({ kind: "malformed", message });

test("Starlette's cases, for a file of 526 bytes", () => {
  const unsatisfiable = { kind: "unsatisfiable" };
  const table: [string, object][] = [
    ["bytes=0-100", ranges([0, 101])],
    ["bytes=0-0", ranges([0, 1])],
    ["bytes=500-", ranges([500, 526])],
    ["bytes=-100", ranges([426, 526])],
    ["bytes=-1000", ranges([0, 526])],
    ["bytes=0-527", ranges([0, 526])],
    ["bytes=0-99999999999999999999999", ranges([0, 526])],
    ["bytes=0-100, 200-300", ranges([0, 101], [200, 301])],
    ["bytes=0-100, 50-200", ranges([0, 201])],
    ["bytes=0-15,20-35,35-50", ranges([0, 16], [20, 51])],
    ["bytes=0-9,10-19", ranges([0, 20])],
    ["bytes=100-200, 0-50", ranges([0, 51], [100, 201])],
    ["bytes=0-50, 0-50", ranges([0, 51])],
    ["bytes=100, 0-50", ranges([0, 51])],
    ["bytes= - , 0-50", ranges([0, 51])],
    ["bytes=abc-def, 0-50", ranges([0, 51])],
    ["bytes=--5, 0-50", ranges([0, 51])],
    ["BYTES =0-50,,", ranges([0, 51])],
    ["bytes=526-", unsatisfiable],
    ["bytes=0-0,526-", unsatisfiable],
    ["bytes=-0", unsatisfiable],
    ["bytes=99999999999999999999999-", unsatisfiable],
    ["bytes: 0-1000", malformed("Malformed range header.")],
    ["", malformed("Malformed range header.")],
    ["items=0-100", malformed("Only support bytes range")],
    ["bytes=", malformed("Range header: range must be requested")],
    ["bytes=-", malformed("Range header: range must be requested")],
    ["bytes=+1-2", malformed("Range header: range must be requested")],
    ["bytes=100-0", malformed("Range header: start must be less than end")],
    ["bytes=5-4", malformed("Range header: start must be less than end")],
  ];
  for (const [field, expected] of table) assert.deepEqual(parseRange(field, 526), expected, field);
});

test("nothing of an empty file can be had", () => {
  for (const field of ["bytes=0-", "bytes=-1", "bytes=0-0"]) {
    assert.deepEqual(parseRange(field, 0), { kind: "unsatisfiable" }, field);
  }
});

test("more ranges than anybody needs are ignored, however they overlap", () => {
  const many = (count: number) => `bytes=${Array.from({ length: count }, (_, i) => `${i * 2}-${i * 2}`).join(",")}`;
  assert.equal(parseRange(many(200), 1000).kind, "ranges");
  assert.equal(parseRange(many(201), 1000).kind, "ignored");
  assert.equal(parseRange(`bytes=${"0-,".repeat(100_000)}`, 1000).kind, "ignored");
});

test("ranges ascend, lie apart and within the file, and hold exactly the bytes asked for", () => {
  const range = fc.oneof(
    fc.tuple(fc.nat(60), fc.nat(80)).map(([start, length]) => `${start}-${start + length}`),
    fc.nat(60).map((start) => `${start}-`),
    fc.integer({ min: 1, max: 80 }).map((suffix) => `-${suffix}`),
  );
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 8 }), fc.integer({ min: 61, max: 70 }), (list, size) => {
      const asked = new Set<number>();
      for (const text of list) {
        const [first, last] = text.split("-");
        const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
        const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
        for (let at = start; at <= end; at++) asked.add(at);
      }
      const answer = parseRange(`bytes=${list.join(",")}`, size);
      assert.ok(answer.kind === "ranges");
      const given: number[] = [];
      let before = -1;
      for (const { start, end } of answer.ranges) {
        assert.ok(start > before && end > start && end <= size);
        before = end;
        for (let at = start; at < end; at++) given.push(at);
      }
      assert.deepEqual(
        given,
        [...asked].sort((a, b) => a - b),
      );
    }),
  );
});

test("any text at all is answered", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.nat(100), (text, size) => {
      parseRange(`bytes=${text}`, size);
      parseRange(text, size);
    }),
  );
});
