import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as v from "valibot";
import { z } from "zod";
import { jsonFault } from "../../../src/app/inputs/json-fault.ts";
import { App, bodyLimit, dependency, textBody } from "../../../src/index.ts";
import { both } from "../both.ts";

const json = (body: string, type = "application/json"): RequestInit => ({
  method: "POST",
  headers: type === "" ? {} : { "content-type": type },
  body: new TextEncoder().encode(body),
});

/** Position and message as Python 3.13's `json.loads` has them. */
const faults: [string, number, string][] = [
  ['{"a":1,}', 6, "Illegal trailing comma before end of object"],
  ["[1,]", 2, "Illegal trailing comma before end of array"],
  ["{a", 1, "Expecting property name enclosed in double quotes"],
  ["[1 2]", 3, "Expecting ',' delimiter"],
  ['"ab', 0, "Unterminated string starting at"],
  ['{"a" 1}', 5, "Expecting ':' delimiter"],
  ['{"a":}', 5, "Expecting value"],
  ["nul", 0, "Expecting value"],
  ['"\\x"', 1, "Invalid \\escape"],
  ['"\\u12"', 2, "Invalid \\uXXXX escape"],
  ["1 2", 2, "Extra data"],
  ["", 0, "Expecting value"],
  ['{"a":1', 6, "Expecting ',' delimiter"],
  ["[", 1, "Expecting value"],
  ['"a\nb"', 2, "Invalid control character at"],
  ['{"a":1,', 7, "Expecting property name enclosed in double quotes"],
  ["[1,", 3, "Expecting value"],
  ['{"a":[{"b":"c"}, 01]}', 18, "Expecting ',' delimiter"],
];

both(
  "an address is read the same in JSON as in a query, whatever the library's pattern takes",
  () => {
    const app = new App();
    app.post("/", { body: z.object({ email: z.email() }) }, ({ body }) => body);
    app.get("/", { query: { email: z.email() } }, ({ query }) => query);
    return app;
  },
  async (send) => {
    for (const email of ["a@b.test", "a@localhost.localhost", "ann@example.com"]) {
      const posted = await send("/", json(JSON.stringify({ email })));
      const asked = await send(`/?email=${encodeURIComponent(email)}`);
      assert.equal(posted.status, asked.status, email);
      assert.equal(posted.status, email === "ann@example.com" ? 200 : 422, email);
    }
  },
);

both(
  "a body that is held in memory has the app's limit, unless the route or a middleware says otherwise",
  () => {
    const app = new App({ maxBodyBytes: 20 });
    app.middleware((context, next) =>
      context.path === "/limited" ? bodyLimit({ maxBytes: 40 })(context, next) : next(),
    );
    app.post("/json", { body: z.string() }, ({ body }) => body.length);
    app.post("/text", { body: textBody() }, ({ body }) => body.length);
    app.post("/held", { body: z.string(), use: [dependency(() => 1)] }, ({ body }) => body.length);
    app.post("/own", { body: z.string(), maxBodyBytes: 30 }, ({ body }) => body.length);
    app.post("/limited", { body: z.string() }, ({ body }) => body.length);
    app.post("/form", { form: { a: z.string() } }, ({ form }) => form.a.length);
    app.post("/request", async (_, { request }) => (await request.text()).length);
    return app;
  },
  async (send) => {
    const status = async (path: string, bytes: number) => (await send(path, json(`"${"x".repeat(bytes - 2)}"`))).status;
    for (const [path, most] of [
      ["/json", 20],
      ["/text", 20],
      ["/held", 20],
      ["/own", 30],
      ["/limited", 40],
    ] as const) {
      assert.deepEqual([await status(path, most), await status(path, most + 1)], [200, 413], path);
    }
    assert.equal(await status("/request", 100), 200);
    const form = new URLSearchParams({ a: "x".repeat(100) });
    assert.equal((await send("/form", { method: "POST", body: form })).status, 200);
  },
);

test("a JSON body over 16 MiB is refused by default", async () => {
  const app = new App();
  app.post("/", { body: z.string() }, ({ body }) => body.length);
  const send = async (bytes: number) =>
    (await app.fetch(new Request("http://a/", json(`"${"x".repeat(bytes - 2)}"`)))).status;
  assert.equal(await send(16 * 1024 * 1024), 200);
  assert.equal(await send(16 * 1024 * 1024 + 1), 413);
  assert.throws(() => new App({ maxBodyBytes: -1 }), /maxBodyBytes is a number, 0 or more/);
});

test("malformed JSON is told as Python's json tells it", () => {
  for (const [text, position, message] of faults) assert.deepEqual(jsonFault(text), { position, message }, text);
});

test("every text that JSON.parse refuses has a fault, however deep", () => {
  const piece = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a"',
    "1",
    "-",
    "tru",
    "true",
    '"',
    "\\",
    " ",
    "\n",
    "0x",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("");
      try {
        JSON.parse(text);
        return;
      } catch {}
      const { position, message } = jsonFault(text);
      assert.ok(position >= 0 && position <= text.length && message.length > 0, text);
    }),
    { numRuns: 3000 },
  );
  assert.equal(jsonFault("[".repeat(1_000_000)).position, 1_000_000);
});

const Item = z.object({ name: z.string(), price: z.number() });

function app(): App {
  const app = new App();
  app.post("/whole", { body: Item }, ({ body }) => body);
  app.post("/optional", { body: Item.optional() }, ({ body }) => body ?? "none");
  app.post("/nullable", { body: Item.nullable() }, ({ body }) => body ?? "none");
  app.post("/fields", { body: { item: Item, n: z.int().default(7), note: z.string().optional() } }, ({ body }) => body);
  app.post("/again", { body: Item }, async (_, { request }) => await request.text());
  app.post(
    "/lax",
    { body: z.object({ n: z.int(), on: z.boolean(), at: z.date(), tags: z.set(z.string()) }) },
    ({ body }) => [body.n + 1, body.on, body.at.getTime(), body.tags.size],
  );
  app.post(
    "/decimal",
    { body: z.object({ sum: z.string().meta({ format: "decimal", maxDigits: 5, decimalPlaces: 2 }) }) },
    ({ body }) => body.sum,
  );
  app.post(
    "/refined",
    {
      body: z
        .object({ a: z.string(), b: z.string() })
        .refine(({ a, b }) => a === b, { message: "differ", path: ["b"] }),
    },
    ({ body }) => body,
  );
  app.post(
    "/async",
    { body: z.object({ a: z.string().refine(async (a) => a !== "taken", "is taken") }), query: { q: z.int() } },
    ({ body }) => body,
  );
  return app;
}

const first = async (response: Response) => {
  assert.equal(response.status, 422);
  return ((await response.json()) as { detail: object[] }).detail[0];
};

both("a body is one schema, or fields of an object", app, async (send) => {
  assert.deepEqual(await (await send("/whole", json('{"name":"a","price":1,"more":1}'))).json(), {
    name: "a",
    price: 1,
  });
  assert.deepEqual(await (await send("/fields", json('{"item":{"name":"a","price":"1.5"}}'))).json(), {
    item: { name: "a", price: 1.5 },
    n: 7,
  });
  assert.deepEqual(await first(await send("/fields", json('{"item":{"name":"a"},"n":1}'))), {
    type: "missing",
    loc: ["body", "item", "price"],
    msg: "Field required",
    input: { name: "a" },
  });
  assert.deepEqual(await first(await send("/fields", json("[1]"))), {
    type: "missing",
    loc: ["body", "item"],
    msg: "Field required",
    input: null,
  });
});

both("no body, an empty one and null: missing, or what the schema makes of nothing", app, async (send) => {
  const missing = { type: "missing", loc: ["body"], msg: "Field required", input: null };
  assert.deepEqual(await first(await send("/whole", { method: "POST" })), missing);
  assert.deepEqual(await first(await send("/whole", json(""))), missing);
  assert.deepEqual(await first(await send("/whole", json("null"))), missing);
  assert.equal(await (await send("/optional", json(""))).json(), "none");
  assert.equal(await (await send("/optional", { method: "POST" })).json(), "none");
  assert.equal(await (await send("/nullable", json("null"))).json(), "none");
});

test("a schema with code of the user's is not run at start, and its body is required all the same", async () => {
  let runs = 0;
  const app = new App();
  const Guarded = Item.refine(async () => {
    runs++;
    throw new Error("refused to say");
  });
  app.post("/", { body: Guarded }, () => 1);
  await app.start();
  assert.equal((await app.fetch(new Request("http://a/", json("")))).status, 422);
  assert.equal(runs, 0);
});

both("only a JSON content type is read as JSON", app, async (send) => {
  const body = '{"name":"a","price":1}';
  for (const type of ["application/json", "Application/JSON; charset=utf-8", "application/problem+json"]) {
    assert.equal((await send("/whole", json(body, type))).status, 200, type);
  }
  for (const type of ["", "text/plain", "application/x-json", "multipart/form-data"]) {
    assert.deepEqual(await first(await send("/whole", json(body, type))), {
      type: "model_attributes_type",
      loc: ["body"],
      msg: "Input should be a valid dictionary or object to extract fields from",
      input: body,
    });
  }
  assert.equal((await send("/whole", json('{"name":"\xff"', "application/json"))).status, 422);
  const invalid = await send("/whole", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: new Uint8Array([0x22, 0xff, 0x22]),
  });
  assert.equal(invalid.status, 400);
  assert.deepEqual(await invalid.json(), { detail: "There was an error parsing the body" });
});

test("strictContentType: false reads a body without a type", async () => {
  const lax = new App({ strictContentType: false });
  lax.post("/", { body: Item }, ({ body }) => body.name);
  const response = await lax.fetch(new Request("http://a/", json('{"name":"a","price":1}', "")));
  assert.equal(await response.json(), "a");
});

both("JSON is read by Pydantic's lax rules, and native types are made", app, async (send) => {
  const body = '{"n":"41","on":"yes","at":"1970-01-01T00:00:01Z","tags":["a","b","a"]}';
  assert.deepEqual(await (await send("/lax", json(body))).json(), [42, true, 1000, 2]);
});

both("what only the reader knows of a decimal is asked of JSON too", app, async (send) => {
  assert.equal(await (await send("/decimal", json('{"sum":" 1_0.50 "}'))).json(), "10.50");
  for (const [sum, type] of [
    ['"x"', "decimal_parsing"],
    ['"123456"', "decimal_max_digits"],
    ['"1.234"', "decimal_max_places"],
    ['"NaN"', "finite_number"],
  ]) {
    const problem = (await first(await send("/decimal", json(`{"sum":${sum}}`)))) as { type: string };
    assert.equal(problem.type, type, sum);
  }
});

test("what metadata asks for is asked of JSON as it is of a query", async () => {
  for (const [metadata, wrong, right, type] of [
    [{ format: "uuid" }, "x", "12345678-1234-1234-1234-123456789abc", "uuid_parsing"],
    [{ format: "date" }, "x", "2020-01-31", "date_from_datetime_parsing"],
    [{ minLength: 3, pattern: "^z" }, "zz", "zzz", "string_too_short"],
    [{ pattern: "^z" }, "a", "z", "string_pattern_mismatch"],
  ] as const) {
    const app = new App();
    const schemas = [z.string().meta(metadata), v.pipe(v.string(), v.metadata(metadata))];
    for (const [index, schema] of schemas.entries()) {
      app.get(`/query${index}`, { query: { v: schema } }, ({ query }) => query.v);
      app.post(`/json${index}`, { body: { v: schema } }, ({ body }) => body.v);
      for (const value of [wrong, right]) {
        const query = await app.fetch(new Request(`http://a/query${index}?v=${value}`));
        const body = await app.fetch(new Request(`http://a/json${index}`, json(JSON.stringify({ v: value }))));
        if (value === right) assert.deepEqual([await query.json(), await body.json()], [right, right]);
        else
          assert.deepEqual(
            [await first(query), await first(body)].map((one) => (one as { type: string }).type),
            [type, type],
          );
      }
    }
  }
});

both("what only the library knows is a value_error, also when it takes its time", app, async (send) => {
  assert.deepEqual(await first(await send("/refined", json('{"a":"x","b":"y"}'))), {
    type: "value_error",
    loc: ["body", "b"],
    msg: "Value error, differ",
    input: "y",
    ctx: { error: {} },
  });
  assert.equal((await send("/async?q=1", json('{"a":"free"}'))).status, 200);
  const response = await send("/async?q=x", json('{"a":"taken"}'));
  const { detail } = (await response.json()) as { detail: { loc: string[] }[] };
  assert.deepEqual(
    detail.map(({ loc }) => loc.join(".")),
    ["query.q", "body.a"],
  );
  assert.equal(((await first(await send("/async?q=1", json('{"a":3}')))) as { type: string }).type, "string_type");
});

both("the handler can read the body once more", app, async (send) => {
  assert.equal(await (await send("/again", json('{"name":"a","price":1}'))).json(), '{"name":"a","price":1}');
});

test("a body too deep for the library is refused, not a 500", async () => {
  interface Tree {
    in?: Tree | undefined;
  }
  const Tree: z.ZodType<Tree> = z.lazy(() => z.object({ in: Tree.optional() })).meta({ id: "DeepTree" });
  const app = new App();
  app.post("/", { body: Tree }, () => "read");
  for (const depth of [10, 240, 2000, 20_000, 100_000]) {
    const body = '{"in":'.repeat(depth) + "{}" + "}".repeat(depth);
    const response = await app.fetch(new Request("http://a/", json(body)));
    assert.ok(response.status === 200 || response.status === 422, `${depth}: ${response.status}`);
    if (depth >= 100_000) assert.equal(response.status, 422);
  }
});

test("a 422 gives back inputs up to a bound", async () => {
  const app = new App();
  const fields = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`f${i}`, z.string()]));
  app.post("/", { body: z.object(fields) }, () => 1);
  const response = await app.fetch(new Request("http://a/", json(JSON.stringify({ big: "x".repeat(100_000) }))));
  const text = await response.text();
  const { detail } = JSON.parse(text) as { detail: { input?: unknown }[] };
  assert.equal(detail.length, 50);
  assert.equal(detail.filter(({ input }) => input !== undefined).length, 2);
  assert.ok(text.length < 300_000);
});

both("names of the prototype are names like others", app, async (send) => {
  const response = await send("/whole", json('{"__proto__":{"name":"a","price":1}}'));
  assert.equal(response.status, 422);
  assert.equal((await send("/whole", json('{"name":"a","price":1,"__proto__":{"x":1},"constructor":1}'))).status, 200);
  assert.equal(({} as { x?: number }).x, undefined);
});
