import assert from "node:assert/strict";
import { test } from "node:test";
import type { Problem } from "../../../src/app/reader/problem.ts";
import { compileReader } from "../../../src/app/reader/reader.ts";
import type { SchemaNode } from "../../../src/app/schema/node.ts";
import { adapterOf, describe } from "../../../src/app/schema/registry.ts";
import { cases, schemas } from "../reader/cases.ts";
import { inexpressible, type Library, librarySchemas, stricter } from "./library-schemas.ts";

const libraries = Object.keys(librarySchemas) as Library[];

/** A node without what says nothing: the closed end of a tuple, names that may be anything, the tags that members show. */
function bare(node: SchemaNode): SchemaNode {
  const parts = Object.entries(node).map(([key, value]): [string, unknown] => {
    if (key === "discriminator") return [key, { propertyName: (value as { propertyName: string }).propertyName }];
    if (key === "properties") {
      const fields = Object.entries(value as { [name: string]: SchemaNode });
      return [key, Object.fromEntries(fields.map(([name, field]) => [name, bare(field)]))];
    }
    if (Array.isArray(value)) return [key, value.map((item) => (typeof item === "object" && item ? bare(item) : item))];
    const isNode = key === "items" || key === "additionalProperties";
    return [key, isNode && typeof value === "object" ? bare(value as SchemaNode) : value];
  });
  const isAnyName = ([key, value]: [string, unknown]) =>
    key === "propertyNames" && JSON.stringify(value) === '{"type":"string"}';
  return Object.fromEntries(parts.filter((part) => !isAnyName(part) && !(part[0] === "items" && part[1] === false)));
}

/** arktype keeps neither the order of a union's members nor that of fields. */
function unordered(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(unordered);
  if (typeof node !== "object" || node === null) return node;
  const parts = Object.entries(node).map(([key, value]): [string, unknown] => {
    if (!["anyOf", "oneOf", "required", "enum"].includes(key)) return [key, unordered(value)];
    const texts = (value as unknown[]).map((item) => JSON.stringify(unordered(item)));
    return [key, texts.sort().map((item) => JSON.parse(item))];
  });
  return Object.fromEntries(parts.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What was found wrong, for arktype without the order and without messages that list members in an order. */
function comparable(library: Library, problems: readonly Problem[]): unknown {
  if (library !== "arktype") return problems;
  return problems.map(({ type, loc, input }) => JSON.stringify({ type, loc, input })).sort();
}

for (const library of libraries) {
  test(`${library}: has a schema for every key, or a reason why not`, () => {
    const keys = [...Object.keys(librarySchemas[library]), ...Object.keys(inexpressible[library])];
    assert.deepEqual(keys.sort(), Object.keys(schemas).sort());
  });

  for (const [key, schema] of Object.entries(librarySchemas[library])) {
    test(`${library}: ${key} is described like everywhere`, () => {
      const { node, defs } = describe(schema, "input");
      const expected = schemas[key];
      const tidy = (given: SchemaNode): unknown => (library === "arktype" ? unordered(bare(given)) : bare(given));
      assert.deepEqual(tidy(node), tidy(expected.node));
      assert.deepEqual(Object.keys(defs).sort(), Object.keys(expected.defs).sort());
      for (const name of Object.keys(defs)) assert.deepEqual(tidy(defs[name]), tidy(expected.defs[name]));
    });

    test(`${library}: ${key} reads and validates like everywhere`, async () => {
      const description = describe(schema, "input");
      const validate = adapterOf(schema).compile(schema);
      for (const { name, schema: of, origin, input, value, problems: expected } of cases) {
        if (of !== key) continue;
        const problems: Problem[] = [];
        const loc = origin === "json" ? ["body"] : ["query", "q"];
        const read = compileReader(description, origin)(input, loc, problems);
        assert.deepEqual(comparable(library, problems), comparable(library, expected ?? []), name);
        assert.deepEqual(read, value, name);
        if (expected !== undefined) continue;
        const result = await validate(read);
        const isStricter = stricter.some(
          (row) => row.library === library && row.key === key && row.value.test(String(value)),
        );
        assert.equal(result.ok, !isStricter, `${name}: ${result.ok || JSON.stringify(result.issues)}`);
      }
    });
  }
}
