import assert from "node:assert/strict";
import { test } from "node:test";
import { CookieJar } from "../../src/testing/index.ts";

const at = (url: string) => new URL(url);

test("domain, path and secure decide where a cookie goes", () => {
  const jar = new CookieJar();
  jar.store(
    [
      "host=1",
      "wide=2; Domain=.Example.com",
      "deep=3; Path=/a/b",
      "safe=4; Secure; HttpOnly; SameSite=Lax",
      "foreign=5; Domain=evil.test",
      "; nameless",
      "=empty",
      "noequals",
    ],
    at("http://api.example.com/a/page"),
  );
  const cases: [string, string | undefined][] = [
    ["http://api.example.com/a/x", "host=1; wide=2"],
    ["http://api.example.com/a", "host=1; wide=2"],
    ["http://api.example.com/ab", undefined],
    ["http://api.example.com/a/b/c", "deep=3; host=1; wide=2"],
    ["https://api.example.com/a", "host=1; wide=2; safe=4"],
    ["http://other.example.com/a", "wide=2"],
    ["http://example.com/a", "wide=2"],
    ["http://notexample.com/a", undefined],
    ["http://evil.test/a", undefined],
  ];
  for (const [url, header] of cases) assert.equal(jar.header(at(url)), header, url);
});

test("a cookie ends by Max-Age before Expires, is replaced by its like, and deleted by one that has ended", () => {
  let now = Date.parse("2026-01-01T00:00:00Z");
  const jar = new CookieJar(() => now);
  const url = at("http://a.test/");
  jar.store(
    ["a=1; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "b=1; Expires=Thu, 01 Jan 2026 00:00:05 GMT"],
    url,
  );
  jar.store(["c=1", "c=2; Path=/", "d=1; Max-Age=x; Expires=never"], url);
  assert.equal(jar.header(url), "a=1; b=1; c=2; d=1");
  now += 6000;
  assert.equal(jar.header(url), "a=1; c=2; d=1");
  assert.equal(jar.get("b"), undefined);
  now += 6000;
  jar.store(["c=; Max-Age=0", "d=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], url);
  assert.equal(jar.header(url), undefined);
  assert.deepEqual([...jar], []);
});

test("set, get, delete and clear", () => {
  const jar = new CookieJar();
  jar.set("everywhere", "1");
  jar.set("there", "2", { domain: "a.test", path: "/x" });
  jar.set("__proto__", "3");
  assert.deepEqual([jar.get("everywhere"), jar.has("none"), jar.get("__proto__")], ["1", false, "3"]);
  assert.equal(jar.header(at("http://a.test/x")), "there=2; everywhere=1; __proto__=3");
  jar.delete("everywhere");
  assert.equal(jar.header(at("http://b.test/")), "__proto__=3");
  jar.clear();
  assert.equal(jar.header(at("http://a.test/x")), undefined);
});
