import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { definitionOf } from "../../../src/app/dependency.ts";
import {
  App,
  apiKeyCookie,
  apiKeyHeader,
  apiKeyQuery,
  type Dependency,
  httpBasic,
  httpBearer,
  httpDigest,
  httpScheme,
  oauth2,
  oauth2AuthorizationCode,
  oauth2ClientCredentials,
  oauth2PasswordBearer,
  oauth2PasswordForm,
  oauth2PasswordFormStrict,
  openIdConnect,
} from "../../../src/index.ts";
import { both } from "../both.ts";

/** What FastAPI answered, and its document said. */
interface Case {
  readonly case: string;
  readonly req?: { readonly q?: string; readonly h?: Readonly<Record<string, string>> };
  readonly status: number;
  readonly auth: string | null;
  readonly body: unknown;
  readonly schemes?: { readonly [name: string]: unknown };
}

const { schemes, forms } = JSON.parse(await readFile(new URL("./fastapi-answers.json", import.meta.url), "utf8")) as {
  schemes: Case[];
  forms: { strict: boolean; body?: string; status: number; answer: unknown }[];
};

type Options = { optional?: boolean; description?: string; schemeName?: string };
const makers: { readonly [name: string]: (options: Options) => Dependency<unknown> } = {
  oauth2PasswordBearer: (options) => oauth2PasswordBearer({ tokenUrl: "token", ...options }),
  oauth2AuthorizationCode: (options) =>
    oauth2AuthorizationCode({
      authorizationUrl: "auth",
      tokenUrl: "token",
      refreshUrl: "refresh",
      scopes: { me: "Me" },
      ...options,
    }),
  openIdConnect: (options) => openIdConnect({ url: "/openid", ...options }),
  httpBasic,
  httpBasicRealm: (options) => httpBasic({ realm: "simple", ...options }),
  httpBearer: (options) => httpBearer({ format: "JWT", ...options }),
  httpDigest,
  oauth2: (options) => oauth2({ flows: { password: { tokenUrl: "token", scopes: { a: "A" } } }, ...options }),
  apiKeyHeader: (options) => apiKeyHeader({ name: "key", ...options }),
  apiKeyQuery: (options) => apiKeyQuery({ name: "key", ...options }),
  apiKeyCookie: (options) => apiKeyCookie({ name: "key", ...options }),
};

function schemeOf(name: string): Dependency<unknown> {
  const [kind, optional] = name.split(" ");
  return makers[kind](optional ? { optional: true, description: "Words", schemeName: "Mine" } : {});
}

const names = [...new Set(schemes.map((entry) => entry.case))];

both(
  "every scheme answers what FastAPI's does",
  () => {
    const app = new App();
    for (const name of names) {
      app.get(`/${name.replace(" ", "-")}`, { use: { v: schemeOf(name) } }, ({ v }) => ({ v }));
    }
    return app;
  },
  async (send) => {
    let seen = 0;
    for (const entry of schemes.filter(({ req }) => req !== undefined)) {
      const { q = "", h } = entry.req ?? {};
      const answer = await send(`/${entry.case.replace(" ", "-")}${q}`, h === undefined ? {} : { headers: h });
      const got = [answer.status, answer.headers.get("www-authenticate"), await answer.json()];
      assert.deepEqual(got, [entry.status, entry.auth, onTheWire(entry.body)], JSON.stringify(entry));
      seen++;
    }
    assert.ok(seen > 300);
  },
);

test("every scheme is in the document as FastAPI's is", () => {
  const documented = schemes.filter((entry) => entry.schemes !== undefined);
  assert.equal(documented.length, names.length);
  for (const entry of documented) {
    const use = definitionOf(schemeOf(entry.case)).options.security;
    assert.deepEqual(use && { [use.name]: use.scheme }, entry.schemes, entry.case);
  }
  const { security } = definitionOf(oauth2ClientCredentials({ tokenUrl: "t", scopes: { a: "A" } })).options;
  assert.deepEqual(security, {
    name: "OAuth2ClientCredentialsBearer",
    scheme: { type: "oauth2", flows: { clientCredentials: { scopes: { a: "A" }, tokenUrl: "t" } } },
  });
});

both(
  "the password form takes and refuses what FastAPI's does",
  () => {
    const app = new App();
    app.post("/false", { use: { login: oauth2PasswordForm } }, ({ login }) => orNull(login));
    app.post("/true", { use: { login: oauth2PasswordFormStrict } }, ({ login }) => orNull(login));
    return app;
  },
  async (send) => {
    for (const { strict, body, status, answer } of forms.filter((entry) => entry.body !== undefined)) {
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const got = await send(`/${strict}`, { method: "POST", body: body as string, headers });
      assert.deepEqual([got.status, await got.json()], [status, answer], `${strict} ${body}`);
    }
  },
);

/** FastAPI's test client sends spaces at the end of a field, which no connection carries. */
function onTheWire(body: unknown): unknown {
  const { v } = body as { v?: unknown };
  return typeof v === "string" ? { v: v.trimEnd() } : body;
}

function orNull(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, item ?? null]));
}

test("any other HTTP scheme: its name in any case, its credentials, and its own challenge", async () => {
  const app = new App();
  app.get("/me", { use: { credentials: httpScheme({ scheme: "Other" }) } }, ({ credentials }) => credentials);
  app.get("/maybe", { use: { found: httpScheme({ scheme: "Other", optional: true }) } }, ({ found }) => found);
  const ask = async (path: string, authorization?: string) => {
    const headers: [string, string][] = authorization === undefined ? [] : [["authorization", authorization]];
    const response = await app.fetch(new Request(`http://test${path}`, { headers }));
    return [response.status, response.headers.get("www-authenticate"), await response.json()];
  };
  assert.deepEqual(await ask("/me", "oTHER  foobar"), [200, null, { scheme: "oTHER", credentials: "foobar" }]);
  const refused = [401, "Other", { detail: "Not authenticated" }];
  assert.deepEqual(await ask("/me"), refused);
  assert.deepEqual(await ask("/me", "Other"), refused);
  assert.deepEqual(await ask("/me", "Basic foobar"), refused);
  assert.deepEqual(await ask("/maybe", "Basic foobar"), [200, null, null]);
  assert.throws(() => httpScheme({ scheme: "a b" }), TypeError);
  assert.throws(() => apiKeyHeader({ name: "x key" }), /apiKeyHeader: name is the name of a header field, not "x key"/);
  // OpenAPI has no component of that name: the document would not be valid.
  assert.throws(() => apiKeyQuery({ name: "k", schemeName: "My key" }), /apiKeyQuery: schemeName is made of letters/);
});
