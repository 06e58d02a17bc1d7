// One app file, served by three carriers: nothing in it knows which. Ids and times are made so that answers can be compared.
import {
  App,
  apiKeyCookie,
  bytes,
  compress,
  cors,
  dependency,
  event,
  events,
  file,
  fileList,
  HTTPError,
  html,
  httpBasic,
  jsonLines,
  Router,
  rawBody,
  redirect,
  requestId,
  resource,
  status,
  stream,
  text,
  textBody,
} from "flotilla";
import { z } from "zod";

class OutOfStock extends Error {}

/** Made when the app starts, so that each carrier begins with the same. */
const store = resource(() => ({ sessions: new Map<string, string>(), log: [] as string[], requests: 0 }));

const traced = dependency({ use: { store } }, async function* ({ store }) {
  store.log.push("open");
  try {
    yield store.log.length;
    store.log.push("close");
  } catch (error) {
    store.log.push(`failed: ${(error as Error).message}`);
    throw error;
  }
});

const Item = z
  .object({
    name: z.string().min(1),
    price: z.number().positive(),
    tags: z.array(z.string()).default([]),
    due: z.date().optional(),
    size: z.union([z.int(), z.enum(["small", "big"])]).optional(),
  })
  .meta({ id: "Item" });

const Shape = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("circle"), radius: z.number() }).meta({ id: "Circle" }),
  z.object({ kind: z.literal("square"), side: z.number() }).meta({ id: "Square" }),
]);

const quiet = { log: () => {} };
export const app = new App({ title: "Portable", version: "1", logger: quiet });

let ids = 0;
app.middleware(requestId({ generate: () => `id-${ids++}` }));
app.middleware(cors({ origins: ["https://page.example"], methods: ["*"], credentials: true }));
app.middleware(compress({ codings: ["gzip"], minBytes: 1000 }));
app.catch(OutOfStock, (error, { reply }) => {
  reply.headers.set("x-caught", "1");
  return status(409, { detail: error.message });
});

app.get("/hello", () => ({ message: "Hello, World!" }));
app.get("/items/{item_id}", { path: { item_id: z.int() } }, ({ path }) => path);
app.get("/files/{rest...}", ({ path }) => path);
app.get("/named/{name}", ({ path }) => path);
app.get(
  "/query",
  {
    query: {
      q: z.string().optional(),
      n: z.int().default(3),
      tag: z.array(z.string()).default([]),
      on: z.boolean().optional(),
      at: z.date().optional(),
    },
  },
  ({ query }) => query,
);
app.get(
  "/headers",
  {
    headers: { x_token: z.string(), x_many: z.array(z.string()).default([]) },
    cookies: { theme: z.string().optional() },
  },
  ({ headers, cookies }) => ({ headers, cookies }),
);
app.post("/items", { body: Item, response: Item.omit({ due: true }), status: 201 }, ({ body }, { reply }) => {
  reply.headers.set("location", `/items/${body.name.length}`);
  return body;
});
app.post("/pair", { body: { item: Item, importance: z.int() } }, ({ body }) => body);
app.post("/shapes", { body: Shape }, ({ body }) => body);
app.post("/text", { body: textBody() }, ({ body }) => text(body.toUpperCase()));
app.post("/raw", { body: rawBody(), maxBodyBytes: 1000 }, ({ body }) => bytes(body.slice().reverse()));
app.post("/request", async (_, { request }) => ({ text: await request.text(), method: request.method }));
app.post(
  "/form",
  { form: { name: z.string(), age: z.int(), hobby: z.array(z.string()).default([]) } },
  ({ form }) => form,
);
app.post(
  "/upload",
  { form: { one: file({ maxBytes: 100_000 }), more: fileList({ max: 2 }), note: z.string().default("") } },
  async ({ form }) => ({
    one: [form.one.name, form.one.type, form.one.size, await form.one.text()],
    more: form.more.map(({ name, size }) => [name, size]),
    note: form.note,
  }),
);

app.get("/lines", { response: jsonLines(Item) }, async function* () {
  for (const name of ["a", "b"]) yield { name, price: 1, tags: [], secret: "stays here" };
});
app.get(
  "/events",
  { response: events(z.object({ n: z.int() })), headers: { last_event_id: z.int().default(0) } },
  async function* ({ headers }) {
    for (let n = headers.last_event_id + 1; n < 4; n++) yield event({ data: { n }, id: String(n), event: "tick" });
  },
);
app.get("/stream", () =>
  stream(
    (async function* () {
      for (let i = 0; i < 3; i++) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield `piece ${i}\n`;
      }
    })(),
    { contentType: "text/plain; charset=utf-8" },
  ),
);
app.get("/page", () => html("<h1>é</h1>"));
app.get("/nothing", { status: 204 }, () => null);
app.get("/null", () => null);
app.get("/rich", () => ({ at: new Date(0), big: 2n ** 70n, tags: new Set(["a"]), map: new Map([["b", 1]]) }));
app.get("/long", () => ({ text: "long ".repeat(1000) }));
app.get("/response", () => new Response("made by hand", { status: 203, headers: { "x-own": "1" } }));
app.get("/moved", () => redirect("/hello", { status: 301 }));
app.get("/elsewhere", () => redirect("https://example.com/é b"));
app.get("/broken", () => {
  throw new Error("the password is hunter2");
});
app.get("/nan", () => ({ value: Number.NaN }));
app.get("/teapot", () => {
  throw new HTTPError(418, { short: "and stout" }, { "x-tea": "oolong" });
});
app.get("/sold-out", () => {
  throw new OutOfStock("no more");
});
app.get("/bad-response", { response: Item }, () => ({ name: "", price: -1 }) as never);
app.get("/slow", { timeoutMs: 20 }, async () => {
  await new Promise((resolve) => setTimeout(resolve, 200));
  return 1;
});
app.get("/traced", { use: { traced } }, ({ traced }) => traced);
app.get("/traced/failing", { use: { traced } }, () => {
  throw new HTTPError(400, "not today");
});
app.get("/log", { use: { store } }, ({ store }) => store.log);
app.get("/basic", { use: { user: httpBasic({ realm: "shop" }) } }, ({ user }) => user);

app.get("/cookies", (_, { reply }) => {
  reply.cookie("a", "1 é;", { httpOnly: true, maxAge: 60 });
  reply.cookie("b", "2", { sameSite: "strict", path: "/x" });
  reply.deleteCookie("c");
  return "set";
});

const sessions = new Router({ prefix: "/session", tags: ["sessions"] });
const session = apiKeyCookie({ name: "session" });
sessions.post("", { form: { user: z.string() }, use: { store }, status: 201 }, ({ form, store }, { reply }) => {
  const id = `session-${store.sessions.size}`;
  store.sessions.set(id, form.user);
  reply.cookie("session", id, { httpOnly: true });
  return { user: form.user };
});
sessions.get("", { use: { session, store } }, ({ session, store }) => {
  const user = store.sessions.get(session);
  if (user === undefined) throw new HTTPError(401, "no such session");
  return { user };
});
sessions.delete("", { use: { session, store }, status: 204 }, ({ session, store }, { reply }) => {
  store.sessions.delete(session);
  reply.deleteCookie("session");
});
app.include(sessions);

app.get("/count", { use: { store } }, ({ store }, context) => {
  context.defer(() => {
    store.requests += 1;
  });
  return store.requests;
});
app.get("/where", (_, context) => ({
  at: context.url("readThing", { id: "a b" }),
  rootPath: context.rootPath,
  url: context.request.url,
}));
app.get("/things/{id}", function readThing({ path }) {
  return path;
});
app.get("/dir/", () => "with a slash");

const inner = new App({ title: "Inner", logger: quiet });
inner.get("/hello", (_, context) => ({ rootPath: context.rootPath }));
app.mount("/inner", inner);
app.mount("/foreign", (request) => Response.json({ path: new URL(request.url).pathname }));
