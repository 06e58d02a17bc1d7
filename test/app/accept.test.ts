import assert from "node:assert/strict";
import { test } from "node:test";
import { asksForPage, chooseCoding } from "../../src/app/accept.ts";

test("the coding with the greatest weight, of equal ones our best", () => {
  const ours = ["br", "gzip"] as const;
  const table: [string | undefined, string | null][] = [
    [undefined, null],
    ["", null],
    ["gzip", "gzip"],
    ["x-gzip", "gzip"],
    ["gzip, br", "br"],
    ["GZIP;q=1, br;q=0.5", "gzip"],
    ["gzip; q=0, br; Q=0.1", "br"],
    ["*", "br"],
    ["*;q=0", null],
    ["br;q=0, *", "gzip"],
    ["deflate, zstd", null],
    ["identity", null],
    ["identity;q=0.5, gzip;q=0.4", null],
    ["identity;q=0.5, gzip;q=0.5", "gzip"],
    ["gzip;q=wat", "gzip"],
    ["gzip;q=", "gzip"],
    ["gzip;q=2", "gzip"],
    ["__proto__, constructor", null],
  ];
  for (const [header, coding] of table) assert.equal(chooseCoding(header, ours), coding, header);
  assert.equal(chooseCoding("gzip", []), null);
});

test("a page is asked for in so many words, and not with weight 0 (FastAPI's cases)", () => {
  const table: [string | undefined, boolean][] = [
    [undefined, false],
    ["*/*", false],
    ["text/*", false],
    ["application/json", false],
    ["text/html", true],
    ["TEXT/HTML", true],
    ["application/xhtml+xml", true],
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true],
    ["text/html; charset=utf-8; q=0.8", true],
    ["text/html; q=wat", true],
    ["text/html; q=0.0", false],
    ["text/html;q=0, */*", false],
  ];
  for (const [accept, page] of table) assert.equal(asksForPage(accept), page, accept);
});
