// docs/security.md: its program compiles, every answer on the page is what it answers, and the JWT recipe holds.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { SignJWT } from "jose";
import { ask, compilePage, runPage } from "../../page.ts";

const secret = "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7";
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const later = Math.floor(Date.now() / 1000) + 1000;

test("the page's program compiles", async () => {
  assert.equal(await compilePage("security.md"), "");
});

test("every answer on the page is right, and tokens are worth what they should be", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "flotilla-docs-"));
  t.after(() => rm(folder, { recursive: true }));
  await runPage("security.md", folder, async ({ port }) => {
    const token = async (form: string): Promise<string> => {
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const { status, text } = await ask(port, { method: "POST", path: "/token", headers, body: form });
      assert.equal(status, 200, text);
      const answer = JSON.parse(text);
      assert.equal(answer.token_type, "bearer");
      return answer.access_token;
    };
    const get = async (path: string, bearer: string) => {
      const { status, text, headers } = await ask(port, {
        method: "GET",
        path,
        headers: { authorization: `Bearer ${bearer}` },
      });
      return [status, JSON.parse(text), headers["www-authenticate"]];
    };
    // The tests of FastAPI's tutorial005.
    const john = "username=johndoe&password=secret";
    const both = await token(`${john}&scope=me+items`);
    const me = { username: "johndoe", email: "johndoe@example.com", disabled: false };
    assert.deepEqual(await get("/users/me", both), [200, me, undefined]);
    assert.deepEqual(await get("/users/me/items", both), [200, [{ item_id: "Foo", owner: "johndoe" }], undefined]);
    assert.deepEqual(await get("/status", both), [200, { status: "ok" }, undefined]);
    const denied = (scopes: string) => [401, { detail: "Not enough permissions" }, `Bearer scope="${scopes}"`];
    const none = await token(john);
    assert.deepEqual(await get("/users/me", none), denied("me"));
    assert.deepEqual(await get("/users/me/items", none), denied("items me"));
    assert.deepEqual(await get("/users/me/items", await token(`${john}&scope=me`)), denied("items me"));
    assert.deepEqual(await get("/status", none), [200, { status: "ok" }, undefined]);
    const alice = await token("username=alice&password=secret2&scope=me");
    assert.deepEqual(await get("/users/me", alice), [400, { detail: "Inactive user" }, undefined]);

    const wrong = [401, { detail: "Could not validate credentials" }, 'Bearer scope="me"'];
    const claims = part({ sub: "johndoe", scope: "me", exp: later });
    const signed = (text: string, key: string, hash = "sha256") =>
      `${text}.${createHmac(hash, key).update(text).digest("base64url")}`;
    const [head, payload, signature] = both.split(".");
    const key = new TextEncoder().encode(secret);
    const made = (alg: string, change: (jwt: SignJWT) => SignJWT) =>
      change(new SignJWT({ scope: "me" }).setProtectedHeader({ alg })).sign(key);
    assert.equal((await get("/users/me", await made("HS256", (jwt) => jwt.setSubject("johndoe"))))[0], 200);
    for (const forged of [
      `${part({ alg: "none" })}.${claims}.`,
      `${part({ alg: "HS256" })}.${claims}.`,
      signed(`${part({ alg: "HS256" })}.${claims}`, "another secret"),
      signed(`${part({ alg: "HS512" })}.${claims}`, secret, "sha512"),
      `${head}.${claims}.${signature}`,
      `${head}.${payload}.${"A".repeat(signature.length)}`,
      await made("HS256", (jwt) => jwt.setSubject("johndoe").setExpirationTime("-1s")),
      await made("HS256", (jwt) => jwt.setSubject("nobody")),
      await made("HS256", (jwt) => jwt.setSubject("__proto__")),
      await made("HS256", (jwt) => jwt),
      "",
    ]) {
      assert.deepEqual(await get("/users/me", forged), wrong, forged);
    }
  });
});
