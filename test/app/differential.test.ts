import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { z } from "zod";
import { App, compress, cors, HTTPError, jsonLines, redirect, status, stream, text } from "../../src/index.ts";
import { serve } from "../../src/server/serve.ts";
import { overSocket } from "./both.ts";
import { Recorder } from "./recorder.ts";

const schemas = {
  int: z.int(),
  text: z.string().min(1),
  flag: z.boolean(),
  list: z.array(z.int()),
  object: z.object({ a: z.int(), b: z.string().optional() }),
  union: z.union([z.int(), z.enum(["x", "y"])]),
} as const;
type SchemaName = keyof typeof schemas;

/** A route set is made of these: plain data, so that a failure prints what to repeat. */
interface RouteShape {
  readonly method: "get" | "post" | "put" | "delete";
  readonly template: string;
  readonly query: readonly SchemaName[];
  readonly body: SchemaName | "form" | "none";
  readonly answer: "json" | "text" | "status" | "error" | "broken" | "redirect" | "lines" | "stream" | "nothing";
}

interface Shape {
  readonly routes: readonly RouteShape[];
  readonly redirectSlashes: boolean;
  readonly middlewares: boolean;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | undefined;
}

const words = ["a", "b", "items", "{x}", "{y}"];
const template = fc
  .tuple(fc.array(fc.constantFrom(...words), { maxLength: 3 }), fc.constantFrom("", "/", "/{rest...}"))
  .map(([parts, end]) => `/${[...new Set(parts)].join("/")}`.replace(/\/$/, "") + end || "/");

const schemaName = fc.constantFrom(...(Object.keys(schemas) as SchemaName[]));
const route: fc.Arbitrary<RouteShape> = fc.record({
  method: fc.constantFrom("get", "post", "put", "delete"),
  template,
  query: fc.uniqueArray(
    schemaName.filter((name) => name !== "object"),
    { maxLength: 2 },
  ),
  body: fc.oneof(schemaName, fc.constantFrom("form" as const, "none" as const)),
  answer: fc.constantFrom(
    "json",
    "text",
    "status",
    "error",
    "broken",
    "redirect",
    "lines",
    "stream",
    "nothing",
  ) as fc.Arbitrary<RouteShape["answer"]>,
});
const shape: fc.Arbitrary<Shape> = fc.record({
  routes: fc.array(route, { minLength: 1, maxLength: 6 }),
  redirectSlashes: fc.boolean(),
  middlewares: fc.boolean(),
});

const segment = fc.constantFrom("a", "b", "items", "%41", "a%2Fb", "%zz", "é", "x;y", "7", "a.b", "__proto__");
const asked: fc.Arbitrary<Asked> = fc.record({
  method: fc.constantFrom("GET", "GET", "POST", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"),
  path: fc
    .tuple(fc.array(segment, { maxLength: 4 }), fc.constantFrom("", "/"))
    .map(([parts, end]) => `/${parts.join("/")}${end}`),
  query: fc
    .array(fc.tuple(schemaName, fc.constantFrom("1", "x", "", "true", "1.0", "%ff", "a+b", "-5")), { maxLength: 4 })
    .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join("&")),
  headers: fc.record(
    {
      "content-type": fc.constantFrom(
        "application/json",
        "application/x-www-form-urlencoded",
        "text/plain",
        "multipart/form-data",
      ),
      origin: fc.constantFrom("https://page.example", "https://other.example"),
      "accept-encoding": fc.constant("gzip"),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Asked["headers"]>,
  body: fc.option(
    fc.oneof(
      fc.json(),
      fc.constantFrom(
        "1",
        '"x"',
        "{",
        '{"a":1,"b":"c"}',
        '{"a":"1","__proto__":{}}',
        "field=1&field=2",
        "field=%ff",
        "",
      ),
    ),
    { nil: undefined },
  ),
});

function appOf({ routes, redirectSlashes, middlewares }: Shape): App {
  const app = new App({ redirectSlashes, logger: new Recorder() });
  if (middlewares) {
    app.middleware(cors({ origins: ["https://page.example"], methods: ["*"] }));
    app.middleware(compress({ codings: ["gzip"], minBytes: 10 }));
  }
  for (const [index, { method, template, query, body, answer }] of routes.entries()) {
    const places = {
      ...(query.length === 0 ? {} : { query: Object.fromEntries(query.map((name) => [name, schemas[name]])) }),
      ...(body === "none" || method === "get"
        ? {}
        : body === "form"
          ? { form: { field: z.array(z.int()) } }
          : { body: schemas[body] }),
      ...(answer === "lines" ? { response: jsonLines(z.unknown()) } : {}),
    };
    app[method](template, places as object, handlerOf(answer, index) as never);
  }
  return app;
}

function handlerOf(answer: RouteShape["answer"], index: number): (input: unknown) => unknown {
  async function* items(input: unknown) {
    yield input;
    yield index;
  }
  const handlers: { readonly [A in RouteShape["answer"]]: (input: unknown) => unknown } = {
    json: (input) => ({ index, input }),
    text: () => text(`route ${index}`),
    status: (input) => status(202, input, { "x-index": String(index) }),
    error: () => {
      throw new HTTPError(409, { index }, { "x-index": String(index) });
    },
    broken: async () => {
      throw new Error("nobody expects this");
    },
    redirect: () => redirect(`/to/${index}`),
    lines: items,
    stream: (input) =>
      stream(
        (async function* () {
          for await (const item of items(input)) yield JSON.stringify(item) ?? "";
        })(),
      ),
    nothing: () => status(204),
  };
  return handlers[answer];
}

function requestOf({ method, path, query, headers, body }: Asked): Request {
  const url = `http://example.test${path}${query === "" ? "" : `?${query}`}`;
  return new Request(url, { method, headers, body: method === "GET" || method === "HEAD" ? undefined : body });
}

/** The framing, and what a HEAD would have had, is the carrier's; how well gzip packs, the platform's. */
async function seen(response: Response): Promise<object> {
  const headers = [...response.headers].filter(([name]) => name !== "content-length");
  const bytes = Buffer.from(await response.arrayBuffer());
  const isPacked = bytes.byteLength > 0 && response.headers.get("content-encoding") === "gzip";
  const body = (isPacked ? gunzipSync(bytes) : bytes).toString("latin1");
  return { status: response.status, headers: headers.sort(), body };
}

test("any app gives any request the same answer through app.fetch and through a socket", async () => {
  await fc.assert(
    fc.asyncProperty(shape, fc.array(asked, { minLength: 1, maxLength: 8 }), async (shape, requests) => {
      const direct = appOf(shape);
      const server = await serve(appOf(shape), { port: 0 });
      try {
        for (const one of requests) {
          const through = await seen(await direct.fetch(requestOf(one)));
          const over = await seen(await overSocket(server.port, requestOf(one)));
          assert.deepEqual(over, through, JSON.stringify(one));
        }
      } finally {
        await server.close({ graceMs: 0 });
        await direct.stop();
      }
    }),
    { numRuns: 150 },
  );
});
