import assert from "node:assert/strict";
import { test } from "node:test";
import { addressKey } from "../../../src/app/middleware/rate-limit.ts";
import { App, type RateLimitOptions, rateLimit } from "../../../src/index.ts";
import { both } from "../both.ts";
import { Recorder } from "../recorder.ts";

function appWith(options: Partial<RateLimitOptions>): App {
  const app = new App({ logger: new Recorder() });
  app.middleware(rateLimit({ limit: 2, windowMs: 10_000, clock: { now: () => 0 }, ...options }));
  app.get("/", () => "home");
  app.catch(429, (_, { reply }) => ({ slow: reply.status }));
  return app;
}

both(
  "past the limit it is 429, with Retry-After; every answer tells what is left; catch handlers see it",
  () => appWith({ key: (context) => context.header("x-key") ?? "none" }),
  async (send) => {
    const ask = async (key: string, path = "/") => {
      const answer = await send(path, { headers: { "x-key": key } });
      const { headers, status } = answer;
      const fields = ["ratelimit", "ratelimit-policy", "retry-after"].map((name) => headers.get(name));
      return [status, ...fields, await answer.json()];
    };
    const policy = '"default";q=2;w=10';
    assert.deepEqual(await ask("a"), [200, '"default";r=1;t=5', policy, null, "home"]);
    assert.deepEqual(await ask("a", "/nothing"), [404, '"default";r=0;t=5', policy, null, { detail: "Not Found" }]);
    assert.deepEqual(await ask("a"), [429, null, null, null, { slow: 429 }]);
    assert.deepEqual(await ask("b"), [200, '"default";r=1;t=5', policy, null, "home"]);
  },
);

both(
  "a refusal has its fields where nobody catches it; without headers only Retry-After",
  () => {
    const app = new App();
    app.middleware(
      rateLimit({ limit: 1, windowMs: 3_500, clock: { now: () => 0 }, key: ({ path }) => path, name: "slow" }),
    );
    app.mount("/quiet", quiet());
    app.get("/", () => 1);
    return app;
  },
  async (send) => {
    await send("/");
    const refused = await send("/");
    assert.deepEqual([refused.status, await refused.json()], [429, { detail: "Too Many Requests" }]);
    assert.equal(refused.headers.get("retry-after"), "4");
    assert.equal(refused.headers.get("ratelimit"), '"slow";r=0;t=4');
    assert.equal((await send("/quiet/a")).headers.get("ratelimit"), '"slow";r=0;t=4');
    const inner = await send("/quiet/b");
    assert.deepEqual([inner.status, inner.headers.get("retry-after")], [429, "1"]);
  },
);

function quiet(): App {
  const app = new App();
  app.middleware(rateLimit({ limit: 1, windowMs: 10, clock: { now: () => 0 }, key: () => "all", headers: false }));
  app.get("/{name}", () => 1);
  return app;
}

both(
  "by default the client's address counts, and X-Forwarded-For does not",
  () => appWith({}),
  async (send) => {
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++)
      statuses.push((await send("/", { headers: { "x-forwarded-for": `10.0.0.${i}` } })).status);
    assert.deepEqual(statuses, [200, 200, 429]);
  },
  { only: "socket" },
);

test("where no address is known nothing is limited, and that is said once", async () => {
  const app = appWith({});
  for (let i = 0; i < 4; i++) assert.equal((await app.fetch(new Request("http://a/"))).status, 200);
  assert.equal((app.logger as Recorder).at("warn").length, 1);
  const unlimited = appWith({ key: () => undefined });
  for (let i = 0; i < 4; i++) assert.equal((await unlimited.fetch(new Request("http://a/"))).status, 200);
  assert.deepEqual((unlimited.logger as Recorder).at("warn"), []);
});

test("an IPv6 client is its first 64 bits, however they are written", () => {
  for (const [address, key] of [
    ["127.0.0.1", "127.0.0.1"],
    ["::ffff:10.1.2.3", "10.1.2.3"],
    ["::1", "0:0:0:0::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["2001:DB8:0:0:1:2:3:4", "2001:db8:0:0::/64"],
    ["2001:0db8:1:2::", "2001:db8:1:2::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::", "0:0:0:0::/64"],
  ]) {
    assert.equal(addressKey(address), key, address);
  }
});

test("senseless limits are refused", () => {
  for (const options of [
    { limit: 0 },
    { limit: 1.5 },
    { windowMs: 0 },
    { windowMs: Number.NaN },
    { maxKeys: 0 },
    { name: 'a"b' },
  ]) {
    assert.throws(() => appWith(options), /rateLimit: /);
  }
  assert.throws(() => rateLimit({ limit: 1 } as never), /the option "windowMs" is missing/);
});
