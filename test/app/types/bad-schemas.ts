// Uses with schemas, dependencies and routers that must not compile. See bad.ts.
import { z } from "zod";
import { App, dependency, jsonLines, Router, resource, status } from "../../../src/index.ts";

const app = new App({});
const db = dependency(() => 1);
const Item = z.object({ name: z.string(), price: z.number() });
const Why = z.object({ why: z.string() });
// @ts-expect-error wrong path key
app.get("/a/{id}", { path: { idd: z.int() } }, ({ path }) => path.id);
// @ts-expect-error misspelt option
app.get("/a/{id}", { qeury: { q: z.string() } }, ({ path }) => path.id);
// @ts-expect-error an input's name for a dependency
app.get("/a/{id}", { use: { body: db } }, ({ path }) => path.id);
// @ts-expect-error missing field
app.get("/a/{id}", { response: Item }, () => ({ name: "x" }));
// @ts-expect-error wrong type of a field
app.get("/a/{id}", { response: Item }, () => ({ name: "x", price: "3" }));
// @ts-expect-error wrong body of a declared status
app.get("/a/{id}", { response: Item, responses: { 404: Why } }, () => status(404, { why: 3 }));
// @ts-expect-error wrong body of a status declared at length
app.get("/a/{id}", { response: Item, responses: { 404: { schema: Why } } }, () => status(404, { why: 3 }));
// @ts-expect-error undeclared status
app.get("/a/{id}", { response: Item }, () => status(404, { why: "3" }));
// @ts-expect-error undeclared place
app.get("/a/{id}", { path: { id: z.int() } }, ({ query }) => query);
// @ts-expect-error not a schema
app.get("/a/{id}", { query: { q: "string" } }, ({ query }) => query);
// @ts-expect-error not a dependency
app.get("/a/{id}", { use: { db: () => 1 } }, ({ db }) => db);
// @ts-expect-error the parameter is a number
app.get("/a/{id}", { path: { id: z.int() } }, ({ path }) => path.id.toUpperCase());
// @ts-expect-error a request's dependency in a process's resource
resource({ use: { db } }, () => 1);
// @ts-expect-error an item of the wrong type
app.get("/s", { response: jsonLines(z.object({ n: z.int() })) }, async function* () {
  yield { n: "1" };
});
// @ts-expect-error not a dependency
dependency({ use: { q: 3 } }, () => 1);
// @ts-expect-error no such query parameter
dependency({ query: { n: z.int() } }, ({ query }) => query.m);
// @ts-expect-error text where the response is a number
app.get("/z/{id}", { response: z.int() }, async ({ path }) => path.id);
// @ts-expect-error an input's name for a router's dependency
dependency({ use: { query: db } }, () => 1);
// @ts-expect-error misspelt scope
dependency({ scope: "requests" }, () => 1);
// @ts-expect-error a route's dependency is no number's method
app.get("/d", { use: { db } }, ({ db }) => db.toUpperCase());
// @ts-expect-error a listed dependency gives nothing
app.get("/d", { use: [db] }, ({ db }) => db);
// @ts-expect-error the router's parameter is a number
new Router({ prefix: "/o/{org}", path: { org: z.int() } }).get("/x", ({ path }) => path.org.toUpperCase());
// @ts-expect-error what is caught is no error class
app.catch(Date, () => 1);
// @ts-expect-error a message of the wrong type
app.websocket("/ws", { send: z.object({ n: z.int() }) }, (_, socket) => socket.send({ n: "1" }));
// @ts-expect-error a WebSocket has no body
app.websocket("/ws", { body: Item }, () => {});
// @ts-expect-error a word that is no status
app.get("/d", { responses: { notFound: Item } }, () => 1);
// @ts-expect-error one member of a choice is wrong
app.get("/d", { response: z.union([z.object({ a: z.int() }), Item]) }, async () => (db ? { a: 1 } : { b: 1 }));
// @ts-expect-error one way out returns nothing
app.get("/d", { response: z.object({ a: z.int() }) }, () => (db ? { a: 1 } : undefined));
