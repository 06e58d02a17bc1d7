import assert from "node:assert/strict";
import { isIPv6 } from "node:net";
import { test } from "node:test";
import fc from "fast-check";
import { isAuthority } from "../../src/http/authority.ts";

test("hosts that are one", () => {
  for (const host of [
    "a",
    "localhost:8080",
    "example.org.",
    "a_b-c~d.e",
    "EXAMPLE:80",
    "a:",
    "a:0",
    "a:00080",
    "a:65535",
    "127.0.0.1:1",
    "999.999.999.999",
    "%41%e9",
    "!$&'()*+;=",
    "[::]",
    "[::1]:443",
    "[1:2:3:4:5:6:7:8]",
    "[1:2:3:4:5:6:7::]",
    "[::2:3:4:5:6:7:8]",
    "[::ffff:1.2.3.4]",
    "[1:2:3:4:5:6:255.255.255.255]",
    "[v1.fe80::a+en1]",
    "a".repeat(1024),
  ]) {
    assert.equal(isAuthority(host), true, host);
  }
});

test("hosts that are none", () => {
  for (const host of [
    "",
    ":",
    ":80",
    "a b",
    "a,b",
    "a@b",
    "a/b",
    "a\\b",
    "a?b",
    "a#b",
    "a:b",
    "a:-1",
    "a: 80",
    "a:65536",
    "a:000080",
    "a:80:80",
    "::1",
    "[::1",
    "::1]",
    "[]",
    "[:]",
    "[:::]",
    "[1::2::3]",
    "[1:2:3:4:5:6:7]",
    "[1:2:3:4:5:6:7:8:9]",
    "[1:2:3:4:5:6:7:8::]",
    "[12345::]",
    "[g::]",
    "[1.2.3.4]",
    "[::1.2.3]",
    "[::1.2.3.256]",
    "[::1.2.3.04]",
    "[1.2.3.4::]",
    "[::1%25eth0]",
    "[v.a]",
    "[v1.]",
    "[v1]",
    "[vg.a]",
    "[::1]a",
    "a[::1]",
    "%",
    "%4",
    "%zz",
    "<script>",
    "\u00e9",
    "\0",
    "a\n",
    "a".repeat(1025),
  ]) {
    assert.equal(isAuthority(host), false, JSON.stringify(host));
  }
});

test("what stands in brackets is an IPv6 address to us where it is one to node:net", () => {
  const group = fc.constantFrom("0", "1", "ab", "FFFF", "12345", "g", "", "1.2.3.4", "1.2.3.400");
  fc.assert(
    fc.property(fc.array(group, { minLength: 1, maxLength: 10 }), (groups) => {
      const text = groups.join(":");
      assert.equal(isAuthority(`[${text}]`), isIPv6(text), text);
    }),
    { numRuns: 20_000 },
  );
});
