import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Definition } from "../../src/app/definition.ts";
import { RouteTable } from "../../src/app/route-table.ts";

const methods = ["GET", "POST", "PUT"];

function define(method: string, template: string): Definition {
  return new Definition(method, template, {}, () => template);
}

/** The rule as DESIGN.md words it, by trying every template and ranking those that match. */
function reference(routes: readonly Definition[], method: string, path: string) {
  const rank = { static: 0, parameter: 1, rest: 2 };
  const found: { route: Definition; values: string[]; ranks: number[] }[] = [];
  const allow = new Set<string>();
  for (const route of routes) {
    const parts = path.slice(1).split("/");
    const values: string[] = [];
    const fits = route.segments.every(({ kind, text }, index) => {
      if (kind === "rest") return index < parts.length && values.push(parts.splice(index).join("/")) > 0;
      const part = parts[index];
      if (kind === "static") return part === text;
      return part !== undefined && part !== "" && values.push(part) > 0;
    });
    const takesRest = route.segments.at(-1)?.kind === "rest";
    if (!fits || (!takesRest && parts.length !== route.segments.length)) continue;
    allow.add(route.method);
    if (route.method === method) found.push({ route, values, ranks: route.segments.map(({ kind }) => rank[kind]) });
  }
  found.sort((a, b) => {
    for (let i = 0; i < Math.min(a.ranks.length, b.ranks.length); i++) {
      if (a.ranks[i] !== b.ranks[i]) return a.ranks[i] - b.ranks[i];
    }
    return 0;
  });
  return { best: found[0], allow };
}

const segment = fc.constantFrom("a", "b", "{p}", "{q}");
const template = fc
  .tuple(fc.array(segment, { maxLength: 4 }), fc.constantFrom("", "a", "{rest...}", "{z}"))
  .map(([parts, last]) => `/${[...parts.map((part, i) => part.replace("}", `${i}}`)), last].join("/")}`);
const path = fc
  .array(fc.constantFrom("a", "b", "c", "", "%2F"), { minLength: 1, maxLength: 6 })
  .map((parts) => `/${parts.join("/")}`);

test("any table answers any path as the naive matcher does, values and Allow included", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...methods), template), { maxLength: 14 }),
      fc.array(path, { minLength: 1, maxLength: 12 }),
      (given, paths) => {
        const table = new RouteTable();
        const routes: Definition[] = [];
        for (const [method, text] of given) {
          const route = define(method, text);
          if (table.add(route) === undefined) routes.push(route);
        }
        // Registered templates with their braces as paths match, too.
        for (const one of [...paths, ...routes.map(({ template }) => template)]) {
          for (const method of methods) {
            const { best, allow } = reference(routes, method, one);
            const match = table.find(method, one);
            assert.equal(match?.route.title, best?.route.title, `${method} ${one}`);
            assert.deepEqual(match?.values.slice(), best?.values, `${method} ${one}`);
            assert.deepEqual([...table.methods(one)].sort(), [...allow].sort());
          }
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test("of two routes of one shape and method the first stays and is named; other methods and shapes are no twins", () => {
  const table = new RouteTable();
  for (const [method, text] of [
    ["GET", "/users/{id}"],
    ["POST", "/users/{id}"],
    ["GET", "/users/{id...}"],
    ["GET", "/users/me"],
  ]) {
    assert.equal(table.add(define(method, text)), undefined);
  }
  assert.equal(table.add(define("GET", "/users/{name}"))?.template, "/users/{id}");
  assert.equal(table.add(define("GET", "/users/{all...}"))?.template, "/users/{id...}");
  assert.equal(table.add(define("GET", "/users/me"))?.template, "/users/me");
  assert.equal(table.find("GET", "/users/7")?.route.template, "/users/{id}");
});

test("the hardest path costs no more steps than the table has nodes", () => {
  // Every level offers "a" and a parameter, and only a dead end below: all 2^12 chains have to be tried.
  const table = new RouteTable();
  const depth = 12;
  let nodes = 1;
  for (let bits = 0; bits < 1 << depth; bits++) {
    const parts = Array.from({ length: depth }, (_, i) => ((bits >> i) & 1 ? "a" : `{p${i}}`));
    table.add(define("GET", `/${parts.join("/")}/end/{last}`));
  }
  for (let level = 1; level <= depth; level++) nodes += 2 ** level;
  nodes += 2 * 2 ** depth;
  const steps = table.stepsFor("GET", `/${"a/".repeat(depth)}no`);
  assert.ok(steps <= nodes, `${steps} steps for ${nodes} nodes`);
});

test("a path longer than every template costs no more than the templates", () => {
  const table = new RouteTable();
  for (const text of ["/{a}/{b}/{c}", "/a/{b}/c", "/{a}/b/{c...}", "/a/a/a/{d}"]) table.add(define("GET", text));
  const short = table.stepsFor("GET", `/${"a/".repeat(10)}`);
  assert.equal(table.stepsFor("GET", `/${"a/".repeat(100_000)}`), short);
});

test("a method of its own is found where another method has the better template", () => {
  const table = new RouteTable();
  table.add(define("GET", "/users/me"));
  table.add(define("POST", "/users/{id}"));
  table.add(define("GET", "/{x}/{y}/edit"));
  table.add(define("GET", "/users/{rest...}"));
  assert.equal(table.find("POST", "/users/me")?.route.template, "/users/{id}");
  assert.equal(table.find("GET", "/users/me")?.route.template, "/users/me");
  assert.equal(table.find("GET", "/users/7/edit")?.route.template, "/users/{rest...}");
  assert.equal(table.find("GET", "/teams/7/edit")?.route.template, "/{x}/{y}/edit");
  assert.equal(table.find("GET", "*"), undefined);
});
