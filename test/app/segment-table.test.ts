import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SegmentTable } from "../../src/app/segment-table.ts";

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  // Alike texts: what differs is one character, or the length.
  fc.integer({ min: 0, max: 300 }).map((n) => `r${n}`),
  fc.constantFrom("", "__proto__", "constructor", "a", "aa", "aaa", "%2F"),
);

test("a table finds what a Map finds, wherever in a path the text stands", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(text, { maxLength: 200 }),
      fc.array(text, { maxLength: 40 }),
      text,
      (added, asked, around) => {
        const table = new SegmentTable<number>();
        const map = new Map<string, number>();
        for (const [index, each] of added.entries()) {
          assert.equal(table.get(each), undefined);
          table.add(each, index);
          map.set(each, index);
        }
        for (const each of [...added, ...asked]) {
          assert.equal(table.get(each), map.get(each), each);
          const path = `/${around}/${each}/${around}`;
          const at = around.length + 2;
          assert.equal(table.find(path, at, at + each.length), map.get(each), path);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("ten thousand texts are found, and ten thousand others are not", () => {
  const table = new SegmentTable<string>();
  for (let i = 0; i < 10_000; i++) table.add(`item-${i}`, `value ${i}`);
  for (let i = 0; i < 10_000; i++) {
    assert.equal(table.get(`item-${i}`), `value ${i}`);
    assert.equal(table.get(`item_${i}`), undefined);
  }
});
