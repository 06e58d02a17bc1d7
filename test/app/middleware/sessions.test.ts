import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { SessionSeal } from "../../../src/app/middleware/session-seal.ts";
import { App, HTTPError, type SessionsOptions, session, sessions } from "../../../src/index.ts";
import { both, type Send } from "../both.ts";
import { Recorder } from "../recorder.ts";

const secret = "a secret of more than sixteen characters";
const day = 24 * 60 * 60;

function appWith(options: Partial<SessionsOptions> = {}, ...more: App[]): App {
  const app = new App({ logger: new Recorder() });
  app.middleware(sessions({ secret, ...options }));
  app.get("/", { use: { session } }, ({ session }) => Object.fromEntries(session.entries()));
  app.get("/id", { use: { session } }, ({ session }) => session.id);
  app.get("/untouched", () => "untouched");
  app.post("/set/{name}/{value}", { use: { session } }, ({ session, path }) => {
    session.set(path.name, path.value);
  });
  app.post("/push", { use: { session } }, ({ session }) => {
    const list = (session.get("list") as number[] | undefined) ?? [];
    list.push(list.length);
    if (list.length === 1) session.set("list", list);
  });
  app.post("/clear", { use: { session } }, ({ session }) => session.clear());
  app.post("/regenerate", { use: { session } }, ({ session }) => session.regenerate());
  app.post("/refuse", { use: { session } }, ({ session }) => {
    session.set("tries", 1);
    throw new HTTPError(403);
  });
  app.post("/break", { use: { session } }, ({ session }) => {
    session.set("tries", 1);
    throw new Error("broken");
  });
  app.post("/big", { use: { session } }, ({ session }) => session.set("big", "x".repeat(4096)));
  for (const other of more) app.mount("/inner", other);
  return app;
}

/** A client that keeps one cookie. */
class Jar {
  cookie: string | undefined;
  readonly #send: Send;

  constructor(send: Send, cookie?: string) {
    this.#send = send;
    this.cookie = cookie;
  }

  async ask(path: string, method = "GET"): Promise<{ answer: Response; set: string[]; value: unknown }> {
    const headers: [string, string][] = this.cookie === undefined ? [] : [["cookie", this.cookie]];
    const answer = await this.#send(path, { method, headers });
    const set = answer.headers.getSetCookie();
    for (const line of set) this.cookie = /Max-Age=0/.test(line) ? undefined : line.split(";", 1)[0];
    return { answer, set, value: await answer.json() };
  }
}

both(
  "what is set is there next time, and written only when it changed",
  () => appWith(),
  async (send) => {
    const jar = new Jar(send);
    const empty = await jar.ask("/");
    assert.deepEqual([empty.value, empty.set, empty.answer.headers.get("vary")], [{}, [], "Cookie"]);
    const untouched = await jar.ask("/untouched");
    assert.deepEqual([untouched.set, untouched.answer.headers.get("vary")], [[], null]);
    const { set } = await jar.ask("/set/user/ann", "POST");
    assert.match(set[0], /^session=[\w-]+\.[\w-]{43}; Path=\/; Max-Age=1209600; SameSite=lax; HttpOnly$/);
    const again = await jar.ask("/");
    assert.deepEqual([again.value, again.set], [{ user: "ann" }, []]);
    assert.deepEqual((await jar.ask("/set/user/ann", "POST")).set, []);
    const id = (await jar.ask("/id")).value;
    await jar.ask("/set/__proto__/x", "POST");
    assert.deepEqual((await jar.ask("/")).value, JSON.parse('{"user":"ann","__proto__":"x"}'));
    assert.equal((await jar.ask("/id")).value, id);
  },
);

both(
  "a change inside of a value is stored too",
  () => appWith(),
  async (send) => {
    const jar = new Jar(send);
    for (let i = 0; i < 3; i++) await jar.ask("/push", "POST");
    assert.deepEqual((await jar.ask("/")).value, { list: [0, 1, 2] });
  },
);

both(
  "an emptied session removes its cookie, once",
  () => appWith({ path: "/app", domain: "example.test" }),
  async (send) => {
    const jar = new Jar(send);
    await jar.ask("/set/a/1", "POST");
    const { set } = await jar.ask("/clear", "POST");
    assert.match(
      set[0],
      /^session=; Path=\/app; Domain=example\.test; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; SameSite=lax; HttpOnly$/,
    );
    assert.deepEqual((await jar.ask("/clear", "POST")).set, []);
  },
);

both(
  "regenerate() gives the same data another id",
  () => appWith(),
  async (send) => {
    const jar = new Jar(send);
    await jar.ask("/set/a/1", "POST");
    const before = (await jar.ask("/id")).value;
    const { set } = await jar.ask("/regenerate", "POST");
    assert.equal(set.length, 1);
    assert.notEqual((await jar.ask("/id")).value, before);
    assert.deepEqual((await jar.ask("/")).value, { a: "1" });
  },
);

both(
  "a refusal stores what was set, a failure does not",
  () => appWith(),
  async (send) => {
    const jar = new Jar(send);
    assert.deepEqual([(await jar.ask("/break", "POST")).set, jar.cookie], [[], undefined]);
    assert.equal((await jar.ask("/refuse", "POST")).set.length, 1);
    assert.deepEqual((await jar.ask("/")).value, { tries: 1 });
  },
);

both(
  "a cookie that was changed is no session",
  () => appWith(),
  async (send) => {
    const jar = new Jar(send);
    await jar.ask("/set/user/ann", "POST");
    const cookie = String(jar.cookie);
    const [payload, mac] = cookie.slice("session=".length).split(".");
    const forged = Buffer.from(Buffer.from(payload, "base64url").toString().replace("ann", "bob")).toString(
      "base64url",
    );
    const tries = [
      `${forged}.${mac}`,
      `${forged}.`,
      `${forged}.${createHmac("sha256", "").update(forged).digest("base64url")}`,
      `${forged}.${createHmac("sha256", secret).update(forged).digest("base64url")}`,
      `${payload}.${mac}.${mac}`,
      `${payload}${mac}`,
      `.${mac}`,
      payload,
      "",
      "null",
      `${payload}.${mac.slice(0, -1)}!`,
      `${"A".repeat(5000)}.${mac}`,
      `"${payload}.${mac}x"`,
    ];
    for (const value of tries) {
      assert.deepEqual((await new Jar(send, `session=${value}`).ask("/")).value, {}, value);
    }
    for (let at = 0; at < payload.length + 1 + mac.length - 1; at++) {
      const whole = `${payload}.${mac}`;
      const other = whole[at] === "A" ? "B" : "A";
      const changed = whole.slice(0, at) + other + whole.slice(at + 1);
      assert.deepEqual((await new Jar(send, `session=${changed}`).ask("/")).value, {}, changed);
    }
    assert.deepEqual((await new Jar(send, cookie).ask("/")).value, { user: "ann" });
  },
);

test("what was signed for one cookie, or by another program with the secret, is nothing in another", async () => {
  const options = { secrets: [secret], maxAge: day, now: Date.now };
  const one = new SessionSeal({ ...options, name: "one" });
  const value = await one.seal({ id: "1", data: { admin: true } });
  assert.deepEqual((await one.open(value))?.stored.data, { admin: true });
  assert.equal(await new SessionSeal({ ...options, name: "two" }).open(value), null);
  const head = Buffer.from('{"alg":"HS256"}').toString("base64url");
  const claims = Buffer.from(JSON.stringify({ id: "1", end: 9e9, data: {} })).toString("base64url");
  const jwt = createHmac("sha256", secret).update(`${head}.${claims}`).digest("base64url");
  assert.equal(await one.open(`${claims}.${jwt}`), null);
});

test("a session ends, by its own end and by the limit of today", async () => {
  let now = 1_000_000_000;
  const make = (maxAge: number | null) =>
    new SessionSeal({ name: "s", secrets: [secret], maxAge, now: () => now * 1000 });
  const [long, short, endless] = [make(100), make(50), make(null)];
  const value = await long.seal({ id: "1", data: {} });
  const forever = await endless.seal({ id: "1", data: {} });
  assert.notEqual(await long.open(value), null);
  assert.equal(await short.open(value), null);
  assert.equal(await long.open(forever), null);
  now += 60;
  assert.notEqual(await long.open(value), null);
  assert.notEqual(await short.open(value), null);
  now += 40;
  assert.equal(await long.open(value), null);
  assert.notEqual(await endless.open(forever), null);
});

both(
  "secrets can be changed: older ones are accepted, and the next cookie is the new one's",
  () => {
    const newer = appWith({ secret: ["a new secret, also long enough", secret] });
    newer.mount("/old", appWith());
    return newer;
  },
  async (send) => {
    const jar = new Jar(send);
    await jar.ask("/old/set/user/ann", "POST");
    const old = jar.cookie;
    const { value, set } = await jar.ask("/");
    assert.deepEqual([value, set.length], [{ user: "ann" }, 1]);
    assert.notEqual(jar.cookie, old);
    assert.deepEqual((await jar.ask("/")).set, []);
    assert.deepEqual((await jar.ask("/old/")).value, {});
  },
);

both(
  "a mounted app has the session of the one around it",
  () => {
    const inner = new App();
    inner.get("/", { use: { session } }, ({ session }) => session.get("user"));
    return appWith({}, inner);
  },
  async (send) => {
    const jar = new Jar(send);
    await jar.ask("/set/user/ann", "POST");
    assert.equal((await jar.ask("/inner/")).value, "ann");
  },
);

both(
  "more than a cookie holds is an error, and none is set",
  () => appWith(),
  async (send, app) => {
    const { answer, set } = await new Jar(send).ask("/big", "POST");
    assert.deepEqual([answer.status, set], [500, []]);
    assert.match(
      (app.logger as Recorder).at("error").join(),
      /the session takes \d+ bytes as a cookie, and browsers keep 4096/,
    );
  },
);

both(
  "without its middleware the dependency says what to do",
  () => {
    const app = new App({ logger: new Recorder() });
    app.get("/", { use: { session } }, () => 1);
    return app;
  },
  async (send, app) => {
    assert.equal((await send("/")).status, 500);
    assert.match((app.logger as Recorder).at("error").join(), /app\.middleware\(sessions\(\{ secret \}\)\)/);
  },
);

test("cookies are Secure where the request came over https, unless told otherwise", async () => {
  for (const [options, scheme, secure] of [
    [{}, "http", false],
    [{}, "https", true],
    [{ secure: true }, "http", true],
    [{ secure: false }, "https", false],
  ] as const) {
    const answer = await appWith(options).fetch(new Request(`${scheme}://a/set/a/1`, { method: "POST" }));
    assert.equal(/; Secure/.test(answer.headers.getSetCookie()[0]), secure);
  }
});

test("whatever JSON can say comes back", async () => {
  const seal = new SessionSeal({ name: "s", secrets: [secret], maxAge: day, now: Date.now });
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
      async (data) => {
        const value = await seal.seal({ id: "é", data });
        const opened = await seal.open(value);
        if (value.length <= 4096) assert.equal(JSON.stringify(opened?.stored.data), JSON.stringify(data));
        else assert.equal(opened, null);
      },
    ),
    { numRuns: 100 },
  );
});

test("weak or missing secrets are refused", () => {
  assert.throws(() => sessions({} as never), /the option "secret" is missing/);
  assert.throws(() => sessions({ secret: "short" }), /fewer than 16 characters/);
  assert.throws(() => sessions({ secret: [secret, ""] }), /fewer than 16 characters/);
  assert.throws(() => sessions({ secret: [] }), /there is no secret/);
  assert.throws(() => sessions({ secret, maxAge: 0 }), /maxAge is a whole number of seconds/);
  assert.throws(() => sessions({ secret, name: "a b" }), /"a b" cannot name a cookie/);
  assert.throws(() => sessions({ secret, path: "/;x" }), /a cookie's path cannot be/);
  assert.throws(() => sessions({ secret, sameSite: "none", secure: false }), /sameSite "none" needs secure: true/);
});
