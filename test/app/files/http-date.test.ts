import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseHttpDate } from "../../../src/app/files/http-date.ts";

const moment = Date.UTC(1994, 10, 6, 8, 49, 37);

test("the three forms of RFC 9110 name one moment", () => {
  assert.equal(parseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT"), moment);
  assert.equal(parseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT"), moment);
  assert.equal(parseHttpDate("Sun Nov  6 08:49:37 1994"), moment);
});

test("a year of two digits is at most fifty years ahead", () => {
  const now = Date.UTC(2026, 5, 1);
  assert.equal(new Date(parseHttpDate("Sunday, 06-Nov-76 08:49:37 GMT", now) ?? 0).getUTCFullYear(), 2076);
  assert.equal(new Date(parseHttpDate("Sunday, 06-Nov-77 08:49:37 GMT", now) ?? 0).getUTCFullYear(), 1977);
});

test("what toUTCString writes is read back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (second) => {
      assert.equal(parseHttpDate(new Date(second * 1000).toUTCString()), second * 1000);
    }),
  );
});

test("nothing else is a date", () => {
  for (const text of [
    "",
    "0",
    "2026-01-02",
    "Sun, 06 Nov 1994 08:49:37",
    "Sun, 06 Nov 1994 08:49:37 +0000",
    "sun, 06 nov 1994 08:49:37 gmt",
    "Sun, 31 Feb 1994 08:49:37 GMT",
    "Sun, 00 Jan 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 24:00:00 GMT",
    "Sun, 06 Nov 1994 08:60:00 GMT",
    "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
  ]) {
    assert.equal(parseHttpDate(text), undefined, text);
  }
});
