import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cookieLine } from "../../src/app/cookie.ts";

test("all attributes are written", () => {
  const line = cookieLine("id", "a b", {
    path: "/x",
    domain: "example.test",
    maxAge: 60.5,
    expires: new Date(0),
    sameSite: "none",
    secure: true,
    httpOnly: true,
    partitioned: true,
  });
  assert.equal(
    line,
    "id=a%20b; Path=/x; Domain=example.test; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT; SameSite=none; Secure; HttpOnly; Partitioned",
  );
});

test("no value can add an attribute or a line, and decoding gives it back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (value) => {
      const line = cookieLine("a", value);
      assert.match(line, /^a=[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*; Path=\/; SameSite=lax$/);
      assert.equal(decodeURIComponent(line.slice(2, line.indexOf(";"))), value);
    }),
  );
});

test("names and attributes that would break the line are refused", () => {
  for (const name of ["", "a b", "a;b", "a=b", "a\r\nb", "é", "a,b"])
    assert.throws(() => cookieLine(name, ""), TypeError);
  for (const bad of ["/;secure", "/\r\nx", "/\0", "é"]) {
    assert.throws(() => cookieLine("a", "", { path: bad }), TypeError);
    assert.throws(() => cookieLine("a", "", { domain: bad }), TypeError);
  }
  assert.throws(() => cookieLine("a", "", { maxAge: Number.NaN }), /maxAge/);
  assert.throws(() => cookieLine("a", "", { expires: new Date(Number.NaN) }), /expires/);
  assert.throws(() => cookieLine("a", "", { sameSite: "Lax" as "lax" }), /sameSite/);
  assert.throws(() => cookieLine("a", "", { sameSite: "none" }), /secure/);
  assert.throws(() => cookieLine("a", "", { partitioned: true }), /secure/);
});
