// shop.py once more, in our words. Operation ids are FastAPI's, so that the two documents can be compared as they are.
import { z } from "zod";
import {
  asDependency,
  type Dependency,
  DependencyDefinition,
  dependency,
  scoped,
} from "../../../../src/app/dependency.ts";
import { file, fileList } from "../../../../src/app/schema/file.ts";
import { App, events, jsonLines, type Route, Router, securityScopes } from "../../../../src/index.ts";

const Color = z.enum(["red", "blue"]).meta({ id: "Color" });
const Maker = z
  .object({
    name: z.string(),
    since: z.iso.date(),
    updated: z.date().nullish(),
  })
  .meta({ id: "Maker", description: "Who makes it." });
const Item = z
  .object({
    name: z
      .string()
      .min(1)
      .max(50)
      .meta({ description: "What it is called", examples: ["Chair"] }),
    price: z.number().positive().lte(1000),
    color: Color.default("red"),
    maker: Maker,
    seller: Maker.nullish(),
    tags: z.set(z.string()).default(new Set()),
    sizes: z.record(z.string(), z.int()).default({}),
    kind: z.literal(["a", "b"]).default("a"),
    parts: z.array(Maker).default([]),
    other: Maker.meta({ description: "Another one" }),
  })
  .meta({ id: "Item" });
const Account = z
  .object({ name: z.string(), note: z.string().prefault("none").meta({ default: "none" }) })
  .meta({ id: "Account" });
const Holder = z.object({ account: Account }).meta({ id: "Holder" });
const Cat = z.object({ kind: z.literal("cat"), lives: z.int() }).meta({ id: "Cat" });
const Dog = z.object({ kind: z.literal("dog"), good: z.boolean() }).meta({ id: "Dog" });
const Problem = z.object({ message: z.string() }).meta({ id: "Problem" });
const Filter = z.strictObject({
  limit: z.int().positive().lte(100).default(100),
  offset: z.int().gte(0).default(0),
  order: z.literal(["created", "updated"]).default("created"),
  tags: z.array(z.string()).default([]),
});
const Login = z.object({ username: z.string(), password: z.string() }).meta({ id: "Login" });
const Event = z.object({ id: z.uuid() }).meta({ id: "Event" });

/** FastAPI's: name, path and method. */
function fastapiId({ options: { name }, template, method }: Route): string {
  const path = name === "paid" ? "{$callback_url}/paid/{$request.body.id}" : template;
  const start = name === "new_order" ? `${name}${path.slice(1)}` : `${name}${path}`;
  return `${start.replace(/\W/g, "_")}_${method.toLowerCase()}`;
}

export const app = new App({
  title: "Shop",
  version: "1.2.3",
  summary: "All of it",
  description: "A *shop*",
  termsOfService: "https://shop.example/terms",
  contact: { name: "Ann", email: "ann@shop.example" },
  license: { name: "MIT", identifier: "MIT" },
  servers: [{ url: "https://shop.example/v1", description: "Live" }],
  openapiTags: [{ name: "items", description: "What is sold" }],
  externalDocs: { url: "https://docs.example/shop", description: "More" },
  operationId: fastapiId,
});

const nothing = (): never => {
  throw new Error("only the document is looked at");
};

const callbacks = new Router();
callbacks.post("/", { name: "paid", body: Event }, nothing);

app.get(
  "/items/{item_id}",
  {
    name: "read_item",
    description: "Reads *one*.",
    tags: ["items"],
    path: { item_id: z.int().gte(1).meta({ description: "Its number" }) },
    query: {
      q: z.string().max(50).nullish().meta({ description: "Search", deprecated: true }),
      size: z
        .array(z.int())
        .default([])
        .meta({ alias: "size-list", openapiExamples: { two: { summary: "Two", value: [1, 2] } } }),
      secret: z.string().default("").meta({ hidden: true }),
      color: Color.default("blue"),
    },
    response: Item,
    responses: { 404: Problem },
  },
  nothing,
);

app.put(
  "/items/{item_id}",
  {
    name: "update_item",
    tags: ["items", "admin"],
    status: 201,
    deprecated: true,
    summary: "Change it",
    responseDescription: "Changed",
    path: { item_id: z.int() },
    headers: { x_token: z.string(), x_values: z.array(z.string()).nullish().meta({ alias: "X-Values" }) },
    cookies: { session: z.string().nullish() },
    body: Item,
    response: Item,
  },
  nothing,
);

app.delete("/items/{item_id}", { name: "delete_item", status: 204, path: { item_id: z.int() } }, nothing);
app.get("/items", { name: "list_items", query: Filter, response: z.array(Item) }, nothing);
app.post(
  "/two",
  { name: "two", body: { item: Item, maker: Maker, importance: z.int().positive().default(1) } },
  nothing,
);
app.post("/embedded", { name: "embedded", body: { item: Item } }, nothing);
app.post(
  "/examples",
  { name: "examples", body: Item.meta({ openapiExamples: { one: { summary: "One", value: { name: "x" } } } }) },
  nothing,
);
app.post("/maybe", { name: "maybe", body: Item.nullish() }, nothing);
app.post(
  "/numbers",
  { name: "numbers", body: z.record(z.string(), z.number()), response: z.record(z.string(), z.int()) },
  nothing,
);
app.post(
  "/pets",
  { name: "pets", body: z.discriminatedUnion("kind", [Cat, Dog]), response: z.union([Cat, Dog]) },
  nothing,
);
app.post("/accounts", { name: "accounts", body: Holder, response: z.array(Holder) }, nothing);
app.post("/login", { name: "login", form: Login }, nothing);
app.post(
  "/fields",
  { name: "fields", form: { username: z.string(), scopes: z.array(z.string()).default([]) } },
  nothing,
);
app.post(
  "/files",
  { name: "files", form: { file: file(), token: z.string(), others: fileList(), raw: z.file().nullish() } },
  nothing,
);
app.get(
  "/page",
  {
    name: "page",
    responses: { 200: { mediaType: "text/html", schema: z.string(), description: "Successful Response" } },
  },
  nothing,
);
app.get(
  "/many",
  {
    name: "many",
    query: { q: z.string() },
    responses: {
      200: {
        description: "Fine",
        headers: { "X-Count": { description: "How many", schema: { type: "integer" } } },
      },
      202: { schema: Problem, description: "Later" },
      418: {},
      "4XX": { schema: Problem },
      default: { description: "Anything else" },
    } as never,
  },
  nothing,
);
app.get("/lines", { name: "lines", response: jsonLines(Item) }, nothing);
app.get("/events", { name: "events", response: events(Item) }, nothing);

const paging = dependency({ query: { skip: z.int().default(0), limit: z.int().default(10) } }, ({ query }) => query);
const verify = dependency({ headers: { x_key: z.string() }, query: { skip: z.int() } }, nothing);
const orgs = new Router({
  prefix: "/orgs/{org_id}",
  tags: ["orgs"],
  use: [verify],
  responses: { 403: { description: "No" } },
});
orgs.get("/members/{member_id}", { name: "members", path: { member_id: z.int() }, use: { paging } }, nothing);
app.include(orgs, { prefix: "/api", tags: ["api"] });

const scheme = (name: string, given: { readonly [key: string]: unknown }): Dependency<string> =>
  asDependency(
    new DependencyDefinition("request", { security: { name, scheme: given } }, () => "credentials"),
  ) as Dependency<string>;
const oauth2 = scheme("OAuth2PasswordBearer", {
  type: "oauth2",
  flows: { password: { scopes: { me: "Me", items: "Items" }, tokenUrl: "token" } },
});
const bearer = scheme("HTTPBearer", { type: "http", scheme: "bearer" });
const key = scheme("APIKeyHeader", { type: "apiKey", description: "Ours", in: "header", name: "X-Key" });
const user = dependency({ use: { scopes: securityScopes, token: oauth2 } }, () => "user");
const active = dependency({ use: { user: scoped(user, ["me"]) } }, () => "active");
app.get("/me", { name: "me", use: { active: scoped(active, ["items"]) } }, nothing);
app.get("/both", { name: "both", use: { bearer, key } }, nothing);

app.post(
  "/orders",
  {
    name: "orders",
    query: { callback_url: z.string().nullish() },
    callbacks: { paid: { "{$callback_url}/paid/{$request.body.id}": callbacks } },
    openapi: { "x-cost": 3, tags: ["extra"] },
  },
  nothing,
);

app.webhooks.post("/new-order", { name: "new_order", body: Event }, nothing);
