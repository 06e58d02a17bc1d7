import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { outcomes, reading } from "./reading.ts";

const format = (name: string, more = {}) => ({ type: "string" as const, format: name, ...more });
const reason = (name: string, input: string) => reading(format(name), input).problems[0]?.ctx;

test("UUIDs go on as they are, their other forms as the usual one", () => {
  fc.assert(
    fc.property(fc.uuid(), (uuid) => {
      const bare = uuid.replaceAll("-", "");
      const inputs = [uuid, uuid.toUpperCase(), bare, `{${uuid}}`, `urn:uuid:${uuid}`];
      assert.deepEqual(outcomes(format("uuid"), inputs), [uuid, uuid.toUpperCase(), uuid, uuid, uuid]);
    }),
  );
});

test("a UUID's fault is named", () => {
  assert.deepEqual(reason("uuid", "x"), { error: "invalid character: found `x` at 0" });
  assert.deepEqual(reason("uuid", "a".repeat(50)), { error: "invalid length: found 50" });
  assert.deepEqual(reason("uuid", "a-b"), { error: "invalid group count: expected 5, found 2" });
  assert.deepEqual(reason("uuid", "a-b-c-d-e"), { error: "invalid group length in group 0: expected 8, found 1" });
});

test("URLs: text as it is, or a native URL; a fault is named", () => {
  assert.equal(reading(format("uri"), "HTTP://Example.com").value, "HTTP://Example.com");
  const native = format("uri", { "x-flotilla": { native: "url" } });
  assert.deepEqual(reading(native, "HTTP://Example.com").value, new URL("http://example.com/"));
  const faults = {
    "": "input is empty",
    "/a": "relative URL without a base",
    "http://": "empty host",
    "http://a:x/": "invalid port number",
    "http://[::1/": "invalid IPv6 address",
    "http://1.2.3.999": "invalid IPv4 address",
    "http://a b": "invalid international domain name",
    "foo://a b": "invalid domain character",
  };
  for (const [url, error] of Object.entries(faults)) assert.deepEqual(reason("uri", url), { error }, url);
});

test("a URL with a million spaces in it is refused at once, not after minutes", () => {
  assert.deepEqual(reason("uri", `a${" ".repeat(1e6)}b`), { error: "relative URL without a base" });
  assert.deepEqual(reason("uri", `http://a${" ".repeat(1e6)}b`), { error: "invalid international domain name" });
  assert.deepEqual(reason("uri", " \0http://a:x/\0 "), { error: "invalid port number" });
});

test("e-mail addresses go on as they are, without the spaces or the name around them", () => {
  const fine = ["me@example.com", "a.b+c@sub.example.co.uk", "ä@example.com", "me@EXAMPLE.com", "a@müller.de"];
  assert.deepEqual(outcomes(format("email"), fine), fine);
  assert.deepEqual(
    outcomes(format("email"), [" me@example.com ", "Me Too <me@example.com>", '"Me, too" <me@example.com>']),
    ["me@example.com", "me@example.com", "me@example.com"],
  );
});

test("an e-mail address's fault is named in email-validator's words", () => {
  assert.deepEqual(reading(format("email"), "x").problems, [
    {
      type: "value_error",
      loc: ["body"],
      msg: "value is not a valid email address: An email address must have an @-sign.",
      input: "x",
      ctx: { reason: "An email address must have an @-sign." },
    },
  ]);
  const reasons = {
    "a b@example.com": "The email address contains invalid characters before the @-sign: SPACE.",
    "a@example": "The part after the @-sign is not valid. It should have a period.",
    "a@mail.test": "The part after the @-sign is a special-use or reserved name that cannot be used with email.",
    '"a"@example.com': "Quoting the part before the @-sign is not allowed here.",
    "a@[1.2.3.4]": "A bracketed IP address after the @-sign is not allowed here.",
    "a\uff20example.com": 'The email address has the "full-width" at-sign (@) character instead of a regular at-sign.',
    "a\u200b@example.com": "The email address contains unsafe characters: ZERO WIDTH SPACE.",
    "a\u0007\u200b@example.com": "The email address contains invalid characters before the @-sign: U+0007.",
  };
  for (const [address, words] of Object.entries(reasons)) assert.deepEqual(reason("email", address), { reason: words });
  for (const name of ["arpa", "invalid", "local", "localhost", "onion", "test"]) {
    assert.match(String(reason("email", `a@mail.${name}`)?.reason), /special-use/);
  }
  const long = `${"a".repeat(250)}@example.com`;
  assert.deepEqual(reason("email", long), { reason: "The email address is too long (8 characters too many)." });
});

test("long and odd e-mail addresses cost no more than their length", () => {
  const inputs = [
    "<".repeat(2048),
    '"'.repeat(2048),
    `"${" <".repeat(1000)}>`,
    "a.".repeat(1000),
    "\u0301@".repeat(1000),
  ];
  for (const input of inputs) assert.equal(reading(format("email"), input).problems.length, 1);
});

test("IP addresses", () => {
  assert.deepEqual(outcomes(format("ipv4"), ["1.2.3.4", "01.2.3.4", "1.2.3", 2 ** 32 - 1, -1, 1.5, true]), [
    "1.2.3.4",
    "ip_v4_address",
    "ip_v4_address",
    "255.255.255.255",
    "ip_v4_address",
    "ip_v4_address",
    "0.0.0.1",
  ]);
  assert.deepEqual(
    outcomes(format("ipv6"), ["::", "1:2:3:4:5:6:1.2.3.4", "fe80::1%eth0", "1::2::3", ":1", "::1%", 65536, 0]),
    ["::", "1:2:3:4:5:6:1.2.3.4", "fe80::1%eth0", "ip_v6_address", "ip_v6_address", "ip_v6_address", "::1:0", "::"],
  );
  fc.assert(fc.property(fc.ipV6(), (address) => assert.equal(reading(format("ipv6"), address).value, address)));
  fc.assert(fc.property(fc.ipV4(), (address) => assert.equal(reading(format("ipv4"), address).value, address)));
});
