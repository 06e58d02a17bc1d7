import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { slashRedirect } from "../../src/app/slash-redirect.ts";
import { FakeExchange } from "./fake-exchange.ts";

const always = () => true;

test("wherever it leads, it is the host that was asked", () => {
  const path = fc
    .array(fc.constantFrom("/", "//", "\\", "evil.com", "@evil.com", ":80", "a", ".", "..", "%2F"), { minLength: 1 })
    .map((parts) => `/${parts.join("")}`);
  fc.assert(
    fc.property(path, fc.constantFrom("", "example.test"), (path, authority) => {
      const location = slashRedirect(new FakeExchange({ path, authority }), always);
      if (location === undefined) return;
      assert.equal(new URL(location, "http://example.test").host, "example.test");
    }),
    { numRuns: 2000 },
  );
});

test("without an authority it is relative", () => {
  assert.equal(slashRedirect(new FakeExchange({ path: "//evil.com", authority: "" }), always), "/evil.com/");
  assert.equal(slashRedirect(new FakeExchange({ path: "/\\evil.com", authority: "" }), always), "/%5Cevil.com/");
  assert.equal(slashRedirect(new FakeExchange({ path: "/a/", query: "b", authority: "" }), always), "/a?b");
});

test("the other form is the one that is looked for", () => {
  const asked: string[] = [];
  const none = (path: string) => asked.push(path) === 0;
  for (const path of ["/a", "/a/", "/a///", "/", "*", "h:80"]) {
    assert.equal(slashRedirect(new FakeExchange({ path }), none), undefined);
  }
  assert.deepEqual(asked, ["/a/", "/a", "/a"]);
});
