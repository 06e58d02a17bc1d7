import { z } from "zod";
import {
  asDependency,
  type Dependency,
  DependencyDefinition,
  dependency,
  scoped,
} from "../../../src/app/dependency.ts";
import { rawBody, textBody } from "../../../src/app/schema/bytes.ts";
import { file, fileList } from "../../../src/app/schema/file.ts";
import { App, events, jsonLines, Router, securityScopes, status } from "../../../src/index.ts";

/** An app that uses everything a document can show. Only the document is looked at. */

interface Tree {
  name: string;
  children: Tree[];
}
const Tree: z.ZodType<Tree> = z
  .object({ name: z.string(), children: z.lazy(() => z.array(Tree)) })
  .meta({ id: "Tree" });
const Cat = z.object({ kind: z.literal("cat"), lives: z.int().min(1).max(9) }).meta({ id: "Cat" });
const Dog = z.object({ kind: z.literal("dog"), good: z.boolean().nullable() }).meta({ id: "Dog" });
const Pet = z.discriminatedUnion("kind", [Cat, Dog]).meta({ id: "Pet" });
const Color = z.enum(["red", "green"]).meta({ id: "Color" });
const Everything = z
  .object({
    text: z
      .string()
      .min(1)
      .max(9)
      .regex(/^[a-z]+$/)
      .meta({ description: "Text", examples: ["abc", "xyz"], deprecated: true }),
    email: z.email(),
    url: z.url(),
    uuid: z.uuid(),
    day: z.iso.date(),
    when: z.date(),
    big: z.bigint(),
    set: z.set(z.string()),
    map: z.map(z.string(), z.int()),
    pairs: z.map(z.int(), z.string()),
    record: z.record(z.string(), z.number()),
    keyed: z.record(z.string().regex(/^x-/), z.number()),
    known: z.record(z.enum(["a", "b"]), z.boolean()),
    above: z.number().gt(0).lt(10).multipleOf(0.5),
    always: z.literal("always"),
    several: z.literal([1, 2]),
    color: Color.default("red"),
    nullable: z.string().nullable(),
    nullish: Cat.nullish(),
    nothing: z.null(),
    union: z.union([z.string(), z.int(), z.null()]),
    pet: Pet.optional(),
    tuple: z.tuple([z.string(), z.int()]),
    open: z.tuple([z.string()], z.boolean()),
    nested: z.object({ deep: z.array(z.object({ x: z.number() })).max(3) }),
    strict: z.strictObject({ a: z.string().optional() }),
    loose: z.looseObject({ a: z.string() }),
    both: z.intersection(Cat, z.object({ extra: z.string() })),
    any: z.any(),
    never: z.never().optional(),
    tree: Tree,
    renamed: z.string().meta({ alias: "re-named" }),
    unseen: z.string().optional().meta({ hidden: true }),
    read: z.string().optional().meta({ readOnly: true, "x-order": 1 }),
  })
  .meta({ id: "Everything", description: "All of it", title: "Every thing" });
const Made = z.object({ name: z.string(), at: z.string().prefault("now") }).meta({ id: "Made" });
const Outer = z.object({ made: z.array(Made) }).meta({ id: "Outer" });
const Problem = z.object({ message: z.string() }).meta({ id: "Problem" });

const nothing = (): never => {
  throw new Error("only the document is looked at");
};
const scheme = (name: string, given: { readonly [key: string]: unknown }): Dependency<string> =>
  asDependency(
    new DependencyDefinition("request", { security: { name, scheme: given } }, () => "credentials"),
  ) as Dependency<string>;

const oauth2 = scheme("OAuth2", {
  type: "oauth2",
  flows: {
    password: { tokenUrl: "token", scopes: { read: "Read", write: "Write" } },
    authorizationCode: { authorizationUrl: "https://auth.test/a", tokenUrl: "https://auth.test/t", scopes: {} },
    clientCredentials: { tokenUrl: "https://auth.test/t", scopes: {} },
  },
});
const openId = scheme("OpenId", { type: "openIdConnect", openIdConnectUrl: "https://auth.test/openid" });
const basic = scheme("Basic", { type: "http", scheme: "basic" });
const bearer = scheme("Bearer", { type: "http", scheme: "bearer", bearerFormat: "JWT" });
const keys = (["header", "query", "cookie"] as const).map((place) =>
  scheme(`Key-${place}`, { type: "apiKey", in: place, name: "key" }),
);

export function bigApp(): App {
  const app = new App({
    title: "Big",
    version: "3.0.0",
    summary: "Everything",
    description: "A *document* </script> with all there is",
    termsOfService: "https://big.test/terms",
    contact: { name: "Ann", url: "https://big.test", email: "ann@big.test" },
    license: { name: "MIT", identifier: "MIT" },
    servers: [{ url: "https://big.test", variables: { port: { default: "443", enum: ["443"] } } }],
    openapiTags: [{ name: "pets", description: "Animals", externalDocs: { url: "https://big.test/pets" } }],
    externalDocs: { url: "https://big.test/docs" },
    responses: { 500: { description: "It broke", schema: Problem } },
  });

  app.put(
    "/everything/{item_id}/{rest...}",
    {
      description: "Changes it",
      tags: ["pets"],
      path: { item_id: z.int().min(1) },
      query: z.object({
        page: z.int().default(1),
        q: z.array(z.string()).optional(),
        color: Color.optional(),
        range: z.tuple([z.int(), z.int()]).optional(),
        when: z.date().optional(),
      }),
      headers: { user_agent: z.string().optional(), "X-Token": z.string() },
      cookies: { session: z.string().nullish() },
      body: Everything,
      response: Everything,
      responses: {
        404: Problem,
        409: { schema: Problem, example: { message: "no" }, headers: { "retry-after": "Seconds" } },
        "4XX": {
          description: "Others",
          content: { "application/problem+json": { schema: { type: "object" } } },
        },
        default: { links: { self: { operationId: "changeEverything" } } },
      } as never,
    },
    function changeEverything() {
      return nothing();
    },
  );
  app.post("/outer", { body: Outer, response: Outer, status: 201 }, nothing);
  app.post("/fields", { body: { pet: Pet, count: z.int().optional() } }, nothing);
  app.post("/form", { form: z.object({ name: z.string(), tags: z.array(z.string()) }) }, nothing);
  app.post("/upload", { form: { one: file({ types: ["image/png"] }), many: fileList({ min: 1 }) } }, nothing);
  app.post("/raw", { body: rawBody({ mediaType: "image/png" }) }, nothing);
  app.post("/text", { body: textBody({ maxLength: 10 }) }, nothing);
  app.get("/lines", { response: jsonLines(Pet) }, nothing);
  app.get("/events", { response: events(Tree) }, nothing);
  app.delete("/gone", { status: 204, deprecated: true }, nothing);
  app.get(
    "/named",
    {
      query: {
        q: z.string().meta({ openapiExamples: { short: { value: "a" }, long: { summary: "L", value: "aaa" } } }),
      },
      responses: {
        200: { mediaType: "text/html", schema: z.string(), examples: { plain: "<p>", full: { value: "<p></p>" } } },
      },
    },
    () => status(200, "" as never),
  );
  const user = dependency({ use: { scopes: securityScopes, token: oauth2 } }, () => "user");
  app.get("/secured", { use: { user: scoped(user, ["read", "write"]), openId } }, nothing);
  app.get("/keys", { use: [basic, bearer, ...keys] }, nothing);

  const paid = new Router();
  paid.post("/paid/{order_id}", { path: { order_id: z.int() }, body: Problem, responses: { 202: {} } }, nothing);
  const anywhere = new Router();
  anywhere.post("/", { body: Problem }, nothing);
  app.post(
    "/orders",
    {
      query: { url: z.url() },
      callbacks: { paid, shipped: { "{$request.query.url}": anywhere } },
      openapi: { "x-cost": 3 },
    },
    nothing,
  );
  app.webhooks.post("/new-order", { body: Everything, summary: "New order" }, nothing);
  for (const method of ["patch", "head", "options", "trace"] as const) app[method]("/method", {}, nothing);
  return app as App;
}
