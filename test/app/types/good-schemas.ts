// Uses with schemas, dependencies and routers that must compile, with the types they must have. See good.ts.
import { z } from "zod";
import {
  App,
  type Dependency,
  dependency,
  event,
  events,
  HTTPError,
  jsonLines,
  type Resource,
  Router,
  resource,
  scoped,
  securityScopes,
  status,
  stream,
} from "../../../src/index.ts";

type Eq<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <T extends true>(proof?: T) => proof;

export const app = new App({ title: "Shop", version: "1.0.0" });
const Item = z
  .object({ name: z.string(), price: z.number().positive(), tags: z.array(z.string()).default([]) })
  .meta({ id: "Item" });

interface Connection {
  save(id: number, item: z.output<typeof Item>, q: string | undefined): Promise<z.output<typeof Item> | null>;
  release(): void;
}
declare const pool: { connect(): Promise<Connection> };
const db = dependency(async function* () {
  const connection = await pool.connect();
  try {
    yield connection;
  } finally {
    connection.release();
  }
});
is<Eq<typeof db, Dependency<Connection>>>();
const user = dependency({ headers: { authorization: z.string() }, use: { db } }, async ({ headers, db }) => {
  is<Eq<typeof headers, { authorization: string }>>();
  is<Eq<typeof db, Connection>>();
  return { name: headers.authorization, n: 1 };
});
const settings = dependency(() => ({ debug: true }));
const admin = dependency({ use: { user, settings }, scope: "function" }, async function* ({ user, settings }) {
  is<Eq<typeof settings, { debug: boolean }>>();
  yield { ...user, admin: true as const };
});
const item = app.put(
  "/items/{item_id}",
  {
    path: { item_id: z.int() },
    query: { q: z.string().optional() },
    body: Item,
    response: Item,
    responses: {
      404: z.object({ why: z.string() }),
      409: { description: "Taken", schema: z.object({ by: z.string() }) },
    },
    use: { db, admin },
  },
  async ({ path, query, body, db, admin }, { signal }) => {
    is<Eq<typeof path, { item_id: number }>>();
    is<Eq<typeof query, { q: string | undefined }>>();
    is<Eq<typeof body, { name: string; price: number; tags: string[] }>>();
    is<Eq<typeof db, Connection>>();
    is<Eq<typeof admin, { admin: true; name: string; n: number }>>();
    is<Eq<typeof signal, AbortSignal>>();
    const saved = await db.save(path.item_id, body, query.q);
    if (!saved) throw new HTTPError(404, "Item not found");
    if (saved.price > 3) return status(404, { why: "x" });
    if (saved.price > 2) return status(409, { by: "x" });
    if (saved.price > 1) return new Response("as it is");
    return saved;
  },
);
item.url({ item_id: 3 });
// A handler returns what the schema takes: defaults may be left out.
app.get("/default", { response: Item }, () => ({ name: "x", price: 1 }));
app.get("/date", { response: z.object({ at: z.date() }), query: { at: z.date() } }, ({ query }) => {
  is<Eq<typeof query, { at: Date }>>();
  return { at: query.at };
});

const api = new Router({ prefix: "/api", use: { user } });
api.get("/me", ({ user }) => user.name);
api.get("/me2", { query: z.object({ n: z.int(), o: z.string().optional() }) }, ({ user, query }) => {
  is<Eq<typeof query, { n: number; o?: string | undefined }>>();
  return user.n;
});
const listed = new Router({ use: [user, db] });
listed.get("/only-run", (input) => {
  is<Eq<typeof input, {}>>();
  return 1;
});
app.include(api, { prefix: "/v1", tags: ["v1"], use: [user], responses: { 403: { description: "No" } } });
const guarded = new App({ use: { user } });
guarded.get("/who", ({ user }) => user.name);

const config = resource(() => ({ url: "x" }));
is<Eq<typeof config, Resource<{ url: string }>>>();
const client = resource({ use: { config } }, async function* ({ config }) {
  yield { connect: async () => config.url };
});
const connected = dependency({ use: { client } }, async function* ({ client }, { signal }) {
  is<Eq<typeof signal, AbortSignal>>();
  yield await client.connect();
});
is<Eq<typeof connected, Dependency<string>>>();

const Count = z.object({ n: z.int() });
app.get("/stream", { response: jsonLines(Count) }, async function* () {
  yield { n: 1 };
});
app.get(
  "/stream-or-not",
  { response: jsonLines(Count), responses: { 404: z.object({ detail: z.string() }), "5XX": Count, default: Count } },
  async (_, { path }) => {
    if (path === "/none") return status(404, { detail: "none" });
    return (async function* () {
      yield { n: 1 };
    })();
  },
);
app.get("/either", { response: Count }, (_, { path }) => (path === "/" ? { n: 1 } : Promise.resolve({ n: 2 })));
app.get("/never", { response: Count }, async () => {
  throw new HTTPError(404);
});
app.get("/sync", { response: jsonLines(Count) }, function* () {
  yield { n: 1 };
});
app.get("/later", { response: jsonLines(Count) }, async () => {
  await Promise.resolve();
  return (async function* () {
    yield { n: 1 };
  })();
});
app.get("/events", { response: events(Count) }, async function* () {
  yield { n: 1 };
  yield { data: { n: 1 }, id: "3" };
  yield event({ data: { n: 1 }, retryMs: 10 });
});
app.get("/bytes", () => stream(new ReadableStream<Uint8Array>(), { contentType: "image/png" }));

const orgs = new Router({ prefix: "/orgs/{org_id}", path: { org_id: z.int() }, use: { user } });
orgs.get("/repos/{name}", { path: { name: z.string() } }, ({ path, user }) => {
  is<Eq<typeof path, { org_id: number; name: string }>>();
  return user.n;
});
const plain = orgs.get("/repos2/{name}", ({ path }) => {
  is<Eq<typeof path, { org_id: number; name: string }>>();
  return path;
});
plain.url({ org_id: 1, name: "x" });
const below = new Router({ path: { segment: z.string() } });
below.get("/u/{n}", { path: { n: z.int() } }, ({ path }) => {
  is<Eq<typeof path, { segment: string; n: number }>>();
  return 1;
});
app.include(below, { prefix: "/{segment}" });

app.post("/two", { body: { item: Item, importance: z.int() } }, ({ body }) => body.item.name + body.importance);
app.post("/form", { form: { username: z.string(), picture: z.file().optional() } }, ({ form }) => {
  is<Eq<typeof form, { username: string; picture: File | undefined }>>();
  return form.username;
});
app.get("/cookies", { cookies: { session: z.string().default("none") } }, ({ cookies }) => {
  is<Eq<typeof cookies, { session: string }>>();
  return cookies.session;
});
app.catch(TypeError, (error, { reply }) => {
  is<Eq<typeof error, TypeError>>();
  reply.status = 400;
  return { detail: error.message };
});
app.catch(404, (_, context) => context.path);
app.middleware(async (context, next) => {
  await next();
  context.reply.headers.set("x-a", "1");
});
const scopedUser = dependency({ use: { scopes: securityScopes } }, ({ scopes }) => scopes.text);
app.get("/scoped", { use: { user: scoped(scopedUser, ["me"]) } }, ({ user }) => {
  is<Eq<typeof user, string>>();
  return user;
});

app.websocket(
  "/ws/{room}",
  { query: { token: z.string() }, receive: Count, send: Count, use: { user } },
  async ({ path, query, user }, socket) => {
    is<Eq<typeof path, { room: string }>>();
    is<Eq<typeof query, { token: string }>>();
    is<Eq<typeof user, { name: string; n: number }>>();
    for await (const message of socket) {
      is<Eq<typeof message, { n: number }>>();
      await socket.send({ n: message.n + 1 });
    }
  },
);
app.websocket("/plain", async (_, socket) => {
  for await (const message of socket) is<Eq<typeof message, string | Uint8Array>>();
});

// A list of dependencies beside a record: of router and route, either way round.
const one = dependency(() => 1);
const byList = new Router({ use: [one] });
byList.get("/a", { use: { one } }, ({ one }) => is<Eq<typeof one, number>>());
const byRecord = new Router({ use: { one } });
byRecord.get("/a", { use: [one] }, ({ one }) => is<Eq<typeof one, number>>());

/** True only of `any`. */
type IsAny<T> = 0 extends 1 & T ? true : false;
app.put(
  "/no-any/{id}",
  {
    path: { id: z.int() },
    query: { q: z.string() },
    headers: { h: z.string() },
    cookies: { c: z.string() },
    body: Item,
    use: { db },
  },
  (input, context) => {
    is<Eq<IsAny<typeof input>, false>>();
    is<Eq<{ [K in keyof typeof input]: IsAny<(typeof input)[K]> }[keyof typeof input], false>>();
    is<Eq<{ [K in keyof typeof context]: IsAny<(typeof context)[K]> }[keyof typeof context], false>>();
    is<Eq<IsAny<(typeof input)["body"]["tags"][number]>, false>>();
    return input.body;
  },
);
app.post("/no-any-form", { form: { f: z.string() } }, ({ form }) => {
  is<Eq<IsAny<typeof form>, false>>();
});
is<Eq<IsAny<ReturnType<typeof app.fetch>>, false>>();
