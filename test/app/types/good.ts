// Uses that must compile, with the types they must have. Checked by test/app/types.test.ts.
import {
  App,
  apiKeyHeader,
  bytes,
  type Context,
  compress,
  cors,
  HTTPError,
  html,
  httpBasic,
  oauth2PasswordBearer,
  oauth2PasswordForm,
  Router,
  redirect,
  type Session,
  session,
  status,
  text,
} from "../../../src/index.ts";

type Eq<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <T extends true>(proof?: T) => proof;

export const app = new App({ title: "Shop", version: "1.0.0" });
app.get("/hello", async () => ({ message: "Hello, World!" }));
app.get("/hello2", (input, context) => {
  is<Eq<typeof input, {}>>();
  is<Eq<typeof context, Context>>();
  return context.reply.status;
});
app.get("/x/{a}/{rest...}", ({ path }) => {
  is<Eq<typeof path, { a: string; rest: string }>>();
  return path.a;
});
const item = app.put(
  "/items/{item_id}",
  { status: 201, name: "put", summary: "s", description: "d", tags: ["items"], maxBodyBytes: 10 },
  async ({ path }, { signal, request, reply, defer }) => {
    is<Eq<typeof path, { item_id: string }>>();
    is<Eq<typeof signal, AbortSignal>>();
    is<Eq<typeof request, Request>>();
    is<Eq<typeof defer, (work: () => unknown) => void>>();
    reply.cookie("a", "1", { sameSite: "strict", maxAge: 3 });
    if (path.item_id === "0") throw new HTTPError(404, "Item not found", { "x-a": "1" });
    return path.item_id === "1" ? status(404, { why: "x" }) : { saved: true };
  },
);
item.url({ item_id: 3 });
is<Eq<typeof item.template, "/items/{item_id}">>();

const made = status(404, { why: "x" });
is<Eq<typeof made.status, 404>>();
is<Eq<typeof made.body, { why: string }>>();
for (const answer of [
  text("a"),
  html("a", { status: 404 }),
  bytes(new Uint8Array(1)),
  redirect("/", { status: 303 }),
]) {
  app.get("/answers", () => answer);
}

const api = new Router({ prefix: "/api" });
api.get("/me", () => 1);
app.include(api);
const orgs = new Router({ prefix: "/orgs/{org_id}" });
orgs.get("", ({ path }) => {
  is<Eq<typeof path, { org_id: string }>>();
  return 1;
});
const repo = orgs.get("/repos/{name}", ({ path }) => {
  is<Eq<typeof path, { org_id: string; name: string }>>();
  return path;
});
repo.url({ org_id: 1, name: "x" });
app.include(orgs, { prefix: "/v1" });
orgs.include(api);

const base: string = "/dyn";
app.get(`${base}/{id}`, ({ path }) => path.id);

async function lifespan_(): Promise<{ close(): void }> {
  return { close: () => {} };
}
new App({
  lifespan: async function* () {
    const pool = await lifespan_();
    try {
      yield { pool };
    } finally {
      pool.close();
    }
  },
});
new App({
  lifespan: async function* () {
    yield;
  },
});
const served: (request: Request) => Promise<Response> = app.fetch;
export default { fetch: served };

// Answers by range and by default.
new App({
  responses: { 404: { description: "gone" }, "5XX": { description: "ours" }, default: { description: "odd" } },
});

const key = apiKeyHeader({ name: "x-key" });
const maybeKey = apiKeyHeader({ name: "x-key", optional: true });
const basic = httpBasic({ realm: "a", optional: false });
const sometimes = oauth2PasswordBearer({ tokenUrl: "token", optional: Math.random() > 2 });
app.get("/secured", { use: { key, maybeKey, basic, sometimes, login: oauth2PasswordForm, session } }, (input) => {
  is<Eq<typeof input.key, string>>();
  is<Eq<typeof input.maybeKey, string | null>>();
  is<Eq<typeof input.sometimes, string | null>>();
  is<Eq<typeof input.login.scopes, readonly string[]>>();
  is<Eq<typeof input.session, Session>>();
  const name: string = input.basic.username;
  return name;
});
app.middleware(cors({ origins: ["https://a.example"], originPattern: /a/ }));
app.middleware(compress({ codings: ["gzip"], levels: { gzip: 1 } }));
