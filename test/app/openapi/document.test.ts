import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import type { JsonObject } from "../../../src/app/openapi/json.ts";
import { file } from "../../../src/app/schema/file.ts";
import { App, type AppOptions, dependency, events, Router } from "../../../src/index.ts";

const nothing = (): never => {
  throw new Error("only the document is looked at");
};

interface Operation extends JsonObject {
  operationId: string;
  summary: string;
  tags?: string[];
  parameters?: JsonObject[];
  requestBody?: { required?: boolean; content: { [type: string]: { schema: JsonObject } } };
  responses: { [status: string]: { description: string; content?: { [type: string]: JsonObject } } };
}

function documentOf(define: (app: App) => void, options: AppOptions = {}) {
  const app = new App(options) as App;
  define(app);
  const document = app.openapi();
  const operation = (path: string, method = "get"): Operation => document.paths[path][method] as Operation;
  const schemas = (document.components?.schemas ?? {}) as { [name: string]: JsonObject };
  return { app, document, operation, schemas };
}

const Same = z.object({ a: z.int() }).meta({ id: "Same" });

test("operationId and summary: the option, the name, the function's name, method and path", () => {
  function readItem(): number {
    return 1;
  }
  const { operation } = documentOf((app) => {
    app.get("/a", { operationId: "own", name: "named", summary: "Own" }, readItem);
    app.get("/b", { name: "named_route" }, readItem);
    app.get("/c", readItem);
    app.get("/d/{item_id}/{rest...}", () => 1);
    app.get("/", () => 1);
  });
  const all = ["/a", "/b", "/c", "/d/{item_id}/{rest}", "/"].map((path) => operation(path));
  assert.deepEqual(
    all.map(({ operationId, summary }) => [operationId, summary]),
    [
      ["own", "Own"],
      ["named_route", "Named Route"],
      ["readItem", "Read Item"],
      ["get_d_item_id_rest", "GET /d/{item_id}/{rest...}"],
      ["get_root", "GET /"],
    ],
  );
});

test("an own function makes the operation ids; one that makes no text is an error", async () => {
  const { operation } = documentOf((app) => app.get("/a", { tags: ["x"] }, () => 1), {
    operationId: (route) => `${route.options.tags?.[0]}-${route.method}`,
  });
  assert.equal(operation("/a").operationId, "x-GET");
  const bad = new App({ operationId: () => undefined as never });
  bad.get("/a", () => 1);
  assert.throws(() => bad.openapi(), /GET \/a .*operationId\(\) returned undefined/);
  await assert.rejects(bad.start(), /operationId\(\) returned undefined/);
});

test("headers have hyphens, unless they say otherwise, and keep the case they were given", () => {
  const { operation } = documentOf((app) => {
    app.get(
      "/",
      {
        headers: {
          user_agent: z.string(),
          "X-Token": z.string(),
          strange_one: z.string().meta({ convertUnderscores: false }),
          other: z.string().meta({ alias: "X-Other_Name" }),
        },
      },
      nothing,
    );
  });
  const names = operation("/").parameters?.map(({ name }) => name);
  assert.deepEqual(names, ["user-agent", "X-Token", "strange_one", "X-Other_Name"]);
});

test("path parameters come in the template's order, those of routers and undeclared ones too, and are required", () => {
  const { operation } = documentOf((app) => {
    const router = new Router({ prefix: "/{a}/{b}", path: { b: z.int() } });
    router.get("/{c}/{d}", { path: { d: z.string().default("x"), c: z.boolean() } }, nothing);
    app.include(router, { prefix: "/{z}", path: { z: z.uuid() } });
  });
  const parameters = operation("/{z}/{a}/{b}/{c}/{d}").parameters ?? [];
  assert.deepEqual(
    parameters.map(({ name, required, schema }) => [name, required, (schema as JsonObject).type]),
    [
      ["z", true, "string"],
      ["a", true, "string"],
      ["b", true, "integer"],
      ["c", true, "boolean"],
      ["d", true, "string"],
    ],
  );
});

test("a parameter that the route and a dependency declare stands once, and is required if one of them requires it", () => {
  const paging = dependency({ query: { skip: z.int(), limit: z.int().optional() } }, nothing);
  const again = dependency({ use: { paging }, query: { limit: z.int().meta({ description: "other" }) } }, nothing);
  const { operation } = documentOf((app) => {
    app.get("/", { use: { again }, query: { skip: z.int().default(0), q: z.string() } }, nothing);
  });
  assert.deepEqual(
    operation("/").parameters?.map(({ name, required }) => [name, required]),
    [
      ["skip", true],
      ["q", true],
      ["limit", true],
    ],
  );
});

test("a hidden parameter is left out, but a request can be refused for it", () => {
  const { operation } = documentOf((app) => {
    app.get("/", { query: { secret: z.int().meta({ hidden: true }) } }, nothing);
    app.get("/none", nothing);
  });
  assert.equal(operation("/").parameters, undefined);
  assert.deepEqual(Object.keys(operation("/").responses), ["200", "422"]);
  assert.deepEqual(Object.keys(operation("/none").responses), ["200"]);
});

test("bodies of a route and its dependencies are one body", () => {
  const Login = z.object({ username: z.string(), password: z.string().optional() }).meta({ id: "Login" });
  const login = dependency({ form: Login }, nothing);
  const { operation, schemas } = documentOf((app) => {
    app.post("/one", { use: { login } }, nothing);
    app.post("/two", { name: "two", use: { login }, form: { picture: file().optional() } }, nothing);
    app.post(
      "/list",
      { name: "list", use: [dependency({ body: { a: z.int() } }, nothing)], body: z.array(z.int()) },
      nothing,
    );
  });
  assert.deepEqual(operation("/one", "post").requestBody, {
    content: { "application/x-www-form-urlencoded": { schema: { $ref: "#/components/schemas/Login" } } },
    required: true,
  });
  assert.deepEqual(operation("/two", "post").requestBody, {
    content: { "multipart/form-data": { schema: { $ref: "#/components/schemas/Body_two" } } },
    required: true,
  });
  assert.deepEqual(Object.keys(schemas.Body_two.properties as object), ["picture", "username", "password"]);
  assert.deepEqual(schemas.Body_two.required, ["username"]);
  const [content] = Object.values(operation("/list", "post").requestBody?.content ?? {});
  assert.deepEqual(content.schema, {
    allOf: [{ items: { type: "integer" }, type: "array" }, { $ref: "#/components/schemas/Body_list" }],
  });
});

test("a body of fields has the media type that one of them names", () => {
  const { operation } = documentOf((app) => {
    app.post("/", { body: { data: Same.meta({ mediaType: "application/vnd.api+json" }), more: z.int() } }, nothing);
  });
  assert.deepEqual(Object.keys(operation("/", "post").requestBody?.content ?? {}), ["application/vnd.api+json"]);
});

test("events of anything have no required data", () => {
  const { operation } = documentOf((app) => app.get("/", { response: events(z.unknown()) }, nothing));
  const content = operation("/").responses["200"].content as { [type: string]: { itemSchema: JsonObject } };
  const { itemSchema } = content["text/event-stream"];
  assert.deepEqual((itemSchema.properties as JsonObject).data, { type: "string" });
  assert.equal(itemSchema.required, undefined);
});

const Part = z.object({ name: z.string(), note: z.string().prefault("x") }).meta({ id: "Part" });
const Whole = z.object({ parts: z.array(Part) }).meta({ id: "Whole" });
test("models get -Input and -Output only where the two differ, by themselves or by what they refer to", () => {
  const { operation, schemas } = documentOf((app) => {
    app.post("/", { body: Whole, response: Whole, responses: { 404: Same } }, nothing);
    app.post("/same", { body: Same }, nothing);
  });
  assert.deepEqual(
    Object.keys(schemas).filter((name) => !name.includes("Validation")),
    ["Part-Input", "Part-Output", "Same", "Whole-Input", "Whole-Output"],
  );
  assert.deepEqual((schemas["Whole-Output"].properties as JsonObject).parts, {
    items: { $ref: "#/components/schemas/Part-Output" },
    type: "array",
    title: "Parts",
  });
  const [content] = Object.values(operation("/", "post").requestBody?.content ?? {});
  assert.deepEqual(content.schema, { $ref: "#/components/schemas/Whole-Input" });
});

test("used in one direction only they are plain, and with separateInputOutput: false always", () => {
  const one = documentOf((app) => app.get("/", { response: Whole }, nothing));
  assert.deepEqual(Object.keys(one.schemas), ["Part", "Whole"]);
  assert.deepEqual(one.schemas.Part.required, ["name", "note"]);
  const both = documentOf((app) => app.post("/", { body: Whole, response: Whole }, nothing), {
    separateInputOutput: false,
  });
  assert.deepEqual(
    Object.keys(both.schemas).filter((name) => !name.includes("Validation")),
    ["Part", "Whole"],
  );
  assert.deepEqual(both.schemas.Part.required, ["name"]);
});

test("a model that refers to itself, and a user's model with a name of ours", () => {
  interface Node {
    next?: Node | undefined;
  }
  const Node: z.ZodType<Node> = z.object({ next: z.lazy(() => Node.optional()) }).meta({ id: "Node" });
  const Mine = z.object({ mine: z.string() }).meta({ id: "ValidationError" });
  const Input = z.object({ x: z.int() }).meta({ id: "Part-Input" });
  const { operation, schemas } = documentOf((app) => {
    app.post("/", { body: Node, response: Node, responses: { 400: Mine } }, nothing);
    app.post("/part", { body: Part, response: Part, responses: { 400: Input } }, nothing);
  });
  assert.deepEqual(schemas.Node, {
    properties: { next: { $ref: "#/components/schemas/Node" } },
    type: "object",
    title: "Node",
  });
  assert.deepEqual(Object.keys(schemas.ValidationError.properties as object), ["mine"]);
  const detail = (schemas.HTTPValidationError.properties as { detail: JsonObject }).detail;
  assert.deepEqual(detail.items, { $ref: "#/components/schemas/ValidationError_2" });
  assert.deepEqual(Object.keys(schemas["Part-Input"].properties as object), ["x"]);
  const [content] = Object.values(operation("/part", "post").requestBody?.content ?? {});
  assert.deepEqual(content.schema, { $ref: "#/components/schemas/Part-Input_2" });
  assert.ok(Object.hasOwn(schemas, "Part-Input_2") && Object.hasOwn(schemas, "Part-Output"));
});

test("renamed fields have their names of the wire, hidden ones are left out, a default of null too", () => {
  const Item = z
    .object({
      itemName: z.string().meta({ alias: "item-name" }),
      secret: z.string().meta({ hidden: true }),
      note: z.string().nullable().default(null),
    })
    .meta({ id: "Item" });
  const { schemas } = documentOf((app) => app.post("/", { body: Item }, nothing));
  assert.deepEqual(schemas.Item, {
    properties: {
      "item-name": { type: "string", title: "Item Name" },
      note: { anyOf: [{ type: "string" }, { type: "null" }], title: "Note" },
    },
    type: "object",
    required: ["item-name"],
    title: "Item",
  });
});

test("answers: what responses says of the route's own status, of others, and of those without a body", () => {
  const { operation } = documentOf(
    (app) => {
      app.get("/", { responses: { 200: { content: { "image/png": {} } }, 304: { content: { "a/b": {} } } } }, nothing);
      app.get(
        "/both",
        { response: Same, responses: { 200: { content: { "image/png": {} }, description: "D" } } },
        nothing,
      );
      app.get("/empty", { status: 307, responses: { 307: { content: {} } } }, nothing);
      app.get("/own", { responses: { 400: { description: "inner" } } }, nothing);
    },
    { responses: { 400: { description: "outer" }, 401: { description: "login" } } },
  );
  const plain = operation("/").responses;
  assert.deepEqual(plain["200"], { description: "Successful Response", content: { "image/png": {} } });
  assert.deepEqual(plain["304"], { description: "Not Modified" });
  assert.deepEqual(operation("/both").responses["200"], {
    description: "D",
    content: { "application/json": { schema: { $ref: "#/components/schemas/Same" } }, "image/png": {} },
  });
  assert.deepEqual(operation("/empty").responses["307"], { description: "Successful Response" });
  assert.equal(operation("/own").responses["400"].description, "inner");
  assert.equal(operation("/own").responses["401"].description, "login");
});

test("headers and content of answers may have schemas of the library", () => {
  const content = { "text/csv": { schema: z.string().max(9), example: "a,b" }, "image/png": {} };
  const { operation } = documentOf((app) => {
    app.get(
      "/",
      {
        responses: {
          200: {
            content,
            headers: { "X-Count": z.int(), "X-Next": { schema: Same, description: "N" }, "X-Text": "T" },
          },
        },
        openapi: { responses: { 200: { content: { "image/png": { example: "changed" } } } } },
      },
      nothing,
    );
  });
  assert.deepEqual(operation("/").responses["200"], {
    description: "Successful Response",
    headers: {
      "X-Count": { schema: { type: "integer" } },
      "X-Next": { schema: { $ref: "#/components/schemas/Same" }, description: "N" },
      "X-Text": { description: "T", schema: { type: "string" } },
    },
    content: {
      "text/csv": { schema: { type: "string", maxLength: 9 }, example: "a,b" },
      "image/png": { example: "changed" },
    },
  });
  assert.deepEqual(content["image/png"], {});
});

test("a route's openapi goes in last: objects are merged, lists appended, the rest replaced, nothing of the user's changed", () => {
  const extra = {
    tags: ["b"],
    summary: "Other",
    "x-deep": { a: 1 },
    responses: { 200: { "x-more": true } },
    ...JSON.parse('{"__proto__": {"polluted": true}}'),
  };
  const before = JSON.stringify(extra);
  const { app, operation } = documentOf((given) => given.get("/", { tags: ["a"], openapi: extra }, nothing));
  const made = operation("/");
  assert.deepEqual(made.tags, ["a", "b"]);
  assert.equal(made.summary, "Other");
  assert.deepEqual(made.responses["200"], {
    description: "Successful Response",
    content: { "application/json": { schema: {} } },
    "x-more": true,
  });
  app.openapi({ version: "3.0" });
  assert.equal(JSON.stringify(extra), before);
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

test("a security scheme's own reading is no parameter", async () => {
  const { asDependency, DependencyDefinition } = await import("../../../src/app/dependency.ts");
  const key = asDependency(
    new DependencyDefinition(
      "request",
      {
        headers: { "X-Key": z.string().optional() },
        security: { name: "Key", scheme: { type: "apiKey", in: "header", name: "X-Key" } },
      },
      () => "key",
    ),
  );
  const { document, operation } = documentOf((app) => app.get("/", { use: [key] as never }, nothing));
  assert.equal(operation("/").parameters, undefined);
  assert.deepEqual(operation("/").security, [{ Key: [] }]);
  assert.deepEqual(document.components?.securitySchemes, { Key: { type: "apiKey", in: "header", name: "X-Key" } });
});
