import assert from "node:assert/strict";
import { test } from "node:test";
import { App, cors, HTTPError } from "../../../src/index.ts";
import { both } from "../both.ts";
import { Recorder } from "../recorder.ts";

const preflight = (origin: string, more: Record<string, string> = {}) => ({
  method: "OPTIONS",
  headers: { origin, "access-control-request-method": "GET", ...more },
});

function appWith(options: Parameters<typeof cors>[0]): App {
  const app = new App({ logger: new Recorder() });
  app.middleware(cors(options));
  app.get("/", () => "home");
  app.get("/broken", () => {
    throw new Error("broken");
  });
  app.get("/teapot", () => {
    throw new HTTPError(418);
  });
  return app;
}

both(
  "errors carry CORS fields too: 404, 405, thrown, unexpected",
  () => appWith({ origins: ["https://app.example"] }),
  async (send) => {
    for (const [method, path, status] of [
      ["GET", "/nothing", 404],
      ["DELETE", "/", 405],
      ["GET", "/teapot", 418],
      ["GET", "/broken", 500],
    ] as const) {
      const answer = await send(path, { method, headers: { origin: "https://app.example" } });
      assert.deepEqual(
        [answer.status, answer.headers.get("access-control-allow-origin"), answer.headers.get("vary")],
        [status, "https://app.example", "Origin"],
      );
    }
  },
);

both(
  "what is echoed cannot break a line or bring fields of its own",
  () => appWith({ origins: ["*"], credentials: true, headers: ["*"] }),
  async (send) => {
    const asked = "x-a,\tx-b, {weird}";
    const answer = await send("/", preflight("https://ev\til", { "access-control-request-headers": asked }));
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("access-control-allow-origin"), "https://ev\til");
    assert.equal(answer.headers.get("access-control-allow-headers"), asked);
  },
);

both(
  "a pattern matches from end to end, without a memory, and no endless origin",
  () => appWith({ originPattern: /https:\/\/[a-z]+\.example|https:\/\/b\.example/gim }),
  async (send) => {
    const allowed = async (origin: string) => (await send("/", preflight(origin))).status === 200;
    for (let i = 0; i < 3; i++) assert.equal(await allowed("https://a.example"), true);
    assert.equal(await allowed("https://b.example.evil.test"), false);
    assert.equal(await allowed("xhttps://b.example"), false);
    assert.equal(await allowed(`https://${"a".repeat(1000)}.example`), false);
  },
);

test("origins that no browser sends are a mistake", () => {
  for (const origin of ["https://app.example/", "app.example", "https://*.example", "https://a.example/path"]) {
    assert.throws(() => cors({ origins: [origin] }), /cors: ".*" is no origin/);
  }
  for (const origin of ["https://app.example:8443", "null", "*", "capacitor://localhost", "http://[::1]:3000"]) {
    cors({ origins: [origin] });
  }
  assert.throws(() => cors({ maxAge: -1 }), /maxAge is a number, 0 or more/);
  assert.throws(() => cors({ allowOrigins: ["*"] } as never), /unknown option "allowOrigins"; known are origins/);
});
