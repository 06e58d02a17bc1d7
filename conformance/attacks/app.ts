// What is attacked: every kind of input and answer, and figures of what is left of it all.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  App,
  compress,
  cors,
  dependency,
  events,
  file,
  fileList,
  jsonLines,
  rawBody,
  redirect,
  requestId,
  stream,
  text,
  textBody,
} from "flotilla";
import { serve } from "flotilla/server";
import { z } from "zod";

const counts = { opened: 0, closed: 0, streams: 0, errors: 0 };
const secret = "hunter2-/srv/secret/path";

const app = new App({
  logger: {
    log: (level) => {
      if (level === "error") counts.errors += 1;
    },
  },
});
app.middleware(requestId());
app.middleware(cors({ origins: ["https://page.example"] }));
app.middleware(compress());
app.middleware(async (context, next) => {
  if (context.header("x-throw") === "before") throw new Error(secret);
  await next();
  if (context.header("x-throw") === "after") throw new Error(secret);
  if (context.header("x-throw") === "late") context.reply.headers.set("x-late", "1");
});

const held = dependency(async function* () {
  counts.opened += 1;
  try {
    yield counts.opened;
  } finally {
    counts.closed += 1;
  }
});

const Tree = z.object({
  value: z.int().optional(),
  get left() {
    return Tree.optional();
  },
  get right() {
    return Tree.optional();
  },
});
const Formats = z
  .object({
    email: z.email(),
    url: z.url(),
    uuid: z.uuid(),
    day: z.iso.date(),
    at: z.iso.datetime(),
    moment: z.date(),
    time: z.iso.time(),
    span: z.iso.duration(),
    ipv4: z.ipv4(),
    ipv6: z.ipv6(),
    decimal: z.string().meta({ format: "decimal", maxDigits: 10, decimalPlaces: 2 }),
    whole: z.int(),
    big: z.bigint(),
    number: z.number(),
    flag: z.boolean(),
    base64: z.base64(),
    kind: z.enum(["a", "b"]),
    code: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  })
  .partial();
const Public = z.object({ name: z.string() });

app.post("/any", { body: z.unknown() }, ({ body }) => typeof body);
app.post("/echo", { body: z.unknown() }, ({ body }) => body);
app.post("/tree", { body: Tree }, () => "tree");
app.post("/record", { body: z.record(z.string(), z.int()) }, ({ body }) => Object.keys(body).length);
app.post("/list", { body: z.array(z.int()) }, ({ body }) => body.length);
app.post("/set", { body: z.set(z.string()) }, ({ body }) => body.size);
app.post("/strict", { body: z.strictObject({ a: z.int() }) }, () => "strict");
app.post("/loose", { body: z.looseObject({ a: z.int().optional() }) }, ({ body }) => ({
  ...body,
  polluted: ({} as { polluted?: unknown }).polluted,
}));
app.post("/union", { body: z.union([z.array(z.int()), z.array(z.array(z.string())), Tree]) }, () => "union");
app.post("/formats", { body: Formats }, () => "formats");
app.get("/formats", { query: Formats }, () => "formats");
app.get(
  "/query",
  { query: { q: z.array(z.string()).default([]), n: z.int().optional() } },
  ({ query }) => query.q.length,
);
app.get("/model", { query: z.strictObject({ q: z.string().optional() }) }, ({ query }) => query);
app.get("/cookies", { cookies: { a: z.string().optional() } }, ({ cookies }) => cookies);
app.get(
  "/headers",
  { headers: z.looseObject({ x_a: z.string().optional() }) },
  ({ headers }) => Object.keys(headers).length,
);
app.post("/form", { form: { a: z.array(z.string()).default([]), n: z.int().optional() } }, ({ form }) => form.a.length);
app.post(
  "/upload",
  { form: { one: file().optional(), more: fileList({ max: 5 }).optional() }, use: { held } },
  async ({ form }) => (form.one === undefined ? null : (await form.one.arrayBuffer()).byteLength),
);
app.post("/raw", { body: rawBody(), maxBodyBytes: 100_000 }, ({ body }) => body.byteLength);
app.post("/text", { body: textBody(), use: { held } }, ({ body }) => body.length);
app.post("/held", { body: z.unknown(), use: { held } }, () => "held");
app.get("/path/{value}", ({ path }) => path.value);
app.get("/number/{value}", { path: { value: z.int() } }, ({ path }) => path.value);
app.get("/rest/{rest...}", ({ path }) => path.rest);

app.get("/inject/header", { query: { v: z.string() } }, ({ query }, { reply }) => {
  reply.headers.set("x-user", query.v);
  return 1;
});
app.get("/inject/cookie", { query: { v: z.string() } }, ({ query }, { reply }) => {
  reply.cookie("user", query.v);
  return 1;
});
app.get("/inject/cookie-path", { query: { v: z.string() } }, ({ query }, { reply }) => {
  reply.cookie("user", "x", { path: query.v });
  return 1;
});
app.get("/inject/location", { query: { v: z.string() } }, ({ query }) => redirect(`/go/${query.v}`));
app.get("/inject/type", { query: { v: z.string() } }, ({ query }) =>
  text("x", { headers: { "content-type": query.v } }),
);
app.get(
  "/inject/response",
  { query: { v: z.string() } },
  ({ query }) => new Response("x", { headers: { "x-user": query.v } }),
);

const full = { name: "ann", password: secret, nested: { name: "bob", password: secret } };
app.get("/leak/object", { response: Public }, () => full);
app.get("/leak/list", { response: z.array(Public) }, () => [full]);
app.get("/leak/record", { response: z.record(z.string(), Public) }, () => ({ a: full }));
app.get("/leak/union", { response: z.union([z.object({ id: z.int() }), Public]) }, () => full);
app.get("/leak/intersection", { response: Public.and(z.object({ nested: Public })) }, () => full);
app.get("/leak/nullable", { response: z.object({ inner: Public.nullable() }) }, () => ({ inner: full }));
app.get("/leak/tuple", { response: z.tuple([Public, z.int()]) }, (): [typeof full, number] => [full, 1]);
app.get(
  "/leak/discriminated",
  {
    response: z.discriminatedUnion("name", [
      z.object({ name: z.literal("ann") }),
      z.object({ name: z.literal("bob") }),
    ]),
  },
  () => full as never,
);
app.get("/leak/lazy", { response: z.lazy(() => Public) }, () => full);
app.get("/leak/status", { responses: { 202: Public } }, async () => (await import("flotilla")).status(202, full));
app.get("/leak/lines", { response: jsonLines(Public) }, async function* () {
  yield full;
});
app.get("/leak/error", () => {
  throw Object.assign(new Error(secret), { status: 400, detail: secret, toJSON: () => secret });
});
app.get("/leak/object-error", () => {
  throw { message: secret, status: 200 };
});
app.get("/leak/bad-response", { response: z.object({ name: z.int() }) }, () => ({ name: secret }) as never);
app.get("/leak/circular", () => {
  const value: { [name: string]: unknown } = { secret };
  value.self = value;
  return value;
});

app.get("/fails/stream", () =>
  stream(
    (async function* () {
      yield "begun";
      throw new Error(secret);
    })(),
  ),
);
app.get("/fails/lines", { response: jsonLines(Public) }, async function* () {
  yield { name: "one" };
  throw new Error(secret);
});
app.get("/fails/item", { response: jsonLines(Public) }, async function* () {
  yield { name: "one" };
  yield { name: 2 } as never;
});
app.get("/fails/before", { response: jsonLines(Public) }, async function* () {
  if (secret.length > 0) throw new Error(secret);
  yield { name: "one" };
});

app.get("/sse", { response: events(z.int()), use: { held } }, async function* (_, { signal }) {
  counts.streams += 1;
  try {
    for (let n = 0; !signal.aborted; n++) {
      yield n;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        signal.addEventListener("abort", () => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  } finally {
    counts.streams -= 1;
  }
});
app.get("/endless", { use: { held } }, () =>
  stream(
    (async function* () {
      counts.streams += 1;
      try {
        for (;;) yield "x".repeat(65_536);
      } finally {
        counts.streams -= 1;
      }
    })(),
  ),
);

const folder = mkdtempSync(join(tmpdir(), "flotilla-attacked-"));
writeFileSync(join(folder, "file.txt"), "0123456789".repeat(10_000));
writeFileSync(join(folder, ".secret"), secret);
app.static("/static", folder);

app.get("/stats", () => {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, rss, external, arrayBuffers } = process.memoryUsage();
  const handles = (process as unknown as { getActiveResourcesInfo(): string[] }).getActiveResourcesInfo();
  return {
    ...counts,
    ...{ heapUsed, rss, external, arrayBuffers },
    sockets: handles.filter((name) => name === "TCPSocketWrap").length,
    timers: handles.filter((name) => name === "Timeout").length,
    polluted: Object.keys(Object.prototype).length > 0 || ({} as { polluted?: unknown }).polluted !== undefined,
  };
});

const server = await serve(app, { host: "127.0.0.1", port: 0, maxBodyBytes: 64 * 1024 * 1024 });
console.log(`${server.port} ${folder}`);
