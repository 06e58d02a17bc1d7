import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cookieLine } from "../../../src/app/cookie.ts";
import { parseCookies } from "../../../src/app/inputs/cookies.ts";

test("the cases of Starlette's own tests", () => {
  const table: [string, Record<string, string>][] = [
    ["abc=def; unnamed", { "": "unnamed", abc: "def" }],
    ["provider=6; ; b=1", { provider: "6", b: "1" }],
    ["a=b; h=i; a=c", { a: "c", h: "i" }],
    ["chips=ahoy; vienna=finger", { chips: "ahoy", vienna: "finger" }],
    ['keebler="E=mc2; L=\\"Loves\\"; fudge=\\012;"', { keebler: '"E=mc2', L: '\\"Loves\\"', fudge: "\\012", "": '"' }],
    ["keebler=E=mc2", { keebler: "E=mc2" }],
    ["key:term=value:term", { "key:term": "value:term" }],
    ["a=b; c=[; d=r; f=h", { a: "b", c: "[", d: "r", f: "h" }],
    ["a=b; Domain=example.com", { a: "b", Domain: "example.com" }],
    ["a  =  b ;\tc\t=d", { a: "b", c: "d" }],
    ["=only", { "": "only" }],
    [";;  ; =", {}],
    ["a=", { a: "" }],
  ];
  for (const [header, expected] of table) assert.deepEqual(Object.fromEntries(parseCookies(header)), expected, header);
});

test("quoted values are read as Python's http.cookies wrote them", () => {
  const table: [string, string][] = [
    ['"a b"', "a b"],
    ['"say \\"hi\\""', 'say "hi"'],
    ['"\\054\\073"', ",;"],
    ['"\\303\\266"', "\u00c3\u00b6"],
    ['"\\400"', "400"],
    ['"\\\\"', "\\"],
    ['"', '"'],
    ['""', ""],
    ['"a', '"a'],
    ["\\054", "\\054"],
    ["a%20b", "a%20b"],
  ];
  for (const [raw, value] of table) assert.equal(parseCookies(`c=${raw}`).get("c"), value.replace(/;.*/, ";"), raw);
});

test("no field, no cookies; a name from any prototype is just a name", () => {
  assert.equal(parseCookies(undefined).size, 0);
  assert.equal(parseCookies("a=1").get("__proto__"), undefined);
  assert.equal(parseCookies("__proto__=1").get("__proto__"), "1");
});

test("half of a UTF-8 character at the end of a value is kept", () => {
  assert.equal(parseCookies("a=\u00c3\u00a0; b=1").get("a"), "\u00c3\u00a0");
});

test("what cookieLine writes comes back but for its percent-encoding", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) => {
      const sent = cookieLine("a", value).split(";")[0];
      assert.equal(decodeURIComponent(parseCookies(`x=1; ${sent}; y=2`).get("a") ?? ""), value);
    }),
  );
});
